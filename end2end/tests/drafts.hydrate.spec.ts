import { test, expect, type Person } from './charla.ts';

const long = 'Un borrador largo que no se debe perder, con todo lo que hay que decir.';

/** Fills the local storage to the last character. */
async function fillsStorage(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    let text = '';
    for (let length = 2 ** 22; length >= 1; ) {
      const longer = text + 'x'.repeat(length);
      try {
        localStorage.setItem('filler', longer);
        text = longer;
      } catch {
        length /= 2;
      }
    }
  });
}

test('a draft is shown to its user only', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('solo para mí');
  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  await ana.page.getByLabel('Usuario').fill('luis');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations$/);
  // A draft of an earlier version, which did not record its user.
  await ana.page.evaluate(() => localStorage.setItem('draft/1', 'de quien sea'));
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('');
  expect(await ana.page.evaluate(() => localStorage.getItem('draft/1'))).toBeNull();
});

test('two tabs share a draft; after one sends it, it is gone in both', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations/1');
  await ana.composer.fill('una sola vez');
  await expect(other.composer).toHaveValue('una sola vez');
  await other.composer.press('End');
  await other.composer.pressSequentially(', y basta');
  await expect(ana.composer).toHaveValue('una sola vez, y basta');
  await ana.page.getByRole('button', { name: 'Enviar' }).click();
  await expect(other.composer).toHaveValue('');
  await expect(other.bubble('una sola vez, y basta')).toHaveCount(1);
  await expect(other.page.getByText('no se ha perdido')).toHaveCount(0);
});

test('a frozen tab does not send a draft that another tab has sent', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations/1');
  await ana.composer.fill('una sola vez');
  await expect(other.composer).toHaveValue('una sola vez');
  // This tab gets no storage events.
  await other.page.evaluate(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true));
  await ana.page.getByRole('button', { name: 'Enviar' }).click();
  await ana.sees('una sola vez');
  // The browser copies the storage to the process of another tab with a delay, which may be longer than a key press takes.
  await other.page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('words/')));
  await other.composer.press('Enter');
  await expect(other.composer).toHaveValue('');
  await other.writes('y otra cosa');
  await ana.sees('y otra cosa');
  await expect(ana.bubble('una sola vez')).toHaveCount(1);
});

test('a newer draft replaces a longer one, which can be restored', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill(long);
  const page = await ana.context.newPage();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(ana.page.url());
  const composer = page.getByRole('textbox', { name: /^Escribe a/ });
  await composer.fill('corto');
  release();
  await page.locator('html[data-hydrated]').waitFor();
  await expect(composer).toHaveValue('corto');
  await expect(ana.composer).toHaveValue('corto');
  await page.getByRole('button', { name: 'Recuperarlo' }).click();
  await expect(composer).toHaveValue(long);
  await expect(ana.composer).toHaveValue(long);
});

test('an unfinished edit is a draft of its own, shared by all tabs', async ({
  signIn,
}) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('con una falta');
  await ana.sees('con una falta');
  await ana.chooses('con una falta', 'Editar');
  await ana.composer.fill('sin falta');
  const other = await ana.opensTab('/conversations/1');
  await expect(other.composer).toHaveValue('');
  await other.chooses('con una falta', 'Editar');
  await expect(other.composer).toHaveValue('sin falta');
});

test('text typed while the storage is full is sent', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('Hola');
  await fillsStorage(ana);
  await ana.composer.press('End');
  await ana.composer.pressSequentially(', Luis, nos vemos mañana');
  await ana.composer.press('Enter');
  await ana.sees('Hola, Luis, nos vemos mañana');
  await expect(ana.bubble('Hola')).toHaveCount(0);
  await expect(ana.composer).toHaveValue('');
});

test('a draft that the storage has no room for lives as long as the page', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('Hola');
  await fillsStorage(ana);
  const comesBack = () => ana.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  for (const text of ['Hola, Luis, nos vemos mañana', 'palabra '.repeat(5_000)]) {
    await ana.composer.fill(text);
    await comesBack();
    await expect(ana.composer).toHaveValue(text);
    await ana.row('José Núñez').click();
    await expect(ana.page.getByRole('textbox', { name: 'Escribe a José Núñez' })).toHaveValue('');
    await ana.row('Luis Pérez').click();
    await expect(ana.composer).toHaveValue(text);
    await comesBack();
    await expect(ana.composer).toHaveValue(text);
  }
  await expect(ana.page.getByText('no se ha perdido')).toHaveCount(0);
});

test('a draft that the storage has no room for can be restored after another tab sends', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await ana.opensTab('/conversations/1');
  await ana.composer.fill('Hola');
  await expect(other.composer).toHaveValue('Hola');
  await fillsStorage(ana);
  await ana.composer.fill(long);
  await other.page.getByRole('button', { name: 'Enviar' }).click();
  await expect(ana.composer).toHaveValue('');
  await ana.page.getByRole('button', { name: 'Recuperarlo' }).click();
  await expect(ana.composer).toHaveValue(long);
});
