import { test as base, expect, type Person } from './charla.ts';
import { Server } from './server.ts';

const COUNT = 700;

const test = base.extend({
  server: async ({}, use) => {
    const server = await Server.crowded(COUNT);
    await use(server);
    await server.remove();
  },
});

const pane = (person: Person) => person.page.locator('.pane-list');
const rows = (person: Person) => person.panel.locator('.row-item');

async function scrolls(person: Person, to: 'the end' | 'the beginning'): Promise<void> {
  await pane(person).evaluate((pane, end) => pane.scrollTo(0, end ? pane.scrollHeight : 0), to === 'the end');
}

/** Scrolls until the row is in the page, loading more rows as needed, and shows it. */
async function scrollsTo(person: Person, name: string): Promise<void> {
  await pane(person).evaluate(
    (pane, name) =>
      new Promise<void>((resolve) => {
        const scrollOn = () => {
          const row = [...pane.querySelectorAll('a.row')].find((row) => row.textContent?.includes(name));
          if (!row) {
            pane.scrollBy(0, pane.clientHeight / 2);
            requestAnimationFrame(scrollOn);
          } else {
            row.scrollIntoView({ block: 'center' });
            resolve();
          }
        };
        scrollOn();
      }),
    name,
  );
}

test('a long list grows while the user scrolls, and the number of rows in the page does not', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await expect(rows(ana)).toHaveCount(50);
  // Rows have the same height with and without a badge.
  await expect(rows(ana).filter({ has: ana.page.locator('.badge') })).not.toHaveCount(0);
  const heights = await rows(ana).evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(new Set(heights).size).toBe(1);
  const last = ana.row('Persona 0').filter({ hasText: 'mensaje 0' });
  let most = 0;
  await expect(async () => {
    await scrolls(ana, 'the end');
    most = Math.max(most, await rows(ana).count());
    await expect(last).toBeInViewport({ timeout: 300 });
  }).toPass({ timeout: 45_000, intervals: [100] });
  expect(most).toBeLessThanOrEqual(200);
  await expect(ana.panel.getByRole('link', { name: 'Más conversaciones' })).toHaveCount(0);

  // The list is as high as if all rows were in the page; then back to the first row.
  const height = await rows(ana).first().evaluate((row) => row.getBoundingClientRect().height);
  const whole = await pane(ana).evaluate((pane) => pane.scrollHeight);
  expect(whole).toBeGreaterThan(height * COUNT);
  expect(whole).toBeLessThan(height * (COUNT + 20));
  await scrolls(ana, 'the beginning');
  await expect(ana.row('Luis Pérez').first()).toBeInViewport();
  expect(await rows(ana).count()).toBeLessThanOrEqual(200);
});

test('the view far down in the list stays when a message arrives, and its rows can be opened', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations');
  await scrollsTo(ana, 'Persona 400');
  const row = ana.row('Persona 400').first();
  await expect(row).toBeInViewport();
  await luis.goes('/conversations/1');
  await luis.writes('desde arriba');
  await expect(row).toBeInViewport();
  await row.click();
  await ana.sees('mensaje 400');
});

test('each row of a long list has its position, and the total once it is known', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  const first = rows(ana).first();
  await expect(first).not.toHaveAttribute('aria-posinset');
  await scrolls(ana, 'the end');
  await expect(first).toHaveAttribute('aria-setsize', '-1');
  await scrolls(ana, 'the beginning');
  await expect(first).toHaveAttribute('aria-posinset', '1');
  const last = rows(ana).last();
  await expect(async () => {
    await scrolls(ana, 'the end');
    await expect(last).toContainText('mensaje 0', { timeout: 300 });
  }).toPass({ timeout: 45_000, intervals: [100] });
  const all = String(COUNT + 4);
  await expect(last).toHaveAttribute('aria-posinset', all);
  await expect(last).toHaveAttribute('aria-setsize', all);
});

test('while the user scrolls, each row is inserted once, a few per frame', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await scrollsTo(ana, 'Persona 500');
  const added = await pane(ana).evaluate(async (pane) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const list = pane.querySelector('.rows')!;
    const height = list.querySelector('.row-item')!.getBoundingClientRect().height;
    const counts: number[] = [];
    const watch = new MutationObserver((changes) => {
      const rows = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof HTMLLIElement);
      counts.push(rows.filter((row) => row.classList.contains('row-item')).length);
    });
    // Waits until the window has followed the scrolling.
    for (let n = 0; n < 30; n += 1) await frame();
    watch.observe(list, { childList: true });
    for (const direction of [-1, 1]) {
      for (let n = 0; n < 40; n += 1) {
        pane.scrollBy(0, direction * 1.8 * height);
        await frame();
      }
    }
    return counts;
  });
  const all = added.reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThan(100);
  expect(all).toBeLessThanOrEqual(160);
  expect(Math.max(...added)).toBeLessThanOrEqual(6);
});
