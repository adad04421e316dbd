// Scenes of the settings page.

import { signsIn, type Scene } from '../scene.ts';

export const scenes: Scene[] = [
  { name: 'settings', who: 'ana', path: '/settings', plain: true },
  { name: 'settings-english', who: 'ana', path: '/settings', locale: 'en-GB' },
  { name: 'settings-printed', who: 'ana', path: '/settings', isPrinted: true },
  {
    name: 'devices',
    who: 'ana',
    path: '/settings',
    plain: true,
    then: async ({ page, server }) => {
      for (const browser of ['Firefox/140.0 (X11; Linux x86_64)', 'Safari/605 (iPhone)']) {
        await signsIn(server, 'ana', { userAgent: `Mozilla/5.0 ${browser}` });
      }
      await page.reload();
      await page.getByText('Cerrar las demás sesiones').click();
      await page.locator('#devices').scrollIntoViewIfNeeded();
    },
  },
];
