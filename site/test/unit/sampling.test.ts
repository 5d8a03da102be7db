import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entropy, nextToken, softmax, topIndices } from '../../state/sampling.ts';

const near = (got: number, want: number, within = 1e-12) =>
  assert.ok(Math.abs(got - want) <= within, `got ${got}, want ${want}`);

test('softmax of known values', () => {
  const p = softmax([0, Math.log(2), Math.log(5)]);
  [1 / 8, 2 / 8, 5 / 8].forEach((want, i) => near(p[i]!, want));
});

test('softmax does not overflow, and shifting all logits changes nothing', () => {
  near(softmax([1000, 1000])[0]!, 0.5);
  near(softmax([-1e4, -1e4 + Math.log(3)])[1]!, 0.75);
  near(softmax([-Infinity, 0])[0]!, 0);
});

test('temperature sharpens and flattens', () => {
  near(softmax([0, Math.log(3)], 0.5)[1]!, 9 / 10);
  near(softmax([0, Math.log(4)], 2)[1]!, 2 / 3);
});

test('entropy of a fair choice is the log of its size', () => {
  near(entropy([0.25, 0.25, 0.25, 0.25]), Math.log(4));
  near(entropy([1, 0]), 0);
});

const logits = [1, 2, 3, 4].map((x) => Math.log(x)); // probabilities .1 .2 .3 .4
const cases: [string, { temperature: number; topk: number; topp: number }, [number, number][]][] = [
  ['greedy keeps the first', { temperature: 0, topk: 0, topp: 0 }, [[3, 1]]],
  ['greedy ignores cut-offs', { temperature: 0, topk: 3, topp: 0.9 }, [[3, 1]]],
  [
    'plain',
    { temperature: 1, topk: 0, topp: 0 },
    [
      [3, 0.4],
      [2, 0.3],
      [1, 0.2],
      [0, 0.1],
    ],
  ],
  [
    'top-k',
    { temperature: 1, topk: 2, topp: 0 },
    [
      [3, 4 / 7],
      [2, 3 / 7],
    ],
  ],
  [
    'top-k above the vocabulary is all',
    { temperature: 1, topk: 100, topp: 0 },
    [
      [3, 0.4],
      [2, 0.3],
      [1, 0.2],
      [0, 0.1],
    ],
  ],
  [
    'top-p takes the smallest set that reaches p',
    { temperature: 1, topk: 0, topp: 0.6 },
    [
      [3, 4 / 7],
      [2, 3 / 7],
    ],
  ],
  ['top-p of a tiny p keeps one', { temperature: 1, topk: 0, topp: 0.01 }, [[3, 1]]],
  [
    'top-p of 1 is all',
    { temperature: 1, topk: 0, topp: 1 },
    [
      [3, 0.4],
      [2, 0.3],
      [1, 0.2],
      [0, 0.1],
    ],
  ],
  [
    'temperature before top-k',
    { temperature: 0.5, topk: 2, topp: 0 },
    [
      [3, 16 / 25],
      [2, 9 / 25],
    ],
  ],
];
for (const [name, choice, want] of cases) {
  test(name, () => {
    const shares = nextToken(logits, choice);
    const kept = shares.filter((s) => s.kept);
    assert.deepEqual(
      kept.map((s) => s.id),
      want.map(([id]) => id),
    );
    want.forEach(([, prob], i) => near(kept[i]!.prob, prob, 1e-9));
    shares.forEach((s) => near(s.before, (s.id + 1) / 10, 1e-9));
    shares.filter((s) => !s.kept).forEach((s) => assert.equal(s.prob, 0));
  });
}

test('top indices: largest first, equal values by index, in short and long lists', () => {
  assert.deepEqual(topIndices([1, 3, 3, 2], 3), [1, 2, 3]);
  const long = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  assert.deepEqual(
    topIndices(long, 5).map((i) => long[i]),
    [999, 998, 997, 996, 995],
  );
});
