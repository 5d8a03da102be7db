// The stage in which word vectors are learned: the run is the native engine's, and its answers are those of the
// saved table.

import { expect, long, onePage as test, saved, settled, visit } from './support.ts';

for (const [lang, odd, colour] of [
  ['en', 'noodles', 'blue'],
  ['zh', '面条', '蓝色'],
] as const) {
  test(`words of the small world are learned, ${lang}`, long, async ({ page, native }) => {
    await visit(page, { lang, at: 'learn' });
    await settled(page);
    const panel = page.locator('pl-learn-panel');
    await panel.getByRole('button', { name: lang === 'en' ? 'Learn now' : '现在就学' }).click();
    await expect(panel.locator('pl-word-net')).toBeVisible({ timeout: 60_000 });
    const want = await native.call('zh-en', 'learn_words', { world: lang, architecture: 'skip_gram', seed: 1 });
    const map = await saved(page, 'learn');
    expect(map.rows.filter((r) => r[0] === 'network').map((r) => r[1])).toEqual(want.shown);
    expect(want.shown).toContain(colour);
    const loss = map.about.loss as number[];
    expect(loss.at(-1)!).toBeLessThan(0.7 * loss[0]!);
    expect(loss).toHaveLength(want.loss.length);
    expect(Math.abs(loss[0]! - want.loss[0]!.loss)).toBeLessThan(1e-4 * want.loss[0]!.loss);
    // Both ways find the stranger, and the sentence says so.
    await expect(panel.locator('.verdict').first()).toContainText(odd);
    const answers = await saved(page, 'odd');
    for (const from of ['network', 'counted'])
      expect(new Set(answers.rows.filter((r) => r[0] === from).map((r) => r[3]))).toEqual(new Set([odd]));
  });
}

test('a text of one’s own: too little says so, and the choice stands in the link', async ({ page }) => {
  await visit(page, { lang: 'en', at: 'learn' });
  await settled(page);
  const panel = page.locator('pl-learn-panel');
  await panel.locator('pl-text-field textarea').first().fill('A cat. A dog.');
  await panel.getByRole('button', { name: 'CBOW' }).click();
  await panel.getByRole('button', { name: 'Learn now' }).click();
  await expect(panel.getByRole('alert')).toContainText('Too little');
  await expect(page).toHaveURL(/learner=cbow/);
  await expect(page).toHaveURL(/corpus=A\+cat/);
});
