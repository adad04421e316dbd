import { test, expect, type Person } from './charla.ts';

/** Fills the conversation of Ana and José so that it holds 500 messages. */
async function writesMuch(person: Person) {
  for (let n = 4; n <= 500; n += 1) {
    const answer = await person.api('POST', '/api/conversations/2/messages/', { content: `recuerdo ${n}` });
    expect(answer.status()).toBe(201);
  }
}

test('one pages back through 500 messages to the first, in order', async ({ signIn, hasScripts }) => {
  test.slow();
  const ana = await signIn('ana');
  const jose = await signIn('jnunez');
  await writesMuch(jose);
  await ana.goes('/conversations/2');
  const older = ana.page.getByRole('link', { name: 'Mensajes anteriores' });
  const texts: string[] = [];
  const shown = () => ana.log.locator('.bubble-text').allInnerTexts();
  if (hasScripts) {
    await expect(async () => {
      await older.scrollIntoViewIfNeeded({ timeout: 1000 }).catch(() => {});
      await ana.log.evaluate((log) => log.scrollTo(0, -log.scrollHeight));
      expect(await ana.log.locator('.bubble-text').count()).toBe(500);
    }).toPass({ timeout: 60_000 });
    texts.push(...(await shown()));
  } else {
    texts.push(...(await shown()));
    while ((await older.count()) > 0) {
      await older.click();
      texts.unshift(...(await shown()));
    }
  }
  const first = ['Buenas', 'Hola José', '¿Sigue en pie lo del jueves?'];
  expect(texts).toEqual([...first, ...Array.from({ length: 497 }, (_, i) => `recuerdo ${i + 4}`)]);
});
