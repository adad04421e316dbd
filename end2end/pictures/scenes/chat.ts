// Scenes of a conversation.

import type { Page } from '@playwright/test';
import { inakiWrites, type Scene } from '../scene.ts';

const options = (page: Page) => page.locator('.bubble.is-own .bubble-more').last();

export const scenes: Scene[] = [
  { name: 'search-in-chat', who: 'ana', path: '/conversations/1?find=a', plain: true },
  { name: 'group', who: 'ana', path: '/conversations/2', plain: true },
  { name: 'chat', who: 'ana', path: '/conversations/1', plain: true },
  { name: 'chat-long-ago', who: 'ana', path: '/conversations/1?around=3', plain: true },
  { name: 'chat-options', who: 'ana', path: '/conversations/1', then: ({ page }) => options(page).click() },
  {
    name: 'chat-changed',
    who: 'ana',
    path: '/conversations/1',
    then: async ({ page }) => {
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
    then: async ({ page }) => {
      await page.locator('textarea').fill('Esto lo voy a corregir');
      await page.keyboard.press('Enter');
      await page.getByText('Enviado').last().waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowUp');
    },
  },
  {
    name: 'group-options',
    who: 'ana',
    path: '/conversations/2',
    then: ({ page }) => page.getByLabel('Opciones de la conversación').click(),
  },
  { name: 'chat-english', who: 'ana', path: '/conversations/1', locale: 'en-GB' },
  { name: 'chat-printed', who: 'ana', path: '/conversations/1', isPrinted: true },
  {
    name: 'chat-new-messages',
    who: 'ana',
    path: '/conversations/1',
    plain: true,
    before: ({ server }) => inakiWrites(server, 'Ya he mirado la caldera.', 'La pieza llega el jueves.'),
  },
  {
    name: 'chat-way-to-the-newest',
    who: 'ana',
    path: '/conversations/1',
    then: async ({ page, server }) => {
      await page.locator('.log').evaluate((log) => log.scrollTo(0, -400));
      await page.locator('.to-bottom').waitFor();
      await inakiWrites(server, 'Por cierto, una cosa más.');
      await page.waitForFunction(() => /\d/.test(document.querySelector('.to-bottom')?.textContent ?? ''));
    },
  },
  {
    name: 'chat-skeleton',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => {
      await page.route('**/fn/chat', () => {});
      await page.locator('.row').first().click();
      await page.locator('.chat-loading').waitFor();
      await page.getByText('Abriendo la conversación').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'chat-failed',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => {
      await page.route('**/fn/chat', (route) => route.abort());
      await page.locator('.row').first().click();
      await page.getByText('No se pudo contactar').waitFor();
    },
  },
  {
    name: 'chat-retry',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => {
      let isFirst = true;
      await page.route('**/fn/chat', (route) => {
        if (isFirst) void route.abort();
        isFirst = false;
      });
      await page.locator('.row').first().click();
      await page.getByRole('link', { name: 'Probar otra vez' }).click();
      await page.locator('.chat-problem').waitFor();
    },
  },
];
