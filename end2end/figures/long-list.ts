// Measures the frame times while a list of 2,000 conversations scrolls, and the number of rows in the page.

import { test, expect, type Page } from '@playwright/test';
import { Server } from '../tests/server.ts';
import { report } from './figure.ts';

const COUNT = 2_000;
const MOST_ROWS = 200;
/** Scrolled per frame, like a quick flick of a wheel. */
const PIXELS = 120;

interface Scrolled {
  /** Durations of the frames, in ms. */
  frames: number[];
  mostRows: number;
}

/** Scrolls the list frame by frame, until it has not moved for a second. */
const scrolls = (page: Page, pixels: number) =>
  page.locator('.pane-list').evaluate(
    (pane, pixels) =>
      new Promise<Scrolled>((resolve) => {
        const frames: number[] = [];
        let mostRows = 0;
        let last: number | undefined;
        let moved = performance.now();
        const frame = (now: number) => {
          if (last !== undefined) frames.push(now - last);
          last = now;
          mostRows = Math.max(mostRows, pane.querySelectorAll('.row-item').length);
          const before = pane.scrollTop;
          pane.scrollBy(0, pixels);
          if (pane.scrollTop !== before) moved = now;
          if (now - moved < 1_000) requestAnimationFrame(frame);
          else resolve({ frames, mostRows });
        };
        requestAnimationFrame(frame);
      }),
    pixels,
  );

test('a long list', async ({ browser }) => {
  const server = await Server.crowded(COUNT);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'es-ES' });
    const page = await context.newPage();
    const credentials = { username: 'ana', password: 'secreto123' };
    expect((await page.request.post(`${server.url}/api/auth/login/`, { data: credentials })).status()).toBe(200);
    await page.goto(`${server.url}/conversations`);
    await page.locator('html[data-hydrated]').waitFor();

    const down = await scrolls(page, PIXELS);
    await expect(page.locator('a.row', { hasText: 'mensaje 0' }).last()).toBeInViewport();
    report('frame while the list is scrolled to its end, and fetched', 'ms', down.frames);
    const up = await scrolls(page, -PIXELS);
    report('frame while the whole list is scrolled back', 'ms', up.frames);
    const mostRows = Math.max(down.mostRows, up.mostRows);
    console.log(`rows in the page: at most ${mostRows} of ${COUNT}`);
    expect(mostRows).toBeLessThanOrEqual(MOST_ROWS);
  } finally {
    await server.remove();
  }
});
