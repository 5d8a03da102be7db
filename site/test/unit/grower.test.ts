import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Grower } from '../../panels/use/grower.ts';
import type { OpenModel } from '../../state/session.ts';

/** An engine with a run of 120 steps whose loss at step i is 1/i; it breaks at the steps named, once each. */
function engine(breaks: number[] = []) {
  let step = -1; // no run
  const begun: number[] = [];
  const run = () => ({
    step,
    steps: 120,
    tokens: 400 * step,
    parameters: 1,
    vocab: 1,
    residents: 12,
    kernels: 'plain',
  });
  const calls: Record<string, (params: any) => unknown> = {
    world_begin: ({ data }) => {
      step = data ? data[0] : 0;
      begun.push(step);
      return run();
    },
    world_steps: ({ steps }) => {
      if (step < 0) throw new Error('no world is being trained');
      const loss = Array.from({ length: steps }, () => 1 / ++step);
      const at = breaks.findIndex((b) => b <= step);
      if (at >= 0) {
        breaks.splice(at, 1);
        step = -1;
        throw new Error('the engine broke');
      }
      return { run: run(), loss, millis: 1 };
    },
    world_ask: ({ most }) => ({ scores: [{ right: { value: 0.5, n: most } }], samples: [] }),
    world_look: run,
    forward: () => ({ tensors: [] }),
    world_state: () => ({ run: run(), state: btoa(String.fromCharCode(step)) }),
    world_files: () => ({ run: run(), files: { 'vocab.json': btoa('{}') } }),
  };
  const model = { close: () => (step = -1), call: async (name: string, params: unknown) => calls[name]!(params) };
  return { model: model as unknown as OpenModel, begun };
}

const document = { hidden: false };
Object.assign(globalThis, { document });
const losses = (n: number) => Array.from({ length: n }, (_, i) => 1 / (i + 1));
const grow = (model: OpenModel) => new Grower(async () => model, { seed: 1 }, 'a');

test('a run is played to its end, and looked at before it, every 50 steps and at the end', async () => {
  const grower = grow(engine().model);
  await grower.play(10, 0);
  assert.equal(grower.phase, 'done');
  assert.deepEqual(grower.loss, losses(120));
  assert.deepEqual(
    grower.looks.map((look) => [look.step, look.asked.scores[0]!.right.n]),
    [
      [0, 24],
      [50, 24],
      [100, 24],
      [120, 1000],
    ],
  );
  assert.deepEqual(await Promise.all((await grower.files()).map(async (f) => [f.name, await f.text()])), [
    ['vocab.json', '{}'],
  ]);
});

test('one step at a time, a pause, and on', async () => {
  const grower = grow(engine().model);
  await grower.play(1, 0, true);
  await grower.play(1, 0, true);
  assert.equal(grower.phase, 'paused');
  assert.deepEqual(grower.loss, losses(2));
  const playing = grower.play(10, 0);
  grower.addEventListener('change', () => grower.loss.length >= 30 && grower.phase === 'playing' && grower.pause());
  await playing;
  assert.equal(grower.phase, 'paused');
  assert.ok(grower.loss.length >= 30 && grower.loss.length < 50, `${grower.loss.length}`);
});

test('after its engine is lost a run goes on from the last look, with nothing twice', async () => {
  const { model, begun } = engine([75, 110]);
  const grower = grow(model);
  await grower.play(10, 0);
  assert.equal(grower.phase, 'done');
  assert.equal(grower.error, undefined);
  assert.deepEqual(begun, [0, 50, 100]);
  assert.deepEqual(grower.loss, losses(120));
  assert.deepEqual(
    grower.looks.map((look) => look.step),
    [0, 50, 100, 120],
  );
});

test('an engine that breaks again and again is told, and can be tried again', async () => {
  const { model } = engine([5, 5, 5]);
  const grower = grow(model);
  await grower.play(10, 0);
  assert.equal(grower.phase, 'paused');
  assert.match(grower.error!.message, /broke/);
  await grower.play(10, 0);
  assert.equal(grower.phase, 'done');
  assert.deepEqual(grower.loss, losses(120));
});
