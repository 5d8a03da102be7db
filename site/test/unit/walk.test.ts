import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config, Place, Tokens } from '../../../wasm/bridge/protocol.gen.ts';
import type { Results } from '../../state/session.ts';
import { at } from '../../state/tensor.ts';
import { active, columns, focus, laneOf, largest, moments, scene, walkSites } from '../../state/walk.ts';

const config = (more: object) =>
  ({
    kind: 'encoder-decoder',
    encoder_layers: 2,
    decoder_layers: 2,
    heads: 2,
    position: 'sinusoidal',
    end: 1,
    ...more,
  }) as Config;
const words = (...texts: string[]): Tokens => ({
  tokens: texts.map((text, id) => ({ id, text, bytes: '', start: 0, end: 0, group: id, special: false })),
  groups: texts.map((text, i) => ({ text, first: i, last: i + 1 })),
});
const pattern = (
  name: string,
  heads: number,
  rows: number,
  cols: number,
  fill: (h: number, r: number, c: number) => number,
) => {
  const data = new Float32Array(heads * rows * cols);
  for (let h = 0; h < heads; h++)
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) data[(h * rows + r) * cols + c] = fill(h, r, c);
  return { name, axes: [], shape: [heads, rows, cols], data };
};
const step = (index: number) => ({ index, token: { id: 5 + index, text: 'x', special: false } });
const results = (more: object = {}) =>
  ({
    info: { config: config({}), sites: [] },
    forward: { source: words('a', 'b', 'c'), target: words('<s>', 'x'), tensors: [] },
    output: { steps: [step(0), step(1)], output: words('x', '</s>') },
    ...more,
  }) as unknown as Results;

test('moments: reading first, then the first round in full and later ones short', () => {
  const acts = moments(config({}), 2)
    .map((m) => m.act)
    .join(' ');
  assert.equal(acts, 'text tokens vectors places attend feed layers begin self cross think race drop cross race drop');
  const single = moments(config({ kind: 'decoder', encoder_layers: 0, position: 'rotary' }), 2);
  assert.equal(single.map((m) => m.act).join(' '), 'text tokens vectors attend feed layers race drop self race drop');
  assert.ok(single.every((m) => m.tower === 0));
  assert.equal(moments(config({ kind: 'encoder', decoder_layers: 0 }), 0).at(-1)!.act, 'layers');
});

test('the writing tower grows by a column with each token that drops', () => {
  const s = scene(results(), [], 0, -1)!;
  const counts = s.moments.filter((m) => m.tower === 1).map((m) => columns(s, 1, m));
  assert.deepEqual(counts, [1, 1, 1, 1, 1, 2, 2, 2, 2]); // the end token has no column: nothing reads it
  assert.deepEqual(columns(s, 0, s.moments[0]!), 3);
  const cross = s.moments.filter((m) => m.act === 'cross');
  assert.deepEqual(
    cross.map((m) => focus(s, m, 0)),
    [0, 1],
  );
  assert.equal(focus(s, s.moments[4]!, 2), 2);
  assert.equal(focus(s, s.moments[4]!, 99), 2);
});

test('lanes: one layer in full, the others thin; rotary models have no row for places', () => {
  const s = scene(results(), [], 1, -1)!;
  const kinds = (i: number) => s.towers[i]!.lanes.map((l) => l.kind).join(' ');
  assert.equal(kinds(0), 'tokens embed place sum thin attend feed out final');
  assert.equal(kinds(1), 'tokens embed place sum thin attend cross feed out final');
  const info = { config: config({ kind: 'decoder', encoder_layers: 0, position: 'rotary' }), sites: [] };
  const one = scene(results({ info }), [], 9, -1)!;
  assert.equal(
    one.towers.map((t) => t.lanes.map((l) => l.kind).join(' ')).join('|'),
    'tokens embed thin attend feed out final',
  );
});

test('weights are those of the head, or the mean of all heads', () => {
  const tensors = [
    pattern('encoder.0.attn.hook_pattern', 2, 3, 3, (h, r, c) => (h === 0 ? (c === r ? 1 : 0) : c === 0 ? 1 : 0)),
  ];
  const mean = laneOf(scene(results(), tensors, 0, -1)!.towers[0]!, 'attend')!.weights!;
  assert.deepEqual([at(mean, 2, 0), at(mean, 2, 1), at(mean, 2, 2)], [0.5, 0, 0.5]);
  const second = laneOf(scene(results(), tensors, 0, 1)!.towers[0]!, 'attend')!.weights!;
  assert.deepEqual(largest(second, 2), { index: 0, value: 1 });
  assert.equal(largest(second, 3), undefined);
  assert.equal(active(second, 0), 1);
});

test('what a pass must keep: the points that are drawn, and the input of the first layer', () => {
  const place = (stack: string, layer: number, point: string) =>
    ({ site: `${stack}.${layer}.${point}`, layer, point }) as Place;
  const places = [
    place('encoder', -1, 'hook_embed'),
    place('encoder', 0, 'hook_resid_pre'),
    place('encoder', 1, 'hook_resid_pre'),
    place('encoder', 1, 'attn.hook_q'),
    place('decoder', 1, 'cross_attn.hook_pattern'),
  ];
  assert.deepEqual(walkSites(places), [places[0]!.site, places[1]!.site, places[4]!.site]);
});
