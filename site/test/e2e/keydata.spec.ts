// Key training data: a model trained here reads planted facts; its texts are ranked and taken away.

import { allNear } from './native.ts';
import { expect, long, onePage as test, saved, settled, visit } from './support.ts';

const [methods, orders, texts] = [4, 5, 144];
/** Removals: one a method, none, and of those against the answer. */
const removals = methods + 2;

for (const [lang, start, again] of [
  ['en', 'Train it and plant facts', 'Train again'],
  ['zh', '训练，放进新事实', '各拿掉'],
] as const)
  test(`texts behind an answer, ranked and taken away, ${lang}`, long, async ({ page }) => {
    test.setTimeout(420_000);
    await visit(page, { lang, at: 'keydata', door: 3 });
    await settled(page);
    const panel = page.locator('pl-keydata-panel');
    await panel.getByRole('button', { name: start }).click();
    await expect(panel.locator('.ranks > div')).toHaveCount(methods + 1, { timeout: 200_000 });
    const ranks = await saved(page, 'keydata');
    expect(ranks.rows.length).toBe(methods * texts);
    // Shared words find the texts that state the fact: they name it.
    const first = ranks.rows.filter((r) => r[0] === 'bm25').slice(0, 3);
    expect(first.map((r) => r[3])).toEqual([1, 1, 1]);
    expect(await panel.locator('.ranks > div').nth(2).locator('li b').count()).toBeGreaterThanOrEqual(3);
    // Those against the answer are the end of the same ranking.
    const pulls = ranks.rows.filter((r) => r[0] === 'tracin');
    await expect(panel.locator('.against li').first()).toHaveText(pulls.at(-1)![4] as string);
    expect(pulls.at(-1)![2] as number).toBeLessThan(0);
    await panel.getByRole('button', { name: again }).click();
    await expect(panel.locator('pl-figure[place=removed] .verdict')).toHaveCount(2, { timeout: 200_000 });
    await expect(panel.locator('pl-dot-rows circle')).toHaveCount(removals * orders);
    const runs = await saved(page, 'removed');
    for (const [, , p] of runs.rows) expect(p as number).toBeGreaterThan(0);
    // With nothing taken away and the first order, the probability is the one that the page stated.
    const kept = runs.rows.find((r) => r[0] === 'nothing')!;
    await expect(panel.locator('[role=status]').first()).toContainText(`${Math.round(100 * (kept[2] as number))}%`);
  });

for (const [lang, text, start] of [
  ['en', 'The dog sleeps under the table.', 'Look for similar sentences'],
  ['zh', '我每天早上喝茶。', '找相似的句子'],
] as const)
  test(`sentences that the open model holds alike, ${lang}`, async ({ page, native }) => {
    test.slow(); // both engines read all of them
    await visit(page, { lang, at: 'alike', door: 3, text });
    await settled(page);
    const figure = page.locator('pl-keydata-panel pl-figure[place=alike]');
    await figure.getByRole('button', { name: start }).click();
    await expect(figure.locator('.verdict')).toBeVisible({ timeout: 90_000 });
    await expect(figure.locator('.ranks > div')).toHaveCount(2); // inside the model, by words
    const { rows } = await saved(page, 'alike');
    await expect(figure.locator('.ranks li').first()).toContainText(rows[0]![0] as string);
    const texts = rows.map((r) => r[0] as string);
    expect(texts.length).toBeGreaterThan(300);
    const want = await native.call('zh-en', 'similar', { input: { text }, texts });
    for (const [column, key] of [
      [1, 'cosines'],
      [2, 'words'],
    ] as const)
      allNear(
        rows.map((r) => r[column] as number),
        want[key],
        key,
      );
  });
