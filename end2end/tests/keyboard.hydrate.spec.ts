import { test, expect, type Person } from './charla.ts';
import type { Locator } from '@playwright/test';

// One test has a refused send.
test.use({ expectedComplaints: [/status of 400/] });

/** Presses the key until this element has the focus. */
async function tabsTo(person: Person, target: Locator, key = 'Tab') {
  for (let n = 0; n < 120; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await person.page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached by ${key}`);
}

test('the user signs in, opens, writes, reacts, answers and searches by keyboard only', async ({ visitor }) => {
  test.slow();
  const ana = await visitor();
  const { page } = ana;
  await ana.goes('/login');
  await tabsTo(ana, page.getByLabel('Usuario'));
  await page.keyboard.type('ana');
  await tabsTo(ana, page.getByLabel('Contraseña', { exact: true }));
  await page.keyboard.type('secreto123');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/conversations$/);
  await ana.ready();

  await tabsTo(ana, ana.row('Luis Pérez'));
  await page.keyboard.press('Enter');
  await expect(ana.composer).toBeFocused();
  await page.keyboard.type('con el teclado');
  await page.keyboard.press('Enter');
  await ana.sees('con el teclado');
  await expect(ana.composer).toBeFocused();

  const options = (text: string) => ana.bubble(text).getByRole('link', { name: 'Opciones del mensaje' });
  await tabsTo(ana, options('Llego en 5 minutos'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabsTo(ana, page.getByRole('button', { name: 'Me gusta' }));
  await page.keyboard.press('Enter');
  await expect(ana.bubble('Llego en 5 minutos').getByRole('button', { name: /^👍 1: Ana/ })).toBeVisible();

  await tabsTo(ana, options('Llego en 5 minutos'));
  await page.keyboard.press('Enter');
  await tabsTo(ana, page.getByRole('group', { name: 'Opciones del mensaje' }).getByRole('link', { name: 'Responder' }));
  await page.keyboard.press('Enter');
  await expect(ana.composer).toBeFocused();
  await page.keyboard.type('¡Vale!');
  await page.keyboard.press('Enter');
  await ana.sees('¡Vale!');

  await tabsTo(ana, ana.panel.getByRole('searchbox'), 'Shift+Tab');
  await page.keyboard.type('teclado');
  const hit = ana.panel.getByRole('link').filter({ hasText: 'con el teclado' });
  await tabsTo(ana, hit);
  await page.keyboard.press('Enter');
  await expect(ana.bubble('con el teclado')).toBeInViewport();
});

test('after each action on a message by keyboard the focus is on the message or in the composer', async ({ signIn }) => {
  test.slow();
  const ana = await signIn('ana');
  const { page } = ana;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} } });
  });
  await ana.goes('/conversations/1');
  await ana.writes('de mi puño');
  await expect(ana.bubble('de mi puño').getByText(/^(Enviado|Leído)$/)).toBeAttached();
  const options = ana.page.getByRole('group', { name: 'Opciones del mensaje' });
  const opener = (text: string) => ana.bubble(text).getByRole('link', { name: 'Opciones del mensaje' });
  const opens = async (text: string) => {
    await opener(text).focus();
    await page.keyboard.press('Enter');
    await expect(options).toBeVisible();
  };
  const chooses = async (target: Locator) => {
    await tabsTo(ana, target);
    await page.keyboard.press('Enter');
  };

  await opens('Llego en 5 minutos');
  await chooses(options.getByRole('button', { name: 'Me gusta' }));
  const reaction = ana.bubble('Llego en 5 minutos').getByRole('button', { name: /^👍 1: Ana/ });
  await expect(reaction).toBeVisible();
  await expect(opener('Llego en 5 minutos')).toBeFocused();
  await reaction.focus();
  await page.keyboard.press('Enter');
  await expect(reaction).toHaveCount(0);
  await expect(opener('Llego en 5 minutos')).toBeFocused();

  await opens('Llego en 5 minutos');
  await chooses(options.getByRole('button', { name: 'Copiar' }));
  await expect(options).toHaveCount(0);
  await expect(opener('Llego en 5 minutos')).toBeFocused();

  await opens('Llego en 5 minutos');
  await chooses(options.getByRole('link', { name: 'Responder' }));
  await expect(ana.composer).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(ana.composer).toBeFocused();

  await opens('de mi puño');
  await chooses(options.getByRole('link', { name: 'Editar' }));
  await expect(ana.composer).toBeFocused();
  await page.keyboard.type(' y letra');
  await page.keyboard.press('Enter');
  await ana.sees('de mi puño y letra');
  await expect(ana.composer).toBeFocused();

  await opens('de mi puño y letra');
  await chooses(options.getByRole('link', { name: 'Borrar' }));
  await chooses(options.getByRole('link', { name: 'Cancelar' }));
  await expect(opener('de mi puño y letra')).toBeFocused();
  await opens('de mi puño y letra');
  await chooses(options.getByRole('link', { name: 'Borrar' }));
  await chooses(options.getByRole('button', { name: 'Borrar' }));
  await expect(ana.bubble('Mensaje borrado')).toBeFocused();
});

test('the focus stays in the conversation when the focused element is removed', async ({ signIn }) => {
  const ana = await signIn('ana', { viewport: { width: 1280, height: 300 } });
  const { page } = ana;
  await page.route('**/fn/send', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"Refused":{"error":"message_not_found"}}' }));
  await ana.goes('/conversations/1');
  await ana.writes('no sale');
  await ana.bubble('no sale').getByRole('button', { name: 'Borrar' }).focus();
  await page.keyboard.press('Enter');
  await expect(ana.bubble('no sale')).toHaveCount(0);
  await expect(ana.composer).toBeFocused();

  await ana.log.evaluate((log) => log.scrollTo(0, -600));
  await page.getByRole('link', { name: 'Ir a los más recientes' }).focus();
  await page.keyboard.press('Enter');
  await expect(ana.log).toBeFocused();
});
