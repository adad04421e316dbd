import { test, expect } from './charla.ts';

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)/] });

test('editing a message keeps the draft of a new message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('ya enviado');
  await ana.sees('ya enviado');
  await ana.composer.fill('a medias');
  await ana.chooses('ya enviado', 'Editar');
  await expect(ana.composer).toHaveValue('ya enviado');
  await ana.page.keyboard.press('Escape');
  await expect(ana.composer).toHaveValue('a medias');
  await ana.chooses('ya enviado', 'Editar');
  await ana.composer.fill('ya corregido');
  await ana.composer.press('Enter');
  await ana.sees('ya corregido');
  await expect(ana.composer).toHaveValue('a medias');
  await expect(ana.bubble('a medias')).toHaveCount(0);
});

test('text typed while an edit is being saved stays', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('ya enviado');
  await ana.sees('ya enviado');
  await ana.composer.fill('a medias');
  await ana.chooses('ya enviado', 'Editar');
  let answer = () => {};
  const requested = new Promise<void>((resolve) => {
    void ana.page.route('**/fn/edit', async (route) => {
      resolve();
      await new Promise<void>((done) => (answer = done));
      await route.continue();
    });
  });
  await ana.composer.fill('ya corregido');
  await ana.composer.press('Enter');
  await requested;
  await ana.composer.press('Escape');
  await expect(ana.composer).toHaveValue('a medias');
  answer();
  await ana.sees('ya corregido');
  await expect(ana.composer).toHaveValue('a medias');
  await ana.page.reload();
  await ana.ready();
  await expect(ana.composer).toHaveValue('a medias');
});

test('the up arrow in an empty field edits the user’s last message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('ultimo');
  await expect(ana.bubble('ultimo').getByText('Enviado')).toBeAttached();
  await ana.composer.press('ArrowUp');
  await expect(ana.composer).toHaveValue('ultimo');
  await ana.composer.fill('último');
  await ana.composer.press('Enter');
  await ana.sees('último');
});

test('changes made during a disconnection show after it, also in the list', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'ola' });
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'para borrar' });
  await ana.goes('/conversations/1');
  await ana.sees('para borrar');
  await ana.context.setOffline(true);
  await expect(ana.page.getByText('Sin conexión')).toBeVisible();
  await luis.api('PATCH', '/api/conversations/1/messages/8/', { content: 'hola' });
  await luis.api('DELETE', '/api/conversations/1/messages/9/');
  await luis.api('PUT', '/api/conversations/1/messages/7/reaction/', { emoji: '👍' });
  await ana.context.setOffline(false);
  await ana.sees('hola');
  await ana.sees('Mensaje borrado');
  await expect(ana.log.getByRole('button', { name: /👍 1: Luis/ })).toBeVisible();
  await expect(ana.row('Luis Pérez')).toContainText('Mensaje borrado');
});

test('the menu of a message is opened, used and closed by keyboard, and the focus returns to its button', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const more = ana.bubble('Llego en 5 minutos').getByRole('link', { name: 'Opciones del mensaje' });
  const options = ana.page.getByRole('group', { name: 'Opciones del mensaje' });
  await more.focus();
  await ana.page.keyboard.press('Enter');
  await expect(options.getByRole('button', { name: 'Me gusta' })).toBeFocused();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await ana.page.keyboard.press('Escape');
  await expect(options).toHaveCount(0);
  await expect(more).toBeFocused();
  await ana.page.keyboard.press('Enter');
  await expect(options.getByRole('button', { name: 'Me gusta' })).toBeFocused();
  await ana.page.keyboard.press('Enter');
  await expect(ana.bubble('Llego en 5 minutos').getByRole('button', { name: /^👍 1: Ana/ })).toBeVisible();
  await more.click();
  await ana.page.getByRole('heading', { name: 'Luis Pérez' }).click();
  await expect(options).toHaveCount(0);
});

test('the text of a message can be copied', async ({ signIn }) => {
  const ana = await signIn('ana', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ana.goes('/conversations/1');
  await ana.opensOptions('Llego en 5 minutos');
  await ana.page.getByRole('button', { name: 'Copiar' }).click();
  // The page may not read the clipboard, but the user may paste it.
  await expect(async () => {
    await ana.composer.fill('');
    await ana.composer.press('Control+V');
    await expect(ana.composer).toHaveValue('Llego en 5 minutos', { timeout: 1_000 });
  }).toPass();
});

test('a reaction that cannot be sent shows an error', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.route('**/fn/react', (route) => route.abort());
  await ana.opensOptions('Llego en 5 minutos');
  await ana.page.getByRole('button', { name: 'Me gusta' }).click();
  await expect(ana.page.getByRole('alert')).toContainText('No se pudo contactar');
});
