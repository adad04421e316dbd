import { test, expect } from './charla.ts';

test('the directory shows customers and providers, and finds a person by name', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/people');
  await expect(ana.page.getByRole('listitem')).toHaveCount(6);
  await ana.page.getByRole('link', { name: 'Profesionales' }).click();
  await expect(ana.page.getByRole('listitem')).toHaveCount(3);
  await ana.page.getByRole('searchbox').fill('perez');
  await ana.page.getByRole('searchbox').press('Enter');
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
  await expect(ana.page.getByText('Luis Pérez')).toBeVisible();
});

test('writing to a person with a conversation leads to it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/people?q=luis');
  await ana.page.getByRole('button', { name: 'Escribir a Luis Pérez' }).click();
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await expect(ana.bubble('Llego en 5 minutos')).toBeVisible();
});

test('a page after the end of the directory has a link back', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/people?after=6');
  await ana.page.getByRole('main').getByRole('link', { name: 'Anterior' }).click();
  await expect(ana.page.getByRole('listitem')).toHaveCount(6);
});
