import { test, expect, type Person } from './charla.ts';

test.use({ expectedComplaints: [/400/] });

/** From now on answers of server functions name another build. */
async function isReplaced(person: Person): Promise<void> {
  await person.page.route('**/fn/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'charla-build': 'another' } });
  });
}

const marks = (person: Person) => person.page.evaluate(() => Object.assign(window, { isOld: true }));
/** Undefined while the page is being loaded. */
const isOld = (person: Person) => person.page.evaluate(() => 'isOld' in window).catch(() => undefined);

test('a page of an older build shows that there is a new one, and can load it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await marks(ana);
  await isReplaced(ana);
  await ana.row('José Núñez').click();
  await expect(ana.page.getByText('Hay una versión nueva de Charla.')).toBeVisible();
  expect(await isOld(ana)).toBe(true);
  await ana.composer.fill('a medias');
  await ana.page.getByRole('button', { name: 'Actualizar' }).click();
  await expect.poll(() => isOld(ana)).toBe(false);
  await ana.ready();
  await expect(ana.composer).toHaveValue('a medias');
});

for (const path of ['/conversations', '/conversations/1', '/people']) {
  test(`the note on ${path} is on one line with its button, and covers nothing of the narrow page`, async ({ signIn }) => {
    const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
    await ana.goes(path);
    await ana.page.evaluate(() => dispatchEvent(new Event('charla-build')));
    const button = ana.page.getByRole('button', { name: 'Actualizar' });
    await expect(button).toBeVisible();
    const lines = await button.evaluate((element) => {
      const text = document.createRange();
      text.selectNodeContents(element);
      return text.getClientRects().length;
    });
    expect(lines).toBe(1);
    const note = (await ana.page.locator('.notes').boundingBox())!;
    const below = (await ana.page.locator('.top-bar, .chat-head').filter({ visible: true }).first().boundingBox())!;
    expect(below.y).toBeGreaterThanOrEqual(note.y + note.height);
    expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    if (path === '/people') return;
    const screen = (await ana.page.locator('.screen').boundingBox())!;
    expect(screen.y + screen.height).toBe(640);
  });
}

test('a hidden page is reloaded automatically, once', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.context.addInitScript(() => {
    Math.random = () => 0;
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  });
  await ana.goes('/conversations/1');
  await marks(ana);
  await isReplaced(ana);
  await ana.row('José Núñez').click();
  await expect.poll(() => isOld(ana)).toBe(false);
  await ana.ready();
  await marks(ana);
  await ana.row('Luis Pérez').click();
  await expect(ana.page.getByText('Hay una versión nueva de Charla.')).toBeVisible();
  await ana.row('José Núñez').click();
  // By then the page would have started a second reload.
  await ana.sees('¿Sigue en pie lo del jueves?');
  await expect.poll(() => isOld(ana)).toBe(true);
});

test('a message that the new server does not understand is sent by the new client', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.route('**/fn/send', (route) =>
    route.fulfill({
      status: 400,
      contentType: 'application/json',
      headers: { 'charla-build': 'another' },
      body: JSON.stringify({ Refused: { error: 'invalid_body', detail: 'arguments' } }),
    }),
  );
  await ana.writes('espera');
  await expect(ana.page.getByText('Hay una versión nueva de Charla.')).toBeVisible();
  await ana.page.unroute('**/fn/send');
  await ana.page.getByRole('button', { name: 'Actualizar' }).click();
  await expect(ana.bubble('espera').getByText(/^(Enviado|Leído)$/)).toBeAttached();
});
