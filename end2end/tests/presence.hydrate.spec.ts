import { test, expect, type Person } from './charla.ts';

const status = (person: Person) => person.page.locator('.chat-status');

test('who writes is seen writing, in the conversation and in the list, until the message comes', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  const list = await luis.opensTab('/conversations');
  await ana.goes('/conversations/1');
  await expect(status(luis)).toHaveText('En línea');
  await ana.composer.pressSequentially('Hola');
  // It ends when she rests; a slow machine may look so late that she has to go on.
  for (const place of [status(luis), list.row('Ana García')]) {
    await expect(async () => {
      await ana.composer.press('a');
      await expect(place).toContainText('Ana está escribiendo…', { timeout: 3_500 });
    }).toPass();
  }
  await ana.composer.fill('Hola');
  await expect(status(ana)).toHaveText('En línea');
  await ana.composer.press('Enter');
  await luis.sees('Hola');
  await expect(status(luis)).toHaveText('En línea');
  await expect(list.row('Ana García')).toContainText('Hola');
});

test('who stops writing is seen to stop within seven seconds', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  await ana.composer.pressSequentially('Bueno');
  await expect(status(luis)).toHaveText('Ana está escribiendo…');
  await expect(status(luis)).toHaveText('En línea', { timeout: 7_500 });
  await expect(ana.composer).toHaveValue('Bueno');
});

test('writing is told once in three seconds, however fast one types', async ({ signIn }) => {
  const ana = await signIn('ana');
  let told = 0;
  ana.page.on('websocket', (socket) =>
    socket.on('framesent', (frame) => {
      if (String(frame.payload).includes('"typing"')) told += 1;
    }),
  );
  await ana.goes('/conversations/1');
  await expect.poll(() => told === 1 || ana.composer.press('x').then(() => false)).toBeTruthy();
  await ana.composer.pressSequentially('una frase bastante larga');
  expect(told).toBe(1);
});

test.describe('away', () => {
  test.use({ expectedComplaints: [/ERR_|WebSocket|Failed to (load|fetch)/] });

  test('who does not come back with the server was last seen when it ended', async ({ signIn, server }) => {
    const ana = await signIn('ana', { timezoneId: 'America/Bogota' });
    const luis = await signIn('luis');
    await luis.goes('/people');
    await ana.goes('/conversations/1');
    await expect(status(ana)).toHaveText('En línea');
    await server.down();
    await expect(status(ana)).toHaveText('Profesional · @luis');
    await luis.page.close();
    await server.up();
    await expect(status(ana)).toHaveText(/^Profesional · Última vez: (hoy|ayer), \d\d:\d\d$/);
  });
});

test('the dot of somebody who is here shows in the list, also to who comes later', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  const here = ana.row('Luis Pérez').getByText('En línea');
  await expect(ana.panel.getByText('4 conversaciones')).toBeVisible();
  await expect(here).toHaveCount(0);
  await luis.goes('/people');
  await expect(here).toBeAttached();
  await ana.page.reload();
  await ana.ready();
  await expect(here).toBeAttached();
});
