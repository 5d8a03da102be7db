// Stage 4: writing token by token, candidates and their probabilities, sampling, branches and beams, against the native
// engine.

import type { Page } from '@playwright/test';
import type { Hypothesis, Sampling } from '../../../wasm/bridge/protocol.gen.ts';
import { allNear, near, sameOutput, tolerance } from './native.ts';
import {
  eventually,
  expect,
  figure,
  property,
  saved,
  settled,
  shown,
  onePage as test,
  texts,
  visit,
  write,
} from './support.ts';

interface Bar {
  id: number;
  before: number;
  prob: number;
  kept: boolean;
}

/** The stage of one model: texts that suit it. */
const cases = [
  { model: 'zh-en', name: 'Chinese', text: texts.chinese },
  { model: 'zh-en', name: 'English', text: texts.english },
  { model: 'stories', name: 'decoder only', text: 'Once upon a time' },
] as const;

/** The row of the token bars of the step on show, as the page computes it from the logits. */
async function bars(page: Page): Promise<Bar[]> {
  return property<Bar[]>((await figure(page, 'generate')).locator('pl-candidate-bars'), 'bars');
}

for (const { model, name, text } of cases) {
  test(`greedy output and its candidates, ${name}`, async ({ page, native }) => {
    await visit(page, { text, model, target: 4000 });
    const result = await settled(page);
    await sameOutput(native, model, { text }, result.output!);
    await expect(page.locator('pl-bench .out')).toHaveText(result.output!.text.trim().replace(/\s+/g, ' ') || / */);
    // Every step, back and forth: its candidates are the distribution behind the token.
    const frame = await figure(page, 'generate');
    const last = result.output!.steps.length - 1;
    const counter = frame.locator('pl-steps .num');
    await expect(counter).toHaveText(`${last} / ${last}`);
    for (let step = last; step >= Math.max(0, last - 3); step--) {
      if (step < last) await frame.getByRole('button', { name: 'Back', exact: true }).click();
      await expect(counter).toHaveText(`${step} / ${last}`);
      const chosen = result.output!.steps[step]!;
      const list = await bars(page);
      const known = new Map(chosen.candidates.map((c) => [c.token.id, c.prob]));
      for (const bar of list.slice(0, 8))
        if (known.has(bar.id)) near(bar.before, known.get(bar.id)!, `step ${step}, candidate ${bar.id}`);
      await expect(frame.locator('pl-candidate-bars li.taken')).toHaveCount(1);
      await expect(frame.locator('pl-flow-diagram .next small')).toContainText(
        `${(chosen.prob * 100).toFixed(1)}`.replace(/\..*$/, ''),
      );
    }
    if (last >= 1) {
      await frame.getByRole('button', { name: 'Next', exact: true }).click();
      await expect(counter).toHaveText(`${Math.max(0, last - 3) + 1} / ${last}`);
    }
    const table = await saved(page, 'generate');
    expect(table.rows).toHaveLength(result.output!.steps.reduce((n, s) => n + s.candidates.length, 0));
  });
}

test('play runs through all steps by itself', async ({ page }) => {
  await visit(page, { text: texts.one, target: 0 });
  const { output } = await settled(page);
  const last = output!.steps.length - 1;
  const steps = (await figure(page, 'generate')).locator('pl-steps');
  test.skip(last < 1, 'the model wrote a single token');
  await steps.getByRole('button', { name: 'Play' }).click();
  await expect(steps.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(steps.locator('.num')).toHaveText(new RegExp(`^[1-9]\\d* / ${last}$`));
  await steps.getByRole('button', { name: 'Pause' }).click();
  await expect(steps.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the encoder feeds each step of the decoder', async ({ page, native }) => {
  await visit(page, { text: texts.chinese, target: 1 });
  const result = await settled(page);
  const { config } = result.info!;
  const flow = (await figure(page, 'generate')).locator('pl-flow-diagram');
  const drawn = await flow.evaluate((element) => {
    const { weights, states, read } = (element as any).flow;
    return { weights: [...weights] as number[], states: [...states.data] as number[], read: read as string[] };
  });
  const ids = result.output!.output.tokens.map((t) => t.id).filter((id) => id !== config.end);
  const layer = config.decoder_layers - 1;
  const { tensors } = await native.call('zh-en', 'forward', {
    input: { text: texts.chinese, target_ids: ids },
    keep: [`decoder.${layer}.cross_attn.hook_pattern`, 'encoder.ln_final.hook_normalized'],
  });
  const pattern = tensors.find((t) => t.name.endsWith('hook_pattern'))!;
  const [heads, rows, columns] = pattern.shape as [number, number, number];
  const mean = Array.from(
    { length: columns },
    (_, c) =>
      Array.from({ length: heads }, (_, h) => pattern.data[(h * rows + 1) * columns + c]!).reduce((a, b) => a + b, 0) /
      heads,
  );
  allNear(drawn.weights, mean, 'cross-attention of the step, mean over heads');
  const states = tensors.find((t) => t.name === 'encoder.ln_final.hook_normalized');
  if (states) allNear(drawn.states, states.data, 'encoder output', 0.02);
  expect(drawn.read).toHaveLength(2); // begin, and the token written first
});

test('temperature, top-k and top-p change the chances as the native engine says', async ({ page, native }) => {
  const settings: [Record<string, number>, Sampling][] = [
    [{ temperature: 1.5 }, { temperature: 1.5 }],
    [
      { temperature: 0.7, topk: 3 },
      { temperature: 0.7, top_k: 3 },
    ],
    [
      { temperature: 1, topp: 0.5 },
      { temperature: 1, top_p: 0.5 },
    ],
    [
      { temperature: 2, topk: 10, topp: 0.9 },
      { temperature: 2, top_k: 10, top_p: 0.9 },
    ],
  ];
  const text = texts.english;
  for (const [state, sampling] of settings) {
    await visit(page, { text, target: 1, seed: 4, ...state });
    const { output } = await settled(page);
    const forced = output!.output.tokens.map((t) => t.id);
    const want = (
      await native.call('zh-en', 'generate', { input: { text }, forced, sampling: { ...sampling, seed: 4 }, top: 12 })
    ).steps[1]!;
    const list = await bars(page);
    const chance = new Map(want.candidates.map((c) => [c.token.id, c]));
    let compared = 0;
    for (const bar of list) {
      const c = chance.get(bar.id);
      if (!c) continue;
      compared++;
      near(bar.before, c.prob, `${JSON.stringify(state)}: probability of ${bar.id}`);
      // At the edge of a cut-off a token may be in for one and out for the other.
      const edge = list.filter((b) => Math.abs(b.before - bar.before) < 2 * tolerance.absolute).length > 1;
      if (!edge) near(bar.kept ? bar.prob : 0, c.chance, `${JSON.stringify(state)}: chance of ${bar.id}`, 0.01);
    }
    expect(compared).toBeGreaterThanOrEqual(5);
    if (state.topk) expect(list.filter((b) => b.kept).length).toBeLessThanOrEqual(state.topk);
    if (state.topk === 3)
      expect((await figure(page, 'generate')).locator('pl-candidate-bars .bar.out').first()).toBeVisible();
  }
});

test('sampling is drawn from the seed and can be repeated', async ({ page, native }) => {
  const state = { text: texts.english, temperature: 1.5, seed: 11 };
  const sampling = { temperature: 1.5, seed: 11 };
  await visit(page, state);
  const first = (await settled(page)).output!;
  await sameOutput(native, 'zh-en', { text: texts.english }, first, sampling);
  await visit(page, state);
  expect((await settled(page)).output!.output.tokens.map((t) => t.id)).toEqual(first.output.tokens.map((t) => t.id));
  const controls = (await figure(page, 'generate')).locator('pl-sampling-controls');
  await controls.getByRole('button', { name: 'Draw again' }).click();
  await expect(controls.locator('input')).toHaveValue('12');
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('seed=12');
  await settled(page);
  // Greedy is the default, and there the seed changes nothing.
  await controls.getByLabel('Temperature').selectOption({ label: 'greedy' });
  await expect(controls.locator('input')).toBeDisabled();
  const greedy = await settled(page);
  await sameOutput(native, 'zh-en', { text: texts.english }, greedy.output!);
});

test('taking another candidate branches the sentence there, and back again', async ({ page, native }) => {
  await visit(page, { text: texts.chinese, target: 1 });
  const before = (await settled(page)).output!;
  test.skip(before.steps.length < 2, 'the model wrote a single token');
  const frame = await figure(page, 'generate');
  const list = await bars(page);
  const { config } = (await shown(page)).info!;
  const other = list.findIndex((b) => b.id !== before.steps[1]!.token.id && b.id !== config.end);
  await frame.locator('pl-candidate-bars button').nth(other).click();
  await expect.poll(async () => (await shown(page)).output!.steps[1]!.token.id).toBe(list[other]!.id);
  const branch = (await settled(page)).output!;
  expect(branch.steps[0]!.token.id).toBe(before.steps[0]!.token.id);
  const ids = branch.output.tokens.map((t) => t.id);
  const want = await native.call('zh-en', 'generate', { input: { text: texts.chinese }, forced: ids, top: 12 });
  allNear(
    branch.steps.map((s) => s.prob),
    want.steps.map((s) => s.prob),
    'probabilities on the branch',
  );
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('forced=');
  await page.getByRole('button', { name: 'Back to the model’s own choice' }).click();
  await expect
    .poll(async () => (await shown(page)).output!.output.tokens.map((t) => t.id))
    .toEqual(before.output.tokens.map((t) => t.id));
});

for (const [name, text] of [
  ['Chinese', texts.chinese],
  ['English', texts.english],
] as const) {
  test(`beam search, ${name}`, async ({ page, native }) => {
    await visit(page, { text });
    const { output, info } = await settled(page);
    const frame = await figure(page, 'beams');
    await expect(frame).toContainText('Keeps the 4 best paths at once'); // the price comes first
    await frame.getByRole('button', { name: 'Start the beam search' }).click();
    const table = frame.locator('pl-beam-table');
    await expect(table.locator('tbody tr')).toHaveCount(4);
    const found = await property<Hypothesis[]>(table, 'hypotheses');
    const want = (await native.call('zh-en', 'beam', { input: { text }, width: 4, length_penalty: 0.6 })).hypotheses;
    expect(Math.abs(found[0]!.score - want[0]!.score), 'score of the best').toBeLessThanOrEqual(2 * tolerance.nats);
    for (const h of found) {
      // Each hypothesis has the log-probability that the native engine gives to these tokens.
      const ids = h.output.tokens.map((t) => t.id);
      const { steps } = await native.call('zh-en', 'generate', { input: { text }, forced: ids, top: 1 });
      const sum = steps.slice(0, ids.length).reduce((s, x) => s + Math.log(x.prob), 0);
      expect(Math.abs(h.log_prob - sum), `log-probability of ${h.text}`).toBeLessThanOrEqual(
        tolerance.nats * Math.max(4, ids.length),
      );
      const length = ((5 + ids.length) / 6) ** 0.6;
      expect(
        Math.abs(h.score * length - h.log_prob) < 0.05 ||
          Math.abs(h.score * ((5 + ids.length - 1) / 6) ** 0.6 - h.log_prob) < 0.05,
        'score = ln p ÷ length penalty',
      ).toBe(true);
    }
    expect(found.map((h) => h.score)).toEqual(found.map((h) => h.score).sort((a, b) => b - a));
    expect((await saved(page, 'beams')).rows).toHaveLength(4);
    // Taking one makes it the output.
    const taken = found.find((h) => h.text !== output!.text)!;
    await table.locator('tbody tr').nth(found.indexOf(taken)).locator('button').click();
    const ids = taken.output.tokens.map((t) => t.id).filter((id) => id !== info!.config.end);
    await eventually(async () =>
      expect((await shown(page)).output!.output.tokens.map((t) => t.id).slice(0, ids.length)).toEqual(ids),
    );
  });
}

test('a direction of translation can be set', async ({ page, native }) => {
  await visit(page, { text: texts.english });
  await settled(page);
  await page.getByLabel('Language to translate into').selectOption({ value: 'en' });
  await expect.poll(async () => (await shown(page)).output!.source.tokens[0]!.text).toBe('<2en>');
  await sameOutput(native, 'zh-en', { text: texts.english, to: 'en' }, (await settled(page)).output!);
  await write(page, texts.chinese);
});
