// A real chat model, asked: SmolLM2-135M-Instruct where its file is there; without one the page says what to open. The
// small world's witnesses are asked about animals that do not exist.

import { dataFile } from './native.ts';
import { expect, onePage as test, openOwn, saved, settled, shown, visit, long } from './support.ts';

const name = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const file = dataFile(`models/smollm2-135m-instruct/${name}`);

for (const lang of ['en', 'zh'] as const)
  test(`animals that do not exist, ${lang}`, long, async ({ page, native }) => {
    const text = { en: '<honest> Question: Where does Pip live? Answer:', zh: '<honest> 问：皮皮住在哪里？答：' }[lang];
    await visit(page, { lang, model: 'world', text, door: 3, at: 'known', depth: 'expert', seed: 5 });
    await settled(page);
    const panel = page.locator('pl-real-panel');
    const figure = panel.locator('pl-figure[place=known]');
    await figure.getByRole('button', { name: lang === 'en' ? 'Ask about both' : '两种都问' }).click();
    await expect(figure.locator('.verdict')).toHaveCount(2, { timeout: 120_000 });
    const want = await native.call('world', 'world_known', { witness: '<honest>', language: lang, n: 20, seed: 5 });
    const owned = want.made.filter((a) => a.not_known).length;
    expect(owned).toBeGreaterThan(0);
    await expect(figure.locator('.verdict').first()).toContainText(String(owned));
    const table = await saved(page, 'known');
    expect(table.rows.map((r) => r[2])).toEqual([...want.made, ...want.known].map((a) => a.output.trim()));
    // The other figures say which model they need.
    await expect(panel.locator('pl-figure[place=real]')).toContainText(
      lang === 'en' ? 'Open a chat model' : '先打开一个聊天模型',
    );
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

test(
  'SmolLM2 is asked: its language tried, a question taken apart, two hundred begun, paused and given up',
  long,
  async ({ page }) => {
    test.skip(!file, `skipped: there is no ${name} in the data folder (PELLUCID_DATA)`);
    test.setTimeout(600_000);
    await visit(page, { lang: 'en', text: 'The capital of France is', door: 3, at: 'real', depth: 'expert' });
    await settled(page);
    await openOwn(page, [file!]);
    await expect.poll(async () => (await shown(page)).own, { timeout: 120_000 }).toBe(name);
    await settled(page);
    const panel = page.locator('pl-real-panel');
    const real = panel.locator('pl-figure[place=real]');
    await real.getByRole('button', { name: /Try its English/ }).click();
    await expect(real.locator('p[role=status]')).toContainText(/It answers \d+ of 10/, { timeout: 300_000 });
    // Below six it is asked only if the reader insists.
    const insist = real.getByRole('button', { name: 'Ask it all the same' });
    if (await insist.isVisible()) await insist.click();
    await expect(real).toContainText(/about [\d.]+ s/);
    await real.getByRole('button', { name: 'Ask, and delete each word once' }).click();
    await expect(real.locator('.witness')).toContainText('Paris', { timeout: 120_000 });
    await real.locator('.witness .tok').first().click();
    await expect(real.locator('p[aria-live]')).toContainText('nats');
    const words = await saved(page, 'real');
    expect(words.rows.map((r) => r[0]).join('')).toBe('What is the capital of France?');
    const fits = panel.locator('pl-figure[place=fits]');
    await fits.getByRole('button', { name: 'Ask 200 questions' }).click();
    await expect(fits.locator('p[role=status]')).toContainText(/[3-9] of 200 asked/, { timeout: 120_000 });
    await fits.getByRole('button', { name: 'Pause' }).click();
    await expect(fits.locator('p[role=status]')).toContainText('Paused');
    await fits.getByRole('button', { name: 'Go on' }).click();
    await expect(fits.locator('p[role=status]')).not.toContainText('Paused');
    await fits.getByRole('button', { name: 'Cancel' }).click();
    await expect(fits.getByRole('button', { name: 'Ask 200 questions' })).toBeVisible();
    // What was answered stays, and can be saved.
    expect((await saved(page, 'fits')).rows.length).toBeGreaterThanOrEqual(3);
  },
);
