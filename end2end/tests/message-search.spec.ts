import { test, expect, type Person } from './charla.ts';

const box = (person: Person) => person.panel.getByRole('searchbox', { name: 'Buscar personas y mensajes' });
const people = (person: Person) => person.rows(person.panel.getByRole('list', { name: 'Personas' }));
const hits = (person: Person) => person.page.getByRole('list', { name: 'Mensajes' }).getByRole('link');
const found = (person: Person) => person.page.getByRole('region', { name: 'Buscar en esta conversación' });

async function searches(person: Person, text: string) {
  await box(person).fill(text);
  await box(person).press('Enter');
}

async function writesMany(person: Person, count: number) {
  for (let n = 1; n <= count; n += 1) {
    const answer = await person.api('POST', '/api/conversations/1/messages/', { content: `recibo número ${n}` });
    expect(answer.status()).toBe(201);
  }
}

test('a word finds people and messages, and is highlighted', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await searches(ana, 'JOSE');
  await expect(people(ana)).toHaveCount(1);
  await expect(people(ana).locator('mark')).toHaveText('José');
  await expect(hits(ana)).toHaveCount(1);
  await expect(hits(ana)).toContainText('José Núñez');
  await expect(hits(ana).locator('.row-preview')).toHaveText('Tú: Hola José');
  await expect(hits(ana).locator('mark')).toHaveText('José');
  await hits(ana).click();
  await expect(ana.page).toHaveURL(/\/conversations\/2\?around=2$/);
});

test('a search finds accents, other scripts and signs', async ({ signIn }) => {
  const ana = await signIn('ana');
  for (const content of ['La cañería del 2º', '下午的会议改到三点', 'al 100% 👨‍👩‍👧']) {
    await ana.api('POST', '/api/conversations/1/messages/', { content });
  }
  for (const [query, mark] of [
    ['CANERIA', 'cañería'],
    ['会议', '会议'],
    ['100%', '100%'],
    ['👩', '👨‍👩‍👧'],
  ] as const) {
    await ana.goes(`/conversations?q=${encodeURIComponent(query)}`);
    await expect(hits(ana).locator('mark')).toHaveText(mark);
  }
});

test('a long message is shown around the match', async ({ signIn }) => {
  const ana = await signIn('ana');
  const content = `${'palabra '.repeat(60)}aguja ${'palabra '.repeat(60)}`;
  await ana.api('POST', '/api/conversations/1/messages/', { content });
  await ana.goes('/conversations?q=aguja');
  const text = (await hits(ana).locator('.row-preview').innerText()).trim();
  expect(text).toMatch(/^Tú: …palabra.* aguja palabra .*palabra…$/);
  expect(text.length).toBeLessThanOrEqual(170);
});

test('more results can be loaded, up to the first message', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  await writesMany(ana, 45);
  await ana.goes('/conversations?q=recibo');
  await expect(hits(ana)).toHaveCount(20);
  const more = ana.page.getByRole('link', { name: 'Más resultados' });
  for (const [inPlace, alone] of [[40, 20], [45, 5]] as const) {
    await more.click();
    await expect(hits(ana)).toHaveCount(hasScripts ? inPlace : alone);
  }
  await expect(hits(ana).last()).toContainText('recibo número 1');
  await expect(more).toHaveCount(0);
});

test('a search without results shows a hint', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations?q=zzz');
  await expect(ana.panel.getByText('Sin resultados')).toBeVisible();
  await expect(ana.panel.getByText('Prueba con otro nombre u otra palabra')).toBeVisible();
  await ana.goes('/conversations?q=lopez');
  await expect(people(ana)).toHaveCount(1);
  await expect(ana.panel.getByText('Ningún mensaje contiene lo que buscas.')).toBeVisible();
});

test('the user searches in one conversation, and returns to it', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.page.getByRole('link', { name: 'Buscar en esta conversación' }).click();
  await expect(ana.page).toHaveURL(/\/conversations\/1\?find=$/);
  const field = found(ana).getByRole('searchbox');
  await expect(field).toBeFocused();
  await expect(ana.composer).toBeHidden();
  await field.fill('hola');
  await field.press('Enter');
  await expect(hits(ana)).toHaveCount(1);
  await expect(hits(ana)).toContainText('Hola Luis, ¿puedes venir mañana?');
  await expect(hits(ana).locator('mark')).toHaveText('Hola');
  await field.fill('zzz');
  await field.press('Enter');
  await expect(found(ana).getByText('Prueba con otra palabra')).toBeVisible();
  await found(ana).getByRole('link', { name: 'Cerrar la búsqueda' }).click();
  await expect(found(ana)).toHaveCount(0);
  await expect(ana.composer).toBeVisible();
  if (hasScripts) await expect(ana.page.getByRole('link', { name: 'Buscar en esta conversación' })).toBeFocused();
});

test('a result in the conversation leads to its message', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1?find=calle');
  await hits(ana).click();
  await expect(ana.page).toHaveURL(/\/conversations\/1\?around=5$/);
  await expect(ana.composer).toBeVisible();
  await expect(found(ana)).toHaveCount(0);
});
