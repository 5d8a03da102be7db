// Doors 2 and 3: every panel on Chinese and English input, its numbers against the native engine's, the checks that
// each method owes (sums, gaps, random orders), and the edge cases where the honest answer is "there is nothing to
// say".

import type {
  AttributionResult,
  Component,
  Curves,
  Explained,
  HeadMetric,
  LensCell,
  Part,
} from '../../../wasm/bridge/protocol.gen.ts';
import { explainedOf, judgeOf, maskingOf, masks } from '../../state/explain.ts';
import type { Results } from '../../state/session.ts';
import { allNear, near, tolerance } from './native.ts';
import {
  computed,
  type Computed,
  eventually,
  expect,
  figure,
  long,
  longest,
  saved,
  type Saved,
  settled,
  shown,
  type Shown,
  texts,
  visit,
  write,
  onePage as test,
} from './support.ts';

const model = 'zh-en';
/**
 * `short` is for the methods of hundreds of passes: the native engine's plain kernels take half a minute for a whole
 * sentence.
 */
const cases = [
  { name: 'Chinese, light, desktop', text: texts.chinese, short: '我喜欢猫。', theme: 'light', width: 1440 },
  { name: 'English, dark, phone', text: texts.english, short: 'I like cats.', theme: 'dark', width: 360 },
] as const;

/** What the page asks the engine to explain. */
function asked(state: Shown): Explained {
  return explainedOf({ output: state.output, info: state.info } as Results, state.state)!;
}

const nats = tolerance.nats;
let opened = '';

for (const [i, { name, text, short, theme, width }] of cases.entries()) {
  test.describe(name, i ? longest : {}, () => {
    test.beforeEach(async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      if (opened !== name) await page.goto('about:blank'); // figures start from nothing
      opened = name;
    });

    test('why-card: rows, agreement, faithfulness and conclusion', long, async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, target: 1, guess: -2 });
      const state = await settled(page);
      const file = await computed(page, 'why', 'conclusion', 'kendall_tau');
      const explained = asked(state);
      const want = await native.call(model, 'why', {
        explained,
        output: file.target.output,
        masking: maskingOf(state.state),
        evaluate: judgeOf(state.state),
        seed: state.state.seed,
        methods: ['occlusion', 'gradient_input', 'weighted', 'attention'],
      });
      expect(file.input_tokens).toEqual(want.head.units.map((u) => u.text));
      expect(want.rows.map((r) => r.method)).toEqual(Object.keys(file.seq_attr));
      for (const row of want.rows) {
        allNear(file.seq_attr[row.method], row.credit, `${row.method} credit`, nats);
        const got = file.faithfulness[row.method] as Curves | null;
        expect(!!got).toBe(!!row.curves);
        if (!got) continue;
        // The ends do not depend on the order: everything there, and everything hidden.
        near(got.deletion[0]!, row.curves!.deletion[0]!, 'nothing hidden');
        near(got.deletion.at(-1)!, row.curves!.deletion.at(-1)!, 'all hidden');
        near(got.insertion.at(-1)!, row.curves!.deletion[0]!, 'all inserted');
        expect(got.share).toBeGreaterThanOrEqual(0);
        expect(got.share).toBeLessThanOrEqual(1);
      }
      allNear(file.hidden_prob, want.hidden_prob, 'probability with each word hidden');
      expect(file.kendall_tau).toHaveLength(4);
      for (const [i, line] of (file.kendall_tau as (number | null)[][]).entries())
        line.forEach((tau, j) => {
          if (tau !== null) {
            expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-9);
            expect(tau).toBeCloseTo(file.kendall_tau[j][i], 6);
          }
        });
      expect(file.cards.map((c: { id: string }) => c.id)).toContain('faithfulness');
      await expect((await figure(page, 'why')).locator('.verdict')).toHaveText(file.conclusion.en);
      const cells = (await figure(page, 'why')).locator('pl-credit-rows');
      await expect(cells).toBeVisible();
      // In the other language the sentence is there too.
      await visit(page, { text, theme, door: 3, target: 1, guess: -2, lang: 'zh' });
      await eventually(async () =>
        expect(await (await figure(page, 'why')).locator('.verdict').innerText()).toBe(file.conclusion.zh),
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });

    test('occlusion: the whole matrix, and every way of hiding', long, async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, seed: 3 });
      const state = await settled(page);
      const explained = asked(state);
      const file = await computed(page, 'occlusion', 'token_attr');
      const want = await native.call(model, 'attribute', {
        explained,
        method: 'occlusion',
        masking: maskingOf(state.state),
      });
      expect(file.units).toEqual(want.head.units);
      expect(file.token_attr).toHaveLength(want.token_attr.length);
      allNear(file.token_attr.flat(), want.token_attr.flat(), 'occlusion', nats);
      allNear(file.seq_attr, want.seq_attr, 'sums', nats * want.token_attr.length);
      allNear(
        file.seq_attr,
        want.head.units.map((_, i) => file.token_attr.reduce((s: number, row: number[]) => s + row[i]!, 0)),
        'the sum row is the sum of the matrix',
        1e-4,
      );
      allNear(file.output_probs, want.head.probs, 'probabilities');
      await computed(page, 'maskings', 'token_attr');
      await eventually(async () =>
        expect(Object.keys((await saved<Computed>(page, 'maskings')).token_attr)).toEqual([...masks]),
      );
      const maskings = await saved<Computed>(page, 'maskings');
      for (const mask of masks) {
        const other = await native.call(model, 'attribute', {
          explained,
          method: 'occlusion',
          masking: maskingOf({ mask, seed: 3 }),
        });
        allNear(maskings.token_attr[mask].flat(), other.token_attr.flat(), mask, nats);
      }
      const pairs = await computed(page, 'pairs', 'interaction');
      const interaction = await native.call(model, 'pairs', {
        explained,
        masking: maskingOf(state.state),
        chosen: pairs.chosen,
      });
      allNear(pairs.interaction.flat(), interaction.interaction.flat(), 'interaction', 3 * nats);
    });

    test('faithfulness of eight methods against random orders', long, async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, target: 1 });
      const state = await settled(page);
      const file = await computed(page, 'curves', 'compared_with', 'curves');
      const explained = asked(state);
      const curves = file.curves as Record<string, Curves | null>;
      expect(Object.keys(curves)).toEqual(expect.arrayContaining(['lime', 'shapley', 'value_zeroing']));
      // The judge is the same for all methods, so one of them and chance tell whether it judges as the native engine
      // does.
      const want = await native.call(model, 'why', {
        explained,
        output: file.output,
        masking: maskingOf(state.state),
        evaluate: judgeOf(state.state),
        methods: ['occlusion'],
        orders: 40,
        seed: state.state.seed,
      });
      allNear(file.compared_with.band.flat(), want.compared!.band.flat(), 'band of other orders', 0.01);
      near(curves['occlusion']!.gain, want.rows[0]!.curves!.gain, 'gain of occlusion', 0.02);
      for (const [method, got] of Object.entries(curves)) {
        if (!got) continue;
        // The area is that of the curve.
        const n = got.deletion.length - 1;
        const area = got.deletion.reduce((s, y, i) => s + (i === 0 || i === n ? y / 2 : y), 0) / n;
        near(got.deletion_auc, area, `${method}: area`, 0.01);
      }
      const measures = await saved<Computed>(page, 'measures');
      expect(measures.measures.length).toBeGreaterThanOrEqual(Object.values(file.curves).filter(Boolean).length);
    });

    test('attention as evidence, with and without sinks; the head finder', async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, target: 1 });
      const state = await settled(page);
      const explained = asked(state);
      for (const hide of [false, true]) {
        if (hide) await (await figure(page, 'evidence')).locator('input[type=checkbox]').check();
        await eventually(async () => expect((await computed(page, 'evidence', 'token_attr')).hide_sinks).toBe(hide));
        await eventually(async () => {
          const file = await saved<Computed>(page, 'evidence');
          for (const kind of ['attention', 'weighted', 'rollout'] as const) {
            const want = await native.call(model, 'attribute', {
              explained,
              method: kind,
              masking: {},
              ...(hide && { hide_sinks: true }),
            });
            allNear(
              file.token_attr[kind].flat(),
              want.token_attr.flat(),
              `${kind}, ${hide ? 'sinks hidden' : 'all'}`,
              0.01,
            );
          }
        });
      }
      const finder = await computed(page, 'finder', 'heads');
      const heads = await native.call(model, 'heads', { explained });
      expect(finder.heads.map((h: HeadMetric) => `${h.site}:${h.head}`)).toEqual(
        heads.heads.map((h) => `${h.site}:${h.head}`),
      );
      finder.heads.forEach((h: HeadMetric, i: number) => {
        for (const key of ['entropy', 'first', 'last', 'previous', 'self', 'alignment'] as const) {
          const other = heads.heads[i]![key];
          if (other === null) expect(h[key]).toBeNull();
          else near(h[key]!, other, `${h.site}:${h.head} ${key}`, 0.01);
        }
      });
    });

    test('sampled credit adds up', async ({ page, native }) => {
      await visit(page, { text: short, theme, door: 3, target: 1, seed: 2 });
      const state = await settled(page);
      const explained = asked(state);
      const file = await computed(page, 'sampled', 'lime', 'shapley');
      const output = file.output as number;
      for (const kind of ['lime', 'shapley'] as const) {
        const want = await native.call(model, 'attribute', {
          explained,
          method: kind,
          masking: maskingOf(state.state),
          seed: 2,
        });
        allNear(file[kind].token_attr[output], want.token_attr[output]!, kind, kind === 'lime' ? 0.1 : 2 * nats);
      }
      // Shapley values add up to the difference between everything and nothing.
      const shapley = file.shapley as { token_attr: number[][]; total: number[]; gap: number[] };
      const want = await native.call(model, 'attribute', {
        explained,
        method: 'shapley',
        masking: maskingOf(state.state),
        seed: 2,
      });
      shapley.token_attr.forEach((row, i) => {
        const sum = row.reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - shapley.total[i]!), `additivity of output ${i}`).toBeLessThanOrEqual(
          1e-3 * Math.max(1, Math.abs(shapley.total[i]!)),
        );
        near(shapley.total[i]!, want.total![i]!, `total of output ${i}`, 2 * nats);
      });

      // Few enough words for every set of them: the values without an error, on request.
      await (await figure(page, 'sampled')).locator('label.check input').check();
      const all = await computed(page, 'sampled', 'lime', 'shapley');
      const exact = await native.call(model, 'attribute', {
        explained,
        method: 'shapley',
        masking: maskingOf(state.state),
        seed: 2,
        exact: true,
      });
      expect(exact.error).toBeFalsy();
      allNear(all.shapley.token_attr[output], exact.token_attr[output]!, 'exact Shapley values', 2 * nats);
    });

    test('integrated gradients close their gap', async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, target: 1 });
      const explained = asked(await settled(page));
      const gradients = await computed(page, 'integrated', 'token_attr');
      const output = gradients.output as number;
      const integrated = await native.call(model, 'attribute', {
        explained,
        method: 'integrated',
        masking: {},
        outputs: [output],
      });
      allNear(gradients.token_attr.integrated[0], integrated.token_attr[0]!, 'integrated gradients', 2 * nats);
      near(gradients.total, integrated.total![0]!, 'total', 2 * nats);
      near(
        gradients.total + gradients.convergence_delta,
        gradients.token_attr.integrated[0].reduce((a: number, b: number) => a + b, 0),
        'the credits make the total but for the gap',
        1e-3,
      );
      // Of 32 nodes; the page says how large it is.
      const gap = Math.abs(gradients.convergence_delta);
      expect(gap).toBeLessThanOrEqual(0.15 * Math.max(1, Math.abs(gradients.total)));
      for (const kind of ['gradient_input', 'gradient'] as const) {
        const other = await native.call(model, 'attribute', {
          explained,
          method: kind,
          masking: {},
          outputs: [output],
        });
        allNear(gradients.token_attr[kind][0], other.token_attr[0]!, kind, 2 * nats);
      }
    });

    test(
      'switching heads off changes the output as it does natively; importance; patching',
      long,
      async ({ page, native }) => {
        await visit(page, { text, theme, door: 3, target: 0 });
        const state = await settled(page);
        const explained = asked(state);
        const file = await computed(page, 'board', 'parts');
        const want = await native.call(model, 'importance', { explained, ablation: 'mean' });
        const parts = file.parts as Part[];
        expect(parts.map((p) => [p.site, p.head])).toEqual(want.parts.map((p) => [p.site, p.head]));
        parts.forEach((p, i) => allNear(p.drop, want.parts[i]!.drop, `${p.site}:${p.head}`, nats));
        // Switch two parts off.
        const board = (await figure(page, 'board')).locator('pl-part-board button');
        await board.nth(0).click();
        await board.nth(4).click();
        await eventually(async () =>
          expect((await saved<Computed>(page, 'board')).with_parts_off?.log_prob).toBeTruthy(),
        );
        const changed = await saved<Computed>(page, 'board');
        expect(changed.off).toHaveLength(2);
        const forward = await native.call(model, 'forward', { input: explained.input, edits: changed.off, top: 1 });
        const n = changed.with_parts_off.log_prob.length;
        allNear(
          changed.with_parts_off.log_prob,
          forward.log_prob!.slice(0, n),
          'log-probabilities with parts off',
          2 * nats,
        );
        await expect((await figure(page, 'board')).locator('dl.both dd').last()).not.toHaveText('…');
        const patched = await figure(page, 'patching');
        const field = patched.locator('input[type=text]');
        await eventually(async () => expect(await field.inputValue()).not.toBe(''));
        const patching = await computed(page, 'patching', 'effect');
        const { foil, answer } = patching;
        const other = await native.call(model, 'patch', {
          explained: { ...explained, units: 'token', spans: [] },
          output: patching.output,
          other: patching.other_text,
          point: 'resid_pre',
          foil: foil.id,
        });
        expect(answer.id).toBe(other.answer.id);
        near(patching.logit_difference_clean, other.clean, 'original', 3 * nats);
        near(patching.logit_difference_corrupt, other.corrupt, 'changed', 3 * nats);
        const spread = Math.abs(other.clean - other.corrupt);
        if (spread > 0.5)
          allNear(patching.effect.flat(), other.effect.flat(), 'share restored', 0.05 + (3 * nats) / spread);
        expect(patching.effect).toHaveLength(other.effect.length);
      },
    );

    test('logit lens and direct contributions add up', async ({ page, native }) => {
      await visit(page, { text, theme, door: 3, target: 1 });
      const state = await settled(page);
      const explained = { input: asked(state).input, units: 'token' as const };
      const file = await computed(page, 'lens', 'cells');
      const want = await native.call(model, 'lens', {
        explained,
        top: 5,
        watch: file.watch.map((t: { id: number }) => t.id),
      });
      expect(file.sites).toEqual(want.sites.map((s) => s.site));
      (file.cells as LensCell[][]).forEach((line, l) =>
        line.forEach((cell, p) => {
          const other = want.cells[l]![p]!;
          near(cell.kl, other.kl, `KL ${l},${p}`, nats);
          near(cell.entropy, other.entropy, `entropy ${l},${p}`, nats);
          near(cell.next, other.next, `p ${l},${p}`);
          const known = new Map(other.top.map((t) => [t.token.id, t.prob]));
          for (const t of cell.top) if (known.has(t.token.id)) near(t.prob, known.get(t.token.id)!, `top ${l},${p}`);
        }),
      );
      // The last layer is the model itself.
      for (const cell of (file.cells as LensCell[][]).at(-1)!) expect(Math.abs(cell.kl)).toBeLessThan(1e-3);
      const direct = await computed(page, 'direct', 'components');
      const sum = (direct.components as Component[]).reduce((s, c) => s + c.logit, 0);
      near(sum + direct.constant, direct.logit, 'the parts and the constant make the logit', 0.01);
      expect(Math.abs(direct.gap)).toBeLessThan(0.01);
      const other = await native.call(model, 'direct', { explained, output: direct.output });
      allNear(
        direct.components.map((c: Component) => c.logit),
        other.components.map((c) => c.logit),
        'contributions',
        2 * nats,
      );
    });

    test(
      'door 2: parameters, what is published, a tree with its path, and a surrogate with its fidelity',
      long,
      async ({ page, native }) => {
        await visit(page, { text, theme, door: 2, seed: 1 });
        const state = await settled(page);
        const { parameters } = state.info!;
        const counts = await saved(page, 'parameters');
        const own = counts.rows.slice(0, 4).filter(([, n]) => Object.values(parameters).includes(n as number));
        expect(own.reduce((s, [, n]) => s + (n as number), 0)).toBe(parameters.total);
        await expect((await figure(page, 'parameters')).locator('.cap').first()).toContainText(
          parameters.total!.toLocaleString('en'),
        );
        const published = await saved(page, 'published');
        for (const row of published.rows) {
          expect(row[published.columns.indexOf('date')], String(row[0])).toMatch(/^\d{4}(-\d{2}(-\d{2})?)?$/);
          expect(row[published.columns.indexOf('link')]).toMatch(/^https:\/\//);
        }
        const tree = await saved<Computed>(page, 'tree');
        const want = await native.call(model, 'tree', { text: tree.sentence });
        expect(tree.nodes).toEqual(want.nodes);
        expect(tree.answers).toEqual(want.answers);
        const surrogate = await computed(page, 'surrogate', 'nodes');
        const other = await native.call(model, 'surrogate', {
          explained: asked(state),
          output: surrogate.output,
          masking: maskingOf(state.state),
          seed: 1,
        });
        expect(surrogate.held_out).toBe(other.held);
        near(surrogate.fidelity, other.fidelity, 'fidelity on held-out sentences', 0.1);
        near(surrogate.majority, other.majority, 'majority', 0.1);
        expect(surrogate.path[0]).toBe(0);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      },
    );
  });
}

test('predict first, then reveal', async ({ page }) => {
  await visit(page, { text: texts.chinese, door: 3 });
  await settled(page);
  const frame = await figure(page, 'why');
  await expect(frame.locator('pl-credit-rows')).toHaveCount(0); // nothing is given away before the guess
  await frame.locator('.guess .tok').nth(1).click();
  await expect(frame.locator('pl-credit-rows')).toBeVisible();
  await eventually(async () => expect(await frame.locator('.mine').count()).toBe(1));
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('guess=1');
  await frame.getByRole('button').filter({ hasText: /again/i }).last().click();
  await expect(frame.locator('.guess')).toBeVisible();
});

test('edge cases read sensibly: one word, two words, no text', async ({ page }) => {
  await visit(page, { text: texts.one, door: 3, guess: -2 });
  await settled(page);
  const one = await computed(page, 'why', 'conclusion');
  expect(one.input_tokens).toHaveLength(1);
  for (const curves of Object.values(one.faithfulness)) expect(curves).toBeNull(); // no order to judge
  const why = await figure(page, 'why');
  await expect(why.locator('.verdict')).toHaveText(one.conclusion.en);
  expect(await why.innerText()).not.toMatch(/NaN|undefined|Infinity/);
  await expect(await figure(page, 'agreement')).not.toContainText('NaN');
  await computed(page, 'occlusion', 'token_attr');
  await expect((await figure(page, 'occlusion')).locator('.verdict')).not.toBeEmpty();
  await expect(await figure(page, 'pairs')).not.toContainText('NaN');
  await write(page, '你好');
  const two = await computed(page, 'why', 'conclusion');
  expect(two.conclusion.en.length).toBeGreaterThan(10);
  await write(page, '');
  await expect(await figure(page, 'why')).toContainText('Write a sentence and the model begins.');
  for (const place of ['occlusion', 'curves', 'evidence', 'sampled', 'board', 'lens', 'direct'])
    expect(await (await figure(page, place)).innerText(), place).not.toMatch(/NaN|undefined|Infinity/);
  await write(page, '好 好 好 好'); // all words equal
  const equal = await computed(page, 'why', 'conclusion');
  expect(await (await figure(page, 'why')).innerText()).not.toMatch(/NaN|undefined|Infinity/);
  expect(equal.conclusion.zh.length).toBeGreaterThan(5);
});

test('a decoder-only model is explained too', async ({ page, native }) => {
  const text = 'Once upon a time';
  await visit(page, { text, model: 'stories', door: 3, target: 1, guess: -2 });
  const state = await settled(page);
  expect(state.info!.config.kind).toBe('decoder');
  const explained = asked(state);
  const file = await computed(page, 'occlusion', 'token_attr');
  const want: AttributionResult = await native.call('stories', 'attribute', {
    method: 'occlusion',
    explained,
    masking: maskingOf(state.state),
  });
  allNear(file.token_attr.flat(), want.token_attr.flat(), 'occlusion', nats);
  const why = await computed(page, 'why', 'conclusion');
  expect(why.input_tokens).toEqual(want.head.units.map((u) => u.text));
  const direct = await computed(page, 'direct', 'components');
  near(
    (direct.components as Component[]).reduce((s, c) => s + c.logit, 0) + direct.constant,
    direct.logit,
    'direct sum',
    0.01,
  );
});

test('a long computation shows its price first and can be cancelled', async ({ page }) => {
  await visit(page, { text: texts.chinese2, door: 3 });
  await settled(page);
  const frame = await figure(page, 'curves');
  const line = frame.locator('pl-work-line');
  await expect(line).toContainText(/The model runs \d+ times/);
  await line.getByRole('button').first().click();
  const cancel = line.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeVisible();
  await cancel.click();
  await expect(cancel).toHaveCount(0);
  expect((await shown(page)).phase.kind).toBe('ready');
  const before: Saved = await saved(page, 'lens');
  expect(before).toBeTruthy();
});
