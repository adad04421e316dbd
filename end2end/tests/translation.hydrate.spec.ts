import { test, expect, type Person } from './charla.ts';
import { translates } from './translator.ts';

// This translator only wraps texts. The tests check that no old text stays, and that no text is there twice.

const status = (person: Person) => person.page.locator('.chat-status');

async function isNowhere(person: Person, text: string): Promise<void> {
  await expect(person.page.getByText(text, { exact: true }).filter({ visible: true })).toHaveCount(0);
}

for (const from of ['the beginning', 'now'] as const) {
  test(`a page that is translated from ${from} on shows all changes`, async ({ signIn }) => {
    test.slow();
    const ana = await signIn('ana');
    const luis = await signIn('luis');
    if (from === 'the beginning') await translates(ana.page, from);
    await ana.goes('/conversations/1');
    if (from === 'now') await translates(ana.page, from);
    await expect(ana.log.locator('font').first()).toBeVisible();

    // Presence, typing indicator, a new message.
    await luis.goes('/conversations/1');
    await expect(status(ana)).toHaveText('En línea');
    await expect(async () => {
      await luis.composer.press('a');
      await expect(status(ana)).toHaveText('Luis está escribiendo…', { timeout: 3_500 });
      await expect(ana.row('Luis Pérez')).toContainText('Luis está escribiendo…', { timeout: 500 });
    }).toPass();
    await luis.composer.fill('');
    await luis.writes('primera');
    await ana.sees('primera');
    await expect(status(ana)).toHaveText('En línea');
    await expect(ana.row('Luis Pérez')).toContainText('primera');

    // Edited several times, also with a link; then answered and deleted.
    for (const [before, after] of [['primera', 'segunda'], ['segunda', 'mira https://example.com/a ya'], ['mira https://example.com/a ya', 'o https://example.com/b no']]) {
      await luis.chooses(before!, 'Editar');
      await luis.composer.fill(after!);
      await luis.composer.press('Enter');
      await expect(ana.bubble(after!)).toBeVisible();
      await isNowhere(ana, before!);
      await expect(ana.bubble(after!).getByText('Editado')).toBeVisible();
    }
    await ana.chooses('o https://example.com/b no', 'Responder');
    await ana.writes('respuesta');
    await luis.sees('respuesta');
    await expect(ana.bubble('respuesta').locator('.quote-text')).toHaveText('o https://example.com/b no');
    const answered = luis.log.locator('.bubble').filter({ has: luis.page.locator('.bubble-text', { hasText: 'example.com/b' }) });
    await answered.getByRole('link', { name: 'Opciones del mensaje' }).click();
    await luis.page.getByRole('link', { name: 'Borrar' }).click();
    await luis.page.getByRole('button', { name: 'Borrar' }).click();
    await expect(ana.bubble('respuesta').locator('.quote-text')).toHaveText('Mensaje borrado');
    await isNowhere(ana, 'o https://example.com/b no');

    // Receipts and reactions.
    await expect(ana.bubble('respuesta').locator('.receipt')).toHaveText('Leído');
    const reaction = ana.bubble('respuesta').locator('.reactions');
    await luis.opensOptions('respuesta');
    await luis.page.getByRole('button', { name: 'Me gusta' }).click();
    await expect(reaction).toHaveText('👍');
    await ana.opensOptions('respuesta');
    await ana.page.getByRole('group', { name: 'Opciones del mensaje' }).getByRole('button', { name: 'Me gusta' }).click();
    await expect(reaction).toHaveText('👍2');
    await reaction.getByRole('button').click();
    await expect(reaction).toHaveText('👍');
    await luis.bubble('respuesta').locator('.reactions').getByRole('button').click();
    await expect(reaction).toHaveCount(0);

    // Another conversation: counts in the list; then back.
    const totals = ana.page.locator('.panel-totals');
    await ana.row('José Núñez').first().click();
    await expect(ana.page.locator('.chat-title')).toHaveText('José Núñez');
    await expect(ana.bubble('respuesta')).toHaveCount(0);
    // The new messages there have been read and no longer count.
    await expect(ana.badge('José Núñez')).toHaveCount(0);
    const before = Number(/(\d+) mensaje/.exec((await totals.textContent())!)?.[1] ?? 0);
    for (const n of [1, 2, 3]) {
      await luis.writes(`aviso ${n}`);
      await expect(ana.badge('Luis Pérez')).toHaveText(`${n} sin leer`);
      await expect(ana.row('Luis Pérez')).toContainText(`aviso ${n}`);
      await expect(totals).toContainText(new RegExp(`· ${before + n} mensaje`));
    }
    await ana.row('Luis Pérez').first().click();
    await ana.sees('aviso 3');
    await expect(ana.badge('Luis Pérez')).toHaveCount(0);

    // New search results replace the old ones.
    const search = ana.panel.getByRole('searchbox');
    await search.fill('aviso');
    await expect(ana.panel.locator('.rows-note')).toHaveText('3 mensajes');
    await search.fill('aviso 2');
    await expect(ana.panel.locator('.rows-note')).toHaveText('1 mensaje');
    await expect(ana.panel.locator('.is-hit .row-preview')).toHaveText('aviso 2');
    await search.fill('no hay tal cosa');
    await expect(ana.panel.locator('.empty-title')).toBeVisible();
    await search.fill('');
    await expect(ana.row('Luis Pérez')).toContainText('aviso 3');

    // Luis goes offline.
    await luis.context.close();
    await expect(status(ana)).not.toHaveText('En línea', { timeout: 45_000 });
    await expect(ana.page.locator('html[data-hydrated]')).toBeAttached();
  });
}

test('a page that was translated before hydration is hydrated, with the typed text', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await ana.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await translates(ana.page, 'the beginning');
  await ana.page.goto(`${url}/conversations/1`, { waitUntil: 'commit' });
  await expect(ana.log.locator('font').first()).toBeVisible();
  await ana.composer.fill('escrito antes');
  go();
  await ana.ready();
  await expect(ana.log.locator('font').first()).toBeVisible();
  await expect(ana.composer).toHaveValue('escrito antes');
  await ana.composer.press('Enter');
  await ana.sees('escrito antes');
  await expect(ana.page.getByText('Llego en 5 minutos').filter({ visible: true })).toHaveCount(1);
});

test('the directory shows new results for each search', async ({ signIn }) => {
  const ana = await signIn('ana');
  await translates(ana.page, 'the beginning');
  await ana.goes('/people');
  const names = ana.page.locator('.person-name');
  const search = ana.page.getByRole('searchbox');
  for (const [query, name, count] of [['carmen', 'Carmen Ruiz', '1 persona'], ['vega', 'Pedro Vega', '1 persona']]) {
    await search.fill(query!);
    await expect(names).toHaveText([name!]);
    await expect(ana.page.locator('.page-note')).toHaveText(count!);
  }
});

test('messages are translated, names are not', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const isTranslated = (text: string) =>
    ana.page
      .getByText(text, { exact: true })
      .evaluateAll((all) => [...new Set(all.map((element) => (element as HTMLElement).translate))]);
  expect(await isTranslated('Luis Pérez')).toEqual([false]);
  expect(await isTranslated('@ana')).toEqual([false]);
  expect(await isTranslated('Llego en 5 minutos')).toEqual([true]);
});
