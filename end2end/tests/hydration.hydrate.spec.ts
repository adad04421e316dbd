import { test, expect, type Person } from './charla.ts';

test('the page is whole before any script runs, and hydration asks for nothing again', async ({ signIn }) => {
  const ana = await signIn('ana');
  const asked: string[] = [];
  ana.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await ana.goes('/conversations/2');
  await expect(ana.page.getByText('Hola José')).toBeVisible();
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  expect(asked.filter((path) => path.startsWith('/fn/') && path !== '/fn/mark_read')).toEqual([]);
});

/** The client does not come before what is returned is called. */
async function holdsClient(person: Person): Promise<() => void> {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await person.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  return go;
}

test('what is typed before the page lives stays', async ({ signIn, url }) => {
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
  test('a form refused before the page lives is shown by a page that lives', async ({ signIn, url }) => {
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
