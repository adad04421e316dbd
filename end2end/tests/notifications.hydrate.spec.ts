import { test, expect, type Person } from './charla.ts';

interface Shown {
  title: string;
  body: string;
  tag: string;
  silent: boolean;
  closed: boolean;
}

type Watched = typeof window & {
  focused: boolean;
  notified: (Shown & { onclick?: () => void })[];
  tones: number;
};

/** Records notifications instead of showing them, in every tab of this person. The tabs have no focus until `looks`. */
async function watches(person: Person, permission: NotificationPermission = 'granted'): Promise<void> {
  await person.context.addInitScript((permission) => {
    const watched = window as unknown as Watched;
    watched.focused = false;
    watched.notified = [];
    watched.tones = 0;
    document.hasFocus = () => watched.focused;
    class RecordedNotification {
      static permission = permission;
      static async requestPermission() {
        RecordedNotification.permission = 'granted';
        return RecordedNotification.permission;
      }
      closed = false;
      body = '';
      tag = '';
      silent = false;
      constructor(readonly title: string, options: NotificationOptions) {
        Object.assign(this, options);
        watched.notified.push(this as never);
      }
      close() {
        this.closed = true;
      }
    }
    Object.assign(window, { Notification: RecordedNotification });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      watched.tones += 1;
      start.call(this, when);
    };
  }, permission);
}

async function looks(person: Person, isFocused = true): Promise<void> {
  await person.page.evaluate((isFocused) => {
    (window as unknown as Watched).focused = isFocused;
    window.dispatchEvent(new Event(isFocused ? 'focus' : 'blur'));
  }, isFocused);
}

async function notified(...tabs: Person[]): Promise<Shown[]> {
  const each = tabs.map((tab) =>
    tab.page.evaluate(() =>
      (window as unknown as Watched).notified.map(({ title, body, tag, silent, closed }) => ({ title, body, tag, silent, closed })),
    ),
  );
  return (await Promise.all(each)).flat();
}

const isLive = (person: Person) => expect(person.page.getByText('En línea').first()).toBeAttached();

/** Waits until all earlier messages have arrived and been handled in these tabs. */
async function hasArrived(writer: Person, ...tabs: Person[]): Promise<void> {
  const text = `señal ${Math.random()}`;
  await writer.api('POST', '/api/conversations/1/messages/', { content: text });
  for (const tab of tabs) await expect(tab.panel.getByText(text)).toBeVisible();
}

test('three tabs show one notification per message, with its sender and text', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await watches(ana);
  await ana.goes('/conversations/2');
  const tabs = [ana, await ana.opensTab('/conversations'), await ana.opensTab('/conversations/1')];
  await luis.goes('/conversations/1');
  for (const tab of tabs) await isLive(tab);
  for (const text of ['uno', 'dos', 'x'.repeat(500)]) {
    await luis.api('POST', '/api/conversations/1/messages/', { content: text });
  }
  await expect.poll(async () => (await notified(...tabs)).length).toBe(3);
  await hasArrived(luis, ...tabs);
  await expect.poll(async () => (await notified(...tabs)).length).toBe(4);
  const all = await notified(...tabs);
  expect(new Set(all.map(({ tag }) => tag)).size).toBe(4);
  expect(all.every(({ tag }) => /^message-\d+$/.test(tag))).toBe(true);
  expect(all.map(({ title }) => title)).toEqual(Array(4).fill('Luis Pérez'));
  expect(all.map(({ body }) => body)).toEqual(expect.arrayContaining(['uno', 'dos', `${'x'.repeat(119)}…`]));
  expect(all.every(({ silent }) => silent)).toBe(true);
});

test('there are no notifications while the user looks at any tab, nor for the user’s own messages', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await watches(ana);
  await ana.goes('/conversations/2');
  const other = await ana.opensTab('/conversations');
  await luis.goes('/conversations/1');
  for (const tab of [ana, other]) await isLive(tab);
  await looks(ana);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'la ve' });
  await ana.api('POST', '/api/conversations/1/messages/', { content: 'es mío' });
  await hasArrived(luis, ana, other);
  expect(await notified(ana, other)).toEqual([]);
  await looks(ana, false);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'ya no mira' });
  await expect.poll(async () => (await notified(ana, other)).map(({ body }) => body)).toEqual(['ya no mira']);
});

test('a muted conversation changes neither notifications nor title nor icon', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  for (const { id } of await (await ana.api('GET', '/api/conversations/')).json()) {
    await ana.api('POST', `/api/conversations/${id}/mark-read/`);
  }
  await ana.api('PATCH', '/api/conversations/1/standing/', { is_muted: true });
  await watches(ana);
  await ana.goes('/conversations/2');
  const icon = ana.page.locator('link[rel=icon]');
  await luis.goes('/conversations/1');
  await isLive(ana);
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'en silencio' });
  await hasArrived(luis, ana);
  expect(await notified(ana)).toEqual([]);
  await expect(ana.page).toHaveTitle(/^José Núñez/);
  await expect(icon).toHaveAttribute('href', '/favicon.svg');
  await ana.api('PATCH', '/api/conversations/1/standing/', { is_muted: false });
  await expect(ana.page).toHaveTitle(/^\(2\) José Núñez/);
  await expect(icon).toHaveAttribute('href', '/favicon-unread.svg');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'se oye' });
  await expect.poll(async () => (await notified(ana)).map(({ body }) => body)).toEqual(['se oye']);
});

test('a click opens the conversation; notifications of messages read elsewhere or deleted are closed', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await watches(ana);
  await ana.goes('/conversations/2');
  await luis.goes('/conversations/1');
  await isLive(ana);
  const says = async (content: string) =>
    (await (await luis.api('POST', '/api/conversations/1/messages/', { content })).json()).seq as number;
  const closed = async () => (await notified(ana)).map(({ closed }) => closed);

  const seq = await says('me arrepiento');
  await expect.poll(closed).toEqual([false]);
  await luis.api('DELETE', `/api/conversations/1/messages/${seq}/`);
  await expect.poll(closed).toEqual([true]);

  await says('léelo en el teléfono');
  await expect.poll(closed).toEqual([true, false]);
  await ana.api('POST', '/api/conversations/1/mark-read/');
  await expect.poll(closed).toEqual([true, true]);

  await says('ábreme');
  await expect.poll(closed).toEqual([true, true, false]);
  await ana.page.evaluate(() => (window as unknown as Watched).notified[2]!.onclick?.());
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await ana.sees('ábreme');
  await expect.poll(closed).toEqual([true, true, true]);
});

test('a new message plays one sound if the user wants it', async ({ signIn }) => {
  const luis = await signIn('luis');
  const ana = await signIn('ana');
  await watches(ana);
  await ana.goes('/settings');
  await ana.page.getByRole('region', { name: 'Al escribir' }).getByRole('button', { name: 'Sí' }).click();
  await ana.page.waitForURL(/saved=writing/);
  await ana.goes('/conversations/2');
  const other = await ana.opensTab('/conversations');
  await luis.goes('/conversations/1');
  // Browsers do not let a page play sound before the user has interacted with it.
  for (const tab of [ana, other]) {
    await isLive(tab);
    await tab.page.getByRole('heading', { name: 'Mensajes' }).click();
  }
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'se oye' });
  const tones = async (tab: Person) => tab.page.evaluate(() => (window as unknown as Watched).tones);
  await expect.poll(async () => (await tones(ana)) + (await tones(other))).toBe(2);
  await expect.poll(async () => (await notified(ana, other)).map(({ silent }) => silent)).toEqual([false]);
});

test('the settings request the permission on a button, and show it', async ({ signIn }) => {
  const ana = await signIn('ana');
  await watches(ana, 'default');
  await ana.goes('/settings');
  const section = ana.page.getByRole('region', { name: 'Avisos' });
  await section.getByRole('button', { name: 'Permitir avisos' }).click();
  await expect(section.getByText('están permitidos')).toBeVisible();
  await expect(section.getByRole('button')).toHaveCount(0);

  const luis = await signIn('luis');
  await watches(luis, 'denied');
  await luis.goes('/settings');
  await expect(luis.page.getByRole('region', { name: 'Avisos' }).getByText('bloqueados')).toBeVisible();
});

test('the settings have no section for notifications if the browser has none', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.context.addInitScript(() => Reflect.deleteProperty(window, 'Notification'));
  await ana.goes('/settings');
  await expect(ana.page.getByRole('region', { name: 'Al escribir' })).toBeVisible();
  await expect(ana.page.getByRole('region', { name: 'Avisos' })).toHaveCount(0);
});

test.describe('on phones, where only the service worker can show notifications', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a click leads to the conversation, and reading it closes the notification', async ({ signIn, url }) => {
    const luis = await signIn('luis');
    await luis.goes('/conversations/1');
    const ana = await signIn('ana');
    await ana.context.grantPermissions(['notifications'], { origin: url });
    await ana.context.addInitScript(() => {
      document.hasFocus = () => false;
      class Refused {
        static permission = 'granted';
        constructor() {
          throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.');
        }
      }
      Object.assign(window, { Notification: Refused });
    });
    await ana.goes('/conversations/2');
    await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await isLive(ana);
    const shown = () =>
      ana.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
      });
    await luis.api('POST', '/api/conversations/1/messages/', { content: 'en el teléfono' });
    await expect.poll(shown).toEqual(['Luis Pérez: en el teléfono']);
    await ana.api('POST', '/api/conversations/1/mark-read/');
    await expect.poll(shown).toEqual([]);

    await luis.api('POST', '/api/conversations/1/messages/', { content: 'ábreme' });
    await expect.poll(shown).toEqual(['Luis Pérez: ábreme']);
    const [worker] = ana.context.serviceWorkers();
    await worker!.evaluate(async () => {
      const scope = self as unknown as { registration: ServiceWorkerRegistration } & EventTarget;
      const [notification] = await scope.registration.getNotifications();
      const Clicked = (self as unknown as { NotificationEvent: new (name: string, init: object) => Event }).NotificationEvent;
      scope.dispatchEvent(new Clicked('notificationclick', { notification }));
    });
    await expect(ana.page).toHaveURL(/\/conversations\/1$/);
    await expect.poll(shown).toEqual([]);
  });
});
