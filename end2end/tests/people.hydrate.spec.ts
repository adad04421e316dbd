import { test, expect } from './charla.ts';

test('the directory is searched while the user types, and the address follows', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/people?role=provider');
  await expect(ana.page.getByRole('listitem')).toHaveCount(3);
  await ana.page.getByRole('searchbox').pressSequentially('pérez');
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
  await expect(ana.page.getByText('Luis Pérez')).toBeVisible();
  await expect(ana.page).toHaveURL(/\/people\?q=p%C3%A9rez&role=provider$/);
  await expect(ana.page.getByRole('searchbox')).toBeFocused();
  await ana.page.getByRole('searchbox').fill('');
  await expect(ana.page.getByRole('listitem')).toHaveCount(3);
});

test('a search is cleared by a button, which leaves the focus in the field', async ({ signIn }) => {
  const ana = await signIn('ana');
  for (const path of ['/people', '/conversations', '/conversations/1?find=']) {
    await ana.goes(path);
    const box = ana.page.getByRole('searchbox').last();
    const clear = ana.page.getByRole('search').last().getByRole('button', { name: 'Vaciar la búsqueda' });
    await expect(clear).toBeHidden();
    const before = await ana.page.getByRole('listitem').count();
    await box.pressSequentially('minut');
    await expect(clear).toBeVisible();
    await expect(ana.page.getByRole('listitem')).not.toHaveCount(before);
    await box.press('Tab');
    await expect(clear).toBeFocused();
    await clear.press('Enter');
    await expect(box).toHaveValue('');
    await expect(box).toBeFocused();
    await expect(ana.page.getByRole('listitem')).toHaveCount(before);
    await expect(clear).toBeHidden();
  }
});

test('the search field of the directory follows the address', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/people');
  await ana.page.getByRole('searchbox').pressSequentially('pérez');
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
  await ana.page.getByRole('navigation').getByRole('link', { name: 'Personas' }).click();
  await expect(ana.page.getByRole('listitem')).toHaveCount(6);
  await expect(ana.page.getByRole('searchbox')).toHaveValue('');
  await ana.page.getByRole('searchbox').pressSequentially('pérez');
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
});
