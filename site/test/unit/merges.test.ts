import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MergeStep } from '../../../wasm/bridge/protocol.gen.ts';
import { joinedBy, joining } from '../../state/merges.ts';

const piece = (id: number) => ({ id, text: '', bytes: '', start: 0, end: 0, group: 0, special: false });
const step = (ids: number[], at: number, rank: number): MergeStep => ({ pieces: ids.map(piece), at, rank });

test('a vocabulary of ranks joins by ids', () => {
  const result = { steps: [step([1, 2, 3], -1, -1), step([1, 9], 1, 9), step([12], 0, 12)] };
  assert.deepEqual(joining(result), { byID: true, whole: false });
});

test('a list of merges has an order of its own', () => {
  const result = { steps: [step([1, 2, 3], -1, -1), step([1, 9], 1, 4), step([12], 0, 7)] };
  assert.deepEqual(joining(result), { byID: false, whole: false });
});

test('three bytes joined in one step stand whole in the vocabulary', () => {
  const steps = [step([1, 2, 3], -1, -1), step([40], 0, 40)];
  assert.equal(joinedBy(steps[1]!, steps[0]!), 3);
  assert.deepEqual(joining({ steps }), { byID: true, whole: true });
});

test('a single byte is not joined at all', () => {
  assert.deepEqual(joining({ steps: [step([1], -1, -1)] }), { byID: false, whole: false });
});
