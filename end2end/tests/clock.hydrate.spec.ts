import { test, expect, type Person } from './charla.ts';

const HOUR = 3_600_000;

/** Sets Ana's clock ahead by `off` milliseconds. */
async function withClock(ana: Person, off: number) {
  await ana.page.clock.install({ time: Date.now() + off });
}

for (const [name, off] of [
  ['three hours ahead', 3 * HOUR],
  ['three hours behind', -3 * HOUR],
  ['a day ahead', 24 * HOUR],
  ['a day behind', -24 * HOUR],
] as const) {
  test(`days and times are the server’s if the user’s clock is ${name}`, async ({ signIn }) => {
    const ana = await signIn('ana');
    const luis = await signIn('luis');
    await withClock(ana, off);
    await ana.goes('/conversations/1');
    await luis.api('POST', '/api/conversations/1/messages/', { content: 'de Luis' });
    await ana.sees('de Luis');
    await expect(ana.log.locator('.day-name').last()).toHaveText('Hoy');
    // The message is not sent yet: its time comes from the client.
    await ana.page.route('**/fn/send', (route) => new Promise(() => void route));
    await ana.writes('de Ana');
    await expect(ana.log.locator('.day-name').last()).toHaveText('Hoy');
    const row = ana.row('Luis Pérez').locator('time');
    await expect(row).toHaveText(/^\d\d:\d\d$/);
    const shown = await ana.bubble('de Ana').locator('time').getAttribute('datetime');
    expect(Math.abs(new Date(shown!).getTime() - Date.now())).toBeLessThan(60_000);
    await expect(row).toHaveText(await ana.bubble('de Ana').locator('time').innerText());
  });
}

for (const off of [20 * 60_000, -20 * 60_000]) {
  test(`a message can be edited and deleted with a clock that is off by ${off / 60_000} minutes`, async ({ signIn }) => {
    const ana = await signIn('ana');
    await withClock(ana, off);
    await ana.goes('/conversations/1');
    await ana.writes('con errata');
    await expect(ana.bubble('con errata').getByText('Enviado')).toBeAttached();
    await ana.opensOptions('con errata');
    const options = ana.page.getByRole('group', { name: 'Opciones del mensaje' });
    await expect(options.getByRole('link', { name: 'Editar' })).toBeVisible();
    await expect(options.getByRole('link', { name: 'Borrar' })).toBeVisible();
    await ana.page.keyboard.press('Escape');
    await ana.composer.press('ArrowUp');
    await expect(ana.composer).toHaveValue('con errata');
  });
}

test('a page that was rendered in another time zone switches to the browser’s zone after hydration', async ({ signIn, url }) => {
  const ana = await signIn('ana', { timezoneId: 'Pacific/Pago_Pago' });
  await ana.context.addCookies([
    { name: 'time_zone', value: 'Pacific/Kiritimati', url },
    { name: 'utc_offset', value: '840', url },
  ]);
  await ana.goes('/conversations/1');
  const time = ana.bubble('Llego en 5 minutos').locator('time');
  const sent = new Date((await time.getAttribute('datetime'))!);
  const format = new Intl.DateTimeFormat('es', { timeZone: 'Pacific/Pago_Pago', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  await expect(time).toHaveText(format.format(sent));
  const cookies = await ana.context.cookies();
  expect(cookies.find(({ name }) => name === 'time_zone')?.value).toBe('Pacific/Pago_Pago');
  expect(cookies.find(({ name }) => name === 'utc_offset')).toBeUndefined();
});
