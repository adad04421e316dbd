// The service worker. Caches what is needed to open the chat offline: the client's files, and the pages of
// conversations that the user opened last. Requests go to the network first; a cached page is shown only if the server
// does not answer in time, and is replaced when the answer arrives. It also shows notifications on systems where pages
// cannot.
//
// Forms, server functions, the API and the sockets are not intercepted.

const FILES = 'files-1';
/** Prefix of the cache of a user's pages; the user id follows. */
const PAGES = 'pages-2/';
const MOST_PAGES = 30;

/** Header of each page for a signed-in user: the user id. */
const READER = 'charla-reader';
/** Cookie set by the server: the id of the signed-in user. */
const COOKIE = 'charla-reader';
/** Header of every answer of our server. Answers of gateways and captive portals do not have it. */
const SERVER_HEADER = 'x-request-id';
/** Header of a cached page: the files that it needs. */
const NEEDS = 'charla-needs';

const CACHEABLE = /^\/conversations(\/\d+)?$/;
const FILE = /^\/pkg\/[\w-]+\.[\w-]{8,}\.(js|wasm|css)$|^\/fonts\/[\w-]+\.woff2$/;
/** A POST to these paths changes which user is signed in. */
const CHANGES_READER = /^\/(login|logout|register|api\/auth\/(login|logout)\/?)$/;

/** Waits for an answer: until a cached page is shown instead, or the offline page if none is cached. */
const PATIENCE_MILLIS = 4_000;
const LONGEST_MILLIS = 20_000;
/** How long a late answer is kept. The page that is informed of it requests it at once. */
const LATE_ANSWER_MILLIS = 10_000;

const TEXTS = {
  es: {
    title: 'Sin conexión',
    hint: 'Esta página no se puede abrir ahora: no hay conexión, o el servidor no responde.',
    again: 'Probar otra vez',
    messages: 'Ir a los mensajes',
  },
  en: {
    title: 'No connection',
    hint: 'This page cannot be opened now: there is no connection, or the server does not answer.',
    again: 'Try again',
    messages: 'Go to the messages',
  },
};

/** Serialises changes of the cache. */
let queue = Promise.resolve();
const enqueue = (job) => (queue = queue.then(job).catch(() => {}));

/** Number of times that the cache was cleared. Answers to requests from before the last time are not cached. */
let clearCount = 0;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => {
  event.waitUntil(
    enqueue(async () => {
      const isOld = (name) => name !== FILES && !name.startsWith(PAGES);
      await Promise.all((await caches.keys()).filter(isOld).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

/** A page asks to cache its path: it was loaded before this worker, rendered by the router, or has changed. */
self.addEventListener('message', (event) => {
  if (event.data === 'forget') event.waitUntil(clearPages());
  else if (typeof event.data === 'string' && CACHEABLE.test(event.data)) event.waitUntil(fetchAndCache(event.data));
});

/** A click on a notification that a page could not show itself. Its data begins with the conversation id. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const [conversation] = String(event.notification.data).split('/');
  event.waitUntil(open(/^\d+$/.test(conversation) ? `/conversations/${conversation}` : '/conversations'));
});

async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === path) ?? pages[0];
  if (!page) return self.clients.openWindow(path);
  page.postMessage(`open ${path}`);
  // Some browsers do not allow scripts to focus a window.
  return page.focus().catch(() => {});
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && CHANGES_READER.test(url.pathname)) event.waitUntil(clearPages());
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(event, url));
  else if (FILE.test(url.pathname)) event.respondWith(file(event, url));
});

/** Late answers by address, which arrived after a cached page was shown. */
const late = new Map();

async function page(event, url) {
  const known = late.get(url.href);
  late.delete(url.href);
  if (known && known.until > Date.now() && known.before === clearCount) return known.response;
  const before = clearCount;
  const fetched = fetch(event.request).then((response) => {
    if (isPage(response)) event.waitUntil(pageReceived(url, response.clone(), before));
    return response;
  });
  const answer = fetched.catch(() => undefined);
  const inTime = await Promise.race([answer, pause(PATIENCE_MILLIS)]);
  if (inTime && !isUnavailable(inTime)) return inTime;
  const page = await cachedPage(url);
  if (inTime) return page ?? inTime;
  if (!page) return (await Promise.race([answer, pause(LONGEST_MILLIS)])) ?? offline();
  event.waitUntil(answer.then((response) => announceAnswer(event, url, response, before)));
  return page;
}

/** Informs the cached page of the answer. The page reloads to get it, unless the user is typing. */
async function announceAnswer(event, url, response, before) {
  if (!response || isUnavailable(response)) return;
  late.set(url.href, { response, before, until: Date.now() + LATE_ANSWER_MILLIS });
  const client = await self.clients.get(event.resultingClientId);
  client?.postMessage('answered');
}

/** Whether a gateway reports that the server is down, or the server itself that it is overloaded. */
function isUnavailable({ status }) {
  return (status >= 502 && status <= 504) || status >= 520;
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

async function fetchAndCache(path) {
  const before = clearCount;
  try {
    const response = await fetch(path, { headers: { accept: 'text/html' }, redirect: 'manual' });
    if (isPage(response)) await pageReceived(new URL(path, self.location), response, before);
  } catch {
    // Offline: the cache stays as it is.
  }
}

function isPage({ ok, headers }) {
  return ok && headers.has(SERVER_HEADER) && (headers.get('content-type') ?? '').startsWith('text/html');
}

/** Handles a page from the server: removes pages of other users, and caches it if it is a page of conversations. */
async function pageReceived(url, response, before) {
  const reader = response.headers.get(READER);
  if (!reader) return clearPages();
  const isCacheable = CACHEABLE.test(url.pathname) && !url.search;
  const html = isCacheable ? await response.text() : '';
  return enqueue(async () => {
    if (before !== clearCount) return;
    await deletePages((name) => name !== PAGES + reader);
    if (isCacheable) await cachePage(reader, url.pathname, html, response.headers);
  });
}

async function cachePage(reader, path, html, headers) {
  const head = html.slice(0, html.indexOf('</head>'));
  const links = [...head.matchAll(/(?:href|src)="(\/pkg\/[^"]+)"/g)].map((link) => link[1]);
  const needs = [...new Set(links)].filter((link) => FILE.test(link)).slice(0, 8);
  const files = await caches.open(FILES);
  for (const need of needs) {
    if (!(await files.match(need))) await put(files, need, await fetch(need));
    if (need.endsWith('.css')) await cacheFonts(files, need);
  }
  const cachedHeaders = new Headers(headers);
  cachedHeaders.set(NEEDS, needs.join(' '));
  const pages = await caches.open(PAGES + reader);
  // Deleted first, so that it moves to the end: keys are in the order of insertion.
  await pages.delete(path);
  await pages.put(path, new Response(html, { headers: cachedHeaders }));
  const paths = await pages.keys();
  await Promise.all(paths.slice(0, -MOST_PAGES).map((old) => pages.delete(old)));
  await dropUnneeded(files, pages);
}

async function cacheFonts(files, style) {
  const text = await (await files.match(style))?.text();
  for (const font of new Set((text ?? '').match(/\/fonts\/[\w-]+\.woff2/g))) {
    if (!(await files.match(font))) await put(files, font, await fetch(font));
  }
}

/** Removes files that no cached page needs any more, for example after an update. */
async function dropUnneeded(files, pages) {
  const cachedPages = await Promise.all((await pages.keys()).map((path) => pages.match(path)));
  const needed = new Set(cachedPages.flatMap((page) => (page?.headers.get(NEEDS) ?? '').split(' ')));
  const paths = (await files.keys()).map((request) => new URL(request.url).pathname);
  const isUnneeded = (path) => path.startsWith('/pkg/') && !needed.has(path);
  await Promise.all(paths.filter(isUnneeded).map((path) => files.delete(path)));
}

async function put(files, path, response) {
  if (response.status === 200) await files.put(path, response);
}

/** Files in /pkg/ never change. A cached font is returned at once and updated for the next page. */
async function file(event, url) {
  const files = await caches.open(FILES).catch(() => undefined);
  const known = await files?.match(url.pathname).catch(() => undefined);
  if (known && url.pathname.startsWith('/pkg/')) return known;
  const fetched = fetch(event.request).then((response) => {
    if (files) event.waitUntil(put(files, url.pathname, response.clone()).catch(() => {}));
    return response;
  });
  if (!known) return fetched;
  event.waitUntil(fetched.catch(() => {}));
  return known;
}

async function cachedPage(url) {
  if (!CACHEABLE.test(url.pathname)) return undefined;
  const isReaders = await readers();
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && isReaders(name));
  const found = await Promise.all(names.map((cacheName) => caches.match(url.pathname, { cacheName })));
  return found.find(Boolean);
}

/** Returns a filter for caches of the signed-in user. Without `cookieStore` it admits all; the page itself checks. */
async function readers() {
  if (!self.cookieStore) return () => true;
  const reader = await cookie(COOKIE);
  return (name) => name === PAGES + reader;
}

/** Returns the value of a cookie; undefined also if workers cannot read cookies. */
async function cookie(name) {
  return (await self.cookieStore?.get(name).catch(() => undefined))?.value;
}

function clearPages() {
  clearCount += 1;
  late.clear();
  return enqueue(async () => {
    await deletePages(() => true);
    for (const shown of await self.registration.getNotifications()) shown.close();
  });
}

async function deletePages(which) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  await Promise.all(names.filter(which).map((name) => caches.delete(name)));
}

/** Returns the offline page, in the user's language and theme, with the cached style sheet if there is one. */
async function offline() {
  const languages = [await cookie('lang'), ...self.navigator.languages].map((tag) => String(tag).slice(0, 2));
  const language = languages.find((tag) => Object.hasOwn(TEXTS, tag)) ?? 'es';
  const texts = TEXTS[language];
  const chosen = await cookie('theme');
  const theme = ['light', 'dark'].find((theme) => theme === chosen);
  const files = await caches.open(FILES);
  const style = (await files.keys()).map((file) => new URL(file.url).pathname).find((path) => path.endsWith('.css'));
  const hasMessages = Boolean(await cachedPage(new URL('/conversations', self.location)));
  const html = `<!DOCTYPE html>
<html lang="${language}"${theme ? ` data-theme="${theme}"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme ?? 'light dark'}">
<title>${texts.title} · Charla</title>
${style ? `<link rel="stylesheet" href="${style}">` : ''}
</head>
<body>
<main class="page is-alone">
<div class="empty">
<h1 class="empty-title">${texts.title}</h1>
<p class="empty-hint">${texts.hint}</p>
<a class="button is-primary" href="">${texts.again}</a>
${hasMessages ? `<a class="button" href="/conversations">${texts.messages}</a>` : ''}
</div>
</main>
</body>
</html>`;
  return new Response(html, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'",
    },
  });
}
