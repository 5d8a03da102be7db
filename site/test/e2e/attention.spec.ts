// Stage 3: the weights of any layer, head and row, the sums behind them, and the small multiples, against the native
// engine.

import type { Page } from '@playwright/test';
import type { Native } from './native.ts';
import { allNear, near, tolerance } from './native.ts';
import { expect, figure, saved, settled, tensor, onePage as test, texts, visit, written } from './support.ts';

const model = 'zh-en';
const hooks = { encoder: 'encoder.{}.attn', decoder: 'decoder.{}.attn', cross: 'decoder.{}.cross_attn' } as const;
type Stack = keyof typeof hooks;

async function pass(native: Native, text: string, ids: number[], keep: string[]) {
  const { tensors } = await native.call(model, 'forward', { input: { text, target_ids: ids }, keep });
  return (name: string) => tensor(tensors, name);
}

/** The output as the page forces it: without the end token. */
const forced = (shown: Awaited<ReturnType<typeof settled>>) =>
  shown.output!.output.tokens.map((t) => t.id).filter((id) => id !== shown.info!.config.end);

async function expectMatrix(
  page: Page,
  native: Native,
  text: string,
  ids: number[],
  stack: Stack,
  layer: number,
  head: number,
): Promise<void> {
  const table = await saved(page, 'attention');
  expect(table.about).toMatchObject({ attention: stack, layer, head, text });
  const hook = hooks[stack].replace('{}', String(layer));
  const pattern = (await pass(native, text, ids, [`${hook}.hook_pattern`]))(`${hook}.hook_pattern`);
  const [, rows, columns] = pattern.shape as [number, number, number];
  expect([table.rows.length, table.columns.length - 1]).toEqual([rows, columns]);
  allNear(
    table.rows.flatMap((r) => r.slice(1) as number[]),
    pattern.data.subarray(head * rows * columns, (head + 1) * rows * columns),
    `${stack} weights`,
  );
}

for (const [language, text] of [
  ['Chinese', texts.chinese],
  ['English', texts.english],
] as const) {
  test(`weights of a chosen layer and head, ${language}`, async ({ page, native }) => {
    await visit(page, { text });
    const result = await settled(page);
    const { config } = result.info!;
    const ids = forced(result);
    const controls = (await figure(page, 'attention')).locator('.controls');
    for (const [i, stack] of (['encoder', 'decoder', 'cross'] as const).entries()) {
      await controls.locator('.segments').first().locator('button').nth(i).click();
      const layer = (i + 1) % (stack === 'encoder' ? config.encoder_layers : config.decoder_layers);
      const head = config.heads - 1 - i;
      await controls.getByLabel('Layer').selectOption({ value: String(layer) });
      await controls.getByLabel('Head').selectOption({ value: String(head) });
      await expectMatrix(page, native, text, ids, stack, layer, head);
    }
  });
}

test('a cell is chosen by pointer and by keys and its weight is written out', async ({ page }) => {
  await visit(page, { text: texts.chinese, stack: 'encoder', layer: 0, head: 1 });
  await settled(page);
  const frame = await figure(page, 'attention');
  const box = frame.locator('pl-attention-matrix .box');
  const table = await saved(page, 'attention');
  const canvas = (await frame.locator('pl-attention-matrix canvas').boundingBox())!;
  const [rows, columns] = [table.rows.length, table.columns.length - 1];
  const said = frame.locator('pl-attention-matrix .said');
  const inWords = async () => Number(/([\d.]+)%/.exec(await said.innerText())?.[1]);
  const share = (r: number, c: number) => (table.rows[r]![c + 1] as number) * 100;
  await page.mouse.click(canvas.x + (canvas.width * 1.5) / columns, canvas.y + (canvas.height * 2.5) / rows);
  await expect(said).toContainText(`${table.columns[2]}`);
  await expect.poll(inWords).toBeCloseTo(share(2, 1), 1);
  await box.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect.poll(inWords).toBeCloseTo(share(3, 2), 1);
  // The same numbers stand in a table for screen readers.
  await expect(frame.locator('pl-attention-matrix table tr')).toHaveCount(rows + 1);
});

test('the sums of one row are consistent and are the native ones', async ({ page, native }) => {
  for (const [text, stack] of [
    [texts.chinese, 'cross'],
    [texts.english, 'decoder'],
    [texts.mixed, 'encoder'],
  ] as const) {
    await visit(page, { text, stack, head: 1, layer: 1, target: 2, source: 1 });
    const result = await settled(page);
    const table = await saved(page, 'steps');
    const dims = result.info!.config.head_dim || result.info!.config.width / result.info!.config.heads;
    const column = (name: string) => table.columns.indexOf(name);
    const numbers = (row: (string | number | null)[], letter: string) =>
      row.slice(column(`${letter}1`), column(`${letter}1`) + dims) as number[];
    const q = table.about.q as number[];
    const z = table.about.z as number[];
    const dots = table.rows.map((row) => numbers(row, 'k').reduce((s, x, i) => s + x * q[i]!, 0));
    const scores = table.rows.map((row) => row[column('score')] as number | null);
    const weights = table.rows.map((row) => row[column('weight')] as number);
    // q·k ÷ √dimensions, unless it is masked …
    scores.forEach((score, i) =>
      score === null ? expect(weights[i]).toBe(0) : near(score, dots[i]! / Math.sqrt(dims), `score ${i}`),
    );
    // … softmax …
    const exps = scores.map((s) => (s === null ? 0 : Math.exp(s)));
    const total = exps.reduce((a, b) => a + b, 0);
    weights.forEach((w, i) => near(w, exps[i]! / total, `weight ${i}`));
    near(
      weights.reduce((a, b) => a + b, 0),
      1,
      'sum of the weights',
    );
    // … and the values mixed by it.
    z.forEach((value, d) =>
      near(
        value,
        table.rows.reduce((s, row, i) => s + weights[i]! * numbers(row, 'v')[d]!, 0),
        `output ${d}`,
      ),
    );
    // All of them are the native engine's.
    const hook = hooks[stack].replace('{}', '1');
    const of = await pass(
      native,
      text,
      forced(result),
      ['hook_q', 'hook_k', 'hook_v', 'hook_attn_scores', 'hook_pattern'].map((p) => `${hook}.${p}`),
    );
    const keys = of(`${hook}.hook_k`);
    expect(keys.shape).toEqual([table.rows.length, result.info!.config.heads, dims]);
    allNear(
      table.rows.flatMap((row) => numbers(row, 'k')),
      table.rows.flatMap((_, i) => [
        ...keys.data.subarray((i * result.info!.config.heads + 1) * dims, (i * result.info!.config.heads + 2) * dims),
      ]),
      'keys',
      0.02,
    );
    // What the page writes is rounded from them.
    const cells = page.locator('pl-attention-steps tbody tr').first().locator('td.num');
    await expect(cells.first()).toHaveText(written(dots[0]!));
    await expect(cells.nth(1)).toHaveText(written(dots[0]! / Math.sqrt(dims)));
  }
});

test('the steps of the sum come one by one', async ({ page }) => {
  await visit(page, { text: texts.chinese });
  await settled(page);
  const steps = (await figure(page, 'steps')).locator('pl-attention-steps');
  const hidden = () => steps.locator('tbody tr').first().locator('td.later').count();
  expect(await hidden()).toBe(0);
  for (let i = 1; i <= 5; i++) {
    await steps.getByRole('button', { name: 'Back' }).click();
    await expect(steps.locator('pl-steps .num')).toHaveText(`${5 - i} / 5`);
  }
  expect(await hidden()).toBe(5);
  await steps.getByRole('button', { name: 'Play' }).click();
  await expect(steps.locator('pl-steps .num')).toHaveText('5 / 5', { timeout: 15_000 });
  expect(await hidden()).toBe(0);
});

test('all layers and heads, with the shares of the first and last token', async ({ page, native }) => {
  await visit(page, { text: texts.english });
  const result = await settled(page);
  const { config } = result.info!;
  const table = await saved(page, 'heads');
  expect(table.rows).toHaveLength((config.encoder_layers + 2 * config.decoder_layers) * config.heads);
  const keep = ['encoder.*.attn.hook_pattern', 'decoder.*.attn.hook_pattern', 'decoder.*.cross_attn.hook_pattern'];
  const of = await pass(native, texts.english, forced(result), keep);
  for (const [stack, layer, head, first, last] of table.rows as [Stack, number, number, number, number][]) {
    const pattern = of(`${hooks[stack].replace('{}', String(layer))}.hook_pattern`);
    const [, rows, columns] = pattern.shape as [number, number, number];
    const mean = (column: number) =>
      Array.from({ length: rows }, (_, r) => pattern.data[(head * rows + r) * columns + column]!).reduce(
        (a, b) => a + b,
        0,
      ) / rows;
    near(first, mean(0), `${stack} ${layer}.${head} first`, tolerance.absolute);
    near(last, mean(columns - 1), `${stack} ${layer}.${head} last`, tolerance.absolute);
  }
  // Choosing one shows it large.
  const grid = page.locator('pl-head-grid').nth(1);
  await grid.locator('button').nth(config.heads).click();
  await expectMatrix(page, native, texts.english, forced(result), 'decoder', 1, 0);
});

test('arcs draw the chosen row and list its largest weights', async ({ page }) => {
  await visit(page, { text: texts.chinese, view: 'arcs' });
  await settled(page);
  const arcs = (await figure(page, 'attention')).locator('pl-attention-arcs');
  await arcs.locator('g[role=button]').first().click();
  await expect(arcs.locator('g[role=button]').first()).toHaveAttribute('aria-pressed', 'true');
  const table = await saved(page, 'attention');
  const largest = Math.max(...(table.rows[0]!.slice(1) as number[]));
  await expect(arcs.locator('ol li .num').first()).toContainText(`${(largest * 100).toFixed(1)}`.replace(/\..*$/, ''));
});
