// A page that was left stays in the memory of the browser, and Back shows it as it was, with its scripts. Playwright starts
// Chromium without that.

import { test as base, expect, type Person } from './charla.ts';

const test = base.extend<object, object>({
  launchOptions: [
    ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    { scope: 'worker' },
  ],
});

test.use({ expectedComplaints: [/40[139]|WebSocket/] });

/**
 * Chromium keeps no page with `no-store` that had a socket; other browsers keep some. The header is taken away as the
 * answer passes: a page of the test's own would have no address, and would not be allowed sockets to this machine.
 */
async function mayBeStored(person: Person): Promise<void> {
  const devtools = await person.context.newCDPSession(person.page);
  devtools.on('Fetch.requestPaused', ({ requestId, responseStatusCode, responseHeaders }) => {
    const headers = responseHeaders?.filter(({ name }) => name.toLowerCase() !== 'cache-control');
    const answer = { requestId, responseCode: responseStatusCode, responseHeaders: headers };
    // The page may be gone meanwhile.
    devtools.send('Fetch.continueResponse', answer).catch(() => {});
  });
  await devtools.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Response' }] });
}

const leaves = (person: Person) => person.page.goto(new URL('/favicon.svg', person.page.url()).href);

test('a page that comes back from the page cache finds its connection dead at once, and shows what was missed', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  let sockets = 0;
  const said: string[] = [];
  await ana.page.routeWebSocket(/\/ws\//, (socket) => {
    sockets += 1;
    if (sockets > 1) return void socket.connectToServer();
    // An open socket keeps the page out of the cache. This one is none, and dead once it was ready.
    socket.onMessage((message) => void said.push(String(message)));
    socket.send(JSON.stringify({ type: 'ready', user: 1 }));
  });
  await mayBeStored(ana);
  await ana.goes('/conversations/1');
  await expect.poll(() => said.some((text) => text.includes('"resume"'))).toBe(true);
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

test('a page in the page cache whose session became somebody else’s is left before it shows', async ({ signIn }) => {
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
