// The language of the tests: people with a browser of their own, who sign in, write and look.

import { test as base, expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Server } from './server.ts';

export { expect };

/** One browser context and one page of it: a person at a device. */
export class Person {
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly hasScripts: boolean,
    private readonly url: string,
  ) {}

  /** Opens a page, and waits until it answers by itself where it can. */
  async goes(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.ready();
  }

  async ready(): Promise<void> {
    if (this.hasScripts) await this.page.locator('html[data-hydrated]').waitFor();
  }

  /** Another tab of the same person. */
  async opensTab(path: string): Promise<Person> {
    const page = await this.context.newPage();
    const tab = new Person(this.context, page, this.hasScripts, this.url);
    await tab.goes(path);
    return tab;
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^(Escribe a|Write to)/ });
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Mensajes', exact: true });
  }

  async writes(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.page.getByRole('button', { name: 'Enviar' }).click();
  }

  bubble(text: string): Locator {
    return this.log.getByRole('listitem').filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** What one can do with this message. */
  async opensOptions(text: string): Promise<void> {
    await this.bubble(text).getByRole('link', { name: 'Opciones del mensaje' }).click();
    await this.page.getByRole('group', { name: 'Opciones del mensaje' }).waitFor();
  }

  async chooses(text: string, option: string): Promise<void> {
    await this.opensOptions(text);
    await this.page.getByRole('group', { name: 'Opciones del mensaje' }).getByRole('link', { name: option }).click();
  }

  async sees(text: string): Promise<void> {
    // Without scripts one looks again by loading the page again.
    if (this.hasScripts) return expect(this.bubble(text)).toBeVisible();
    await expect(async () => {
      await this.page.reload();
      await expect(this.bubble(text)).toBeVisible({ timeout: 500 });
    }).toPass();
  }

  /** The row of the panel with this name in it. */
  row(name: string): Locator {
    return this.panel.getByRole('link').filter({ hasText: name });
  }

  badge(name: string): Locator {
    return this.row(name).locator('.badge');
  }

  /** A request of a program, with this person's session. */
  async api(method: string, path: string, data?: unknown) {
    return this.context.request.fetch(this.url + path, { method, data });
  }
}

/** As a form of the page that the browser is on. */
export async function submits(page: Page, action: string, fields: string): Promise<void> {
  await page.evaluate(
    ([action, fields]) => {
      const form = document.body.appendChild(document.createElement('form'));
      form.method = 'post';
      form.action = action!;
      for (const [name, value] of new URLSearchParams(fields)) {
        const input = form.appendChild(document.createElement('input'));
        input.name = name;
        input.value = value;
      }
      form.submit();
    },
    [action, fields],
  );
}

/** Answers of the server's functions come late, each by another time, and overtake each other. */
export async function delays(context: BrowserContext, longestMillis = 3_000): Promise<void> {
  await context.route('**/fn/**', async (route) => {
    await new Promise((done) => setTimeout(done, Math.random() * longestMillis));
    // The page, or all of it, may be gone meanwhile.
    await route.continue().catch(() => {});
  });
}

interface Charla {
  server: Server;
  /** Where people find it. */
  url: string;
  hasScripts: boolean;
  /** Signs somebody in, in a browser of their own. */
  signIn(username: string, options?: Parameters<Browser['newContext']>[0]): Promise<Person>;
  /** Somebody whom nobody knows yet. */
  visitor(options?: Parameters<Browser['newContext']>[0]): Promise<Person>;
}

/** What a browser may say on its console: nothing, but for what a test provokes on purpose. */
export const test = base.extend<Charla & { expectedComplaints: RegExp[] }>({
  expectedComplaints: [[], { option: true }],

  hasScripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),

  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.remove();
  },

  url: async ({ server }, use) => use(server.url),

  visitor: async (
    { browser, url, hasScripts, contextOptions, expectedComplaints, locale, timezoneId, serviceWorkers },
    use,
  ) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    await use(async (options = {}) => {
      const all = { ...contextOptions, locale, timezoneId, serviceWorkers, javaScriptEnabled: hasScripts, ...options };
      const context = await browser.newContext(all);
      contexts.push(context);
      if (process.env.CHARLA_DELAYS) await delays(context);
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
      return new Person(context, await context.newPage(), hasScripts, url);
    });
    for (const context of contexts) await context.close();
    // The worker is kept out of all tests but its own: what passes through it, a test cannot intercept.
    expectedComplaints = [...expectedComplaints, /Service Worker registration blocked by Playwright/];
    // Nothing uses the client without scripts, nor the font in a page that is left or loaded behind another one.
    expectedComplaints = [...expectedComplaints, /preloaded using link preload but not used/];
    expect(complaints.filter((text) => !expectedComplaints.some((pattern) => pattern.test(text)))).toEqual([]);
  },

  signIn: async ({ visitor, url }, use) => {
    await use(async (username, options) => {
      const person = await visitor(options);
      const credentials = { username, password: 'secreto123' };
      const answer = await person.context.request.post(`${url}/api/auth/login/`, { data: credentials });
      expect(answer.status()).toBe(200);
      return person;
    });
  },
});
