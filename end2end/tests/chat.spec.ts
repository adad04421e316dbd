import { test, expect } from './charla.ts';

test('two people write to each other', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.writes('¿Te va bien a las diez?');
  await luis.sees('¿Te va bien a las diez?');
  await luis.writes('Perfecto, allí estaré');
  await ana.sees('Perfecto, allí estaré');
});

test('the text of a message is shown as it was written, never as markup', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const text = '<img src=x onerror=alert(1)> & <b>negrita</b>\nsegunda línea';
  await ana.writes(text);
  await ana.sees('<img src=x onerror=alert(1)> & <b>negrita</b> segunda línea');
  await expect(ana.log.locator('img, b')).toHaveCount(0);
});

test('the panel shows the unread counts', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await expect(ana.badge('Luis Pérez')).toContainText('2');
  await expect(ana.badge('José Núñez')).toContainText('1');
  await expect(ana.badge('Carmen Ruiz').first()).toContainText('2');
  await expect(ana.panel.getByText('4 conversaciones · 5 mensajes sin leer')).toBeVisible();
});

test('a conversation is marked as read', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  if (!hasScripts) {
    await expect(ana.badge('Luis Pérez')).toContainText('2');
    await ana.page.getByRole('button', { name: 'Marcar como leído' }).click();
  }
  await expect(ana.badge('Luis Pérez')).toHaveCount(0);
  await expect(ana.badge('José Núñez')).toContainText('1');
});

test('a conversation does not exist for a user who is not a member', async ({ signIn }) => {
  const pedro = await signIn('pedro');
  const answer = await pedro.page.request.get(new URL('/conversations/1', (await pedro.api('GET', '/login')).url()).href);
  expect(answer.status()).toBe(404);
  expect(await answer.text()).not.toContain('Llego en 5 minutos');
});

test('a message of a new conversation arrives and is answered', async ({ signIn }) => {
  const ana = await signIn('ana');
  const taller = await signIn('taller_sol');
  await taller.goes('/conversations');
  await ana.goes('/people?q=taller');
  await ana.page.getByRole('button', { name: 'Escribir a Taller Sol' }).click();
  await expect(ana.page.getByRole('heading', { name: 'Taller Sol' })).toBeVisible();
  await ana.ready();
  await ana.writes('Buenos días, ¿arregláis bicicletas?');
  if (!taller.hasScripts) await taller.page.reload();
  await expect(taller.badge('Ana García')).toContainText('1');
  await taller.row('Ana García').click();
  await taller.sees('Buenos días, ¿arregláis bicicletas?');
  await taller.writes('Claro que sí');
  await ana.sees('Claro que sí');
});

test('addresses in a message are links to exactly the shown address', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const text = 'Mira https://example.com/a?b=1, o javascript:alert(1) (www.example.org)';
  await ana.writes(text);
  await ana.sees(text);
  const links = ana.bubble(text).locator('.bubble-text').getByRole('link');
  await expect(links).toHaveText(['https://example.com/a?b=1', 'www.example.org']);
  await expect(links.first()).toHaveAttribute('href', 'https://example.com/a?b=1');
  await expect(links.last()).toHaveAttribute('href', 'https://www.example.org');
  await expect(links.first()).toHaveAttribute('rel', /noopener.*noreferrer/);
});

test('a message of emoji only is large', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  for (const text of ['👍🏽 🎉', 'bien 👍']) {
    await ana.writes(text);
    await ana.sees(text);
  }
  const size = async (text: string) =>
    ana.bubble(text).locator('.bubble-text').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  expect(await size('👍🏽 🎉')).toBeGreaterThan(2 * (await size('bien 👍')));
});

test('the header and the menu show the other member and their role', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await expect(ana.row('Luis Pérez')).toContainText('Profesional');
  await expect(ana.page.locator('.chat-status')).toHaveText('Profesional · @luis');
  await ana.page.getByLabel('Opciones de la conversación').click();
  const members = ana.page.getByRole('list', { name: 'Con quién hablas' });
  await expect(members.getByRole('listitem')).toHaveText([/Luis Pérez\s*Profesional · @luis/]);
});

test('a narrow header shows the short names of a group in full', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
  await ana.goes('/conversations');
  await ana.row('María López, Carmen Ruiz').click();
  const title = ana.page.getByRole('heading', { name: 'María, Carmen', exact: true });
  await expect(title).toBeVisible();
  expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await ana.page.setViewportSize({ width: 1280, height: 800 });
  await expect(ana.page.getByRole('heading', { name: 'María López, Carmen Ruiz', exact: true })).toBeVisible();
});

test('the button that marks messages as read leaves its space to the name', async ({ signIn, hasScripts }) => {
  test.skip(hasScripts, 'with scripts there is no such button');
  const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
  const luis = await signIn('luis');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'una cosa' });
  await ana.goes('/conversations/1');
  const title = ana.page.getByRole('heading', { name: 'Luis Pérez' });
  expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const button = ana.page.locator('.chat-read').getByRole('button', { name: 'Marcar como leído' });
  const label = await button.getByText('Marcar como leído').boundingBox();
  expect(label!.width).toBeGreaterThan(100);
  await button.click();
  await expect(button).toHaveCount(0);
});

test.describe('an unknown address', () => {
  test.use({ expectedComplaints: [/404/] });

  test('has a link to sign in for visitors', async ({ visitor }) => {
    const nobody = await visitor();
    await nobody.goes('/nada');
    await expect(nobody.page.getByRole('navigation')).toHaveCount(0);
    await nobody.page.getByRole('banner').getByRole('link', { name: 'Iniciar sesión' }).click();
    await expect(nobody.page.getByLabel('Usuario')).toBeVisible();
  });
});

test.describe('a conversation that does not exist', () => {
  test.use({ expectedComplaints: [/404/] });

  test('has a link back to the list on a phone', async ({ signIn }) => {
    const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
    await ana.goes('/conversations/9999');
    await expect(ana.page.getByRole('alert')).toContainText('No existe esa conversación');
    await ana.page.getByRole('link', { name: 'Volver a los mensajes' }).click();
    await expect(ana.row('Luis Pérez')).toBeVisible();
  });
});
