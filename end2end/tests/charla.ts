// Actors and fixtures of the tests: people with their own browser, who sign in, write and see messages.

import { test as base, expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Server } from './server.ts';

export { expect };

/** A person at a device: a browser context with one page. */
export class Person {
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly hasScripts: boolean,
    private readonly url: string,
  ) {}

  /** Opens a page and waits until it is hydrated, if there are scripts. */
  async goes(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.ready();
  }

  async ready(): Promise<void> {
    if (this.hasScripts) await this.page.locator('html[data-hydrated]').waitFor();
  }

  /** Opens another tab of the same person. */
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

  /** Opens the menu of this message. */
  async opensOptions(text: string): Promise<void> {
    await this.bubble(text).getByRole('link', { name: 'Opciones del mensaje' }).click();
    await this.page.getByRole('group', { name: 'Opciones del mensaje' }).waitFor();
  }

  async chooses(text: string, option: string): Promise<void> {
    await this.opensOptions(text);
    await this.page.getByRole('group', { name: 'Opciones del mensaje' }).getByRole('link', { name: option }).click();
  }

  async sees(text: string): Promise<void> {
    // Without scripts the page must be reloaded to see new messages.
    if (this.hasScripts) return expect(this.bubble(text)).toBeVisible();
    await expect(async () => {
      await this.page.reload();
      await expect(this.bubble(text)).toBeVisible({ timeout: 500 });
    }).toPass();
  }

  /** The row of the panel that contains this name. */
  /** The links to conversations, without the buttons of their menus. */
  rows(list: Locator = this.panel): Locator {
    return list.getByRole('listitem').getByRole('link', { name: /^(?!Opciones de )/ });
  }

  row(name: string): Locator {
    return this.rows().filter({ hasText: name });
  }

  badge(name: string): Locator {
    return this.row(name).locator('.badge');
  }

  /** Sends an API request with this person's session. */
  async api(method: string, path: string, data?: unknown) {
    return this.context.request.fetch(this.url + path, { method, data });
  }
}

/** Submits a form from the current page. */
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

/** Delays each answer of server functions by a random time, so that answers overtake each other. */
export async function delays(context: BrowserContext, longestMillis = 3_000): Promise<void> {
  await context.route('**/fn/**', async (route) => {
    await new Promise((done) => setTimeout(done, Math.random() * longestMillis));
    // The page may be closed by then.
    await route.continue().catch(() => {});
  });
}

interface Charla {
  server: Server;
  /** The base URL of the server. */
  url: string;
  hasScripts: boolean;
  /** Signs a user in, in a new browser context. */
  signIn(username: string, options?: Parameters<Browser['newContext']>[0]): Promise<Person>;
  /** Returns a visitor who is not signed in, in a new browser context. */
  visitor(options?: Parameters<Browser['newContext']>[0]): Promise<Person>;
}

/** Every test fails if the browser logs an error or a warning that does not match `expectedComplaints`. */
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
    // The service worker is blocked except in its own tests, because tests cannot intercept its requests.
    expectedComplaints = [...expectedComplaints, /Service Worker registration blocked by Playwright/];
    // Preloaded files are unused without scripts, and in pages that are left or loaded in the background.
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
