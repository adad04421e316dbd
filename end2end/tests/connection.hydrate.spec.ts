import { test, expect } from './charla.ts';

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)/] });

test('missed messages show in order after a disconnection, without a reload', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await ana.context.setOffline(true);
  await expect(ana.page.getByText('Sin conexión')).toBeVisible();
  for (const text of ['uno', 'dos', 'tres']) {
    await luis.api('POST', '/api/conversations/1/messages/', { content: text });
  }
  await ana.context.setOffline(false);
  await ana.sees('tres');
  const texts = await ana.log.locator('.bubble-text').allInnerTexts();
  expect(texts.slice(-3)).toEqual(['uno', 'dos', 'tres']);
  await expect(ana.page.getByText('Sin conexión')).toHaveCount(0);
});

test('a message sent offline is kept, and delivered once when the connection is back', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  await ana.context.setOffline(true);
  await ana.writes('desde el túnel');
  await expect(ana.bubble('desde el túnel').getByRole('button', { name: 'Reintentar' })).toBeVisible();
  await expect(ana.bubble('desde el túnel')).toContainText('Saldrá en cuanto vuelva la conexión');
  await ana.composer.fill('otra cosa');
  await ana.context.setOffline(false);
  await luis.sees('desde el túnel');
  await expect(ana.bubble('desde el túnel').getByText(/^(Enviado|Leído)$/)).toBeAttached();
  await expect(ana.bubble('desde el túnel')).toHaveCount(1);
  await expect(ana.composer).toHaveValue('otra cosa');
});

test('a lost answer does not duplicate the message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  let lost = 0;
  await ana.page.route('**/fn/send', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await ana.writes('una sola vez');
  await expect(ana.bubble('una sola vez').getByText('Enviado')).toBeAttached();
  await expect(ana.bubble('una sola vez')).toHaveCount(1);
  const page = await (await ana.api('GET', '/api/conversations/1/messages/')).json();
  expect(page.results.filter((message: { content: string }) => message.content === 'una sola vez')).toHaveLength(1);
});

test('after a restart of the server both members continue to write', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await server.down();
  await ana.writes('¿sigues ahí?');
  await expect(ana.bubble('¿sigues ahí?')).toBeVisible();
  await server.up();
  await luis.sees('¿sigues ahí?');
  await luis.writes('aquí sigo');
  await ana.sees('aquí sigo');
});

test('an ended session leads to the login page, and the draft is kept', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.context.clearCookies({ name: 'session' });
  let written = () => {};
  const untilDraftIsWritten = new Promise<void>((resolve) => (written = resolve));
  await ana.page.route('**/fn/send', async (route) => {
    await untilDraftIsWritten;
    await route.continue();
  });
  await ana.writes('no te pierdas');
  await ana.composer.fill('ni tú');
  written();
  await expect(ana.page).toHaveURL(/\/login\?next=/);
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await expect(ana.bubble('no te pierdas').getByText('Enviado')).toBeAttached();
  await expect(ana.composer).toHaveValue('ni tú');
});

test('messages written offline are sent in order although the session has ended', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.context.setOffline(true);
  await ana.writes('primera');
  await ana.writes('segunda');
  await expect(ana.bubble('segunda').getByRole('button', { name: 'Reintentar' })).toBeVisible();
  await ana.context.clearCookies({ name: 'session' });
  await ana.context.setOffline(false);
  await expect(ana.page).toHaveURL(/\/login\?next=/);
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(ana.bubble('segunda').getByText('Enviado')).toBeAttached();
  const texts = await ana.log.locator('.bubble-text').allInnerTexts();
  expect(texts.slice(-2)).toEqual(['primera', 'segunda']);
  await expect(ana.composer).toHaveValue('');
});

test('a dead connection is given up, and the missed messages show', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  let isDead = false;
  await ana.page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    const isFirst = !isDead;
    const isOpen = () => !isFirst || !isDead;
    socket.onMessage((message) => isOpen() && server.send(message));
    server.onMessage((message) => isOpen() && socket.send(message));
  });
  await ana.page.clock.install();
  await ana.goes('/conversations/1');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'antes' });
  await ana.sees('antes');
  isDead = true;
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'entretanto' });
  await ana.page.clock.runFor(40_000);
  await expect(ana.bubble('entretanto')).toHaveCount(0);
  await expect(async () => {
    await ana.page.clock.runFor(10_000);
    await expect(ana.bubble('entretanto')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'después' });
  await ana.sees('después');
});

test('messages that a restored database has lost are no longer shown', async ({ signIn, server }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await server.down();
  await server.backsUp();
  await server.up();
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'se pierde' });
  await ana.sees('se pierde');
  await server.down();
  await server.isSetBack();
  await server.up();
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'en su lugar' });
  await ana.sees('en su lugar');
  await expect(ana.bubble('se pierde')).toHaveCount(0);
  await expect(ana.row('Luis Pérez')).toContainText('en su lugar');
});
