import { test, expect } from './charla.ts';

test('an emoji sequence is drawn as one emoji', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.evaluate(() => document.fonts.ready);
  const emoji = [
    '👨‍👩‍👧‍👦',
    '🧑‍🤝‍🧑',
    '🇪🇸',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '🏳️‍🌈',
    '🏴‍☠️',
    '1️⃣',
    '#️⃣',
    '👍🏽',
    '👩🏽‍⚕️',
    '👨‍🚀',
    '🧑🏿‍✈️',
    '🤷‍♀️',
    '❤️',
    '❤️‍🔥',
    '✂️',
    '⚡',
    '🐈‍⬛',
    '🙂‍↔️',
  ];
  const widths = await ana.log.locator('.bubble-text').first().evaluate((bubble, emoji) => {
    const width = (text: string) => {
      const drawn = bubble.appendChild(document.createElement('span'));
      drawn.style.whiteSpace = 'nowrap';
      drawn.textContent = text;
      const { width } = drawn.getBoundingClientRect();
      drawn.remove();
      return Math.round(width);
    };
    return { one: width('😀'), all: emoji.map((text) => [text, width(text)]), digits: width('123'), digit: width('1') };
  }, emoji);
  expect(widths.all).toEqual(emoji.map((text) => [text, widths.one]));
  expect(widths.digit, 'a digit is not an emoji').toBeLessThan(widths.one);
});

test('stacked marks stay inside their bubble', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  // Depending on the font, the marks of one script or the other are stacked.
  const marks = `✂${'\u0651'.repeat(60)} a${'\u0301'.repeat(60)}`;
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'encima' });
  await luis.api('POST', '/api/conversations/1/messages/', { content: marks });
  await ana.goes('/conversations/1');
  const above = ana.bubble('encima');
  await expect(above).toBeVisible();
  const text = ana.log.locator('.bubble-text').filter({ hasText: '✂' });
  const box = (await above.boundingBox())!;
  const clip = { x: box.x, y: box.y - 120, width: box.width + 200, height: box.height + 118 };
  const picture = () => ana.page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
  const before = await picture();
  await text.evaluate((text) => (text as HTMLElement).style.setProperty('color', 'transparent'));
  expect((await picture()).equals(before), 'the marks do not cover the message above').toBe(true);
  await text.evaluate((text) => {
    (text as HTMLElement).style.removeProperty('color');
    (text as HTMLElement).style.setProperty('overflow', 'visible');
  });
  expect((await picture()).equals(before), 'without clipping they would cover it').toBe(false);
});

test('a deleted message is not unread: in the list, the totals and the title', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  await expect(ana.page).toHaveTitle(/^\(5\) /);
  const sent = await luis.api('POST', '/api/conversations/1/messages/', { content: 'me equivoqué' });
  const { seq } = await sent.json();
  await expect(ana.badge('Luis Pérez')).toContainText('3');
  await expect(ana.page).toHaveTitle(/^\(6\) /);
  expect((await luis.api('DELETE', `/api/conversations/1/messages/${seq}/`)).status()).toBe(200);
  const shows = async () => {
    await expect(ana.badge('Luis Pérez')).toContainText('2');
    await expect(ana.panel.getByText('4 conversaciones · 5 mensajes sin leer')).toBeVisible();
    await expect(ana.page).toHaveTitle(/^\(5\) /);
  };
  await shows();
  await ana.page.reload();
  await ana.ready();
  await shows();
});

test('a right-to-left name does not reorder the text around it', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/settings');
  await luis.page.getByLabel('Nombre').fill('דן');
  await luis.page.getByLabel('Apellidos').fill('');
  const profile = luis.page.getByRole('region', { name: 'Perfil', exact: true });
  await profile.getByRole('button', { name: 'Guardar', exact: true }).click();
  await expect(profile.getByRole('status')).toHaveText('Guardado');
  await ana.goes('/conversations/1');
  await expect(ana.page).toHaveTitle(/\u2068דן\u2069 · Charla$/);
  await expect(ana.composer).toHaveAttribute('placeholder', 'Escribe a \u2068דן\u2069');
  await expect(ana.page.getByRole('heading', { name: 'דן', exact: true })).toBeVisible();
});
