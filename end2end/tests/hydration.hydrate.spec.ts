import { test, expect, type Person } from './charla.ts';

test('the page is complete before hydration, which requests nothing again', async ({ signIn }) => {
  const ana = await signIn('ana');
  const requested: string[] = [];
  ana.page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await ana.goes('/conversations/2');
  await expect(ana.page.getByText('Hola José')).toBeVisible();
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  expect(requested.filter((path) => path.startsWith('/fn/') && path !== '/fn/mark_read')).toEqual([]);
});

/** Holds the loading of the client. Returns a function that releases it. */
async function holdsClient(person: Person): Promise<() => void> {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await person.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  return go;
}

test('text typed before hydration stays', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  const go = await holdsClient(ana);
  await ana.page.goto(`${url}/conversations/1`, { waitUntil: 'commit' });
  await ana.composer.fill('escrito antes');
  go();
  await ana.ready();
  await expect(ana.composer).toHaveValue('escrito antes');
  await ana.composer.press('Enter');
  await ana.sees('escrito antes');
});

test.describe('refused', () => {
  test.use({ expectedComplaints: [/status of 400/] });
  test('a form refused before hydration is shown by a hydrated page', async ({ signIn, url }) => {
    const ana = await signIn('ana');
    await ana.api('POST', '/api/conversations/1/messages/', { content: 'ola' });
    const go = await holdsClient(ana);
    const long = `principio ${'x'.repeat(4_000)}`;
    await ana.page.goto(`${url}/conversations/1?around=8&edit=8`, { waitUntil: 'commit' });
    await ana.page.locator('textarea').evaluate((field, text) => ((field as HTMLTextAreaElement).value = text), long);
    await ana.page.getByRole('button', { name: 'Guardar' }).click();
    await expect(ana.page).toHaveURL(/messages\/8\/edit$/);
    go();
    await ana.ready();
    await expect(ana.page).toHaveURL(`${url}/conversations/1?around=8&edit=8`);
    await expect(ana.composer).toHaveValue(long);
    await ana.composer.fill('hola');
    await ana.composer.press('Enter');
    await ana.sees('hola');
  });
});

test('a form submitted before hydration is sent once, and its text is not restored', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  const go = await holdsClient(ana);
  let send = () => {};
  const requested = new Promise<void>((resolve) => {
    void ana.page.route('**/conversations/1', async (route) => {
      if (route.request().method() === 'POST') {
        resolve();
        await new Promise<void>((done) => (send = done));
      }
      await route.continue();
    });
  });
  await ana.page.goto(`${url}/conversations/1`, { waitUntil: 'commit' });
  await ana.composer.fill('sin esperar');
  await ana.page.getByRole('button', { name: 'Enviar' }).click({ noWaitAfter: true });
  await requested;
  const client = ana.page.waitForResponse(/\.wasm$/);
  go();
  await (await client).finished();
  send();
  await ana.sees('sin esperar');
  await ana.ready();
  await expect(ana.composer).toHaveValue('');
  await ana.page.reload();
  await ana.ready();
  await expect(ana.bubble('sin esperar')).toHaveCount(1);
  await expect(ana.composer).toHaveValue('');
});

/** Changes the page as browser extensions do. */
function extend(): void {
  document.addEventListener('DOMContentLoaded', () => {
    document.body.prepend(Object.assign(document.createElement('div'), { id: 'extension', textContent: 'E' }));
    for (const field of document.querySelectorAll('input, textarea')) {
      field.before(document.createElement('com-1password-button'));
      field.after(document.createElement('com-1password-button'));
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    const comments: Comment[] = [];
    while (walker.nextNode()) comments.push(walker.currentNode as Comment);
    for (const comment of comments) comment.remove();
  });
}

test('the page is hydrated although extensions have added and removed nodes', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  const go = await holdsClient(ana);
  await ana.page.addInitScript(extend);
  await ana.page.goto(`${url}/conversations/1`);
  await ana.composer.fill('a medias');
  go();
  await ana.ready();
  await expect(ana.page.locator('#extension')).toBeAttached();
  await expect(ana.composer).toHaveValue('a medias');
  await ana.composer.press('Enter');
  await ana.sees('a medias');
  await luis.goes('/conversations/1');
  await luis.writes('te leo');
  await ana.sees('te leo');
  await ana.row('José Núñez').click();
  await ana.sees('Hola José');
});

test.describe('broken', () => {
  test.use({ expectedComplaints: [/hydration|panicked|unreachable|RuntimeError|closure invoked/i] });

  test('a page that cannot be hydrated shows a note, is reloaded once, and works without scripts', async ({ signIn, url }) => {
    const ana = await signIn('ana');
    let loads = 0;
    const go = await holdsClient(ana);
    await ana.page.route('**/conversations/1', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      loads += 1;
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll('<!>', '') });
    });
    await ana.page.goto(`${url}/conversations/1`);
    await ana.composer.fill('no se pierde');
    go();
    await expect(ana.page.getByText('La página no ha arrancado bien. Se carga otra vez…')).toBeVisible();
    await expect(ana.page.getByText('La página funciona en su forma sencilla')).toBeVisible();
    await expect(ana.page.locator('html[data-hydrated]')).toHaveCount(0);
    await expect(ana.composer).toHaveValue('no se pierde');
    await ana.page.getByRole('button', { name: 'Enviar' }).click();
    await expect(ana.bubble('no se pierde')).toBeVisible();
    expect(loads).toBe(2);
    // The next page is complete and is hydrated again.
    await ana.ready();
    await expect(ana.composer).toHaveValue('');
  });

  test('after a failure of the client, forms and links work without it', async ({ signIn, url }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations/1');
    await ana.composer.fill('a pesar de todo');
    await ana.page.evaluate(() => (window as unknown as { charla: { fail(): void } }).charla.fail());
    const sent = ana.page.waitForRequest((request) => request.method() === 'POST' && request.isNavigationRequest());
    await ana.page.getByRole('button', { name: 'Enviar' }).click();
    expect((await sent).url()).toBe(`${url}/conversations/1`);
    await ana.ready();
    await ana.sees('a pesar de todo');
    await expect(ana.bubble('a pesar de todo')).toHaveCount(1);
    await expect(ana.composer).toHaveValue('');
  });
});
