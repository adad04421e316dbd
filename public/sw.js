// Keeps what is needed to open the chat without a network: the client's files, and the pages of conversations that this
// reader saw last. The network leads: what is kept is shown only where it does not answer, or not in time, and gives way
// to the answer. It also shows notifications where pages may not.
//
// What is sent (forms, server functions), the API and the sockets never pass through here.

const FILES = 'files-1';
/** The rest of the name is whose pages they are. */
const PAGES = 'pages-2/';
const MOST_PAGES = 30;

/** Said by the server with each page of somebody who is signed in: who that is. */
const READER = 'charla-reader';
/** Set by the server: the id of the user who is signed in. */
const COOKIE = 'charla-reader';
/** Every answer of the server has it; those of gateways and of networks that ask for a sign-in of their own have not. */
const OURS = 'x-request-id';
/** Of a kept page: the files it cannot do without. */
const NEEDS = 'charla-needs';

const KEEPABLE = /^\/conversations(\/\d+)?$/;
const FILE = /^\/pkg\/[\w-]+\.[\w-]{8,}\.(js|wasm|css)$|^\/fonts\/[\w-]+\.woff2$/;
/** Whoever posts to these is about to be somebody else, or nobody. */
const CHANGES_READER = /^\/(login|logout|register|api\/auth\/(login|logout)\/?)$/;

/** After so long a kept page is shown in the place of an answer; after the second, where none is kept, that there is none. */
const PATIENCE_MILLIS = 4_000;
const LONGEST_MILLIS = 20_000;
/** A page that is told that the answer has come asks for it at once. */
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

/** What changes the kept pages does so one after the other. */
let queue = Promise.resolve();
const inTurn = (job) => (queue = queue.then(job).catch(() => {}));

/** How often everything was forgotten: what was asked for before that is not kept after it. */
let forgotten = 0;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => {
  event.waitUntil(
    inTurn(async () => {
      const isOld = (name) => name !== FILES && !name.startsWith(PAGES);
      await Promise.all((await caches.keys()).filter(isOld).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

/** A page says where one is, because it came before the worker, or without being loaded, or has changed. */
self.addEventListener('message', (event) => {
  if (event.data === 'forget') event.waitUntil(forget());
  else if (typeof event.data === 'string' && KEEPABLE.test(event.data)) event.waitUntil(fetchAndKeep(event.data));
});

/** Of a notification that a page could not show itself: its data begins with the conversation. */
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
  // Some browsers let only the user do it.
  return page.focus().catch(() => {});
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && CHANGES_READER.test(url.pathname)) event.waitUntil(forget());
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(event, url));
  else if (FILE.test(url.pathname)) event.respondWith(file(event, url));
});

/** Answers that came when a kept page was shown already, by address. */
const late = new Map();

async function page(event, url) {
  const known = late.get(url.href);
  late.delete(url.href);
  if (known && known.until > Date.now() && known.before === forgotten) return known.response;
  const before = forgotten;
  const fetched = fetch(event.request).then((response) => {
    if (isPage(response)) event.waitUntil(seen(url, response.clone(), before));
    return response;
  });
  const answer = fetched.catch(() => undefined);
  const inTime = await Promise.race([answer, pause(PATIENCE_MILLIS)]);
  if (inTime && !isAway(inTime)) return inTime;
  const page = await kept(url);
  if (inTime) return page ?? inTime;
  if (!page) return (await Promise.race([answer, pause(LONGEST_MILLIS)])) ?? offline();
  event.waitUntil(answer.then((response) => tellOfAnswer(event, url, response, before)));
  return page;
}

/** The page that is shown instead asks for it, unless somebody writes there. */
async function tellOfAnswer(event, url, response, before) {
  if (!response || isAway(response)) return;
  late.set(url.href, { response, before, until: Date.now() + LATE_ANSWER_MILLIS });
  const client = await self.clients.get(event.resultingClientId);
  client?.postMessage('answered');
}

/** A gateway says that the server is away, or the server itself that it is too busy. */
function isAway({ status }) {
  return (status >= 502 && status <= 504) || status >= 520;
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

async function fetchAndKeep(path) {
  const before = forgotten;
  try {
    const response = await fetch(path, { headers: { accept: 'text/html' }, redirect: 'manual' });
    if (isPage(response)) await seen(new URL(path, self.location), response, before);
  } catch {
    // Offline: what is kept stays as it is.
  }
}

function isPage(response) {
  return response.ok && response.headers.has(OURS) && (response.headers.get('content-type') ?? '').startsWith('text/html');
}

/** A page came from the server: it tells who reads, and is kept where it is one of conversations. */
async function seen(url, response, before) {
  const reader = response.headers.get(READER);
  if (!reader) return forget();
  const isKept = KEEPABLE.test(url.pathname) && !url.search;
  const html = isKept ? await response.text() : '';
  return inTurn(async () => {
    if (before !== forgotten) return;
    await deletePages((name) => name !== PAGES + reader);
    if (isKept) await keep(reader, url.pathname, html, response.headers);
  });
}

async function keep(reader, path, html, headers) {
  const head = html.slice(0, html.indexOf('</head>'));
  const links = [...head.matchAll(/(?:href|src)="(\/pkg\/[^"]+)"/g)].map((link) => link[1]);
  const needs = [...new Set(links)].filter((link) => FILE.test(link)).slice(0, 8);
  const files = await caches.open(FILES);
  for (const need of needs) {
    if (!(await files.match(need))) await put(files, need, await fetch(need));
    if (need.endsWith('.css')) await keepFonts(files, need);
  }
  const kept = new Headers(headers);
  kept.set(NEEDS, needs.join(' '));
  const pages = await caches.open(PAGES + reader);
  // Again at the end: the order of the keys is the order in which they came.
  await pages.delete(path);
  await pages.put(path, new Response(html, { headers: kept }));
  const paths = await pages.keys();
  await Promise.all(paths.slice(0, -MOST_PAGES).map((old) => pages.delete(old)));
  await dropUnneeded(files, pages);
}

async function keepFonts(files, style) {
  const text = await (await files.match(style))?.text();
  for (const font of new Set((text ?? '').match(/\/fonts\/[\w-]+\.woff2/g))) {
    if (!(await files.match(font))) await put(files, font, await fetch(font));
  }
}

/** After an update of the program nothing asks for the old files any more. */
async function dropUnneeded(files, pages) {
  const kept = await Promise.all((await pages.keys()).map((path) => pages.match(path)));
  const needed = new Set(kept.flatMap((page) => (page?.headers.get(NEEDS) ?? '').split(' ')));
  const paths = (await files.keys()).map((request) => new URL(request.url).pathname);
  const isUnneeded = (path) => path.startsWith('/pkg/') && !needed.has(path);
  await Promise.all(paths.filter(isUnneeded).map((path) => files.delete(path)));
}

async function put(files, path, response) {
  if (response.status === 200) await files.put(path, response);
}

/** Names in /pkg/ never mean anything else; of a font the next page has the new one. */
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

async function kept(url) {
  if (!KEEPABLE.test(url.pathname)) return undefined;
  const isReaders = await readers();
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && isReaders(name));
  const found = await Promise.all(names.map((cacheName) => caches.match(url.pathname, { cacheName })));
  return found.find(Boolean);
}

/** Whether pages are of who is signed in, where a worker may know; otherwise the page itself finds out. */
async function readers() {
  if (!self.cookieStore) return () => true;
  const reader = await cookie(COOKIE);
  return (name) => name === PAGES + reader;
}

/** Undefined, too, where a worker may not know. */
async function cookie(name) {
  return (await self.cookieStore?.get(name).catch(() => undefined))?.value;
}

function forget() {
  forgotten += 1;
  late.clear();
  return inTurn(async () => {
    await deletePages(() => true);
    for (const shown of await self.registration.getNotifications()) shown.close();
  });
}

async function deletePages(which) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  await Promise.all(names.filter(which).map((name) => caches.delete(name)));
}

/** Says what is going on, in the style of the other pages where that is kept, and in the language and colours chosen. */
async function offline() {
  const languages = [await cookie('lang'), ...self.navigator.languages].map((tag) => String(tag).slice(0, 2));
  const language = languages.find((tag) => Object.hasOwn(TEXTS, tag)) ?? 'es';
  const texts = TEXTS[language];
  const chosen = await cookie('theme');
  const theme = ['light', 'dark'].find((theme) => theme === chosen);
  const files = await caches.open(FILES);
  const style = (await files.keys()).map((file) => new URL(file.url).pathname).find((path) => path.endsWith('.css'));
  const hasMessages = Boolean(await kept(new URL('/conversations', self.location)));
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
