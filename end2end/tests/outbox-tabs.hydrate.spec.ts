import { test, expect, type Person } from './charla.ts';
import { isSentOnce, refuse, retry, storedMessages, unreachable } from './outbox.ts';

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)/] });

async function signsInAgain(person: Person, username: string): Promise<void> {
  await person.page.getByLabel('Usuario').fill(username);
  await person.page.getByLabel('Contraseña').fill('secreto123');
  await person.page.getByRole('button', { name: 'Iniciar sesión' }).click();
}

test('two tabs of one user show the same unsent messages; sending or deleting one applies to both', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('la primera');
  await ana.writes('la segunda');
  await expect(other.bubble('la segunda')).toBeVisible();
  await expect(retry(ana, 'la primera')).toBeVisible();
  await ana.bubble('la primera').getByRole('button', { name: 'Borrar' }).click();
  await expect(ana.bubble('la primera')).toHaveCount(0);
  await expect(other.bubble('la primera')).toHaveCount(0);
  await server.back();
  await other.writes('la tercera');
  for (const tab of [ana, other]) {
    await isSentOnce(tab, 'la segunda');
    await isSentOnce(tab, 'la tercera');
  }
  expect((await storedMessages(ana)).slice(-2)).toEqual(['la segunda', 'la tercera']);
});

test('a tab sends the message of a tab that was closed', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations');
  const server = await unreachable(ana);
  await ana.writes('hasta luego');
  await expect(retry(ana, 'hasta luego')).toBeVisible();
  await ana.page.close();
  await server.back();
  const stored = async () => (await storedMessages(other)).filter((text) => text === 'hasta luego');
  await expect.poll(stored).toHaveLength(1);
});

test('one tab at a time sends a waiting message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('una vez');
  await expect(retry(ana, 'una vez')).toBeVisible();
  await server.back();
  let attempts = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await ana.context.route('**/fn/send', async (route) => {
    attempts += 1;
    await held;
    await route.continue();
  });
  // Both tabs find the message in the storage.
  await ana.page.reload();
  await ana.ready();
  const other = await ana.opensTab('/conversations/1');
  await expect.poll(() => attempts).toBe(1);
  release();
  await isSentOnce(ana, 'una vez');
  await isSentOnce(other, 'una vez');
  expect(attempts).toBe(1);
});

test('another user of the browser neither sees nor sends a waiting message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('solo mío');
  await expect(retry(ana, 'solo mío')).toBeVisible();
  // Luis signs in while Ana's page stays open.
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  const his = await ana.opensTab('/conversations/1');
  await server.back();
  // Ana's page becomes that of Luis.
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await his.writes('soy Luis');
  await isSentOnce(his, 'soy Luis');
  await expect(his.bubble('solo mío')).toHaveCount(0);
  expect(await storedMessages(his)).not.toContain('solo mío');
  // Ana is back: now her message is sent.
  await ana.context.clearCookies({ name: 'session' });
  await ana.goes('/login?next=/conversations/1');
  await signsInAgain(ana, 'ana');
  await isSentOnce(ana, 'solo mío');
});

test('a refusal and a retry show in both tabs', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations/1');
  await ana.context.route('**/fn/send', (route) => refuse(route, 500, { error: 'internal', request_id: 'abc' }));
  await ana.writes('a la segunda');
  await expect(retry(ana, 'a la segunda')).toBeVisible();
  await expect(retry(other, 'a la segunda')).toBeVisible();
  await ana.context.unroute('**/fn/send');
  await retry(other, 'a la segunda').click();
  await isSentOnce(other, 'a la segunda');
  await isSentOnce(ana, 'a la segunda');
});
