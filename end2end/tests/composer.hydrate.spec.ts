import { test, expect } from './charla.ts';

// On a busy machine a reloaded page may use its preloaded font late.
test.use({ expectedComplaints: [/preloaded using link preload but not used/] });

test('twelve lines at 400% zoom leave two thirds of the screen to the conversation', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 320, height: 256 } });
  await ana.goes('/conversations/1');
  const third = 256 / 3;
  const height = async () => (await ana.page.locator('#composer').boundingBox())!.height;
  await ana.composer.fill(Array.from({ length: 12 }, (_, n) => `línea ${n}`).join('\n'));
  expect(await height()).toBeLessThanOrEqual(third);
  await expect(ana.page.getByRole('button', { name: 'Enviar' })).toBeInViewport({ ratio: 1 });
  await expect(ana.bubble('Llego en 5 minutos')).toBeInViewport();
  await ana.chooses('Llego en 5 minutos', 'Responder');
  await ana.composer.fill('x'.repeat(4_100));
  await expect(ana.page.getByText('Sobran 100 caracteres')).toBeAttached();
  expect(await height()).toBeLessThanOrEqual(third);
  await expect(ana.composer).toBeInViewport();
});

test('with a million pasted characters each key is handled in time', async ({ signIn }) => {
  test.slow();
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.evaluate((field: HTMLTextAreaElement) => {
    field.value = 'palabra '.repeat(125_000);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await expect(ana.page.getByText(/^Sobran unos \d+ caracteres$/)).toBeVisible();
  // The time of the page's own handlers, without the browser's layout of the text.
  const millis = await ana.composer.evaluate(async (field: HTMLTextAreaElement) => {
    const all: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const start = performance.now();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: 'a' }));
      await new Promise((resolve) => setTimeout(resolve));
      all.push(performance.now() - start);
    }
    return all.sort((a, b) => a - b)[10]!;
  });
  console.log(`  a key with a million characters: ${millis.toFixed(1)} ms`);
  expect(millis).toBeLessThan(50);
  await ana.composer.press('Enter');
  await expect(ana.page.getByRole('alert')).toContainText('999999');
  await expect(ana.bubble('palabra')).toHaveCount(0);
  await ana.composer.fill('corto');
  await ana.composer.press('Enter');
  await ana.sees('corto');
});

test('a long draft is kept after a reload', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const text = 'palabra '.repeat(5_000);
  await ana.composer.evaluate((field: HTMLTextAreaElement, text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);
  await ana.page.reload();
  await ana.ready();
  await expect(ana.composer).toHaveValue(text);
});
