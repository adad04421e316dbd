import { test, expect } from './charla.ts';

test('other line separators become line breaks, and control characters are removed', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  for (const [pasted, shown] of [
    ['uno\u000bdos', 'uno dos'],
    ['tres\u000ccuatro\u0085cinco', 'tres cuatro cinco'],
    ['seis\u0000\u001bsiete', 'seissiete'],
  ] as const) {
    await ana.composer.fill(pasted);
    await ana.page.getByRole('button', { name: 'Enviar' }).click();
    await ana.sees(shown);
  }
  const stored = async () => {
    const page = await (await ana.api('GET', '/api/conversations/1/messages/?limit=3')).json();
    return page.results.map((message: { content: string }) => message.content);
  };
  // Messages show before they are stored.
  await expect.poll(stored).toEqual(['seissiete', 'tres\ncuatro\ncinco', 'uno\ndos']);
});

test('an address is a link to exactly the shown address', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  for (const content of [
    'mira «https://example.com/a», por favor',
    'https://apple.com@evil.example/',
    'https://\u0430pple.com/b',
    '谢谢，https://пример.рф/，好',
  ]) {
    expect((await luis.api('POST', '/api/conversations/1/messages/', { content })).status()).toBe(201);
  }
  await ana.goes('/conversations/1');
  const links = ana.log.locator('.bubble-text a');
  await expect(links).toHaveText(['https://example.com/a', 'https://xn--pple-43d.com/b', 'https://пример.рф/']);
  const hrefs = await links.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(hrefs).toEqual(['https://example.com/a', 'https://xn--pple-43d.com/b', 'https://пример.рф/']);
});

test('a reaction is the same with and without a variation selector', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  for (const [person, emoji] of [
    [ana, '❤'],
    [luis, '❤\ufe0f'],
  ] as const) {
    const reacted = await person.api('PUT', '/api/conversations/1/messages/1/reaction/', { emoji });
    expect(reacted.status()).toBe(200);
  }
  const stored = await (await ana.api('GET', '/api/conversations/1/messages/?limit=500')).json();
  expect(stored.results.at(-1).reactions).toEqual([{ emoji: '❤️', users: [1, 4] }]);
});
