// The files of a first visit to a conversation, as they are transferred. A change that makes them larger has to be worth it:
// docs/performance.md says what they consist of.

import { test, expect } from '../tests/charla.ts';

/** In bytes: one in a hundred more than measured. Compilers differ by less. */
const MAX_WASM = 450_600;
const MAX_ALL = 498_800;

test('a first visit to a conversation transfers few bytes', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.waitForLoadState('networkidle');
  const files = await ana.page.evaluate(() => {
    const entries = performance.getEntries().filter((entry) => entry instanceof PerformanceResourceTiming);
    return entries.map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, size: encodedBodySize }));
  });
  for (const { path, size } of files) console.log(String(size).padStart(8), path);
  const total = (of: typeof files) => of.reduce((sum, { size }) => sum + size, 0);
  const wasm = total(files.filter(({ path }) => path.endsWith('.wasm')));
  console.log(`${wasm} bytes of WASM, ${total(files)} bytes in all`);
  expect(wasm).toBeGreaterThan(0);
  expect(wasm).toBeLessThanOrEqual(MAX_WASM);
  expect(total(files)).toBeLessThanOrEqual(MAX_ALL);
});
