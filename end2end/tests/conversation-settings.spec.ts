import { test, expect, type Person } from './charla.ts';

/** From the row of the panel. */
async function decides(person: Person, name: string, what: string) {
  await person.panel.getByLabel(`Opciones de ${name}`).click();
  await person.panel.getByRole('button', { name: what, exact: true }).click();
}

const shows = (person: Person, filter: string) => person.panel.getByRole('link', { name: filter, exact: true }).click();

test('what one archives is put away until somebody writes again', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  await decides(ana, 'Luis Pérez', 'Archivar');
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

test('what was read can be marked to be looked at again, and is found among the unread', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  for (const id of [1, 2]) await ana.api('POST', `/api/conversations/${id}/mark-read/`);
  await ana.goes('/conversations');
  await expect(ana.badge('José Núñez')).toHaveCount(0);
  await decides(ana, 'José Núñez', 'Marcar como no leído');
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

test('a muted conversation says so, and is unmuted from within', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await decides(ana, 'Luis Pérez', 'Silenciar');
  await expect(ana.row('Luis Pérez').getByText('Silenciada')).toBeAttached();
  await ana.page.getByLabel('Opciones de la conversación').click();
  await ana.page.locator('.chat-head').getByRole('button', { name: 'Activar avisos' }).click();
  await expect(ana.row('Luis Pérez').getByText('Silenciada')).toHaveCount(0);
});

test('a list with nothing in it says what it is for', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations?show=archived');
  await expect(ana.panel.getByText('Nada archivado')).toBeVisible();
  await shows(ana, 'Sin leer');
  await expect(ana.row('Luis Pérez')).toBeVisible();
});
