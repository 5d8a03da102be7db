import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, floatsFromBase64, headMatrix, headRows, row } from '../../state/tensor.ts';
import { columnShare, dotTerms } from '../../state/attention.ts';

const tensor = (shape: number[]) => ({
  name: '',
  axes: [],
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
});

test('a head of a [head, query, key] tensor', () => {
  const m = headMatrix(tensor([2, 3, 4]), 1);
  assert.equal(at(m, 2, 3), 23);
  assert.deepEqual([...row(m, 0)], [12, 13, 14, 15]);
});

test('a head of a [pos, head, dim] tensor, and keys that several heads share', () => {
  assert.deepEqual([...row(headRows(tensor([3, 4, 2]), 2, 4), 1)], [12, 13]);
  assert.deepEqual([...row(headRows(tensor([3, 2, 2]), 3, 4), 1)], [6, 7]);
});

test('little-endian float32 in base64', () => assert.deepEqual([...floatsFromBase64('AACAPwAAAMA=')], [1, -2]));

test('terms of a dot product, largest first, and their sum', () => {
  const { sum, terms } = dotTerms(Float32Array.of(1, -2, 0.5), Float32Array.of(3, 4, 2));
  assert.equal(sum, -4);
  assert.deepEqual(
    terms.map((t) => [t.dim, t.product]),
    [
      [1, -8],
      [0, 3],
      [2, 1],
    ],
  );
});

test('the share of a column is the mean over the rows, also where there are more columns than rows', () => {
  const m = headMatrix({ ...tensor([1, 2, 4]), data: Float32Array.of(0.5, 0.25, 0.25, 0, 0, 0.75, 0, 0.25) }, 0);
  assert.deepEqual(
    [0, 1, 2, 3].map((column) => columnShare(m, column)),
    [0.25, 0.5, 0.125, 0.125],
  );
  assert.equal(columnShare({ ...m, rows: 0 }, 0), 0);
});
