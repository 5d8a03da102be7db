// Mean and interval of a few values, against a t interval worked out by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spread } from '../../state/spread.ts';

test('five values have the interval of Student’s t with four degrees of freedom', () => {
  const { mean, low, high } = spread([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.ok(Math.abs(high - 3 - 2.776 * Math.sqrt(2.5 / 5)) < 1e-12);
  assert.ok(Math.abs(low + high - 6) < 1e-12);
});

test('one value is its own interval', () => assert.deepEqual(spread([2]), { mean: 2, low: 2, high: 2 }));
