import { test, expect } from './charla.ts';

test('without scripts the field says how much fits, and any message that may be sent does', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  if (hasScripts) {
    // What is too long stays whole in the field, to be shortened there.
    await expect(ana.composer).not.toHaveAttribute('maxlength');
    await expect(ana.page.getByText('Como mucho 4000 caracteres')).toBeHidden();
    return;
  }
  await expect(ana.page.getByText('Como mucho 4000 caracteres')).toBeVisible();
  await expect(ana.composer).toHaveAttribute('maxlength', '8000');
  await ana.writes('🙂'.repeat(4_000));
  await ana.sees('🙂'.repeat(4_000));
});
