// The diet: what is lost with few keys is the native engine's, and the page concludes from it.

import study from '../../../assets/fewkeys/tales.json' with { type: 'json' };
import { allNear } from './native.ts';
import { expect, long, onePage as test, saved, settled, visit } from './support.ts';

const text =
  'Lily had a red ball and a small dog. One day the dog ran away with the ball. Lily was sad, because she loved';

for (const [lang, seed] of [
  ['en', 1],
  ['zh', 2],
] as const)
  test(`few keys of a prompt, ${lang}`, long, async ({ page, native }) => {
    await visit(page, { lang, at: 'diet', door: 4, model: 'stories', text, seed });
    await settled(page);
    const panel = page.locator('pl-diet-panel');
    await panel.getByRole('button', { name: lang === 'en' ? 'Put it on a diet' : '开始节食' }).click();
    await expect(panel.locator('pl-figure[place=diet] .verdict')).toBeVisible({ timeout: 60_000 });
    const table = await saved(page, 'diet');
    const budgets = [0.1, 0.15, 0.25, 0.4, 0.6, 0.8, 1];
    const want = await native.call('stories', 'diet', { input: { text }, budgets, seed });
    for (const curve of want.curves) {
      const rows = table.rows.filter((r) => r[0] === curve.policy);
      allNear(
        rows.map((r) => r[2] as number),
        curve.fall,
        `nats lost, ${curve.policy}`,
      );
      expect(rows.at(-1)![2]).toBe(0); // all keys: the full model
    }
    // Kept words are marked, more of them with a larger budget.
    await panel.locator('select').selectOption('top');
    await expect(panel.getByText(lang === 'en' ? 'keeps other keys' : '每个头都留不同的键')).toBeVisible();
    await panel.locator('select').selectOption('gradient');
    const kept = panel.locator('.kept b');
    await panel.locator('input[type=range]').fill('1');
    await expect.poll(() => kept.count()).toBeLessThan(10);
    const few = await kept.count();
    await panel.locator('input[type=range]').fill('5');
    await expect.poll(() => kept.count()).toBeGreaterThan(few);
    await expect(panel.locator('pl-figure[place=share] pl-line-chart')).toBeVisible();
  });

test('what came of training with few keys is told, with its numbers', async ({ page }) => {
  await visit(page, { lang: 'en', at: 'diet', door: 4 });
  await settled(page);
  const figure = page.locator('pl-diet-panel pl-figure[place=trained]');
  await expect(figure.locator('.verdict')).toHaveCount(3);
  await expect(figure.getByRole('group', { name: 'How each way to train fares' }).locator('tr')).toHaveCount(
    study.ways.length + 1,
  );
  const table = await saved(page, 'trained');
  for (const way of study.ways) expect(table.rows.filter((r) => r[0] === way.way).map((r) => r[2])).toEqual(way.curve);
});

test('a translator is told that another model is wanted, one tap away', async ({ page }) => {
  await visit(page, { lang: 'en', at: 'diet', door: 4 });
  await settled(page);
  const panel = page.locator('pl-diet-panel');
  await panel.getByRole('button', { name: 'Open the story writer with an example' }).click();
  await expect(panel.getByRole('button', { name: 'Put it on a diet' })).toBeVisible({ timeout: 60_000 });
});
