import { AxeBuilder } from '@axe-core/playwright';
import { test, expect, submits, type Person } from './charla.ts';

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

interface State {
  name: string;
  who: 'anon' | 'ana';
  path: string;
  then: (person: Person) => Promise<void>;
}

const states: State[] = [
  { name: 'the options of a message', who: 'ana', path: '/conversations/1', then: (ana) => ana.opensOptions('Llego en 5 minutos') },
  {
    name: 'an answer in the composer',
    who: 'ana',
    path: '/conversations/1',
    then: (ana) => ana.chooses('Llego en 5 minutos', 'Responder'),
  },
  {
    name: 'an edit in the composer',
    who: 'ana',
    path: '/conversations/1',
    then: async (ana) => {
      await ana.writes('por corregir');
      await expect(ana.bubble('por corregir').getByText(/Enviado|Leído/)).toBeAttached();
      await ana.chooses('por corregir', 'Editar');
    },
  },
  {
    name: 'the confirmation of a deletion',
    who: 'ana',
    path: '/conversations/1',
    then: async (ana) => {
      await ana.writes('por borrar');
      await expect(ana.bubble('por borrar').getByText(/Enviado|Leído/)).toBeAttached();
      await ana.chooses('por borrar', 'Borrar');
      await expect(ana.page.getByText('¿Borrarlo para todos?')).toBeVisible();
    },
  },
  {
    name: 'a message that was refused',
    who: 'ana',
    path: '/conversations/2',
    then: async (ana) => {
      const body = JSON.stringify({ Refused: { error: 'cross_site' } });
      await ana.context.route('**/fn/send', (route) => route.fulfill({ status: 403, contentType: 'application/json', body }));
      await ana.writes('rechazado');
      await expect(ana.bubble('rechazado').getByRole('button', { name: 'Reintentar' })).toBeVisible();
      await ana.context.unroute('**/fn/send');
    },
  },
  {
    name: 'a message that is too long',
    who: 'ana',
    path: '/conversations/1',
    then: async (ana) => {
      await ana.composer.fill('x'.repeat(4_001));
      await expect(ana.page.getByText('Sobra 1 carácter')).toBeVisible();
      await ana.composer.fill('');
    },
  },
  {
    name: 'the options of a row',
    who: 'ana',
    path: '/conversations',
    then: (ana) => ana.panel.getByLabel('Opciones de Luis Pérez').click(),
  },
  {
    name: 'the people and options of a conversation',
    who: 'ana',
    path: '/conversations/6',
    then: (ana) => ana.page.getByLabel('Opciones de la conversación').click(),
  },
  { name: 'the menu', who: 'ana', path: '/people', then: (ana) => ana.page.getByLabel('Tu cuenta').click() },
  {
    name: 'a sign-in that was refused',
    who: 'anon',
    path: '/login',
    then: async ({ page }) => {
      await page.getByLabel('Usuario').fill('ana');
      await page.getByLabel('Contraseña').fill('equivocada');
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'a registration that was refused',
    who: 'anon',
    path: '/register',
    then: async ({ page }) => {
      await page.getByText('Cliente').click();
      for (const field of ['Nombre', 'Apellidos', 'Contraseña']) await page.getByLabel(field, { exact: true }).fill('x');
      await page.getByLabel('Usuario').fill('con espacios');
      await page.getByRole('button', { name: 'Crear cuenta' }).click();
      await expect(page.getByText('De 8 a 200 caracteres')).toBeVisible();
    },
  },
  {
    name: 'text for a conversation of others',
    who: 'ana',
    path: '/people',
    then: async ({ page }) => {
      await submits(page, '/conversations/3', 'content=palabras');
      await expect(page.getByLabel('Lo que habías escrito')).toHaveValue('palabras');
    },
  },
  {
    name: 'an unreadable form',
    who: 'ana',
    path: '/people',
    then: async ({ page }) => {
      await submits(page, '/conversations/1', 'content=a&content=b');
      await expect(page.getByText('si vuelves atrás')).toBeVisible();
    },
  },
];

async function violations({ page }: Person, place: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map((v) => `${place}: ${v.id} ${v.nodes.map((node) => node.html).join(' | ')}`);
}

test.use({ expectedComplaints: [/404/] });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ signIn, visitor }) => {
    // Seventeen pages, each checked completely.
    test.setTimeout(5 * 60_000);
    const people = {
      anon: await visitor({ colorScheme }),
      ana: await signIn('ana', { colorScheme }),
      pedro: await signIn('pedro', { colorScheme }),
    };
    for (const [path, who] of pages) {
      const person = people[who];
      await person.goes(path);
      expect(await violations(person, path)).toEqual([]);
    }
  });

  test.describe('refused', () => {
    test.use({ expectedComplaints: [/40[0134]/] });

    test(`axe finds nothing in any state, ${colorScheme}`, async ({ signIn, visitor }) => {
      test.setTimeout(5 * 60_000);
      const people = { anon: await visitor({ colorScheme }), ana: await signIn('ana', { colorScheme }) };
      for (const { name, who, path, then } of states) {
        const person = people[who];
        await person.goes(path);
        await then(person);
        expect(await violations(person, name)).toEqual([]);
      }
    });
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

test('the conversation is opened and a message is sent by keyboard', async ({ signIn }) => {
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

test('Escape closes the account menu and returns the focus to its button', async ({ signIn }) => {
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

test('touch targets are at least 44 px wide and high', async ({ signIn, visitor }) => {
  const telephone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  const people = { anon: await visitor(telephone), ana: await signIn('ana', telephone) };
  for (const [path, who] of [
    ['/login', 'anon'],
    ['/register', 'anon'],
    ['/conversations', 'ana'],
    ['/conversations?q=hola', 'ana'],
    ['/conversations/1', 'ana'],
    ['/conversations/1?find=hola', 'ana'],
    ['/people', 'ana'],
    ['/settings', 'ana'],
  ] as const) {
    const person = people[who];
    await person.goes(path);
    const small = await person.page.evaluate(() => {
      const shown = [...document.querySelectorAll<HTMLElement>('a, button, summary, input, textarea, label.choice')].filter((element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
      );
      // Links within a sentence are only as high as the line.
      const targets = shown.filter((element) => !element.closest('.bubble-text, .welcome-other, label.choice') || element.matches('label'));
      const boxes = targets.map((element) => ({ element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
      const isSmall = ({ box }: { box: DOMRect }) => Math.min(Math.round(box.width), Math.round(box.height)) < 44;
      return boxes.filter(isSmall).map(({ element, box }) => `${element.outerHTML.slice(0, 90)} ${box.width} × ${box.height}`);
    });
    expect(small, path).toEqual([]);
  }
});
