import { test, expect, type Person } from './charla.ts';
import type { Locator } from '@playwright/test';

/** Goes on from one thing to the next until this one has the focus. */
async function tabsTo(person: Person, place: Locator, key = 'Tab') {
  for (let n = 0; n < 120; n += 1) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await person.page.keyboard.press(key);
  }
  throw new Error(`${place} is not reached by ${key}`);
}

test('one signs in, opens, writes, reacts, answers and searches without a mouse', async ({ visitor }) => {
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
