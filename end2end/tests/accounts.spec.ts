import { test, expect } from './charla.ts';
import { Server } from './server.ts';

test('a visitor is redirected to the login page, and after signing in to the requested page', async ({ visitor }) => {
  const ana = await visitor();
  await ana.goes('/conversations/1');
  await expect(ana.page).toHaveURL(/\/login\?next=/);
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  await expect(ana.bubble('Llego en 5 minutos')).toBeVisible();
});

test.describe('a wrong user name or password', () => {
  test.use({ expectedComplaints: [/401/] });

  test('is refused without saying which is wrong, and the user name stays in the field', async ({ visitor }) => {
    const ana = await visitor();
    for (const username of ['ana', 'nadie']) {
      await ana.goes('/login');
      await ana.page.getByLabel('Usuario').fill(username);
      await ana.page.getByLabel('Contraseña').fill('equivocada');
      await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await expect(ana.page.getByRole('alert')).toHaveText('Usuario o contraseña incorrectos');
      await expect(ana.page.getByLabel('Usuario')).toHaveValue(username);
      await expect(ana.page.getByLabel('Contraseña')).toHaveValue('');
    }
  });
});

test('a visitor registers as a provider and is signed in', async ({ visitor }) => {
  const eva = await visitor();
  await eva.goes('/register');
  await eva.page.getByLabel('Profesional').check();
  await eva.page.getByLabel('Nombre').fill('Eva');
  await eva.page.getByLabel('Apellidos').fill('Sanz');
  await eva.page.getByLabel('Usuario').fill('eva.sanz');
  await eva.page.getByLabel('Contraseña').fill('una frase larga');
  await eva.page.getByRole('button', { name: 'Crear cuenta' }).click();
  await expect(eva.page).toHaveURL(/\/conversations$/);
  await expect(eva.page.getByText('Aún no hay conversaciones')).toBeVisible();
});

test.describe('a registration that is refused', () => {
  test.use({ expectedComplaints: [/400/] });

  test('shows the reason at the field, and keeps the other values', async ({ visitor }) => {
    const eva = await visitor();
    await eva.goes('/register');
    await eva.page.getByLabel('Cliente').check();
    await eva.page.getByLabel('Nombre').fill('Eva');
    await eva.page.getByLabel('Usuario').fill('ana');
    await eva.page.getByLabel('Contraseña').fill('una frase larga');
    await eva.page.getByRole('button', { name: 'Crear cuenta' }).click();
    await expect(eva.page.getByText('Ya lo usa otra persona')).toBeVisible();
    await expect(eva.page.getByLabel('Nombre')).toHaveValue('Eva');
    await expect(eva.page.getByLabel('Cliente')).toBeChecked();
  });
});

test('signing out ends the session', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('button', { name: 'Cerrar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/login/);
  await ana.goes('/conversations/1');
  await expect(ana.page).toHaveURL(/\/login/);
});

test.describe('after the session has ended', () => {
  test.use({ expectedComplaints: [/401/] });

  test('a message is kept until the user has signed in again', async ({ signIn, hasScripts }) => {
    const ana = await signIn('ana');
    await ana.goes('/conversations/1');
    await ana.context.clearCookies({ name: 'session' });
    await ana.writes('Una dirección larga:\ncalle Mayor, 1');
    // With scripts the message stays in the outbox and is sent automatically; without scripts it stays in the form.
    if (!hasScripts) await expect(ana.page.getByText('tu mensaje te espera')).toBeVisible();
    await expect(ana.page).toHaveURL(/\/login/);
    await ana.page.getByLabel('Usuario').fill('ana');
    await ana.page.getByLabel('Contraseña').fill('secreto123');
    await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    if (!hasScripts) {
      await expect(ana.page.getByText('todavía no se ha enviado')).toBeVisible();
      await expect(ana.composer).toHaveValue('Una dirección larga:\ncalle Mayor, 1');
      await ana.page.getByRole('button', { name: 'Enviar' }).click();
    }
    await expect(ana.page).toHaveURL(/\/conversations\/1$/);
    await ana.sees('Una dirección larga: calle Mayor, 1');
    await expect(ana.bubble('Una dirección larga: calle Mayor, 1').getByText('Enviado')).toBeAttached();
    await expect(ana.composer).toHaveValue('');
  });
});

test('the language follows the browser, and can be changed', async ({ signIn }) => {
  const ana = await signIn('ana', { locale: 'en-GB' });
  await ana.goes('/conversations');
  await expect(ana.page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await expect(ana.page.locator('html')).toHaveAttribute('lang', 'en');
  await ana.page.getByLabel('Your account').click();
  await ana.page.getByRole('button', { name: 'Español' }).click();
  await expect(ana.page.getByRole('heading', { name: 'Mensajes' })).toBeVisible();
  await expect(ana.page).toHaveURL(/\/conversations$/);
});

test('the theme follows the system, and can be changed', async ({ signIn }) => {
  const ana = await signIn('ana', { colorScheme: 'light' });
  await ana.goes('/conversations/1');
  const paper = () => ana.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const chooses = async (name: string) => {
    await ana.page.getByLabel('Tu cuenta').click();
    await ana.page.getByRole('button', { name }).click();
    await expect(ana.page).toHaveURL(/\/conversations\/1$/);
  };
  const light = await paper();
  await chooses('Oscuro');
  await expect.poll(paper).not.toBe(light);
  const dark = await paper();
  await chooses('Claro');
  await expect.poll(paper).toBe(light);
  await chooses('Sistema');
  await ana.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(paper).toBe(dark);
});

test.describe('a shared initial password', () => {
  test.use({
    server: async ({}, use) => {
      const server = await Server.firstDay();
      await use(server);
      await server.remove();
    },
    expectedComplaints: [/400/],
  });

  test('must be replaced after signing in, before the requested page is shown', async ({ visitor }) => {
    const ana = await visitor();
    await ana.goes('/conversations/1');
    await ana.page.getByLabel('Usuario').fill('ana');
    await ana.page.getByLabel('Contraseña').fill('secreto123');
    await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await expect(ana.page.getByRole('heading', { name: 'Elige tu contraseña' })).toBeVisible();
    await expect(ana.page.getByText('otras personas también la conocen')).toBeVisible();
    await expect(ana.page.getByText('Ana García')).toBeVisible();
    await expect(ana.page.getByText('@ana')).toBeVisible();
    const field = ana.page.getByLabel('Contraseña nueva');
    const rule = 'De 8 a 200 caracteres; ni tu nombre ni una de las más usadas';
    await expect(field).toHaveAccessibleDescription(rule);
    for (const [password, problem] of [
      ['secreto123', 'Es la misma que ya tienes; elige otra'],
      ['iloveyou', 'Es de las más usadas o demasiado fácil de adivinar; elige otra'],
    ] as const) {
      await field.fill(password);
      await ana.page.getByRole('button', { name: 'Guardar' }).click();
      await expect(field).toHaveAccessibleDescription(problem);
      await expect(field).toHaveValue('');
    }
    await field.fill('una frase que solo sé yo');
    await ana.page.getByRole('button', { name: 'Guardar' }).click();
    await expect(ana.page).toHaveURL(/\/conversations\/1$/);
    await expect(ana.bubble('Llego en 5 minutos')).toBeVisible();
  });
});
