import { test, expect } from './charla.ts';

test('unread badges change live in every tab, and clear in all tabs when the messages are read', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await luis.goes('/conversations');
  const other = await luis.opensTab('/conversations');
  await expect(luis.badge('Ana García')).toContainText('1');
  await ana.goes('/conversations/1');
  await ana.writes('Una cosa más');
  await expect(luis.badge('Ana García')).toContainText('2');
  await expect(other.badge('Ana García')).toContainText('2');
  await expect(other.page).toHaveTitle(/^\(3\)/);
  await other.row('Ana García').click();
  await expect(other.badge('Ana García')).toHaveCount(0);
  await expect(luis.badge('Ana García')).toHaveCount(0);
  await expect(ana.bubble('Una cosa más').getByText('Leído')).toBeAttached();
});

test('messages sent while the socket is opening show once it is open, without a gap', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  let open = () => {};
  const held = new Promise<void>((resolve) => (open = resolve));
  await ana.page.routeWebSocket(/\/ws\//, async (socket) => {
    await held;
    socket.connectToServer();
  });
  await ana.goes('/conversations/1');
  const lines = Array.from({ length: 50 }, (_, n) => `línea ${n}`);
  for (const content of lines) {
    expect((await luis.api('POST', '/api/conversations/1/messages/', { content })).status()).toBe(201);
    // Checked early, because a page without a socket for 40 s fetches the missed messages.
    if (content === 'línea 0') await expect(ana.bubble(content)).toHaveCount(0);
  }
  open();
  await ana.sees('línea 49');
  expect((await ana.log.locator('.bubble-text').allInnerTexts()).slice(-50)).toEqual(lines);
});

test('the conversation with the latest message moves to the top', async ({ signIn }) => {
  const ana = await signIn('ana');
  const carmen = await signIn('carmen');
  await ana.goes('/conversations');
  await expect(ana.panel.getByRole('listitem').first()).toContainText('María López');
  await carmen.goes('/conversations/4');
  await carmen.writes('¿Te acuerdas de mí?');
  const first = ana.panel.getByRole('listitem').first();
  await expect(first).toContainText('¿Te acuerdas de mí?');
  await expect(first.locator('.badge')).toContainText('1');
});

test('Enter pressed five times sends once, and Shift+Enter breaks the line', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('primera');
  await ana.composer.press('Shift+Enter');
  await ana.composer.pressSequentially('segunda');
  for (let n = 0; n < 5; n += 1) await ana.composer.press('Enter');
  await expect(ana.bubble('primera segunda').getByText(/^(Enviado|Leído)$/)).toBeAttached();
  await expect(ana.bubble('primera segunda')).toHaveCount(1);
  await expect(ana.composer).toHaveValue('');
  const page = await (await ana.api('GET', '/api/conversations/1/messages/?limit=2')).json();
  expect(page.results[0].content).toBe('primera\nsegunda');
  expect(page.count).toBe(8);
});

test('Enter while an input method composes sends nothing', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('にほん');
  for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
    await ana.composer.dispatchEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...composing });
  }
  await expect(ana.composer).toHaveValue('にほん');
  await expect(ana.bubble('にほん')).toHaveCount(0);
});

test('a draft belongs to its conversation, and is kept after a reload', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('para Luis');
  await ana.row('José Núñez').click();
  await ana.page.keyboard.press('Enter');
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await expect(ana.composer).toHaveValue('');
  await ana.row('Luis Pérez').click();
  await expect(ana.composer).toHaveValue('para Luis');
  await ana.page.reload();
  await ana.ready();
  await expect(ana.composer).toHaveValue('para Luis');
  await expect(ana.bubble('para Luis')).toHaveCount(0);
});

test('text typed in one conversation never shows in another, however quickly the user switches', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/2');
  await ana.row('Luis Pérez').click();
  await expect(ana.page.getByRole('heading', { name: 'Luis Pérez' })).toBeVisible();
  await ana.composer.fill('solo para Luis');
  // Both conversations are loaded, so switching takes no time.
  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await expect(ana.composer).toHaveValue('');
  await ana.composer.press('Enter');
  await ana.composer.fill('solo para José');
  await ana.row('Luis Pérez').click();
  await expect(ana.page.getByRole('heading', { name: 'Luis Pérez' })).toBeVisible();
  await expect(ana.composer).toHaveValue('solo para Luis');
  const page = await (await ana.api('GET', '/api/conversations/2/messages/')).json();
  expect(page.count).toBe(3);
});

test('a message that is too long is not sent and not lost', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('ñ'.repeat(4_001));
  await expect(ana.page.getByText('Sobra 1 carácter')).toBeVisible();
  await ana.composer.press('Enter');
  await expect(ana.page.getByRole('alert')).toContainText('4001');
  await expect(ana.composer).toHaveValue('ñ'.repeat(4_001));
});

test('messages are not marked as read while the user does not look', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  // A visible tab without the focus.
  await luis.page.addInitScript(() => {
    document.hasFocus = () => Boolean((window as { focused?: boolean }).focused);
  });
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  await ana.writes('¿Estás?');
  await luis.sees('¿Estás?');
  await expect(ana.bubble('¿Estás?').getByText('Enviado')).toBeAttached();
  await expect(luis.badge('Ana García')).toContainText('2');
  await luis.page.evaluate(() => {
    (window as { focused?: boolean }).focused = true;
    window.dispatchEvent(new Event('focus'));
  });
  await expect(ana.bubble('¿Estás?').getByText('Leído')).toBeAttached();
});

test('new messages do not move the view further up', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  for (let n = 0; n < 30; n += 1) await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  await ana.api('POST', '/api/conversations/1/mark-read/');
  await ana.goes('/conversations/1');
  await expect(ana.bubble('línea 29')).toBeInViewport();
  await ana.log.evaluate((log) => log.scrollTo(0, -600));
  const reading = ana.bubble('línea 12');
  await expect(ana.page.getByRole('link', { name: 'Ir a los más recientes' })).toBeVisible();
  const before = (await reading.boundingBox())!;
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'uno nuevo' });
  const button = ana.page.getByRole('link', { name: '1 mensaje nuevo' });
  await expect(button).toBeVisible();
  const after = (await reading.boundingBox())!;
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(2);
  await button.click();
  await expect(ana.bubble('uno nuevo')).toBeInViewport();
});

test('loading older messages does not move the view', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  for (let n = 0; n < 90; n += 1) await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  await ana.api('POST', '/api/conversations/1/mark-read/');
  await ana.goes('/conversations/1');
  await expect(ana.bubble('línea 89')).toBeInViewport();
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await ana.page.route('**/fn/*', async (route) => {
    await held;
    await route.continue();
  });
  const older = ana.page.waitForRequest('**/fn/*');
  await ana.log.evaluate((log) => log.scrollTo(0, 150 + log.clientHeight - log.scrollHeight));
  await older;
  const reading = ana.bubble('línea 44');
  const before = (await reading.boundingBox())!;
  answer();
  await expect(ana.bubble('línea 0')).toBeAttached();
  const after = (await reading.boundingBox())!;
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(2);
});

test('a conversation opens at the first new message', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  await ana.api('POST', '/api/conversations/1/mark-read/');
  for (let n = 0; n < 30; n += 1) await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` });
  await ana.goes('/conversations/2');
  await ana.row('Luis Pérez').click();
  await expect(ana.log.getByText('Mensajes nuevos')).toBeInViewport();
  await expect(ana.bubble('línea 0')).toBeInViewport();
  await expect(ana.bubble('línea 29')).not.toBeInViewport();
});

test('searching in the panel keeps messages that arrived since the page was loaded', async ({ signIn }) => {
  const ana = await signIn('ana');
  const carmen = await signIn('carmen');
  await ana.goes('/conversations');
  await carmen.api('POST', '/api/conversations/4/messages/', { content: 'uno más' });
  await expect(ana.panel.getByText('4 conversaciones · 6 mensajes sin leer')).toBeVisible();
  const box = ana.panel.getByRole('searchbox');
  await box.fill('luis');
  await expect(ana.panel.getByRole('list', { name: 'Personas' }).getByRole('listitem')).toHaveCount(1);
  await box.fill('');
  await expect(ana.panel.getByRole('listitem')).toHaveCount(4);
  await expect(ana.panel.getByText('4 conversaciones · 6 mensajes sin leer')).toBeVisible();
});

test('the unread total is shown on every page, also on one opened by its address', async ({ signIn }) => {
  const taller = await signIn('taller_sol');
  const ana = await signIn('ana');
  await taller.goes('/people');
  const messages = taller.page.getByRole('navigation').getByRole('link', { name: 'Mensajes' });
  await ana.goes('/people?q=taller');
  await ana.page.getByRole('button', { name: 'Escribir a Taller Sol' }).click();
  await ana.ready();
  await ana.writes('¿Estás?');
  await expect(messages).toHaveAccessibleName(/^Mensajes\W+1 mensaje sin leer$/);
  await ana.writes('¿Hola?');
  await expect(messages.getByText('2', { exact: true })).toBeVisible();
});
