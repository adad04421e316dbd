// The back/forward cache: a page that was left stays in memory, and Back shows it as it was, with its scripts.
// Playwright starts Chromium without it.

import { test as base, expect, type Person } from './charla.ts';

const test = base.extend<object, object>({
  launchOptions: [
    ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    { scope: 'worker' },
  ],
});

test.use({ expectedComplaints: [/40[139]|WebSocket/] });

/**
 * Chromium does not cache a page with `no-store` that had a socket; other browsers may. So the header is removed from
 * the answer. The test cannot serve the page itself, because such a page could not open sockets to localhost.
 */
async function mayBeStored(person: Person): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  devtools.on('Fetch.requestPaused', ({ requestId, responseStatusCode, responseHeaders }) => {
    const headers = responseHeaders?.filter(({ name }) => name.toLowerCase() !== 'cache-control');
    const answer = { requestId, responseCode: responseStatusCode, responseHeaders: headers };
    // The page may be closed by then.
    devtools.send('Fetch.continueResponse', answer).catch(() => {});
  });
  await devtools.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Response' }] });
}

const leaves = (person: Person) => person.page.goto(new URL('/favicon.svg', person.page.url()).href);

test('a page from the back/forward cache detects its dead connection at once, and shows missed messages', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  let sockets = 0;
  const received: string[] = [];
  await ana.page.routeWebSocket(/\/ws\//, (socket) => {
    sockets += 1;
    if (sockets > 1) return void socket.connectToServer();
    // An open socket would keep the page out of the cache. This one is simulated, and dead after `ready`.
    socket.onMessage((message) => void received.push(String(message)));
    socket.send(JSON.stringify({ type: 'ready', user: 1 }));
  });
  await mayBeStored(ana);
  await ana.goes('/conversations/1');
  await expect.poll(() => received.some((text) => text.includes('"resume"'))).toBe(true);
  await ana.page.evaluate(() => Object.assign(window, { isOld: true }));
  await leaves(ana);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'entretanto' });
  const since = Date.now();
  await ana.page.goBack({ waitUntil: 'commit' });
  await ana.sees('entretanto');
  expect(await ana.page.evaluate(() => 'isOld' in window)).toBe(true);
  await expect.poll(() => sockets).toBe(2);
  expect(Date.now() - since).toBeLessThan(6_000);
});

test('a page from the back/forward cache is left before it shows if another user has signed in', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.page.routeWebSocket(/\/ws\//, () => {});
  await mayBeStored(ana);
  await ana.goes('/conversations/2');
  const hers = await ana.page.locator('html').getAttribute('data-reader');
  await ana.page.evaluate(() =>
    addEventListener('pageshow', ({ persisted }) => {
      sessionStorage.setItem('came-back', JSON.stringify([persisted, document.documentElement.hidden]));
    }),
  );
  await leaves(ana);
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  await ana.page.goBack({ waitUntil: 'commit' });
  await ana.page.waitForURL(/\/conversations$/);
  await ana.ready();
  expect(await ana.page.locator('html').getAttribute('data-reader')).not.toBe(hers);
  expect(await ana.page.evaluate(() => sessionStorage.getItem('came-back'))).toBe('[true,true]');
});
