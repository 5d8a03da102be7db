import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differs } from '../../views/data.ts';

test('data differ in what they hold', () => {
  const numbers = new Float32Array([1, 2, 3, 4]);
  const equal: [unknown, unknown][] = [
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      { rows: 1, data: numbers },
      { rows: 1, data: numbers },
    ],
    [numbers.subarray(1, 3), numbers.subarray(1, 3)],
    [
      [[1, NaN], []],
      [[1, NaN], []],
    ],
    [undefined, undefined],
  ];
  for (const [a, b] of equal) assert.equal(differs(a, b), false, JSON.stringify([a, b]));
  const different: [unknown, unknown][] = [
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
    [['a'], ['a', 'b']],
    [
      { rows: 1, data: numbers },
      { rows: 2, data: numbers },
    ],
    [{ rows: 1 }, { rows: 1, cols: undefined }],
    [{ rows: undefined }, { cols: undefined }],
    [numbers.subarray(0, 2), numbers.subarray(1, 3)],
    [numbers, numbers.slice()], // numbers of another pass, whatever they are
    [[], {}],
    [undefined, []],
    [null, {}],
    [0, -0],
  ];
  for (const [a, b] of different) assert.equal(differs(a, b), true, JSON.stringify([a, b]));
});
