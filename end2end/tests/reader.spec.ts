import { test, expect } from './charla.ts';

test.use({ expectedComplaints: [/409/] });

test('a form from a page of another user is neither sent nor shown again', async ({ signIn, hasScripts }) => {
  test.skip(hasScripts, 'with scripts the page is left before');
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  await ana.composer.fill('solo para mí');
  const luis = { username: 'luis', password: 'secreto123' };
  expect((await ana.api('POST', '/api/auth/login/', luis)).status()).toBe(200);
  await ana.page.getByRole('button', { name: 'Enviar' }).click();
  await expect(ana.page.getByText('ha entrado otra persona')).toBeVisible();
  await expect(ana.page.getByText('solo para mí')).toHaveCount(0);
  const messages = await (await ana.api('GET', '/api/conversations/1/messages/')).json();
  expect(messages.results[0].content).not.toBe('solo para mí');
  await ana.page.getByRole('link', { name: 'Ir a los mensajes' }).click();
  await expect(ana.page).toHaveURL(/\/conversations$/);
});
