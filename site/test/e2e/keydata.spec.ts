// Key training data: a model trained here reads planted facts; its texts are ranked and taken away.

import { expect, long, onePage as test, saved, settled, visit } from './support.ts';

const [methods, orders, texts] = [4, 5, 144];

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
    await expect(panel.locator('.ranks > div')).toHaveCount(methods, { timeout: 200_000 });
    const ranks = await saved(page, 'keydata');
    expect(ranks.rows.length).toBe(methods * texts);
    // Shared words find the texts that state the fact: they name it.
    const first = ranks.rows.filter((r) => r[0] === 'bm25').slice(0, 3);
    expect(first.map((r) => r[3])).toEqual([1, 1, 1]);
    expect(await panel.locator('.ranks > div').nth(2).locator('li b').count()).toBeGreaterThanOrEqual(3);
    await panel.getByRole('button', { name: again }).click();
    await expect(panel.locator('pl-figure[place=removed] .verdict')).toBeVisible({ timeout: 200_000 });
    await expect(panel.locator('pl-dot-rows circle')).toHaveCount((methods + 1) * orders);
    const runs = await saved(page, 'removed');
    for (const [, , p] of runs.rows) expect(p as number).toBeGreaterThan(0);
    // With nothing taken away and the first order, the probability is the one that the page stated.
    const kept = runs.rows.find((r) => r[0] === 'nothing')!;
    await expect(panel.locator('[role=status]').first()).toContainText(`${Math.round(100 * (kept[2] as number))}%`);
  });
