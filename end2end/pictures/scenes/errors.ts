// Scenes of errors.

import { submits } from '../../tests/charla.ts';
import { type Scene } from '../scene.ts';

export const scenes: Scene[] = [
  { name: 'nothing-here', who: 'ana', path: '/nowhere' },
  {
    name: 'words-that-are-kept',
    who: 'ana',
    path: '/people',
    then: async ({ page }) => {
      await submits(page, '/conversations/9999', 'content=Lo que quería decir');
      await page.getByLabel('Lo que habías escrito').waitFor();
    },
  },
  {
    name: 'error-page',
    who: 'ana',
    path: '/people',
    then: async ({ page }) => {
      await submits(page, '/conversations/1', 'content=a&content=b');
      await page.getByText('si vuelves atrás').waitFor();
    },
  },
  {
    name: 'chat-offline',
    who: 'ana',
    path: '/conversations/2',
    then: async ({ page }) => {
      await page.context().setOffline(true);
      await page.locator('textarea').fill('Desde el túnel');
      await page.keyboard.press('Enter');
      await page.getByText('Sin conexión').waitFor();
      await page.getByRole('button', { name: 'Reintentar' }).waitFor();
    },
  },
  { name: 'conversation-of-nobody', who: 'ana', path: '/conversations/9999', plain: true },
  {
    name: 'another-account',
    who: 'ana',
    path: '/settings',
    then: async ({ page, server }) => {
      await page.request.post(`${server.url}/api/auth/login/`, { data: { username: 'luis', password: server.password } });
      await page.getByText('Ahora está abierta aquí la cuenta de').waitFor();
    },
  },
  {
    name: 'new-version',
    who: 'ana',
    path: '/conversations',
    then: async ({ page }) => {
      await page.evaluate(() => dispatchEvent(new Event('charla-build')));
      await page.getByText('Hay una versión nueva').waitFor();
    },
  },
];
