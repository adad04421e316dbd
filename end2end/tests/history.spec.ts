import { test, expect, type Person } from './charla.ts';

const first = ['Buenas', 'Hola José', '¿Sigue en pie lo del jueves?'];
const all = [...first, ...Array.from({ length: 497 }, (_, i) => `recuerdo ${i + 4}`)];

/** Fills the conversation of Ana and José up to 500 messages. */
async function writesMuch(person: Person) {
  for (const content of all.slice(3)) {
    // On a fast machine the rate limit may refuse a message.
    const sends = async () => (await person.api('POST', '/api/conversations/2/messages/', { content })).status();
    await expect.poll(sends).toBe(201);
  }
}

test('the user pages back to the first of 500 messages and forward to the last, in order', async ({ signIn, hasScripts }) => {
  test.slow();
  const ana = await signIn('ana');
  const jose = await signIn('jnunez');
  await writesMuch(jose);
  await ana.goes('/conversations/2');
  const shown = () => ana.log.locator('.bubble-text').allInnerTexts();
  const link = (name: string) => ana.page.getByRole('link', { name });
  for (const [name, end, edge] of [
    ['Mensajes anteriores', 'Buenas', (log: HTMLElement) => -log.scrollHeight],
    ['Mensajes siguientes', 'recuerdo 500', () => 0],
  ] as const) {
    const seen = new Set(await shown());
    await expect(async () => {
      if (hasScripts) {
        const top = await ana.log.evaluate(edge);
        await ana.log.evaluate((log, top) => log.scrollTo(0, top), top + (top === 0 ? -1 : 1));
        await ana.log.evaluate((log, top) => log.scrollTo(0, top), top);
      } else {
        await link(name).click();
      }
      const texts = await shown();
      expect(texts.length).toBeLessThanOrEqual(400);
      const from = all.indexOf(texts[0]!);
      expect(texts, 'without gaps and in order').toEqual(all.slice(from, from + texts.length));
      texts.forEach((text) => seen.add(text));
      expect(texts).toContain(end);
    }).toPass({ timeout: 60_000, intervals: [100] });
    expect(all.filter((text) => !seen.has(text)).length, 'no message is skipped').toBe(0);
  }
  await expect(link('Mensajes siguientes')).toHaveCount(0);
});

test('an address leads to an old message with those around it, and the link from there to the newest', async ({ signIn, hasScripts }) => {
  test.slow();
  const ana = await signIn('ana');
  const jose = await signIn('jnunez');
  await writesMuch(jose);
  await ana.goes('/conversations/2?around=100#m100');
  await expect(ana.bubble('recuerdo 100')).toBeInViewport();
  await expect(ana.bubble('recuerdo 76')).toBeAttached();
  await expect(ana.bubble('recuerdo 124')).toBeAttached();
  await expect(ana.bubble('recuerdo 500')).toHaveCount(0);
  // A new message does not move the view.
  await jose.api('POST', '/api/conversations/2/messages/', { content: 'recién llegado' });
  if (hasScripts) await expect(ana.page.getByRole('link', { name: '1 mensaje nuevo' })).toBeVisible();
  await expect(ana.bubble('recuerdo 100')).toBeInViewport();
  await ana.page.getByRole('link', { name: /Ir a los más recientes|1 mensaje nuevo/ }).click();
  await expect(ana.bubble('recién llegado')).toBeInViewport();
});
