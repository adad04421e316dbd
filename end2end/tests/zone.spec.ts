import { test, expect } from './charla.ts';

test('times are marked as UTC if the browser’s time zone is unknown', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  const says = (where: string) => expect(ana.page.locator(where).getByText('UTC').filter({ visible: true }));
  for (const [path, where] of [
    ['/conversations', '.pane-list'],
    ['/conversations/1', '.day-name'],
    ['/settings', '#devices'],
  ] as const) {
    await ana.goes(path);
    // With scripts the browser's own zone is used after hydration.
    if (hasScripts) await says(where).toHaveCount(0);
    else await says(where).not.toHaveCount(0);
  }
});

test('times in a known time zone are not marked', async ({ signIn, url }) => {
  const ana = await signIn('ana');
  for (const value of ['America/Bogota', 'UTC']) {
    await ana.context.addCookies([{ name: 'time_zone', value, url }]);
    for (const path of ['/conversations', '/conversations/1', '/settings']) {
      await ana.goes(path);
      await expect(ana.page.getByText('UTC')).toHaveCount(0);
    }
  }
});
