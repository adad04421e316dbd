import { test, expect } from './charla.ts';

test('all loaded messages of a conversation are printed with names and times, without controls', async ({ signIn }) => {
  const ana = await signIn('ana');
  for (let n = 1; n <= 30; n += 1) {
    await ana.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  }
  await ana.goes('/conversations/1');
  await expect(ana.bubble('línea 30')).toBeVisible();
  await ana.page.emulateMedia({ media: 'print', colorScheme: 'dark' });

  for (const control of ['.top-bar', '.pane-list', '.composer', '.chat .menu', '.bubble-more', '.chat-find', '.skip-link']) {
    for (const element of await ana.page.locator(control).all()) await expect(element).toBeHidden();
  }
  // Nothing is cut off: each message is on the paper, with a name and a time.
  const cut = await ana.page.evaluate(() => {
    const boxes = (selector: string) => [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect());
    const height = document.documentElement.scrollHeight;
    const all = [...boxes('.bubble-text'), ...boxes('.bubble-sender'), ...boxes('.bubble .moment')];
    return all.filter((box) => box.height < 5 || box.top + scrollY < 0 || box.bottom + scrollY > height).length;
  });
  expect(cut).toBe(0);
  expect(await ana.page.locator('.bubble-text').count()).toBe(37);
  await expect(ana.page.getByRole('heading', { name: 'Luis Pérez' })).toBeVisible();
  // What the page shows relative to today and to itself is said in full.
  const printed = (selector: string, part: string) =>
    ana.page.locator(selector).last().evaluate((element, part) => getComputedStyle(element, part).content, part);
  expect(await printed('.day-name', '::after')).toMatch(/^"(lunes|martes|miércoles|jueves|viernes|sábado|domingo), \d+ de \p{L}+ de \d{4}( · UTC)?"$/u);
  await expect(ana.log.getByText('Hoy')).toBeHidden();
  expect(await printed('.chat-who', '::after')).toBe('"Profesional · @luis"');
  // Printed in the light theme, to save ink.
  const ink = await ana.bubble('línea 30').locator('.bubble-text').evaluate((text) => getComputedStyle(text).color);
  expect(ink).toBe('rgb(39, 32, 46)');
});

test('a printed conversation says that it has older messages', async ({ signIn }) => {
  const ana = await signIn('ana');
  for (let n = 1; n <= 60; n += 1) {
    await ana.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  }
  await ana.goes('/conversations/1');
  await ana.page.emulateMedia({ media: 'print' });
  const older = ana.page.locator('.older').first();
  await expect(older).toBeVisible();
  await expect(older.getByRole('link')).toBeHidden();
  const said = await older.evaluate((element) => getComputedStyle(element, '::before').content);
  expect(said).toBe('"Hay mensajes anteriores que no están en esta impresión."');
});

for (const [path, content] of [
  ['/conversations', 'Luis Pérez'],
  ['/conversations?q=luis', 'Luis Pérez'],
  ['/people', 'Taller Sol'],
  ['/settings', 'Dispositivos'],
] as const) {
  test(`${path} is printed completely, without controls`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes(path);
    await ana.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(ana.page.getByText(content).filter({ visible: true }).first()).toBeVisible();
    const selector = 'button:not([aria-pressed="true"]), summary, input[type="search"], input[type="password"], .button, a.chip, .top-bar';
    const controls = ana.page.locator(selector);
    await expect(controls.filter({ visible: true })).toHaveCount(0);
    const cut = await ana.page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.row, .person, .device')].map((element) => element.getBoundingClientRect());
      return boxes.filter((box) => box.bottom + scrollY > document.documentElement.scrollHeight).length;
    });
    expect(cut).toBe(0);
  });
}
