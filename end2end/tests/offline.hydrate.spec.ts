import { createServer } from 'node:http';
import { once } from 'node:events';
import { test, expect, type Person } from './charla.ts';

test.use({ serviceWorkers: 'allow', expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)|status of 50/] });

/** Waits until the service worker has cached these pages. */
async function isCached(person: Person, ...paths: string[]): Promise<void> {
  await expect.poll(() => cachedPages(person)).toEqual(expect.arrayContaining(paths));
}

async function cachedPages(person: Person): Promise<string[]> {
  return person.page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('pages-'));
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().map((request) => new URL(request.url).pathname);
  });
}

test('a cached conversation opens offline, and a message written there is sent later', async ({ signIn }) => {
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1');
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

test('a conversation opened by a click is cached, with later messages', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isCached(ana, '/conversations');
  await ana.row('Luis Pérez').click();
  await isCached(ana, '/conversations', '/conversations/1');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'llegó después' });
  await ana.sees('llegó después');
  // The user switches to another tab.
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

test('offline the user switches between cached conversations, and all written messages are sent in the end', async ({
  signIn,
}) => {
  const luis = await signIn('luis');
  const jose = await signIn('jnunez');
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isCached(ana, '/conversations/2');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1', '/conversations/2');
  await ana.context.setOffline(true);
  const showsOffline = () => expect(ana.page.getByText('Sin conexión. Lo que escribas se enviará al volver.')).toBeVisible();

  await ana.page.reload();
  await ana.ready();
  await showsOffline();
  await ana.writes('desde el túnel');
  await ana.row('José Núñez').click();
  await ana.sees('Hola José');
  await ana.ready();
  await showsOffline();
  await ana.writes('también para ti');
  await expect(ana.bubble('también para ti').getByRole('button', { name: 'Reintentar' })).toBeVisible();

  await ana.page.goBack();
  await ana.sees('desde el túnel');
  await ana.page.reload();
  await ana.ready();
  await ana.sees('desde el túnel');
  await showsOffline();
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

test('offline a conversation that is not cached shows an error, and loads when the network is back', async ({
  signIn,
}) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1');
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

test('offline a page that is not cached shows the offline page with a link to the messages', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isCached(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: /^(Sin conexión|No connection)$/ })).toBeVisible();
  await ana.page.getByRole('link', { name: /^(Ir a los mensajes|Go to the messages)$/ }).click();
  await ana.ready();
  await expect(ana.row('Luis Pérez')).toBeVisible();
});

test('the offline page has the chosen language and theme', async ({ signIn }) => {
  const ana = await signIn('ana', { colorScheme: 'light' });
  await ana.goes('/settings');
  for (const choice of ['English', 'Dark']) {
    await ana.page.getByRole('button', { name: choice }).click();
    await ana.page.waitForURL(/saved=look/);
    await ana.ready();
  }
  await ana.goes('/conversations');
  await isCached(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'en');
  const paper = await ana.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(23, 20, 28)');
});

test('the offline page can retry once there is a network', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isCached(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/people', ana.page.url()).href);
  await expect(ana.page.getByRole('heading', { name: /^(Sin conexión|No connection)$/ })).toBeVisible();
  await ana.context.setOffline(false);
  await ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ }).click();
  await expect(ana.page.getByRole('heading', { name: 'Personas' })).toBeVisible();
});

test('signing out clears the cache, and the next user sees none of it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isCached(ana, '/conversations/2');
  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/login/);
  await expect.poll(() => cachedPages(ana)).toEqual([]);
  await ana.page.getByLabel('Usuario').fill('luis');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations$/);
  await isCached(ana, '/conversations');
  await ana.context.setOffline(true);
  await ana.page.goto(new URL('/conversations/2', ana.page.url()).href);
  await expect(ana.page.getByText('José')).toHaveCount(0);
  await expect(ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ })).toBeVisible();
});

test('another user who signs in in another tab finds no cached pages of the first', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isCached(ana, '/conversations/2');
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  const his = await ana.opensTab('/conversations');
  await isCached(his, '/conversations');
  await expect.poll(() => cachedPages(his)).not.toContain('/conversations/2');
});

test('at most 30 pages are cached, with only the files that they need', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await isCached(ana, '/conversations');
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
  await expect.poll(async () => (await cachedPages(ana)).length).toBe(30);
  expect(await cachedPages(ana)).toContain('/conversations');
  const files = await ana.page.evaluate(async () =>
    (await (await caches.open('files-1')).keys()).map((request) => new URL(request.url).pathname),
  );
  expect(files).not.toContain('/pkg/charla.0123456789abcdef.js');
  expect(files.filter((path) => path.startsWith('/pkg/'))).toHaveLength(3);
});

test('other pages are not cached', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1');
  for (const path of ['/settings', '/people', '/conversations?q=luis', '/conversations/1?around=2', '/api/auth/me/']) {
    await ana.page.goto(new URL(path, ana.page.url()).href);
  }
  await ana.goes('/conversations/4');
  await isCached(ana, '/conversations/4');
  expect((await cachedPages(ana)).sort()).toEqual(['/conversations/1', '/conversations/4']);
});

test('a cached page is shown while the server accepts connections without answering', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1');
  server.stalls();
  try {
    await ana.page.goto(ana.page.url(), { waitUntil: 'commit' });
    await expect(ana.log.getByRole('listitem').first()).toBeVisible();
    await ana.page.evaluate(() => Object.assign(window, { isCached: true }));
  } finally {
    server.goesOn();
  }
  await expect.poll(() => ana.page.evaluate(() => 'isCached' in window).catch(() => undefined)).toBe(false);
  await ana.ready();
  await expect(ana.page.getByText('Sin conexión')).toHaveCount(0);
});

test('a cached page is shown instead of the error of a gateway', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await isCached(ana, '/conversations/1');
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

test('a cached page is shown to its user only, however another user signed in', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await isCached(ana, '/conversations/2');
  await ana.page.goto('about:blank');
  const luis = { username: 'luis', password: 'secreto123' };
  const answer = await ana.context.request.post(`${url}/api/auth/login/`, { data: luis });
  expect(answer.status()).toBe(200);
  await ana.context.setOffline(true);
  await ana.page.goto(`${url}/conversations/2`);
  await expect(ana.page.getByRole('link', { name: /^(Probar otra vez|Try again)$/ })).toBeVisible();
  await expect(ana.page.getByText('José')).toHaveCount(0);
});
