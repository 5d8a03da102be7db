// Rated pairs: lines of two words and a number, everything else is passed over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRated } from '../../state/rated.ts';

test('a line of three parts is a pair', () => {
  assert.deepEqual(parseRated('猫 狗 2.5\n猫 狗\n\n猫 狗 2 5\n书 水 0.1\n'), [
    { a: '猫', b: '狗', score: 2.5 },
    { a: '书', b: '水', score: 0.1 },
  ]);
});
