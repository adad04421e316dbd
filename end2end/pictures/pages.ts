// Pictures of every page and state, at every width, light and dark, into screenshots/.

import { test as base, type Page } from '@playwright/test';
import { submits } from '../tests/charla.ts';
import { Server } from '../tests/server.ts';

const test = base.extend<{}, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.demo();
      await use(server);
      await server.remove();
    },
    { scope: 'worker' },
  ],
});

interface Scene {
  name: string;
  /** Nobody where absent. */
  who?: string;
  path: string;
  /** What is done before the picture is taken. */
  then?: (page: Page) => Promise<void>;
  /** It shows the same without scripts, or something of its own. */
  plain?: boolean;
}

const options = (page: Page) => page.locator('.bubble.is-own .bubble-more').last();

const scenes: Scene[] = [
  { name: 'sign-in', path: '/login', plain: true },
  {
    name: 'sign-in-refused',
    path: '/login',
    then: async (page) => {
      await page.getByLabel('Usuario').fill('ana');
      await page.getByLabel('Contraseña').fill('equivocada');
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'register', path: '/register', plain: true },
  { name: 'nothing-here', who: 'ana', path: '/nowhere' },
  {
    name: 'register-refused',
    path: '/register',
    then: async (page) => {
      await page.getByText('Cliente').click();
      for (const field of ['Nombre', 'Apellidos', 'Contraseña']) await page.getByLabel(field, { exact: true }).fill('x');
      await page.getByLabel('Usuario').fill('con espacios');
      await page.getByRole('button', { name: 'Crear cuenta' }).click();
      await page.getByText('De 8 a 200 caracteres').waitFor();
    },
  },
  { name: 'list', who: 'ana', path: '/conversations', plain: true },
  { name: 'list-nobody-found', who: 'ana', path: '/conversations?q=zzzz' },
  {
    name: 'list-options',
    who: 'ana',
    path: '/conversations',
    then: async (page) => {
      await page.locator('.row-item .menu-button').first().click();
    },
  },
  { name: 'list-archived', who: 'ana', path: '/conversations?show=archived' },
  { name: 'search', who: 'ana', path: '/conversations?q=ma', plain: true },
  { name: 'search-in-chat', who: 'ana', path: '/conversations/1?find=a', plain: true },
  { name: 'settings', who: 'ana', path: '/settings', plain: true },
  { name: 'people-nobody-found', who: 'ana', path: '/people?q=zzzz' },
  { name: 'group', who: 'ana', path: '/conversations/2', plain: true },
  {
    name: 'words-that-are-kept',
    who: 'ana',
    path: '/people',
    then: async (page) => {
      await submits(page, '/conversations/9999', 'content=Lo que quería decir');
      await page.getByLabel('Lo que habías escrito').waitFor();
    },
  },
  {
    name: 'trouble',
    who: 'ana',
    path: '/people',
    then: async (page) => {
      await submits(page, '/conversations/1', 'content=a&content=b');
      await page.getByText('si vuelves atrás').waitFor();
    },
  },
  { name: 'people', who: 'ana', path: '/people', plain: true },
  { name: 'chat', who: 'ana', path: '/conversations/1', plain: true },
  { name: 'chat-long-ago', who: 'ana', path: '/conversations/1?around=3', plain: true },
  { name: 'chat-options', who: 'ana', path: '/conversations/1', then: (page) => options(page).click() },
  {
    name: 'chat-changed',
    who: 'ana',
    path: '/conversations/1',
    then: async (page) => {
      const says = async (text: string) => {
        await page.locator('textarea').fill(text);
        await page.keyboard.press('Enter');
        await page.locator('.bubble').filter({ hasText: text }).last().getByText(/Enviado|Leído/).waitFor({ state: 'attached' });
      };
      await says('Mira https://ejemplo.test/una/direccion/larga?con=todo&lo=demas, ¿te sirve?');
      await options(page).click();
      await page.getByRole('button', { name: 'Lo celebro' }).click();
      await says('🎉👍🏽');
      await options(page).click();
      await page.getByRole('link', { name: 'Borrar' }).click();
      await page.locator('.deletion button').click();
      await page.locator('.bubble:not(.is-own) .bubble-more').last().click();
      await page.getByRole('link', { name: 'Responder' }).click();
      await says('Sí, así quedamos entonces');
      await page.locator('.bubble:not(.is-own) .bubble-more').last().click();
    },
  },
  {
    name: 'chat-editing',
    who: 'ana',
    path: '/conversations/1',
    then: async (page) => {
      await page.locator('textarea').fill('Esto lo voy a corregir');
      await page.keyboard.press('Enter');
      await page.getByText('Enviado').last().waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowUp');
    },
  },
  {
    name: 'chat-offline',
    who: 'ana',
    path: '/conversations/2',
    then: async (page) => {
      await page.context().setOffline(true);
      await page.locator('textarea').fill('Desde el túnel');
      await page.keyboard.press('Enter');
      await page.getByText('Sin conexión').waitFor();
      await page.getByRole('button', { name: 'Reintentar' }).waitFor();
    },
  },
  {
    name: 'group-options',
    who: 'ana',
    path: '/conversations/2',
    then: (page) => page.getByLabel('Opciones de la conversación').click(),
  },
  {
    name: 'account-menu',
    who: 'ana',
    path: '/conversations',
    then: async (page) => page.getByLabel('Tu cuenta').click(),
  },
];

for (const scene of scenes) {
  test(scene.name, async ({ browser, server }) => {
    for (const width of [320, 768, 1280, 1920]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const javaScriptEnabled of scene.plain ? [true, false] : [true]) {
          const viewport = { width, height: width === 320 ? 640 : 800 };
          const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, locale: 'es-ES' });
          const page = await context.newPage();
          if (scene.who) {
            const data = { username: scene.who, password: 'charla-demo' };
            await page.request.post(`${server.url}/api/auth/login/`, { data });
          }
          await page.goto(server.url + scene.path);
          if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor();
          await scene.then?.(page);
          if (javaScriptEnabled) await page.evaluate(() => document.fonts.ready.then(() => undefined));
          const plain = javaScriptEnabled ? '' : '-plain';
          await page.screenshot({ path: `screenshots/${scene.name}-${width}-${colorScheme}${plain}.png`, animations: 'disabled' });
          await context.close();
        }
      }
    }
  });
}
