// Scenes of the panel of conversations, and of the directory.

import { type Scene } from '../scene.ts';

export const scenes: Scene[] = [
  { name: 'list', who: 'ana', path: '/conversations', plain: true },
  { name: 'list-nobody-found', who: 'ana', path: '/conversations?q=zzzz' },
  {
    name: 'list-options',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => {
      await page.locator('.row-item .menu-button').first().click();
    },
  },
  { name: 'list-archived', who: 'ana', path: '/conversations?show=archived' },
  { name: 'search', who: 'ana', path: '/conversations?q=ma', plain: true },
  { name: 'people', who: 'ana', path: '/people', plain: true },
  { name: 'people-nobody-found', who: 'ana', path: '/people?q=zzzz' },
  {
    name: 'account-menu',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => page.getByLabel('Tu cuenta').click(),
  },
  { name: 'list-english', who: 'ana', path: '/conversations', locale: 'en-GB' },
  { name: 'list-printed', who: 'ana', path: '/conversations', plain: true, isPrinted: true },
  { name: 'people-printed', who: 'ana', path: '/people', isPrinted: true },
  {
    name: 'list-skeleton',
    who: 'ana',
    path: '/people',
    before: ({ page }) => page.route('**/fn/inbox', () => {}),
    then: async ({ page }) => {
      await page.getByRole('navigation').getByRole('link', { name: 'Mensajes' }).click();
      await page.locator('.row.is-skeleton').first().waitFor();
    },
  },
  {
    name: 'list-retry',
    who: 'ana',
    path: '/people',
    before: ({ page }) => page.route('**/fn/inbox', (route) => route.abort()),
    then: async ({ page }) => {
      await page.getByRole('navigation').getByRole('link', { name: 'Mensajes' }).click();
      await page.getByText('No se pudo contactar').first().waitFor();
    },
  },
];
