import { test as base, expect, type Person } from './charla.ts';
import { AT_THE_SECOND, Several } from './several.ts';

const test = base.extend<{ several: Several }>({
  several: async ({}, use) => {
    const several = new Several();
    try {
      await several.start();
      await use(several);
    } finally {
      await several.end();
    }
  },

  url: async ({ several }, use) => use(several.url),
});

test.use({ expectedComplaints: [/ERR_|WebSocket|fetching the script|Failed to (load|fetch)|status of 50\d/] });

/** What was said in the conversation of the two, as the database has it, oldest first. */
async function said(person: Person): Promise<string[]> {
  const page = await (await person.api('GET', '/api/conversations/1/messages/')).json();
  return page.results.map((message: { content: string }) => message.content).reverse();
}

function shown(person: Person): Promise<string[]> {
  return person.log.locator('.bubble-text').allInnerTexts();
}

async function isSent(person: Person, text: string): Promise<void> {
  await expect(person.bubble(text).getByText(/^(Enviado|Leído)$/)).toBeAttached();
}

async function isRead(person: Person, text: string): Promise<void> {
  await expect(person.bubble(text).getByText('Leído')).toBeAttached();
}

/** Both show the same, in the order of the database, and this at the end. */
async function agree(people: Person[], end: string[]): Promise<void> {
  for (const person of people) {
    const all = await said(person);
    expect(all.slice(-end.length)).toEqual(end);
    expect(await shown(person)).toEqual(all);
  }
}

test('two who are at different servers chat live, and know what the other has read', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis', AT_THE_SECOND);
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.writes('desde el primero');
  await luis.sees('desde el primero');
  await isRead(ana, 'desde el primero');
  await luis.writes('desde el segundo');
  await ana.sees('desde el segundo');
  await isRead(luis, 'desde el segundo');
  await agree([ana, luis], ['desde el primero', 'desde el segundo']);
});

test('Redis dies and comes back, and messages keep coming', async ({ several, signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis', AT_THE_SECOND);
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await several.redis.end('SIGKILL');
  await ana.writes('sin Redis');
  await luis.sees('sin Redis');
  await luis.writes('tampoco yo');
  await ana.sees('tampoco yo');
  await several.redisComes();
  await several.hearEachOther();
  // What was read meanwhile is told, too.
  await isRead(ana, 'sin Redis');
  await isRead(luis, 'tampoco yo');
  await ana.writes('otra vez');
  await luis.sees('otra vez');
  await isSent(ana, 'otra vez');
  await agree([ana, luis], ['sin Redis', 'tampoco yo', 'otra vez']);
});

test('a server is killed, and the page goes on at the other one without a reload', async ({ several, signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis', AT_THE_SECOND);
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  await ana.writes('antes');
  await luis.sees('antes');
  await ana.writes('mientras');
  await several.servers[0]!.down('SIGKILL');
  await ana.writes('después');
  await ana.composer.fill('y aún más');
  await luis.sees('después');
  await luis.writes('te leo');
  await ana.sees('te leo');
  for (const text of ['antes', 'mientras', 'después']) await isSent(ana, text);
  await isSent(luis, 'te leo');
  await agree([ana, luis], ['antes', 'mientras', 'después', 'te leo']);
  await expect(ana.composer).toHaveValue('y aún más');
  await expect(ana.page.locator('body[data-same-page]')).toBeAttached();
});
