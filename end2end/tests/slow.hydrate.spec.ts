import { test, expect } from './charla.ts';

test.use({ expectedComplaints: [/ERR_|WebSocket|Failed to (load|fetch)/] });

test('a conversation that loads slowly shows its title at once, and that it is loading', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.sees('Llego en 5 minutos');
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await ana.page.route('**/fn/chat', async (route) => {
    await held;
    await route.continue();
  });
  await ana.row('José Núñez').click();
  const chat = ana.page.locator('main .chat');
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await expect(chat.locator('.chat-status')).toContainText('Cliente');
  await expect(ana.bubble('Llego en 5 minutos')).toHaveCount(0);
  await expect(chat).toHaveAttribute('aria-busy', 'true');
  await expect(ana.page.getByRole('status').filter({ hasText: 'Abriendo la conversación' })).toBeAttached();
  await expect(ana.composer).toHaveCount(0);
  answer();
  await expect(ana.composer).toBeFocused();
  await expect(chat).not.toHaveAttribute('aria-busy', 'true');
  await expect(ana.page.getByRole('status').filter({ hasText: 'Abriendo la conversación' })).toHaveCount(0);
});

test('a conversation without an answer is given up, shows an error, and is requested again', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.page.clock.install();
  await ana.goes('/conversations/1');
  let requests = 0;
  await ana.page.route('**/fn/chat', (route) => {
    requests += 1;
    // A dead connection: neither an answer nor an end.
    return requests === 1 ? new Promise<void>(() => {}) : route.continue();
  });
  await ana.row('José Núñez').click();
  await expect.poll(() => requests).toBe(1);
  await ana.page.clock.runFor(10_500);
  await expect(ana.page.getByRole('alert')).toContainText('no ha contestado a tiempo');
  await expect(async () => {
    await ana.page.clock.runFor(1_000);
    await expect(ana.composer).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(requests).toBe(2);
});

test('a conversation that cannot be loaded shows its title, and a link back on a phone', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
  await ana.goes('/conversations');
  await ana.page.route('**/fn/chat', (route) => route.abort());
  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('alert')).toContainText('No se pudo contactar con el servidor');
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.getByRole('link', { name: 'Volver a los mensajes' }).click();
  await expect(ana.row('José Núñez')).toBeVisible();
  await expect(ana.page).toHaveURL(/\/conversations$/);
});

test('the list is requested again, too', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.page.clock.install();
  let requests = 0;
  await ana.page.route('**/fn/inbox', (route) => {
    requests += 1;
    return requests <= 2 ? new Promise<void>(() => {}) : route.continue();
  });
  await ana.goes('/people');
  await ana.page.getByRole('navigation').getByRole('link', { name: 'Mensajes' }).click();
  await expect.poll(() => requests).toBeGreaterThan(0);
  await expect(async () => {
    await ana.page.clock.runFor(1_000);
    await expect(ana.row('Luis Pérez')).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('a send without an answer in time waits, and is stored once', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.page.clock.install();
  await ana.goes('/conversations/1');
  let requests = 0;
  await ana.page.route('**/fn/send', async (route) => {
    requests += 1;
    if (requests > 1) return route.continue();
    // The message is stored, but the answer is lost.
    await route.fetch();
    return new Promise<void>(() => {});
  });
  // The event of the socket is lost as well.
  await ana.context.setOffline(true);
  await ana.context.setOffline(false);
  await ana.writes('una vez');
  await expect.poll(() => requests).toBeGreaterThan(0);
  await expect(async () => {
    await ana.page.clock.runFor(2_000);
    await expect(ana.bubble('una vez').getByText(/^(Enviado|Leído)$/)).toBeAttached({ timeout: 500 });
  }).toPass();
  const page = await (await ana.api('GET', '/api/conversations/1/messages/')).json();
  expect(page.results.filter((message: { content: string }) => message.content === 'una vez')).toHaveLength(1);
});

for (const event of ['visibilitychange', 'pageshow', 'focus', 'online', 'resume']) {
  test(`a dead connection is detected within seconds of ${event}`, async ({ signIn }) => {
    const ana = await signIn('ana');
    const luis = await signIn('luis');
    let isDead = false;
    let sockets = 0;
    await ana.page.routeWebSocket(/\/ws\//, (socket) => {
      const server = socket.connectToServer();
      const isFirst = sockets === 0;
      sockets += 1;
      const isOpen = () => !isFirst || !isDead;
      socket.onMessage((message) => isOpen() && server.send(message));
      server.onMessage((message) => isOpen() && socket.send(message));
    });
    await ana.goes('/conversations/1');
    await luis.api('POST', '/api/conversations/1/messages/', { content: 'antes' });
    await ana.sees('antes');
    isDead = true;
    await luis.api('POST', '/api/conversations/1/messages/', { content: 'entretanto' });
    const since = Date.now();
    await ana.page.evaluate((event) => {
      const target = ['visibilitychange', 'resume'].includes(event) ? document : window;
      target.dispatchEvent(new Event(event, { bubbles: event === 'visibilitychange' }));
    }, event);
    await ana.sees('entretanto');
    // The message may also have arrived with a late answer.
    await expect.poll(() => sockets).toBe(2);
    expect(Date.now() - since).toBeLessThan(6_000);
  });
}

test('a live connection is kept when the user returns to the page', async ({ signIn }) => {
  const ana = await signIn('ana');
  let sockets = 0;
  let pings = 0;
  let pongs = 0;
  let isReady = false;
  await ana.page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    sockets += 1;
    socket.onMessage((message) => {
      if (String(message).includes('"ping"')) pings += 1;
      if (String(message).includes('"resume"')) isReady = true;
      server.send(message);
    });
    server.onMessage((message) => {
      socket.send(message);
      if (String(message).includes('"pong"')) pongs += 1;
    });
  });
  await ana.page.clock.install();
  await ana.goes('/conversations/1');
  await expect.poll(() => isReady).toBe(true);
  await ana.page.evaluate(() => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  // The simulated clock is faster than the network, so the pong must arrive first.
  await expect.poll(() => pongs).toBe(1);
  await ana.page.clock.runFor(9_000);
  expect(pings).toBe(1);
  expect(sockets).toBe(1);
});
