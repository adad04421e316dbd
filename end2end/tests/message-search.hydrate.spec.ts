import { test, expect } from './charla.ts';

test('results show while the user types, and the panel does not jump', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const field = ana.panel.getByRole('searchbox');
  const before = await field.boundingBox();
  await field.pressSequentially('minut');
  const hits = ana.panel.getByRole('list', { name: 'Mensajes' }).getByRole('link');
  await expect(hits).toHaveCount(1);
  await expect(hits.locator('mark')).toHaveText('minut');
  expect(await field.boundingBox()).toEqual(before);
  await expect(field).toBeFocused();
  await field.fill('');
  await expect(ana.panel.getByRole('listitem')).toHaveCount(4);
});

test('Escape closes the search in a conversation and returns the focus to its button', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const open = ana.page.getByRole('link', { name: 'Buscar en esta conversación' });
  await open.press('Enter');
  const field = ana.page.getByRole('region', { name: 'Buscar en esta conversación' }).getByRole('searchbox');
  await expect(field).toBeFocused();
  await field.pressSequentially('minut');
  await expect(ana.page.getByRole('list', { name: 'Mensajes' }).locator('mark')).toHaveText('minut');
  await ana.page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(open).toBeFocused();
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
});

test('after loading more results the first of them has the focus', async ({ signIn }) => {
  const ana = await signIn('ana');
  for (let n = 1; n <= 21; n += 1) {
    await ana.api('POST', '/api/conversations/1/messages/', { content: `recibo ${n}` });
  }
  await ana.goes('/conversations?q=recibo');
  await ana.page.getByRole('link', { name: 'Más resultados' }).press('Enter');
  const hits = ana.panel.getByRole('list', { name: 'Mensajes' }).getByRole('link');
  await expect(hits).toHaveCount(21);
  await expect(hits.last()).toBeFocused();
});

test('messages that arrive during a search in the conversation are marked as read after it', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await expect(ana.badge('Luis Pérez')).toHaveCount(0);
  await ana.page.getByRole('link', { name: 'Buscar en esta conversación' }).click();
  await luis.api('POST', '/api/conversations/1/messages/', { content: '¿sigues ahí?' });
  await expect(ana.badge('Luis Pérez')).toBeVisible();
  await ana.page.keyboard.press('Escape');
  await expect(ana.badge('Luis Pérez')).toHaveCount(0);
});
