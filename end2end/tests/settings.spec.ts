import { readFile } from 'node:fs/promises';
import { test, expect, type Person } from './charla.ts';

const section = (person: Person, name: string) => person.page.getByRole('region', { name, exact: true });

const status = (person: Person, name: string) => section(person, name).getByRole('status');

/** Presses a button of the settings, and waits for the next page. */
async function presses(person: Person, name: string, button: string): Promise<void> {
  await section(person, name).getByRole('button', { name: button, exact: true }).click();
  await person.page.waitForURL(/\/settings.*#/);
  await person.ready();
}

test('the account menu leads to the settings', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations');
  await ana.page.getByLabel('Tu cuenta').click();
  await ana.page.getByRole('link', { name: 'Ajustes' }).click();
  await expect(ana.page.getByRole('heading', { name: 'Ajustes', level: 1 })).toBeVisible();
  await expect(ana.page).toHaveTitle('(5) Ajustes · Charla');
  await expect(section(ana, 'Dispositivos').getByText('Este dispositivo')).toBeVisible();
});

test('other users see a changed name', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/settings');
  await expect(ana.page.getByLabel('Nombre')).toHaveValue('Ana');
  await expect(section(ana, 'Perfil').getByText('@ana')).toBeVisible();
  await ana.page.getByLabel('Nombre').fill('Anaïs');
  await ana.page.getByLabel('Apellidos').fill('del Río');
  await presses(ana, 'Perfil', 'Guardar');
  await expect(status(ana, 'Perfil')).toHaveText('Guardado');
  await expect(ana.page.getByLabel('Nombre')).toHaveValue('Anaïs');
  await luis.goes('/conversations');
  await expect(luis.row('Anaïs del Río')).toBeVisible();
});

test.describe('a refused name', () => {
  test.use({ expectedComplaints: [/400/] });

  test('stays in its field, with the error', async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/settings');
    const long = 'Larga '.repeat(12);
    await ana.page.getByLabel('Apellidos').fill(long);
    await presses(ana, 'Perfil', 'Guardar');
    await expect(section(ana, 'Perfil').getByRole('alert')).toHaveText('Revisa los campos señalados');
    await expect(ana.page.getByText('Como mucho 60 caracteres')).toBeVisible();
    await expect(ana.page.getByLabel('Apellidos')).toHaveValue(long);
    await ana.page.getByLabel('Apellidos').fill('Corta');
    await presses(ana, 'Perfil', 'Guardar');
    await expect(status(ana, 'Perfil')).toHaveText('Guardado');
  });
});

test('language and theme can be changed', async ({ signIn }) => {
  const ana = await signIn('ana', { colorScheme: 'light' });
  await ana.goes('/settings');
  await presses(ana, 'Idioma y apariencia', 'Oscuro');
  await expect(ana.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(status(ana, 'Idioma y apariencia')).toHaveText('Guardado');
  await presses(ana, 'Idioma y apariencia', 'English');
  await expect(ana.page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await expect(status(ana, 'Language and appearance')).toHaveText('Saved');
});

test('the preferences for Enter and sound can be changed, and are kept', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  const chosen = (name: string) => section(ana, 'Al escribir').getByRole('button', { name, exact: true, pressed: true });
  await expect(chosen('Envía')).toBeVisible();
  await expect(chosen('No')).toBeVisible();
  await presses(ana, 'Al escribir', 'Salta de línea; Ctrl+Intro envía');
  await presses(ana, 'Al escribir', 'Sí');
  await expect(status(ana, 'Al escribir')).toHaveText('Guardado');
  await ana.goes('/settings');
  await expect(chosen('Salta de línea; Ctrl+Intro envía')).toBeVisible();
  await expect(chosen('Sí')).toBeVisible();
  const cookies = await ana.context.cookies();
  for (const name of ['enter', 'sound']) {
    const days = (cookies.find((cookie) => cookie.name === name)!.expires - Date.now() / 1000) / 86_400;
    expect(Math.round(days)).toBe(365);
  }
});

test.describe('a change of the password', () => {
  // The refused requests of the page that was signed out.
  test.use({ expectedComplaints: [/403|401/] });

  test('signs out all other sessions', async ({ signIn, hasScripts }) => {
    const ana = await signIn('ana');
    const phone = await signIn('ana');
    await phone.goes('/conversations/1');
    await ana.goes('/settings');
    await ana.page.getByLabel('Contraseña actual').fill('secreto123');
    await ana.page.getByLabel('Contraseña nueva').fill('otra frase larga');
    await presses(ana, 'Cambiar la contraseña', 'Cambiar la contraseña');
    await expect(status(ana, 'Cambiar la contraseña')).toContainText('Contraseña cambiada');
    await expect(section(ana, 'Dispositivos').getByRole('listitem')).toHaveCount(1);
    // With scripts the other page notices without a reload.
    if (!hasScripts) await phone.page.reload();
    await expect(phone.page).toHaveURL(/\/login/);
    await ana.goes('/conversations/1');
    await ana.writes('sigo aquí');
    await ana.sees('sigo aquí');

    await phone.goes('/login');
    await phone.page.getByLabel('Usuario').fill('ana');
    await phone.page.getByLabel('Contraseña').fill('otra frase larga');
    await phone.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await expect(phone.page).toHaveURL(/\/conversations$/);
  });
});

test.describe('a wrong current password', () => {
  test.use({ expectedComplaints: [/400/] });

  test('is refused at its field, and no password is shown again', async ({ signIn }) => {
    const ana = await signIn('ana');
    await ana.goes('/settings');
    await ana.page.getByLabel('Contraseña actual').fill('equivocada');
    await ana.page.getByLabel('Contraseña nueva').fill('otra frase larga');
    await presses(ana, 'Cambiar la contraseña', 'Cambiar la contraseña');
    const field = ana.page.getByLabel('Contraseña actual');
    await expect(field).toHaveAccessibleDescription('No es tu contraseña actual');
    await expect(field).toHaveValue('');
    await expect(ana.page.getByLabel('Contraseña nueva')).toHaveValue('');
    await expect(status(ana, 'Cambiar la contraseña')).toHaveCount(0);
  });
});

test('one or all other devices can be signed out', async ({ signIn }) => {
  const ana = await signIn('ana');
  const [phone] = [await signIn('ana'), await signIn('ana')];
  await ana.goes('/settings');
  const devices = section(ana, 'Dispositivos').getByRole('listitem');
  await expect(devices).toHaveCount(3);
  await expect(devices.first()).toContainText('Este dispositivo');
  await expect(devices.first().getByRole('button')).toHaveCount(0);
  await devices.last().getByRole('button', { name: /Cerrar esta sesión/ }).click();
  await expect(status(ana, 'Dispositivos')).toHaveText('Hecho. Tu cuenta sigue abierta solo donde dice esta lista.');
  await expect(devices).toHaveCount(2);
  await ana.ready();
  const question = section(ana, 'Dispositivos').getByText('¿Cerrar la sesión en el otro dispositivo?');
  await expect(question).toBeHidden();
  await section(ana, 'Dispositivos').getByText('Cerrar las demás sesiones').click();
  await expect(question).toBeVisible();
  await section(ana, 'Dispositivos').getByRole('button', { name: 'Cancelar' }).click();
  await expect(question).toBeHidden();
  await section(ana, 'Dispositivos').getByText('Cerrar las demás sesiones').click();
  await expect(devices).toHaveCount(2);
  await presses(ana, 'Dispositivos', 'Cerrar 1 sesión');
  await expect(devices).toHaveCount(1);
  await expect(section(ana, 'Dispositivos').getByRole('button')).toHaveCount(0);
  await phone.goes('/conversations');
  await expect(phone.page).toHaveURL(/\/login/);
});

test('a device has the name of its browser and system', async ({ visitor }) => {
  const ana = await visitor();
  await ana.goes('/login');
  await ana.page.getByLabel('Usuario').fill('ana');
  await ana.page.getByLabel('Contraseña').fill('secreto123');
  await ana.page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await expect(ana.page).toHaveURL(/\/conversations$/);
  await ana.goes('/settings');
  await expect(section(ana, 'Dispositivos').getByText(/^Chrome · (Windows|Linux|macOS)$/)).toBeVisible();
});

test('the user’s data can be downloaded as a file', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/settings');
  const [download] = await Promise.all([
    ana.page.waitForEvent('download'),
    section(ana, 'Tus datos').getByRole('link', { name: 'Descargar mis datos' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^charla-ana-\d{4}-\d\d-\d\d\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(file.profile.username).toBe('ana');
  expect(file.conversations.length).toBe(4);
  const conversation = file.conversations[0];
  const seqs = conversation.messages.map((message: { seq: number }) => message.seq);
  expect(seqs).toEqual(seqs.map((_: number, place: number) => place + 1));
  await expect(ana.page).toHaveURL(/\/settings$/);
});

test.describe('too many downloads of the data', () => {
  test.use({ expectedComplaints: [/429/] });

  test('show an error on the page, which keeps working', async ({ signIn }) => {
    const ana = await signIn('ana');
    for (let n = 0; n < 3; n++) expect((await ana.api('GET', '/settings/data')).status()).toBe(200);
    await ana.goes('/settings');
    await section(ana, 'Tus datos').getByRole('link').click();
    await expect(section(ana, 'Tus datos').getByRole('alert')).toContainText(/^Han sido demasiadas veces seguidas\. Espera .+ y prueba otra vez\.$/);
    await ana.ready();
    await presses(ana, 'Perfil', 'Guardar');
    await expect(status(ana, 'Perfil')).toHaveText('Guardado');
  });
});
