import { test, expect, type Person } from './charla.ts';

/** Changes a setting in the menu of the row. */
async function changesSetting(person: Person, name: string, what: string) {
  await person.panel.getByLabel(`Opciones de ${name}`).click();
  await person.panel.getByRole('button', { name: what, exact: true }).click();
}

const shows = (person: Person, filter: string) => person.panel.getByRole('link', { name: filter, exact: true }).click();

test('an archived conversation is hidden until the next message', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  await changesSetting(ana, 'Luis Pérez', 'Archivar');
  await expect(ana.row('Luis Pérez')).toHaveCount(0);
  await shows(ana, 'Archivadas');
  await expect(ana.panel.getByRole('listitem')).toHaveCount(1);
  await expect(ana.row('Luis Pérez')).toBeVisible();
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'una cosa más' });
  if (!ana.hasScripts) await ana.page.reload();
  await expect(ana.row('Luis Pérez')).toHaveCount(0);
  await shows(ana, 'Todas');
  await expect(ana.row('Luis Pérez')).toContainText('una cosa más');
});

test('a read conversation can be marked as unread, and is listed as unread', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  for (const id of [1, 2]) await ana.api('POST', `/api/conversations/${id}/mark-read/`);
  await ana.goes('/conversations');
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  await changesSetting(ana, 'José Núñez', 'Marcar como no leído');
  await expect(ana.badge('José Núñez')).toContainText('marcado como no leído');
  await shows(ana, 'Sin leer');
  await expect(ana.row('José Núñez')).toBeVisible();
  await expect(ana.row('Luis Pérez')).toHaveCount(0);
  await ana.row('José Núñez').click();
  await expect(ana.composer).toBeVisible();
  if (!hasScripts) await ana.page.getByRole('button', { name: 'Marcar como leído' }).first().click();
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  await shows(ana, 'Todas');
  await expect(ana.row('José Núñez')).toBeVisible();
  await expect(ana.badge('José Núñez')).toHaveCount(0);
});

test('a muted conversation is labelled, and can be unmuted in its header', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await changesSetting(ana, 'Luis Pérez', 'Silenciar');
  await expect(ana.row('Luis Pérez').getByText('Silenciada')).toBeAttached();
  await ana.page.getByLabel('Opciones de la conversación').click();
  await ana.page.locator('.chat-head').getByRole('button', { name: 'Activar avisos' }).click();
  await expect(ana.row('Luis Pérez').getByText('Silenciada')).toHaveCount(0);
});

test('the button of an open menu closes it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const options = ana.panel.getByLabel('Opciones de Luis Pérez');
  const archive = ana.panel.getByRole('button', { name: 'Archivar' });
  await options.click();
  await expect(archive).toBeVisible();
  await options.click();
  await expect(archive).toHaveCount(0);
});

test('an empty list shows a hint', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations?show=archived');
  await expect(ana.panel.getByText('Nada archivado')).toBeVisible();
  await shows(ana, 'Sin leer');
  await expect(ana.row('Luis Pérez')).toBeVisible();
});
