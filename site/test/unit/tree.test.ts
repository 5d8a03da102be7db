// The path that answers light in a decision tree.

import assert from 'node:assert/strict';
import test from 'node:test';
import { pathOf } from '../../state/tree.ts';

const leaf = (cls: number) => ({ feature: -1, yes: -1, no: -1, class: cls, counts: [1, 1] });
const nodes = [
  { feature: 0, yes: 1, no: 2, class: 0, counts: [2, 2] },
  leaf(1),
  { feature: 1, yes: 3, no: 4, class: 0, counts: [1, 2] },
  leaf(1),
  leaf(0),
];

test('the path of answers', () => {
  for (const [answers, want] of [
    [
      [true, true],
      [0, 1],
    ],
    [
      [true, false],
      [0, 1],
    ],
    [
      [false, true],
      [0, 2, 3],
    ],
    [
      [false, false],
      [0, 2, 4],
    ],
    [[], [0, 2, 4]],
  ] as const)
    assert.deepEqual(pathOf(nodes, answers), want, String(answers));
  assert.deepEqual(pathOf([], [true]), []);
  assert.deepEqual(pathOf([leaf(0)], [true]), [0]);
});
