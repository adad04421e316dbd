import { test, expect, type Person } from './charla.ts';

async function chooses(person: Person, button: string): Promise<void> {
  await person.goes('/settings');
  await person.page.getByRole('button', { name: button, exact: true }).click();
  await person.page.waitForURL(/saved=writing/);
  await person.goes('/conversations/1');
}

const BREAKS = 'Salta de línea; Ctrl+Intro envía';

test('Enter sends, and Shift+Enter breaks the line', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.pressSequentially('una');
  await ana.composer.press('Shift+Enter');
  await ana.composer.pressSequentially('y otra');
  await expect(ana.composer).toHaveValue('una\ny otra');
  await ana.composer.press('Enter');
  await ana.sees('una y otra');
  await expect(ana.composer).toHaveValue('');
});

for (const keys of ['Control+Enter', 'Meta+Enter']) {
  test(`${keys} sends if Enter breaks the line`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await chooses(ana, BREAKS);
    await ana.composer.pressSequentially('una');
    await ana.composer.press('Enter');
    await ana.composer.pressSequentially('y otra');
    await expect(ana.composer).toHaveValue('una\ny otra');
    await ana.composer.press(keys);
    await ana.sees('una y otra');
    await expect(ana.composer).toHaveValue('');
  });
}

test('the preference for Enter can be changed back', async ({ signIn }) => {
  const ana = await signIn('ana');
  await chooses(ana, BREAKS);
  await chooses(ana, 'Envía');
  await ana.composer.pressSequentially('una');
  await ana.composer.press('Enter');
  await ana.sees('una');
});

test('on a touch screen Enter always breaks the line', async ({ signIn }) => {
  const ana = await signIn('ana', { hasTouch: true, isMobile: true });
  await ana.goes('/conversations/1');
  await ana.composer.pressSequentially('una');
  await ana.composer.press('Enter');
  await ana.composer.pressSequentially('y otra');
  await expect(ana.composer).toHaveValue('una\ny otra');
});

test('other tabs of the browser stay signed in after a change of the password', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  const tab = await ana.opensTab('/conversations/1');
  const luis = await signIn('luis');
  await ana.page.getByLabel('Contraseña actual').fill('secreto123');
  await ana.page.getByLabel('Contraseña nueva').fill('otra frase larga');
  await ana.page.getByRole('button', { name: 'Cambiar la contraseña' }).click();
  await expect(ana.page.getByText('Contraseña cambiada.')).toBeVisible();
  await luis.goes('/conversations/1');
  await luis.writes('¿sigues ahí?');
  await tab.sees('¿sigues ahí?');
  await expect(tab.page).toHaveURL(/\/conversations\/1$/);
});
