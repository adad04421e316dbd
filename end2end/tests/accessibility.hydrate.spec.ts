import { AxeBuilder } from '@axe-core/playwright';
import { test, expect } from './charla.ts';

const pages = [
  ['/login', 'anon'],
  ['/register', 'anon'],
  ['/conversations', 'ana'],
  ['/conversations', 'pedro'],
  ['/conversations?q=zzz', 'ana'],
  ['/conversations?q=hola', 'ana'],
  ['/conversations?q=jose', 'ana'],
  ['/conversations/1', 'ana'],
  ['/conversations/1?find=', 'ana'],
  ['/conversations/1?find=hola', 'ana'],
  ['/conversations/1?find=zzz', 'ana'],
  ['/conversations/4', 'ana'],
  ['/conversations/6', 'ana'],
  ['/people', 'ana'],
  ['/settings', 'ana'],
  ['/settings?saved=profile', 'ana'],
  ['/nowhere', 'ana'],
] as const;

test.use({ expectedComplaints: [/404/] });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ signIn, visitor }) => {
    // Seventeen pages, each looked at whole.
    test.setTimeout(5 * 60_000);
    const people = {
      anon: await visitor({ colorScheme }),
      ana: await signIn('ana', { colorScheme }),
      pedro: await signIn('pedro', { colorScheme }),
    };
    for (const [path, who] of pages) {
      const person = people[who];
      await person.goes(path);
      const { violations } = await new AxeBuilder({ page: person.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map((v) => `${path}: ${v.id} ${v.nodes.map((node) => node.html).join(' | ')}`);
      expect(found).toEqual([]);
    }
  });
}

for (const width of [320, 768, 1280, 1920]) {
  test(`no page scrolls sideways at ${width} px`, async ({ signIn }) => {
    test.slow();
    const ana = await signIn('ana', { viewport: { width, height: 640 } });
    await ana.api('POST', '/api/conversations/1/messages/', { content: `https://ejemplo.test/${'a'.repeat(600)}` });
    for (const path of ['/conversations', '/conversations?q=aaa', '/conversations/1', '/conversations/1?find=aaa', '/people', '/settings']) {
      await ana.goes(path);
      const over = await ana.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });
}

test('on a narrow screen one pane shows at a time, with a way back', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 320, height: 640 } });
  await ana.goes('/conversations');
  await expect(ana.panel).toBeVisible();
  await ana.row('Luis Pérez').click();
  await expect(ana.composer).toBeVisible();
  await expect(ana.panel).toBeHidden();
  await ana.page.getByRole('link', { name: 'Volver a los mensajes' }).click();
  await expect(ana.panel).toBeVisible();
});

test('everything is reached by keyboard', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await ana.page.keyboard.press('Tab');
  await expect(ana.page.getByRole('link', { name: 'Saltar al contenido' })).toBeFocused();
  await ana.row('Luis Pérez').focus();
  await ana.page.keyboard.press('Enter');
  await expect(ana.composer).toBeFocused();
  await ana.page.keyboard.type('con el teclado');
  await ana.page.keyboard.press('Enter');
  await ana.sees('con el teclado');
});

test('Esc closes the account menu and gives the focus back', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const account = ana.page.getByLabel('Tu cuenta');
  const signOut = ana.page.getByRole('button', { name: 'Cerrar sesión' });
  await account.press('Enter');
  await signOut.focus();
  await ana.page.keyboard.press('Escape');
  await expect(signOut).toBeHidden();
  await expect(account).toBeFocused();
});
