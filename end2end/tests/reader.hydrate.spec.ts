import { test, expect, type Person } from './charla.ts';

test.use({ expectedComplaints: [/40[139]|WebSocket/] });

/** By a program of the same browser, so that no page is loaded for it. */
async function signsInBeside(person: Person, username: string): Promise<void> {
  const answer = await person.api('POST', '/api/auth/login/', { username, password: 'secreto123' });
  expect(answer.status()).toBe(200);
}

/** In another tab of the same browser, which is then at the sign-in page. */
async function signsOutBeside(person: Person): Promise<Person> {
  const other = await person.opensTab('/people');
  await other.page.getByLabel('Tu cuenta').click();
  await other.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  return other;
}

/** Says that the tab is another account's now. */
const note = (person: Person) => person.page.getByRole('status').filter({ hasText: 'Ahora está abierta aquí la cuenta de' });

const reader = (person: Person) => person.page.locator('html').getAttribute('data-reader');

test('a page is left as soon as somebody else signs in beside it, and its words stay with their writer', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const hers = await reader(ana);
  await ana.composer.fill('solo para mí');
  await signsInBeside(ana, 'luis');
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await ana.ready();
  expect(await reader(ana)).not.toBe(hers);
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('');
  await signsInBeside(ana, 'ana');
  await expect(ana.page.locator(`html[data-reader="${hers}"][data-hydrated]`)).toBeAttached();
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('solo para mí');
});

test('a page that was frozen meanwhile is left when it wakes', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const hers = await reader(ana);
  const devtools = await ana.context.newCDPSession(ana.page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await signsInBeside(ana, 'luis');
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await ana.ready();
  expect(await reader(ana)).not.toBe(hers);
});

test('back leads to no page of somebody else', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  const hers = await reader(ana);
  await ana.page.goto(new URL('/favicon.svg', ana.page.url()).href);
  await signsInBeside(ana, 'luis');
  await ana.page.goBack();
  await ana.page.locator('html[data-reader][data-hydrated]:not([hidden])').waitFor();
  expect(await reader(ana)).not.toBe(hers);
});

test('a page that does not live yet is left, too, and keeps what was typed', async ({ signIn }) => {
  const ana = await signIn('ana');
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await ana.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await ana.page.goto(new URL('/conversations/1', (await ana.api('GET', '/healthz')).url()).href);
  const hers = await reader(ana);
  await ana.composer.fill('aún sin vida');
  await signsInBeside(ana, 'luis');
  await expect(ana.page).toHaveURL(/\/conversations$/);
  letGo();
  await ana.ready();
  await signsInBeside(ana, 'ana');
  await ana.page.locator(`html[data-reader="${hers}"][data-hydrated]:not([hidden])`).waitFor();
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('aún sin vida');
});

test('who signs out in one tab is signed out in the others at once, which say so and keep the words', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('sigo luego');
  const other = await signsOutBeside(ana);
  await expect(ana.page).toHaveURL(/\/login\?next=%2Fconversations%2F1/);
  await expect(ana.page.getByText('Se ha cerrado la sesión en este navegador.')).toBeVisible();
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations\/1$/);
  await expect(ana.composer).toHaveValue('sigo luego');
  // The other one, where nobody writes, follows.
  await expect(other.page).toHaveURL(/\/conversations$/);
});

test('a page that became another account’s says so, until the note is closed', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  await signsInBeside(ana, 'luis');
  await expect(note(ana)).toContainText('la cuenta de Luis Pérez. Lo que quedó sin enviar se guarda para la anterior.');
  await note(ana).getByRole('button').click();
  await expect(note(ana)).toHaveCount(0);
  await ana.page.reload();
  await ana.ready();
  await expect(ana.page.getByRole('heading', { name: 'Mensajes' })).toBeVisible();
  await expect(note(ana)).toHaveCount(0);
});

test('a tab that was signed out by another one says whose it is when somebody else signs in there', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await signsOutBeside(ana);
  await expect(ana.page).toHaveURL(/\/login/);
  await other.page.getByLabel('Usuario').fill('luis');
  await other.page.getByLabel('Contraseña').fill('secreto123');
  await other.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(note(ana)).toBeVisible();
  await expect(ana.page).toHaveURL(/\/conversations$/);
  // Who signed in there knows it.
  await expect(other.page).toHaveURL(/\/conversations$/);
  await other.ready();
  await expect(note(other)).toHaveCount(0);
});

test('who comes back to the same account is told nothing of another one', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await signsOutBeside(ana);
  await expect(ana.page).toHaveURL(/\/login/);
  await signsInBeside(ana, 'ana');
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await ana.ready();
  await expect(ana.composer).toBeVisible();
  await expect(note(ana)).toHaveCount(0);
});
