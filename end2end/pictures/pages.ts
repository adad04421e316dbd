// Takes screenshots of every page and state, at every width, light and dark, into screenshots/.

import { test as base } from '@playwright/test';
import { Server } from '../tests/server.ts';
import type { Marketplace } from './scene.ts';
import { scenes as chat } from './scenes/chat.ts';
import { scenes as list } from './scenes/list.ts';
import { scenes as settings } from './scenes/settings.ts';
import { scenes as signingIn } from './scenes/signing-in.ts';
import { scenes as errors } from './scenes/errors.ts';

interface Marketplaces {
  demo: Marketplace;
  firstDay: Marketplace;
}

async function serve(server: Server, password: string, use: (marketplace: Marketplace) => Promise<void>): Promise<void> {
  await use({ url: server.url, password });
  await server.remove();
}

const test = base.extend<{}, Marketplaces>({
  demo: [async ({}, use) => serve(await Server.demo(), 'charla-demo', use), { scope: 'worker' }],
  firstDay: [async ({}, use) => serve(await Server.firstDay(), 'secreto123', use), { scope: 'worker' }],
});

for (const scene of [...signingIn, ...list, ...chat, ...settings, ...errors]) {
  test(scene.name, async ({ browser, demo, firstDay }) => {
    const server = scene.isFirstDay ? firstDay : demo;
    for (const width of [320, 768, 1280, 1920]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const javaScriptEnabled of scene.plain ? [true, false] : [true]) {
          const viewport = { width, height: width === 320 ? 640 : 800 };
          const locale = scene.locale ?? 'es-ES';
          const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, locale });
          const page = await context.newPage();
          if (scene.who) {
            const data = { username: scene.who, password: server.password };
            await page.request.post(`${server.url}/api/auth/login/`, { data });
          }
          await scene.before?.({ page, server });
          await page.goto(server.url + scene.path);
          if (javaScriptEnabled) await page.locator('html[data-hydrated]').waitFor();
          await scene.then?.({ page, server });
          if (scene.isPrinted) await page.emulateMedia({ media: 'print', colorScheme });
          if (javaScriptEnabled) await page.evaluate(() => document.fonts.ready.then(() => undefined));
          const plain = javaScriptEnabled ? '' : '-plain';
          const path = `screenshots/${scene.name}-${width}-${colorScheme}${plain}.png`;
          await page.screenshot({ path, animations: 'disabled', fullPage: scene.isPrinted });
          await context.close();
        }
      }
    }
  });
}
