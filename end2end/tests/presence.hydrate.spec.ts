import { test, expect, type Person } from './charla.ts';

const status = (person: Person) => person.page.locator('.chat-status');

test('typing shows in the conversation and in the list until the message arrives', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  const list = await luis.opensTab('/conversations');
  await ana.goes('/conversations/1');
  await expect(status(luis)).toHaveText('En línea');
  await ana.composer.pressSequentially('Hola');
  // The indicator expires, so on a slow machine Ana must keep typing until it is seen.
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

test('a typing indicator disappears within seven seconds', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  await ana.composer.pressSequentially('Bueno');
  await expect(status(luis)).toHaveText('Ana está escribiendo…');
  await expect(status(luis)).toHaveText('En línea', { timeout: 7_500 });
  await expect(ana.composer).toHaveValue('Bueno');
});

test('typing is sent once in three seconds, however fast the user types', async ({ signIn }) => {
  const ana = await signIn('ana');
  let sent = 0;
  ana.page.on('websocket', (socket) =>
    socket.on('framesent', (frame) => {
      if (String(frame.payload).includes('"typing"')) sent += 1;
    }),
  );
  await ana.goes('/conversations/1');
  await expect.poll(() => sent === 1 || ana.composer.press('x').then(() => false)).toBeTruthy();
  await ana.composer.pressSequentially('una frase bastante larga');
  expect(sent).toBe(1);
});

test.describe('after a restart of the server', () => {
  test.use({ expectedComplaints: [/ERR_|WebSocket|Failed to (load|fetch)/] });

  test('a user who does not return was last seen when it stopped', async ({ signIn, server }) => {
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

test('the dot of an online user shows in the list, also after a reload', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  const onlineDot = ana.row('Luis Pérez').getByText('En línea');
  await expect(ana.panel.getByText('4 conversaciones')).toBeVisible();
  await expect(onlineDot).toHaveCount(0);
  await luis.goes('/people');
  await expect(onlineDot).toBeAttached();
  await ana.page.reload();
  await ana.ready();
  await expect(onlineDot).toBeAttached();
});
