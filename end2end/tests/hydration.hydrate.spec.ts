import { test, expect } from './charla.ts';

test('the page is whole before any script runs, and hydration asks for nothing again', async ({ signIn }) => {
  const ana = await signIn('ana');
  const asked: string[] = [];
  ana.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await ana.goes('/conversations/2');
  await expect(ana.page.getByText('Hola José')).toBeVisible();
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  expect(asked.filter((path) => path.startsWith('/fn/') && path !== '/fn/mark_read')).toEqual([]);
});

test('what is typed before the page lives stays', async ({ signIn }) => {
  const ana = await signIn('ana');
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await ana.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await ana.page.goto(`${new URL((await ana.api('GET', '/login')).url()).origin}/conversations/1`, { waitUntil: 'commit' });
  await ana.composer.fill('escrito antes');
  go();
  await ana.ready();
  await expect(ana.composer).toHaveValue('escrito antes');
  await ana.composer.press('Enter');
  await ana.sees('escrito antes');
});
