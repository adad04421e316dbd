import { createServer } from 'node:http';
import { once } from 'node:events';
import { test, expect, type Person } from './charla.ts';

test.use({ serviceWorkers: 'allow', expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)|status of 50/] });

/** The worker has kept this page, or these. */
async function isKept(person: Person, ...paths: string[]): Promise<void> {
  await expect.poll(() => keptPages(person)).toEqual(expect.arrayContaining(paths));
}

async function keptPages(person: Person): Promise<string[]> {
  return person.page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('pages-'));
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().map((request) => new URL(request.url).pathname);
  });
}

test('a conversation opens without a network, and what is written there is sent when it is back', async ({ signIn }) => {
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1');
  await ana.context.setOffline(true);
  await ana.page.reload();
  await ana.ready();
  await expect(ana.log.getByRole('listitem').first()).toBeVisible();
  await expect(ana.page.getByText('Sin conexión. Lo que escribas se enviará al volver.')).toBeVisible();
  await ana.writes('desde el túnel');
  await expect(ana.bubble('desde el túnel').getByRole('button', { name: 'Reintentar' })).toBeVisible();
  await ana.page.reload();
  await ana.ready();
  await expect(ana.bubble('desde el túnel')).toBeVisible();
  await ana.context.setOffline(false);
  await luis.sees('desde el túnel');
  await expect(ana.bubble('desde el túnel').getByText(/^(Enviado|Leído)$/)).toBeAttached();
  await expect(ana.bubble('desde el túnel')).toHaveCount(1);
});

test('a conversation that was opened by a click, and what came since, is kept too', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isKept(ana, '/conversations');
  await ana.row('Luis Pérez').click();
  await isKept(ana, '/conversations', '/conversations/1');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'llegó después' });
  await ana.sees('llegó después');
  // The reader goes to another tab.
  await ana.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await expect
    .poll(() =>
      ana.page.evaluate(async () => ((await (await caches.match('/conversations/1'))?.text()) ?? '').includes('llegó después')),
    )
    .toBe(true);
  await ana.context.setOffline(true);
  await ana.page.goto(ana.page.url());
  await ana.ready();
  await ana.sees('llegó después');
});

test('offline one goes from one kept conversation to another and back, and all that was written is sent in the end', async ({
  signIn,
}) => {
  const luis = await signIn('luis');
  const jose = await signIn('jnunez');
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isKept(ana, '/conversations/2');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1', '/conversations/2');
  await ana.context.setOffline(true);
  const isSaid = () => expect(ana.page.getByText('Sin conexión. Lo que escribas se enviará al volver.')).toBeVisible();

  await ana.page.reload();
  await ana.ready();
  await isSaid();
  await ana.writes('desde el túnel');
  await ana.row('José Núñez').click();
  await ana.sees('Hola José');
  await ana.ready();
  await isSaid();
  await ana.writes('también para ti');
  await expect(ana.bubble('también para ti').getByRole('button', { name: 'Reintentar' })).toBeVisible();

  await ana.page.goBack();
  await ana.sees('desde el túnel');
  await ana.page.reload();
  await ana.ready();
  await ana.sees('desde el túnel');
  await isSaid();
  await ana.row('José Núñez').click();
  await ana.sees('también para ti');
  await ana.ready();
  await ana.writes('y otra');
  await expect(ana.bubble('y otra')).toContainText('Saldrá en cuanto vuelva la conexión');

  await ana.context.setOffline(false);
  await expect(ana.bubble('y otra').getByText('Enviado')).toBeAttached();
  await expect(ana.page.getByText('Sin conexión')).toHaveCount(0);
  await luis.goes('/conversations/1');
  await luis.sees('desde el túnel');
  await jose.goes('/conversations/2');
  await jose.sees('también para ti');
  await jose.sees('y otra');
  await ana.row('Luis Pérez').click();
  await expect(ana.bubble('desde el túnel')).toHaveCount(1);
});

test('offline a conversation that was never seen says so where it would be, and comes by itself with the network', async ({
  signIn,
}) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1');
  await ana.context.setOffline(true);
  await ana.page.reload();
  await ana.ready();
  await ana.writes('antes de irme');
  await ana.row('Carmen Ruiz').first().click();
  await expect(ana.page.getByRole('alert').filter({ hasText: 'conexión' })).toBeVisible();
  await expect(ana.row('Luis Pérez')).toBeVisible();
  await ana.context.setOffline(false);
  await expect(ana.composer).toBeVisible();
  await expect(ana.row('Luis Pérez')).toContainText('antes de irme');
});

test('a page that was not seen says what is going on, and how to go on', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isKept(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: /^(Sin conexión|No connection)$/ })).toBeVisible();
  await ana.page.getByRole('link', { name: /^(Ir a los mensajes|Go to the messages)$/ }).click();
  await ana.ready();
  await expect(ana.row('Luis Pérez')).toBeVisible();
});

test('a page that was not seen says so in the language and the colours that were chosen', async ({ signIn }) => {
  const ana = await signIn('ana', { colorScheme: 'light' });
  await ana.goes('/settings');
  for (const choice of ['English', 'Dark']) {
    await ana.page.getByRole('button', { name: choice }).click();
    await ana.page.waitForURL(/saved=look/);
    await ana.ready();
  }
  await ana.goes('/conversations');
  await isKept(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'en');
  const paper = await ana.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(23, 20, 28)');
});

test('a page that was not seen is there once there is a network', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isKept(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: /^(Sin conexión|No connection)$/ })).toBeVisible();
  await ana.context.setOffline(false);
  await ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ }).click();
  await expect(ana.page.getByRole('heading', { name: 'Personas' })).toBeVisible();
});

test('nothing is kept of who signs out, and the next one sees nothing of it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isKept(ana, '/conversations/2');
  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/login/);
  await expect.poll(() => keptPages(ana)).toEqual([]);
  await ana.page.getByLabel('Usuario').fill('luis');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations$/);
  await isKept(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/conversations/2', ana.page.url()).href);
  await expect(ana.page.getByText('José')).toHaveCount(0);
  await expect(ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ })).toBeVisible();
});

test('somebody else who signs in beside an open page finds nothing of its reader', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isKept(ana, '/conversations/2');
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  const his = await ana.opensTab('/conversations');
  await isKept(his, '/conversations');
  await expect.poll(() => keptPages(his)).not.toContain('/conversations/2');
});

test('at most 30 pages are kept, and of the files only what they need', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isKept(ana, '/conversations');
  const counts = await ana.page.evaluate(async () => {
    const name = (await caches.keys()).find((name) => name.startsWith('pages-'))!;
    const pages = await caches.open(name);
    const page = (await pages.match('/conversations'))!;
    for (let n = 1_000; n < 1_040; n += 1) await pages.put(`/conversations/${n}`, page.clone());
    const files = await caches.open('files-1');
    await files.put('/pkg/charla.0123456789abcdef.js', new Response('old'));
    return { all: (await pages.keys()).length };
  });
  expect(counts.all).toBe(41);
  await ana.page.reload();
  await ana.ready();
  await expect.poll(async () => (await keptPages(ana)).length).toBe(30);
  expect(await keptPages(ana)).toContain('/conversations');
  const files = await ana.page.evaluate(async () =>
    (await (await caches.open('files-1')).keys()).map((request) => new URL(request.url).pathname),
  );
  expect(files).not.toContain('/pkg/charla.0123456789abcdef.js');
  expect(files.filter((path) => path.startsWith('/pkg/'))).toHaveLength(3);
});

test('nothing else is kept', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1');
  for (const path of ['/settings', '/people', '/conversations?q=luis', '/conversations/1?around=2', '/api/auth/me/']) {
    await ana.page.goto(new URL(path, ana.page.url()).href);
  }
  await ana.goes('/conversations/4');
  await isKept(ana, '/conversations/4');
  expect((await keptPages(ana)).sort()).toEqual(['/conversations/1', '/conversations/4']);
});

test('a kept page is shown where the server takes connections and answers none, until it does', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1');
  server.stalls();
  try {
    await ana.page.goto(ana.page.url(), { waitUntil: 'commit' });
    await expect(ana.log.getByRole('listitem').first()).toBeVisible();
    await ana.page.evaluate(() => Object.assign(window, { isKept: true }));
  } finally {
    server.goesOn();
  }
  await expect.poll(() => ana.page.evaluate(() => 'isKept' in window).catch(() => undefined)).toBe(false);
  await ana.ready();
  await expect(ana.page.getByText('Sin conexión')).toHaveCount(0);
});

test('a kept page is shown in the place of what a gateway says', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isKept(ana, '/conversations/1');
  await server.down();
  const gateway = createServer((_, answer) => answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'));
  gateway.listen(Number(new URL(server.url).port), '127.0.0.1');
  await once(gateway, 'listening');
  await ana.page.goto(ana.page.url());
  await ana.ready();
  await expect(ana.log.getByRole('listitem').first()).toBeVisible();
  await expect(ana.page.getByText('Bad Gateway')).toHaveCount(0);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByText('Bad Gateway')).toBeVisible();
  gateway.closeAllConnections();
  gateway.close();
  await once(gateway, 'close');
  await server.up();
  await ana.goes('/conversations/1');
  await ana.writes('de vuelta');
  await expect(ana.bubble('de vuelta').getByText(/^(Enviado|Leído)$/)).toBeAttached();
});

test('a kept page is for its reader alone, by whatever way somebody else signed in', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isKept(ana, '/conversations/2');
  await ana.page.goto('about:blank');
  const luis = { username: 'luis', password: 'secreto123' };
  const answer = await ana.context.request.post(`${url}/api/auth/login/`, { data: luis });
  expect(answer.status()).toBe(200);
  await ana.context.setOffline(true);
  await ana.page.goto(`${url}/conversations/2`);
  await expect(ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ })).toBeVisible();
  await expect(ana.page.getByText('José')).toHaveCount(0);
});
