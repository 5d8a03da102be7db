// The training film: moments are fetched when they are asked for, and play the reader's sentence.

import { readFileSync } from 'node:fs';
import { expect, onePage as test, saved, settled, visit } from './support.ts';

test('a sentence at two moments of the first translator’s training', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => /films\/.*\.safetensors/.test(request.url()) && fetched.push(request.url()));
  await visit(page, { lang: 'en', at: 'film', door: 4, text: '我喜欢喝茶。', frame: 5 });
  await settled(page);
  const figure = page.locator('pl-film-panel pl-figure[place=film]');
  const play = figure.getByRole('button', { name: /Fetch this moment \(6\.9 MB\)/ });
  await expect(play).toBeVisible();
  expect(fetched).toHaveLength(0);
  await play.click();
  await expect(figure.locator('.wrote')).toHaveText(/tea/i, { timeout: 60_000 });
  await figure.locator('input[type=range]').fill('0');
  await play.click();
  await expect(figure.locator('.verdict')).toBeVisible({ timeout: 60_000 });
  expect(fetched).toHaveLength(2);
  const { rows } = await saved(page, 'film');
  expect(rows.map((r) => r[0])).toEqual([0, 11030]);
  expect(rows[0]![2] as number).toBeGreaterThan(rows[1]![2] as number); // untrained attention is more even
  await expect(figure.locator('.verdict')).toContainText('less even');
  // One that has been fetched plays at once.
  await figure.locator('input[type=range]').fill('5');
  await expect(figure.locator('.wrote')).toHaveText(/tea/i);
  expect(fetched).toHaveLength(2);
  // The curve is what was written down in training.
  const history = JSON.parse(
    readFileSync(new URL('../../../assets/films/zh-en/history.json', import.meta.url), 'utf8'),
  ) as { points: { step: number; dev_loss: number }[] };
  const curve = await saved(page, 'course');
  expect(curve.rows.map((r) => [r[0], r[2]])).toEqual(history.points.map((p) => [p.step, p.dev_loss]));
});

test('the small world’s model, in Chinese; a run that is not there yet says so', async ({ page }) => {
  await visit(page, { lang: 'zh', at: 'film', door: 4, film: 'world', frame: 5 });
  await settled(page);
  const figure = page.locator('pl-film-panel pl-figure[place=film]');
  await figure.getByRole('button', { name: /下载这个时刻（1\.0 MB）/ }).click();
  await expect(figure.locator('.wrote')).toHaveText(/皮皮|住/, { timeout: 60_000 });
  await figure.getByRole('button', { name: '在这里训练的' }).click();
  await expect(figure.getByRole('status').first()).toContainText('还没有训练过');
});
