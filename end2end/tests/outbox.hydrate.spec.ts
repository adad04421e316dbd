import { test, expect } from './charla.ts';
import { isSentOnce, refuse, retry, storedMessages, unreachable } from './outbox.ts';

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)/] });

test('unsent messages are kept after a reload, and sent once and in order', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  for (const text of ['uno', 'dos', 'tres']) await ana.writes(text);
  await expect(retry(ana, 'tres')).toBeVisible();
  await ana.page.reload();
  await ana.ready();
  await expect(retry(ana, 'uno')).toBeVisible();
  const bubbles = await ana.log.locator('.bubble-text').allInnerTexts();
  expect(bubbles.slice(-3)).toEqual(['uno', 'dos', 'tres']);
  await expect(ana.composer).toHaveValue('');
  await server.back();
  for (const text of ['uno', 'dos', 'tres']) {
    await isSentOnce(ana, text);
    await luis.sees(text);
    await expect(luis.bubble(text)).toHaveCount(1);
  }
  expect((await storedMessages(ana)).slice(-3)).toEqual(['uno', 'dos', 'tres']);
  expect(await ana.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('outbox/')))).toEqual([]);
});

test('a waiting or refused message shows in the list', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('sigue aquí');
  const row = ana.row('Luis Pérez');
  await expect(row).toContainText('sigue aquí');
  await expect(row.getByText('Enviando')).toBeAttached();
  await server.back();
  await expect(row.getByText(/^(Enviado|Leído)/)).toBeAttached();
  await ana.context.route('**/fn/send', (route) => refuse(route, 403, { error: 'cross_site' }));
  await ana.writes('rechazado');
  await expect(row.getByText('No se ha enviado')).toBeAttached();
  await ana.bubble('rechazado').getByRole('button', { name: 'Borrar' }).click();
  await expect(row).toContainText('sigue aquí');
});

test('a waiting message is sent although its conversation is not open', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('desde otra página');
  await expect(retry(ana, 'desde otra página')).toBeVisible();
  await server.back();
  await ana.goes('/conversations/2');
  await luis.sees('desde otra página');
  await ana.row('Luis Pérez').click();
  await isSentOnce(ana, 'desde otra página');
});

test('a waiting message shows when its conversation is opened', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await unreachable(ana);
  await ana.writes('aún no');
  await expect(retry(ana, 'aún no')).toBeVisible();
  await ana.goes('/conversations/2');
  await expect(ana.bubble('aún no')).toHaveCount(0);
  await ana.row('Luis Pérez').click();
  await expect(ana.bubble('aún no')).toBeVisible();
});

test('a refused message is kept after a reload, lets others pass, and can be retried or deleted', async ({
  signIn,
}) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.context.route('**/fn/send', (route) => {
    const isRefused = (route.request().postData() ?? '').includes('rechazado');
    return isRefused ? refuse(route, 404, { error: 'conversation_not_found' }) : route.continue();
  });
  await ana.writes('rechazado uno');
  await ana.writes('rechazado dos');
  await ana.writes('aceptado');
  await isSentOnce(ana, 'aceptado');
  await ana.page.reload();
  await ana.ready();
  await expect(ana.bubble('rechazado uno')).toContainText('No existe esa conversación');
  await expect(retry(ana, 'rechazado dos')).toBeVisible();
  await ana.bubble('rechazado uno').getByRole('button', { name: 'Borrar' }).click();
  await expect(ana.bubble('rechazado uno')).toHaveCount(0);
  await ana.context.unroute('**/fn/send');
  await retry(ana, 'rechazado dos').click();
  await isSentOnce(ana, 'rechazado dos');
  await ana.page.reload();
  await ana.ready();
  await isSentOnce(ana, 'rechazado dos');
  await expect(ana.bubble('rechazado uno')).toHaveCount(0);
});

test('leaving a page during a send does not duplicate the message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  let stored = () => {};
  const isStored = new Promise<void>((resolve) => (stored = resolve));
  // The server stores the message, but its answer is lost.
  await ana.page.route('**/fn/send', async (route) => {
    await route.fetch();
    stored();
  });
  await ana.page.routeWebSocket(/\/ws\//, () => {});
  await ana.page.reload();
  await ana.ready();
  await ana.writes('a medias');
  await isStored;
  await ana.page.unrouteAll({ behavior: 'ignoreErrors' });
  await ana.page.reload();
  await ana.ready();
  await isSentOnce(ana, 'a medias');
  expect((await storedMessages(ana)).filter((text) => text === 'a medias')).toHaveLength(1);
  await expect.poll(() => ana.page.evaluate(() => Object.keys(localStorage).join())).not.toContain('outbox/');
});

for (const { status, error } of [
  { status: 429, error: 'too_many_requests' },
  { status: 503, error: 'overloaded' },
]) {
  test(`after ${status} a message is retried automatically, and nothing overtakes it`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations/1');
    let refused = 0;
    await ana.context.route('**/fn/send', (route) => {
      refused += 1;
      return refused === 1 ? refuse(route, status, { error, retry_after: 1 }) : route.continue();
    });
    for (const text of ['uno', 'dos', 'tres']) await ana.writes(text);
    for (const text of ['uno', 'dos', 'tres']) await isSentOnce(ana, text);
    expect((await storedMessages(ana)).slice(-3)).toEqual(['uno', 'dos', 'tres']);
    expect(refused).toBe(4);
  });
}

test('a message that exceeds the outbox stays in the composer', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await unreachable(ana);
  await ana.writes('la primera');
  await expect(retry(ana, 'la primera')).toBeVisible();
  await ana.page.evaluate(() => {
    const key = Object.keys(localStorage).find((key) => key.startsWith('outbox/'))!;
    const id = key.slice(key.lastIndexOf('/') + 1);
    for (let n = 1; n < 200; n += 1) {
      const another = id.slice(0, -4) + n.toString(16).padStart(4, '0');
      localStorage.setItem(key.replace(id, another), localStorage.getItem(key)!.replace(id, another));
    }
  });
  await ana.page.reload();
  await ana.ready();
  await expect(ana.bubble('la primera')).toHaveCount(200);
  await ana.writes('una de más');
  await expect(ana.page.getByRole('alert')).toContainText('200 mensajes esperan');
  await expect(ana.composer).toHaveValue('una de más');
});

test('unreadable values in the storage do no harm', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.evaluate(() => {
    for (const user of [1, 2, 3, 4, 5]) localStorage.setItem(`outbox/${user}/not-an-id`, '{"content":');
    localStorage.setItem('outbox/1/01a20454-8fca-75a7-9c0c-f44563bbe1f9', 'null');
  });
  await ana.page.reload();
  await ana.ready();
  await ana.writes('todo bien');
  await isSentOnce(ana, 'todo bien');
});

test('messages are sent even if the browser has no storage', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('forbidden', 'SecurityError');
      },
    });
  });
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('de memoria');
  await expect(retry(ana, 'de memoria')).toBeVisible();
  await server.back();
  await isSentOnce(ana, 'de memoria');
});
