import { test, expect } from './charla.ts';

// Browsers log refused requests on the console.
test.use({ expectedComplaints: [/status of 409/] });

test('the sender edits a message: both members see the new text and that it was edited', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.writes('Quedamos a las 9');
  await ana.sees('Quedamos a las 9');
  await ana.chooses('Quedamos a las 9', 'Editar');
  await expect(ana.composer).toHaveValue('Quedamos a las 9');
  await ana.composer.fill('Quedamos a las 10');
  await ana.page.getByRole('button', { name: 'Guardar' }).click();
  for (const person of [ana, luis]) {
    await person.sees('Quedamos a las 10');
    await expect(person.bubble('Quedamos a las 10').getByText('Editado')).toBeVisible();
    await expect(person.bubble('Quedamos a las 9')).toHaveCount(0);
  }
  await expect(ana.composer).toHaveValue('');
});

test('the sender deletes a message after a confirmation: its text is gone for both members', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.writes('Mi clave es 1234');
  await luis.sees('Mi clave es 1234');
  await ana.chooses('Mi clave es 1234', 'Borrar');
  await expect(ana.log.getByText('¿Borrarlo para todos?')).toBeVisible();
  await expect(ana.bubble('Mi clave es 1234')).toBeVisible();
  await ana.log.getByRole('button', { name: 'Borrar' }).click();
  for (const person of [ana, luis]) {
    await person.sees('Mensaje borrado');
    await expect(person.page.getByText('Mi clave es 1234')).toHaveCount(0);
    await expect(person.bubble('Mensaje borrado').getByRole('link', { name: 'Opciones del mensaje' })).toHaveCount(0);
  }
  expect(await luis.page.content()).not.toContain('Mi clave');
});

test('a message of another member can be answered and reacted to, but not edited or deleted', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.opensOptions('Llego en 5 minutos');
  const options = ana.page.getByRole('group', { name: 'Opciones del mensaje' });
  await expect(options.getByRole('link', { name: 'Responder' })).toBeVisible();
  await expect(options.getByText(/Editar|Borrar/)).toHaveCount(0);
});

test('a reaction shows to both members; each has at most one, and can remove it', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await luis.goes('/conversations/1');
  await ana.goes('/conversations/1');
  const text = 'Llego en 5 minutos';
  const reaction = (person: typeof ana, name: RegExp) => person.bubble(text).getByRole('button', { name });
  await ana.opensOptions(text);
  await ana.page.getByRole('button', { name: 'Gracias' }).click();
  await expect(reaction(ana, /^🙏 1: Ana/)).toHaveAttribute('aria-pressed', 'true');
  if (!hasScripts) await luis.page.reload();
  await expect(reaction(luis, /^🙏 1: Ana/)).toHaveAttribute('aria-pressed', 'false');
  await reaction(luis, /^🙏 1: Ana/).click();
  await expect(reaction(luis, /^🙏 2: Ana, Luis/)).toHaveAttribute('aria-pressed', 'true');
  await ana.opensOptions(text);
  await ana.page.getByRole('button', { name: 'Lo celebro' }).click();
  await expect(reaction(ana, /^🎉 1: Ana/)).toBeVisible();
  await expect(reaction(ana, /^🙏 1: Luis/)).toBeVisible();
  await reaction(ana, /^🎉 1: Ana/).click();
  await expect(reaction(ana, /🎉/)).toHaveCount(0);
});

test('an answer shows the quoted message, and leads to it', async ({ signIn }) => {
  const ana = await signIn('ana');
  const luis = await signIn('luis');
  await ana.goes('/conversations/1');
  await luis.goes('/conversations/1');
  await ana.chooses('Llego en 5 minutos', 'Responder');
  await expect(ana.page.getByText('Respondes a Luis Pérez')).toBeVisible();
  await ana.writes('Vale, te espero');
  for (const person of [ana, luis]) {
    await person.sees('Vale, te espero');
    await expect(person.bubble('Vale, te espero').locator('.quote')).toContainText('Llego en 5 minutos');
  }
  await expect(ana.page.getByText('Respondes a')).toHaveCount(0);
  await luis.bubble('Vale, te espero').locator('.quote').click();
  await expect(luis.bubble('Llego en 5 minutos').first()).toBeInViewport();
});

test('an edit of a deleted message shows an error, and keeps the typed text', async ({ signIn }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.writes('Uno');
  await ana.sees('Uno');
  await ana.chooses('Uno', 'Editar');
  const seq = (await (await ana.api('GET', '/api/conversations/1/messages/?limit=1')).json()).results[0].seq;
  await ana.composer.fill('Otro');
  // The message is deleted on another device in the meantime.
  expect((await ana.api('DELETE', `/api/conversations/1/messages/${seq}/`)).status()).toBe(200);
  await ana.page.getByRole('button', { name: 'Guardar' }).click();
  await expect(ana.page.getByRole('alert')).toContainText('Ese mensaje se borró');
  await expect(ana.composer).toHaveValue('Otro');
});
