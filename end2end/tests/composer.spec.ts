import { test, expect } from './charla.ts';

test('without scripts the length of the field is limited, and the longest message fits', async ({ signIn, hasScripts }) => {
  const ana = await signIn('ana');
  await ana.goes('/conversations/1');
  if (hasScripts) {
    // A text that is too long stays in the field, so that the user can shorten it.
    await expect(ana.composer).not.toHaveAttribute('maxlength');
    await expect(ana.page.getByText('Como mucho 4000 caracteres')).toBeHidden();
    return;
  }
  await expect(ana.page.getByText('Como mucho 4000 caracteres')).toBeVisible();
  await expect(ana.composer).toHaveAttribute('maxlength', '8000');
  await ana.writes('🙂'.repeat(4_000));
  await ana.sees('🙂'.repeat(4_000));
});
