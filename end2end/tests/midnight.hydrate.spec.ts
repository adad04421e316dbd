import { test, expect } from './charla.ts';

test('"Today" becomes "Yesterday" at midnight without a reload', async ({ signIn }) => {
  const ana = await signIn('ana', { timezoneId: 'UTC' });
  await ana.api('POST', '/api/conversations/1/messages/', { content: 'nos vemos mañana' });
  await ana.page.clock.install();
  await ana.goes('/conversations/1');
  const day = ana.log.locator('.day-name').last();
  const time = ana.row('Luis Pérez').locator('time');
  await expect(day).toHaveText('Hoy');
  await expect(time).toHaveText(/^\d\d:\d\d$/);
  const midnight = new Date().setUTCHours(24, 0, 0, 0);
  await ana.page.clock.fastForward(midnight - Date.now() + 60_000);
  await expect(day).toHaveText('Ayer');
  await expect(time).toHaveText('ayer');
});

test('the time is in the reader’s time zone', async ({ signIn }) => {
  const luis = await signIn('luis');
  await luis.api('POST', '/api/conversations/1/messages/', { content: 'qué hora es' });
  const sent = new Date((await (await luis.api('GET', '/api/conversations/1/messages/')).json()).results[0].created_at);
  for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
    const ana = await signIn('ana', { timezoneId });
    await ana.goes('/conversations/1');
    const format = new Intl.DateTimeFormat('es', { timeZone: timezoneId, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    await expect(ana.bubble('qué hora es').locator('time')).toHaveText(format.format(sent));
  }
});
