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

/** Returns the stored messages of the conversation, oldest first. */
async function storedMessages(person: Person): Promise<string[]> {
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

/** Checks that all show the stored messages in the stored order, with these at the end. */
async function agree(people: Person[], end: string[]): Promise<void> {
  for (const person of people) {
    const all = await storedMessages(person);
    expect(all.slice(-end.length)).toEqual(end);
    expect(await shown(person)).toEqual(all);
  }
}

test('two users on different servers chat live, with read receipts', async ({ signIn }) => {
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

test('messages arrive while Redis is down and after it is back', async ({ several, signIn }) => {
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
  // Reads from the outage are delivered, too.
  await isRead(ana, 'sin Redis');
  await isRead(luis, 'tampoco yo');
  await ana.writes('otra vez');
  await luis.sees('otra vez');
  await isSent(ana, 'otra vez');
  await agree([ana, luis], ['sin Redis', 'tampoco yo', 'otra vez']);
});

test('after a server is killed, its page continues with the other one without a reload', async ({ several, signIn }) => {
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
