// The engine in the page trains a model from nothing, with the code that trained the shipped ones, to a stated score.

import { test, expect, model } from './page.ts';
import { long } from './support.ts';

test('trains the date translator in the page until it is right on held-out dates', long, async ({ blank, outside }) => {
  test.setTimeout(240_000); // about half a minute, more on a busy machine
  const seen = await blank.evaluate(async (model) => {
    const m = await pellucid.open(`models/${model}/`);
    const reports: { step: number; loss: number; speed: number; exact?: number; examples?: number }[] = [];
    let meanwhile = 0;
    const begun = performance.now();
    const result = await m.call(
      'train_tiny',
      { seed: 1 },
      {
        onProgress: (p) => {
          reports.push({
            step: p.step,
            loss: p.loss,
            speed: p.tokens_per_second,
            exact: p.exact,
            examples: p.examples?.length,
          });
          if (reports.length === 3) void m.tokenize({ text: '好' }).then((t) => (meanwhile = t.tokens.length));
        },
      },
    );
    const millis = performance.now() - begun;
    // The open model is as it was.
    const after = await m.forward({ input: { text: '好' } });
    m.close();
    return { result, reports, millis, meanwhile, target: after.target.tokens.length };
  }, model);
  const { result, reports } = seen;
  const speed = reports.reduce((sum, r) => sum + r.speed, 0) / reports.length;
  console.log(
    `tiny: ${result.steps} steps, ${result.tokens} tokens, ${result.kernels}: ${(100 * result.exact).toFixed(
      2,
    )} % exact of ${result.items} in ${(seen.millis / 1000).toFixed(1)} s, ${speed.toFixed(0)} tokens/s`,
  );
  console.log(result.examples.map((e) => `  ${e.source} → ${e.got}`).join('\n'));
  expect(result.kernels).toMatch(/simd|relaxed/i);
  expect(result.items).toBe(400);
  expect(result.exact).toBeGreaterThan(0.95);
  expect(result.examples.filter((e) => e.got === e.want).length).toBeGreaterThan(result.examples.length / 2);
  expect(reports.at(-1)!.step).toBe(result.steps);
  expect(reports.map((r) => r.loss)).toEqual(result.loss.map((l) => l.loss));
  expect(result.loss.at(-1)!.loss).toBeLessThan(0.2 * result.loss[0]!.loss);
  const measured = reports.filter((r) => r.exact !== undefined);
  expect(measured.length).toBeGreaterThan(5);
  expect(measured[0]!.exact).toBeLessThan(0.1);
  expect(measured.every((r) => r.examples! > 0)).toBe(true);
  expect(seen.meanwhile, 'tokens of a call answered between two steps').toBeGreaterThan(0);
  expect(outside).toEqual([]);
});

test('training stops when it is given up', async ({ blank }) => {
  const seen = await blank.evaluate(async (model) => {
    const m = await pellucid.open(`models/${model}/`);
    const control = new AbortController();
    let late = 0;
    const cancelled = await failure(
      m.call(
        'train_tiny',
        { seed: 1, report_every: 1 },
        {
          signal: control.signal,
          onProgress: () => {
            if (control.signal.aborted) late++;
            control.abort();
          },
        },
      ),
    );
    const after = await m.tokenize({ text: '好' });
    m.close();
    return { cancelled, late, after: after.tokens.length };
  }, model);
  expect(seen.cancelled?.name).toBe('AbortError');
  expect(seen.late).toBe(0);
  expect(seen.after).toBeGreaterThan(0);
});
