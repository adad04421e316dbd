import { test, expect, type Person } from './charla.ts';

test.use({ expectedComplaints: [/40[139]|WebSocket/] });

/** Signs a user in through the API with the cookies of this browser, without loading a page. */
async function signsInElsewhere(person: Person, username: string): Promise<void> {
  const answer = await person.api('POST', '/api/auth/login/', { username, password: 'secreto123' });
  expect(answer.status()).toBe(200);
}

/** Signs out in another tab, which is then at the login page. */
async function signsOutElsewhere(person: Person): Promise<Person> {
  const other = await person.opensTab('/people');
  await other.page.getByLabel('Tu cuenta').click();
  await other.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  return other;
}

/** The note that the tab belongs to another account now. */
const note = (person: Person) => person.page.getByRole('status').filter({ hasText: 'Ahora está abierta aquí la cuenta de' });

const reader = (person: Person) => person.page.locator('html').getAttribute('data-reader');

test('a page is left as soon as another user signs in, and its draft stays with its user', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const hers = await reader(ana);
  await ana.composer.fill('solo para mí');
  await signsInElsewhere(ana, 'luis');
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await ana.ready();
  expect(await reader(ana)).not.toBe(hers);
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('');
  await signsInElsewhere(ana, 'ana');
  await expect(ana.page.locator(`html[data-reader="${hers}"][data-hydrated]`)).toBeAttached();
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('solo para mí');
});

test('a frozen page is left when it wakes', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const hers = await reader(ana);
  const devtools = await ana.context.newCDPSession(ana.page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await signsInElsewhere(ana, 'luis');
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await ana.ready();
  expect(await reader(ana)).not.toBe(hers);
});

test('Back does not show a page of another user', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  const hers = await reader(ana);
  await ana.page.goto(new URL('/favicon.svg', ana.page.url()).href);
  await signsInElsewhere(ana, 'luis');
  await ana.page.goBack();
  await ana.page.locator('html[data-reader][data-hydrated]:not([hidden])').waitFor();
  expect(await reader(ana)).not.toBe(hers);
});

test('a page is left before hydration, too, and keeps the typed text', async ({ signIn }) => {
  const ana = await signIn('ana');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await ana.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await ana.page.goto(new URL('/conversations/1', (await ana.api('GET', '/healthz')).url()).href);
  const hers = await reader(ana);
  await ana.composer.fill('aún sin vida');
  await signsInElsewhere(ana, 'luis');
  await expect(ana.page).toHaveURL(/\/conversations$/);
  release();
  await ana.ready();
  await signsInElsewhere(ana, 'ana');
  await ana.page.locator(`html[data-reader="${hers}"][data-hydrated]:not([hidden])`).waitFor();
  await ana.goes('/conversations/1');
  await expect(ana.composer).toHaveValue('aún sin vida');
});

test('signing out in one tab signs out the others at once, which show a note and keep the draft', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('sigo luego');
  const other = await signsOutElsewhere(ana);
  await expect(ana.page).toHaveURL(/\/login\?next=%2Fconversations%2F1/);
  await expect(ana.page.getByText('Se ha cerrado la sesión en este navegador.')).toBeVisible();
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await ana.page.waitForURL(/\/conversations\/1$/);
  await expect(ana.composer).toHaveValue('sigo luego');
  // The other tab follows, because nothing is typed there.
  await expect(other.page).toHaveURL(/\/conversations$/);
});

test('a page of another account shows a note until it is closed', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  await signsInElsewhere(ana, 'luis');
  await expect(note(ana)).toContainText('la cuenta de Luis Pérez. Lo que quedó sin enviar se guarda para la anterior.');
  await note(ana).getByRole('button').click();
  await expect(note(ana)).toHaveCount(0);
  await ana.page.reload();
  await ana.ready();
  await expect(ana.page.getByRole('heading', { name: 'Mensajes' })).toBeVisible();
  await expect(note(ana)).toHaveCount(0);
});

test('a tab that another one signed out shows a note when another user signs in there', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await signsOutElsewhere(ana);
  await expect(ana.page).toHaveURL(/\/login/);
  await other.page.getByLabel('Usuario').fill('luis');
  await other.page.getByLabel('Contraseña').fill('secreto123');
  await other.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(note(ana)).toBeVisible();
  await expect(ana.page).toHaveURL(/\/conversations$/);
  // The tab in which Luis signed in needs no note.
  await expect(other.page).toHaveURL(/\/conversations$/);
  await other.ready();
  await expect(note(other)).toHaveCount(0);
});

test('there is no note when the same user signs in again', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  const other = await signsOutElsewhere(ana);
  await expect(ana.page).toHaveURL(/\/login/);
  await signsInElsewhere(ana, 'ana');
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await ana.ready();
  await expect(ana.composer).toBeVisible();
  await expect(note(ana)).toHaveCount(0);
});
