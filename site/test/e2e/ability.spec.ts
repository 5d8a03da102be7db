// Ability from attention: the open model's profile is the native engine's; the study is drawn with its verdict.

import { readFileSync } from 'node:fs';
import { compared, type Study } from '../../state/study.ts';
import { allNear } from './native.ts';
import { expect, onePage as test, saved, settled, visit } from './support.ts';

const study = JSON.parse(readFileSync(new URL('../../../assets/ability/dates.json', import.meta.url), 'utf8')) as Study;

for (const [lang, text] of [
  ['en', 'The cat sits on the mat.'],
  ['zh', '我喜欢喝热茶。'],
] as const)
  test(`a profile of the open model, ${lang}`, async ({ page, native }) => {
    await visit(page, { lang, at: 'ability', door: 4, text });
    await settled(page);
    const panel = page.locator('pl-ability-panel');
    const figure = panel.locator('pl-figure[place=ability]');
    await figure.getByRole('button', { name: lang === 'en' ? 'Measure it' : '量一量' }).click();
    await expect(figure.locator('.verdict')).toBeVisible({ timeout: 60_000 });
    await expect(figure.locator('pl-line-chart')).toHaveCount(3); // encoder, decoder, from one to the other
    const others = compared(text).map((other) => ({ text: other }));
    const want = await native.call('zh-en', 'ability', { input: { text }, others });
    const table = await saved(page, 'ability');
    allNear(
      table.rows.map((r) => r[2] as number),
      want.layers.flatMap((l) => l.entropy),
      'evenness of every head',
    );
    allNear(
      table.rows.map((r) => r[4] as number),
      want.layers.flatMap((l) => l.inputs),
      'divergence of inputs',
    );
  });

test('the study is drawn: all models, a verdict from the interval, another reading', async ({ page }) => {
  await visit(page, { lang: 'en', at: 'study', door: 4 });
  await settled(page);
  const figure = page.locator('pl-ability-panel pl-figure[place=study]');
  const dots = figure.locator('pl-scatter circle');
  await expect(dots).toHaveCount(study.models.length);
  await expect(figure.locator('pl-scatter circle.hollow')).toHaveCount(study.models.filter((m) => m.fit).length);
  const gauge = study.gauges.find((g) => g.id === 'together')!;
  const verdict = figure.locator('.verdict').first();
  await expect(verdict).toContainText(gauge.low >= 0.5 ? 'Holds here' : gauge.low > 0 ? 'Holds in part' : 'Fails here');
  await expect(verdict).toContainText(gauge.spearman.toFixed(2));
  const before = await dots.first().getAttribute('cx');
  await figure.getByRole('combobox').selectOption('inputs');
  await expect.poll(() => dots.first().getAttribute('cx')).not.toBe(before);
});
