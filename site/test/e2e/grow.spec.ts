// The stage in which a model is trained: the page's run is the native engine's, it pauses, survives the loss of its
// engine, and its result opens in all doors.

import type { Page } from '@playwright/test';
import { expect, onePage as test, saved, settled, shown, visit, long } from './support.ts';

const place = { door: 4, at: 'grow', world: 7 };

/** Waits until the run has made so many steps. */
async function trained(page: Page, steps: number): Promise<void> {
  await expect
    .poll(async () => (await saved(page, 'grow')).rows.length, { timeout: 120_000, intervals: [1000] })
    .toBeGreaterThanOrEqual(steps);
}

test(
  'a run is the native engine’s, goes on after its engine is lost, and opens as a model',
  long,
  async ({ page, native }) => {
    test.slow();
    await visit(page, { lang: 'zh', ...place });
    await settled(page);
    const panel = page.locator('pl-grow-panel');
    await expect(panel.getByRole('status').first()).toContainText('还没有开始训练');
    const before = page.workers().length;
    await panel.getByRole('button', { name: '训练', exact: true }).click();
    await trained(page, 60);
    // A look at what it answers by now, and at its attention.
    await expect(panel.locator('ul[aria-label] > li').first()).toContainText(/[✓✗]/, { timeout: 120_000 });
    await expect(panel.locator('pl-attention-matrix')).toBeVisible();
    // Its engine is lost: the run goes on from the last look.
    const own = page.workers();
    expect(own.length).toBe(before + 1);
    const dead = own.at(-1)!;
    const done = (await saved(page, 'grow')).rows.length;
    await dead.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed by the test');
      });
    });
    await expect.poll(() => page.workers().includes(dead)).toBe(false);
    await expect.poll(() => page.workers().length).toBe(before + 1); // another engine has taken over
    await trained(page, done + 40);
    await panel.getByRole('button', { name: '暂停' }).click();
    // The steps under way when it is paused are made.
    let run = await saved(page, 'grow');
    const rests = async () => run.rows.length === (run = await saved(page, 'grow')).rows.length;
    await expect.poll(rests, { intervals: [800] }).toBe(true);
    const loss = run.rows.map((r) => r[1] as number);
    expect(run.rows.map((r) => r[0])).toEqual(loss.map((_, i) => i + 1));
    await native.call('world', 'world_begin', { seed: 7, language: 'zh', steps: run.about.steps as number });
    const want = await native.call('world', 'world_steps', { steps: 20 });
    want.loss.forEach((l, i) => expect(Math.abs(loss[i]! - l), `loss of step ${i + 1}`).toBeLessThan(1e-4));
    expect(loss.at(-1)!).toBeLessThan(0.7 * loss[0]!);

    await panel.getByRole('button', { name: '走一步' }).click();
    await expect.poll(async () => (await saved(page, 'grow')).rows.length).toBe(loss.length + 1);

    await expect(page).toHaveURL(/world=7/);
    await panel.getByRole('button', { name: '在所有的门里打开它' }).click();
    await expect.poll(async () => (await shown(page)).info?.name).toBe('world-live');
    await settled(page);

    // Kept where the reader says so, in the list of models, with its size and what it is; opened from there, and gone.
    await panel.getByRole('button', { name: '保存在本机' }).click();
    await expect(panel.getByRole('status').filter({ hasText: '模型列表' })).toBeVisible();
    const bench = page.locator('pl-bench');
    const list = bench.locator('pl-kept');
    await bench.locator('.chip[aria-haspopup=dialog]').click();
    await expect(list.locator('li').filter({ hasText: '在这里训练的' })).toContainText(/zh · 7 · \d+.*MB/s);
    await list.getByRole('button', { name: '打开' }).click();
    await expect.poll(async () => (await shown(page)).own).toContain('zh · 7 ·');
    await settled(page);
    await bench.locator('.chip[aria-haspopup=dialog]').click();
    await list.getByRole('button', { name: '全部清除' }).click();
    await expect(list.locator('li').filter({ hasText: '在这里训练的' })).toHaveCount(0);
    await page.keyboard.press('Escape');

    await panel.getByRole('button', { name: '重新开始' }).click();
    await expect(panel.getByRole('status').first()).toContainText('还没有开始训练');
  },
);
