import { test, expect } from './charla.ts';

test('a setting changed in one tab shows in the others', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const other = await ana.opensTab('/conversations/1');
  await ana.panel.getByLabel('Opciones de Luis Pérez').click();
  await ana.panel.getByRole('button', { name: 'Silenciar' }).click();
  await expect(other.row('Luis Pérez').getByText('Silenciada')).toBeAttached();
});

test('the last of two changes wins, however late the first one is answered', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  let asked = 0;
  let answered = 0;
  await ana.page.route('**/fn/decide', async (route) => {
    asked += 1;
    if (asked === 1) await held;
    const response = await route.fetch();
    answered += 1;
    await route.fulfill({ response });
  });
  const muted = ana.row('Luis Pérez').getByText('Silenciada');
  await ana.panel.getByLabel('Opciones de Luis Pérez').click();
  await ana.panel.getByRole('button', { name: 'Silenciar' }).click();
  await expect(muted).toBeAttached();
  await ana.panel.getByRole('button', { name: 'Activar avisos' }).click();
  await expect(muted).toHaveCount(0);
  answer();
  await expect.poll(() => answered).toBe(2);
  await expect(muted).toHaveCount(0);
  await ana.page.reload();
  await ana.ready();
  await expect(muted).toHaveCount(0);
});

test.describe('without an answer', () => {
  test.use({ expectedComplaints: [/ERR_FAILED|Failed to fetch/] });

  test('a failed change is undone', async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations');
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await ana.page.route('**/fn/decide', async (route) => {
      await held;
      await route.abort();
    });
    await ana.panel.getByLabel('Opciones de Luis Pérez').click();
    await ana.panel.getByRole('button', { name: 'Silenciar' }).click();
    await expect(ana.row('Luis Pérez').getByText('Silenciada')).toBeAttached();
    await ana.panel.getByRole('button', { name: 'Archivar' }).click();
    await expect(ana.row('Luis Pérez')).toHaveCount(0);
    answer();
    await expect(ana.row('Luis Pérez')).toBeVisible();
    await expect(ana.row('Luis Pérez').getByText('Silenciada')).toHaveCount(0);
    await expect(ana.page.getByRole('status').filter({ hasText: 'No se pudo contactar con el servidor' })).toBeVisible();
  });
});

test('Escape and a press outside close the menu of a row', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const options = ana.panel.getByLabel('Opciones de Luis Pérez');
  const archive = ana.panel.getByRole('button', { name: 'Archivar' });
  await options.press('Enter');
  await expect(archive).toBeVisible();
  await ana.page.keyboard.press('Escape');
  await expect(archive).toHaveCount(0);
  await expect(options).toBeFocused();
  await options.click();
  await expect(archive).toBeVisible();
  await ana.page.getByRole('heading', { name: 'Mensajes' }).click();
  await expect(archive).toHaveCount(0);
});

test('marking as unread in the header closes the conversation, which stays marked', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await expect(ana.badge('Luis Pérez')).toHaveCount(0);
  await ana.page.getByLabel('Opciones de la conversación').click();
  await ana.page.locator('.chat-head').getByRole('button', { name: 'Marcar como no leído' }).click();
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await expect(ana.badge('Luis Pérez')).toContainText('marcado como no leído');
});
