import { test, expect, type Person } from './charla.ts';
import type { Route } from '@playwright/test';

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)/] });

/** What somebody said in a conversation, as the database has it, oldest first. */
async function said(person: Person, conversation = 1): Promise<string[]> {
  const page = await (await person.api('GET', `/api/conversations/${conversation}/messages/`)).json();
  return page.results.map((message: { content: string }) => message.content).reverse();
}

/** From now on no send of any tab arrives; `back` ends it. */
async function unreachable(person: Person): Promise<{ back: () => Promise<void> }> {
  await person.context.route('**/fn/send', (route) => route.abort());
  return { back: () => person.context.unroute('**/fn/send') };
}

function refuse(route: Route, status: number, error: object): Promise<void> {
  return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify({ Refused: error }) });
}

function retry(person: Person, text: string) {
  return person.bubble(text).getByRole('button', { name: 'Reintentar' });
}

async function signsInAgain(person: Person, username: string): Promise<void> {
  await person.page.getByLabel('Usuario').fill(username);
  await person.page.getByLabel('Contraseña').fill('secreto123');
  await person.page.getByRole('button', { name: 'Iniciar sesión' }).click();
}

async function isSentOnce(person: Person, text: string): Promise<void> {
  await expect(person.bubble(text).getByText(/^(Enviado|Leído)$/)).toBeAttached();
  await expect(person.bubble(text)).toHaveCount(1);
}

test('what could not be sent survives a reload, and goes out once and in order', async ({ signIn }) => {
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
  expect((await said(ana)).slice(-3)).toEqual(['uno', 'dos', 'tres']);
  expect(await ana.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('outbox/')))).toEqual([]);
});

test('what waits, or was refused, shows in the list', async ({ signIn }) => {
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

test('what waits is sent although its conversation is not open', async ({ signIn }) => {
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

test('what waits shows when its conversation is opened', async ({ signIn }) => {
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

test('two tabs of one person show the same, and what one sends or deletes is so in both', async ({ signIn }) => {
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
  expect((await said(ana)).slice(-2)).toEqual(['la segunda', 'la tercera']);
});

test('a tab sends what another one left when it was closed', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations');
  const server = await unreachable(ana);
  await ana.writes('hasta luego');
  await expect(retry(ana, 'hasta luego')).toBeVisible();
  await ana.page.close();
  await server.back();
  const stored = async () => (await said(other)).filter((text) => text === 'hasta luego');
  await expect.poll(stored).toHaveLength(1);
});

test('one tab at a time sends what waits', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('una vez');
  await expect(retry(ana, 'una vez')).toBeVisible();
  await server.back();
  let attempts = 0;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await ana.context.route('**/fn/send', async (route) => {
    attempts += 1;
    await held;
    await route.continue();
  });
  // Both take it up when they are opened.
  await ana.page.reload();
  await ana.ready();
  const other = await ana.opensTab('/conversations/1');
  await expect.poll(() => attempts).toBe(1);
  letGo();
  await isSentOnce(ana, 'una vez');
  await isSentOnce(other, 'una vez');
  expect(attempts).toBe(1);
});

test('somebody else who signs in on this browser neither sees nor sends it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const server = await unreachable(ana);
  await ana.writes('solo mío');
  await expect(retry(ana, 'solo mío')).toBeVisible();
  // Luis signs in beside the page of Ana, which stays open.
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  const his = await ana.opensTab('/conversations/1');
  await server.back();
  // Her page is led to sign in, which is for Luis the way to his own.
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await his.writes('soy Luis');
  await isSentOnce(his, 'soy Luis');
  await expect(his.bubble('solo mío')).toHaveCount(0);
  expect(await said(his)).not.toContain('solo mío');
  // She is back: now it goes out.
  await ana.context.clearCookies({ name: 'session' });
  await ana.goes('/login?next=/conversations/1');
  await signsInAgain(ana, 'ana');
  await isSentOnce(ana, 'solo mío');
});

test('one that was refused for good stays after a reload, lets others pass, and can be sent again or deleted', async ({
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

test('a refusal and another try show in both tabs', async ({ signIn }) => {
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

test('a page that is left while it sends makes no second message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  let stored = () => {};
  const isStored = new Promise<void>((resolve) => (stored = resolve));
  // The server stores it, and its answer never comes.
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
  expect((await said(ana)).filter((text) => text === 'a medias')).toHaveLength(1);
  await expect.poll(() => ana.page.evaluate(() => Object.keys(localStorage).join())).not.toContain('outbox/');
});

for (const { status, error } of [
  { status: 429, error: 'too_many_requests' },
  { status: 503, error: 'overloaded' },
]) {
  test(`after ${status} it is sent by itself, and nothing overtakes it`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations/1');
    let refused = 0;
    await ana.context.route('**/fn/send', (route) => {
      refused += 1;
      return refused === 1 ? refuse(route, status, { error, retry_after: 1 }) : route.continue();
    });
    for (const text of ['uno', 'dos', 'tres']) await ana.writes(text);
    for (const text of ['uno', 'dos', 'tres']) await isSentOnce(ana, text);
    expect((await said(ana)).slice(-3)).toEqual(['uno', 'dos', 'tres']);
    expect(refused).toBe(4);
  });
}

test('one message too many stays in the composer', async ({ signIn }) => {
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

test('what cannot be read in the storage troubles nobody', async ({ signIn }) => {
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

test('where the browser keeps nothing, messages are sent all the same', async ({ signIn }) => {
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
