import { test, expect, type Person } from './charla.ts';

const link = 'Ir a los más recientes';

/** Luis has sent 45 messages, more than fit on Ana's screen; she has read them. */
async function hasReadMany(signIn: (name: string, options?: object) => Promise<Person>) {
  const ana = await signIn('ana', { viewport: { width: 1280, height: 500 } });
  const luis = await signIn('luis');
  for (let n = 0; n < 45; n += 1) {
    const sends = async () => (await luis.api('POST', '/api/conversations/1/messages/', { content: `línea ${n}` })).status();
    await expect.poll(sends).toBe(201);
  }
  await ana.api('POST', '/api/conversations/1/mark-read/');
  return { ana, luis };
}

async function scrollsUp(ana: Person, by = -900) {
  await ana.log.evaluate((log, by) => log.scrollTo(0, by), by);
  await expect(ana.page.getByRole('link', { name: link })).toBeVisible();
}

const top = async (ana: Person, text: string) => (await ana.bubble(text).boundingBox())!.y;

async function isBackAt(ana: Person, text: string, y: number) {
  await expect(ana.page.getByRole('heading', { name: 'Luis Pérez' })).toBeVisible();
  await expect.poll(async () => Math.abs((await top(ana, text)) - y)).toBeLessThanOrEqual(2);
}

test('the scroll position is restored by a link, by Back and by Forward', async ({ signIn }) => {
  const { ana } = await hasReadMany(signIn);
  await ana.goes('/conversations/1');
  await scrollsUp(ana);
  const y = await top(ana, 'línea 25');
  await expect(ana.bubble('línea 25')).toBeInViewport();

  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.row('Luis Pérez').click();
  await isBackAt(ana, 'línea 25', y);

  await ana.page.goBack();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.goBack();
  await isBackAt(ana, 'línea 25', y);
  await ana.page.goForward();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.goForward();
  await isBackAt(ana, 'línea 25', y);
});

test('a user who was at the end returns to the end', async ({ signIn }) => {
  const { ana } = await hasReadMany(signIn);
  await ana.goes('/conversations/1');
  await scrollsUp(ana);
  await ana.page.getByRole('link', { name: link }).click();
  await expect(ana.bubble('línea 44')).toBeInViewport();
  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.row('Luis Pérez').click();
  await expect(ana.bubble('línea 44')).toBeInViewport();
  await expect(ana.page.getByRole('link', { name: link })).toHaveCount(0);
});

test('a conversation with new messages opens at them instead', async ({ signIn }) => {
  const { ana, luis } = await hasReadMany(signIn);
  await ana.goes('/conversations/1');
  await scrollsUp(ana);
  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'algo nuevo' });
  await expect(ana.badge('Luis Pérez')).toContainText('1');
  await ana.row('Luis Pérez').click();
  await expect(ana.bubble('algo nuevo')).toBeInViewport();
  await expect(ana.log.getByText('Mensajes nuevos')).toBeInViewport();
});

test('a link to a message always leads to it', async ({ signIn }) => {
  const { ana } = await hasReadMany(signIn);
  await ana.goes('/conversations/1');
  const search = ana.panel.getByRole('searchbox');
  const goesToLine10 = async () => {
    await search.fill('línea 10');
    await ana.row('línea 10').click();
    await expect(ana.bubble('línea 10')).toBeInViewport();
  };
  await goesToLine10();
  await ana.log.evaluate((log) => log.scrollBy(0, 700));
  await expect(ana.bubble('línea 10')).not.toBeInViewport();
  await search.fill('');
  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await goesToLine10();
});

test('a position scrolled to from a linked message is restored by Back and Forward, but not by a reload', async ({ signIn }) => {
  const { ana } = await hasReadMany(signIn);
  await ana.goes('/conversations/1?around=20');
  await expect(ana.bubble('línea 13')).toBeInViewport();
  await ana.log.evaluate((log) => log.scrollBy(0, 700));
  await expect(ana.bubble('línea 13')).not.toBeInViewport();
  await expect(ana.bubble('línea 27')).toBeInViewport();
  const y = await top(ana, 'línea 27');

  await ana.row('José Núñez').click();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.goBack();
  await isBackAt(ana, 'línea 27', y);
  await ana.page.goForward();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.goBack();
  await isBackAt(ana, 'línea 27', y);

  await ana.goes('/conversations/2');
  await ana.panel.getByRole('searchbox').fill('línea 13');
  await ana.row('línea 13').click();
  await expect(ana.bubble('línea 13')).toBeInViewport();
  await ana.log.evaluate((log) => log.scrollBy(0, 700));
  await expect(ana.bubble('línea 13')).not.toBeInViewport();
  const topInHit = await top(ana, 'línea 27');
  await ana.page.goBack();
  await expect(ana.page.getByRole('heading', { name: 'José Núñez' })).toBeVisible();
  await ana.page.goForward();
  await isBackAt(ana, 'línea 27', topInHit);

  await ana.page.reload();
  await ana.ready();
  await expect(ana.bubble('línea 13')).toBeInViewport();
});

test('messages that arrive while the user reads further up get a divider until they are read', async ({ signIn }) => {
  const { ana, luis } = await hasReadMany(signIn);
  await ana.goes('/conversations/1');
  await scrollsUp(ana);
  const divider = ana.log.getByText('Mensajes nuevos');
  await expect(divider).toHaveCount(0);
  for (const content of ['nuevo uno', 'nuevo dos']) {
    await luis.api('POST', '/api/conversations/1/messages/', { content });
  }
  await ana.page.getByRole('link', { name: '2 mensajes nuevos' }).click();
  await expect(ana.bubble('nuevo dos')).toBeInViewport();
  await expect(divider).toBeInViewport();
  const order = await ana.log.locator('.bubble-text, .log-new').allInnerTexts();
  expect(order.slice(-3)).toEqual(['Mensajes nuevos', 'nuevo uno', 'nuevo dos']);

  // When the user looks away, the messages count as seen, and later ones are new.
  await ana.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await expect(divider).toHaveCount(0);
  await scrollsUp(ana);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'nuevo tres' });
  await expect(ana.page.getByRole('link', { name: '1 mensaje nuevo' })).toBeVisible();
  const later = await ana.log.locator('.bubble-text, .log-new').allInnerTexts();
  expect(later.slice(-2)).toEqual(['Mensajes nuevos', 'nuevo tres']);
});

test('messages that arrive while the window has no focus get a divider, too', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.page.addInitScript(() => {
    document.hasFocus = () => !(window as { away?: boolean }).away;
  });
  await ana.goes('/conversations/1');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'visto' });
  await ana.sees('visto');
  await expect(ana.badge('Luis Pérez')).toHaveCount(0);
  const divider = ana.log.getByText('Mensajes nuevos');
  await ana.page.evaluate(() => {
    (window as { away?: boolean }).away = true;
    window.dispatchEvent(new Event('blur'));
  });
  await expect(divider).toHaveCount(0);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'entretanto' });
  await ana.sees('entretanto');
  const order = await ana.log.locator('.bubble-text, .log-new').allInnerTexts();
  expect(order.slice(-2)).toEqual(['Mensajes nuevos', 'entretanto']);
});

for (const width of [320, 1280]) {
  test(`the link to the newest messages covers no text at ${width} px`, async ({ signIn }) => {
    const { ana } = await hasReadMany(signIn);
    await ana.page.setViewportSize({ width, height: 500 });
    for (let n = 0; n < 8; n += 1) {
      await ana.api('POST', '/api/conversations/1/messages/', { content: 'palabras de Ana '.repeat(8) });
    }
    await ana.goes('/conversations/1');
    await scrollsUp(ana, -250);
    await expect(ana.page.getByRole('link', { name: link })).toBeInViewport({ ratio: 1 });
    const covered = await ana.page.getByRole('link', { name: link }).evaluate((arrow) => {
      const { left, top, right, bottom } = arrow.getBoundingClientRect();
      const around = [left - 2, (left + right) / 2, right + 2].flatMap((x) => [top + 2, bottom - 2].map((y) => [x, y] as const));
      return around.filter(([x, y]) => document.elementFromPoint(x, y)?.closest('.bubble')).length;
    });
    expect(covered).toBe(0);
  });
}
