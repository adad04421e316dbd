// Measures the response times of the page in the browser, on the data of `charla demo`.

import { test, expect, type Page } from '@playwright/test';
import { Server } from '../tests/server.ts';
import { report } from './figure.ts';

const TIMES = 30;

async function signsIn(page: Page, server: Server) {
  await page.request.post(`${server.url}/api/auth/login/`, { data: { username: 'ana', password: 'charla-demo' } });
}

/** Returns the milliseconds from the event to the paint after an element matching `appears` was added. */
const untilPainted = (page: Page, act: 'enter' | 'click', target: string, appears: string) =>
  page.evaluate(
    ([act, target, appears]) =>
      new Promise<number>((resolve) => {
        const element = document.querySelector<HTMLElement>(target)!;
        const before = document.querySelectorAll(appears).length;
        const began = performance.now();
        const watch = new MutationObserver(() => {
          if (document.querySelectorAll(appears).length === before) return;
          watch.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        });
        watch.observe(document.body, { childList: true, subtree: true, attributes: true });
        if (act === 'click') element.click();
        else element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      }),
    [act, target, appears] as const,
  );

test('figures', async ({ browser }) => {
  const server = await Server.demo();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'es-ES' });
    const page = await context.newPage();
    await signsIn(page, server);
    await page.goto(`${server.url}/conversations/1`);
    await page.locator('html[data-hydrated]').waitFor();

    const echoes: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      await page.locator('textarea').fill(`eco ${n}`);
      echoes.push(await untilPainted(page, 'enter', 'textarea', '.bubble.is-own'));
    }
    report('own message visible after Enter', 'ms', echoes);

    const hrefs = await page.locator('a.row').evaluateAll((rows) => rows.map((row) => row.getAttribute('href')!));
    const openings: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      // The first time, each conversation is loaded from the server.
      const href = hrefs[(n + 1) % hrefs.length]!;
      if (n > 0 && n % hrefs.length === 0) {
        await page.goto(`${server.url}/conversations`);
        await page.locator('html[data-hydrated]').waitFor();
      }
      await page.evaluate(() => document.querySelector('.chat')?.setAttribute('data-old', ''));
      openings.push(await untilPainted(page, 'click', `a.row[href="${href}"]`, '.chat:not([data-old]) .log-inner'));
    }
    report('conversation open after a click in the list', 'ms', openings);

    const shifts: number[] = [];
    for (const path of ['/conversations', '/conversations/1', '/conversations/2', '/people']) {
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.addInitScript(() => {
          const seen = window as unknown as { shifted: number };
          seen.shifted = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) seen.shifted += (entry as unknown as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
        });
        await page.goto(server.url + path);
        await page.locator('html[data-hydrated]').waitFor();
        await page.waitForLoadState('networkidle');
        shifts.push(await page.evaluate(() => (window as unknown as { shifted: number }).shifted));
      }
    }
    report('layout shift of a page until hydration', '', shifts);
    expect(Math.max(...shifts)).toBe(0);
  } finally {
    await server.remove();
  }
});
