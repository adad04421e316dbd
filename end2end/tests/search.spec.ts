import { test, expect, type Person } from './charla.ts';

async function searches(person: Person, text: string) {
  const box = person.panel.getByRole('searchbox', { name: 'Buscar personas y mensajes' });
  await box.fill(text);
  await box.press('Enter');
}

const people = (person: Person) => person.rows(person.panel.getByRole('list', { name: 'Personas' }));

for (const [text, names] of [
  ['lopez', ['María López, Carmen Ruiz']],
  ['JOSÉ', ['José Núñez']],
  ['nunez', ['José Núñez']],
  ['josé núñez', ['José Núñez']],
  ['ruiz', ['María López, Carmen Ruiz', 'Carmen Ruiz']],
] as const) {
  test(`searching for «${text}» finds ${names.join(' and ')}`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations');
    await searches(ana, text);
    await expect(people(ana)).toHaveCount(names.length);
    for (const name of names) await expect(people(ana).filter({ hasText: name }).first()).toBeVisible();
  });
}

test('a search for a person without a conversation leads to the directory', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await searches(ana, 'taller sol');
  await ana.panel.getByRole('link', { name: 'Buscar «taller sol» en Personas' }).click();
  await expect(ana.page).toHaveURL(/\/people\?q=taller%20sol$/);
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
  await expect(ana.page.getByText('Taller Sol')).toBeVisible();
});

test('a search without results shows a hint, and an empty one shows all conversations', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await searches(ana, 'zzz');
  await expect(ana.panel.getByText('Sin resultados')).toBeVisible();
  await searches(ana, '');
  await expect(ana.rows()).toHaveCount(4);
});
