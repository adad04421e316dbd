import { test, expect, delays, type Person } from './charla.ts';

// Every test also checks that the console stays silent (charla.ts).

/** Holds the requests of this server function. Returns a function that releases them. */
async function holds(person: Person, name: string): Promise<() => void> {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await person.page.route(`**/fn/${name}`, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  return go;
}

test('the user leaves a conversation that is still loading while others come and go', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  const jose = await signIn('jnunez');
  await ana.goes('/conversations/1');
  const answer = await holds(ana, 'chat');
  const requested = ana.page.waitForRequest('**/fn/chat');
  await ana.row('José Núñez').click();
  await requested;
  // While their conversations are not shown, Luis and José come online and write.
  await luis.goes('/conversations/1');
  await expect(ana.row('Luis Pérez').locator('.online-dot')).toBeAttached();
  await luis.writes('mientras tanto');
  await expect(ana.row('Luis Pérez')).toContainText('mientras tanto');
  await ana.row('Carmen Ruiz').first().click();
  await jose.goes('/conversations/2');
  await jose.writes('yo también');
  await expect(ana.row('José Núñez')).toContainText('yo también');
  await ana.row('Luis Pérez').click();
  await ana.sees('mientras tanto');
  answer();
  await ana.row('José Núñez').click();
  await ana.sees('yo también');
  await ana.writes('os leo');
  await jose.sees('os leo');
});

test.describe('the server restarts', () => {
  test.use({ expectedComplaints: [/ERR_|WebSocket|Failed to (load|fetch)/] });

  test('while a conversation is loading', async ({ signIn, server }) => {
    const ana = await signIn('ana');
    const luis = await signIn('luis');
    await ana.goes('/conversations/1');
    const answer = await holds(ana, 'chat');
    await ana.row('José Núñez').click();
    await server.down();
    await server.up();
    await luis.goes('/conversations/1');
    await ana.row('Luis Pérez').click();
    await luis.writes('de vuelta');
    await ana.sees('de vuelta');
    answer();
    await ana.row('José Núñez').click();
    await ana.sees('Hola José');
  });
});

test('the chat works with answers that are late and out of order', async ({ signIn }) => {
  test.setTimeout(150_000);
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await delays(ana.context, 1_500);
  await ana.goes('/conversations');
  await luis.goes('/conversations/1');
  const names = ['Luis Pérez', 'José Núñez', 'Carmen Ruiz'];
  const search = ana.panel.getByRole('searchbox');
  for (let round = 0; round < 6; round += 1) {
    await ana.row(names[round % 3]!).first().click();
    await luis.writes(`vuelta ${round}`);
    await ana.row(names[(round + 1) % 3]!).first().click();
    if (round % 2) await ana.page.goBack();
    if (round % 3 === 1) {
      await ana.page.getByRole('link', { name: 'Personas' }).click();
      await ana.page.goBack();
    }
    await search.fill(`vuelta ${round}`);
    await search.fill('');
    if (round % 3 === 2) {
      await luis.goes('/people');
      await luis.goes('/conversations/1');
    }
  }
  await ana.row('Luis Pérez').first().click();
  await ana.sees('vuelta 5');
  await ana.writes('sigue viva');
  await luis.sees('sigue viva');
});
