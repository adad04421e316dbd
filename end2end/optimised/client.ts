// The optimised client, which is the one that users get. It is compiled and processed otherwise than the client of the
// other tests, so this test runs each of its parts once.

import { test, expect } from '../tests/charla.ts';

test('two people use every page, and the optimised client does not fail', async ({ visitor, signIn }) => {
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');

  const ana = await visitor();
  await ana.goes('/register');
  await ana.page.getByRole('link', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/login/);
  await ana.ready();
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations/);
  await ana.ready();

  await ana.row('Luis Pérez').click();
  await ana.composer.pressSequentially('Con el cliente ');
  await expect(luis.page.getByText('está escribiendo').first()).toBeVisible();
  await ana.composer.pressSequentially('optimizado 🙂 https://charla.example');
  await ana.composer.press('Enter');
  const message = 'Con el cliente optimizado 🙂 https://charla.example';
  await expect(ana.log.getByText(message)).toBeVisible();
  await expect(luis.log.getByText(message)).toBeVisible();
  await expect(luis.log.getByRole('link', { name: 'https://charla.example' })).toBeVisible();

  await luis.writes('Recibido');
  await ana.sees('Recibido');
  await ana.chooses('Recibido', 'Responder');
  await ana.writes('Perfecto');
  await luis.sees('Perfecto');

  await ana.page.getByRole('link', { name: 'Buscar en esta conversación' }).click();
  await ana.page.getByRole('region', { name: 'Buscar en esta conversación' }).getByRole('searchbox').fill('optimizado');
  await expect(ana.page.getByRole('list', { name: 'Mensajes' }).getByRole('link')).toHaveCount(1);
  await ana.page.keyboard.press('Escape');
  await ana.panel.getByRole('searchbox').fill('José');
  await expect(ana.panel.locator('mark').first()).toHaveText('José');
  await ana.panel.getByRole('searchbox').fill('');
  await ana.row('María López').click();
  await expect(ana.composer).toHaveAccessibleName(/María/);

  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('link', { name: 'Ajustes' }).click();
  await expect(ana.page.getByRole('heading', { name: 'Ajustes', level: 1 })).toBeVisible();
  await expect(ana.page.getByText('Este dispositivo')).toBeVisible();

  await ana.goes('/people');
  await ana.page.getByRole('searchbox').fill('pérez');
  await expect(ana.page.getByRole('listitem')).toHaveCount(1);
  await ana.page.getByRole('button', { name: 'Escribir' }).click();
  await ana.page.waitForURL(/\/conversations\/1/);
  await ana.ready();
  await ana.sees('Perfecto');
});
