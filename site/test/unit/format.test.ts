import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, decimal, duration, megabytes, percent, weight, tiny } from '../../state/format.ts';
import { csv } from '../../state/table.ts';
import { meaningPairs, splitWords } from '../../state/words.ts';

const written: [string, string][] = [
  [percent(0.8123), '81.2%'],
  [percent(0.8126), '81.3%'],
  [percent(0.0996), '10.0%'],
  [percent(0), '0.0%'],
  [percent(0.001), '0.1%'],
  [percent(0.999), '99.9%'],
  [percent(-0.5), '-50.0%'],
  [percent(1), '100.0%'],
  [percent(0.00001), '<0.1%'],
  [percent(0.99999), '>99.9%'],
  [percent(NaN), '–'],
  [percent(0.41, 0), '41%'],
  [decimal(-1.5), '−1.50'],
  [decimal(1.237), '1.24'],
  [decimal(-1.237), '−1.24'],
  [decimal(0.96, 1), '1.0'],
  [decimal(-0.006), '−0.01'],
  [decimal(Infinity), '–'],
  [decimal(0), '0.00'],
  [decimal(-0.001), '0.00'],
  [decimal(-Infinity), '−∞'],
  [weight(0.41), '.41'],
  [weight(0.999), '1'],
  [weight(0.995), '1'],
  [weight(0.994), '.99'],
  [weight(0.996), '1'],
  [megabytes(6_900_000), '6.9 MB'],
  [megabytes(800), '1 KB'],
  [megabytes(0), '1 KB'],
  [megabytes(2600), '3 KB'],
  [megabytes(99_999), '100 KB'],
  [megabytes(100_000), '0.1 MB'],
  [megabytes(6_960_000), '7.0 MB'],
  [count(6_500_000, 'zh'), '650 万'],
  [count(6_500_000, 'en'), '6.5 million'],
  [count(124_000_000, 'zh'), '1.2 亿'],
  [count(126_000_000, 'zh'), '1.3 亿'],
  [count(100_000_000, 'zh'), '1 亿'],
  [count(99_990_000, 'zh'), '9999 万'],
  [count(10_000, 'zh'), '1 万'],
  [count(9_999, 'zh'), '9999'],
  [count(1_260_000, 'en'), '1.3 million'],
  [count(1_000_000, 'en'), '1 million'],
  [count(999_999, 'en'), '999,999'],
  [count(99_960_000, 'en'), '100 million'],
  [count(100_400_000, 'en'), '100 million'],
  [count(1_000_000_000, 'en'), '1 billion'],
  [count(999_000_000, 'en'), '999 million'],
  [count(1_500_000_000, 'en'), '1.5 billion'],
  [duration(45.4), '45 ms'],
  [duration(1234), '1.2 s'],
  [duration(45.6), '46 ms'],
  [duration(1000), '1.0 s'],
  [duration(999), '999 ms'],
  [duration(1260), '1.3 s'],
];
for (const [got, want] of written) test(`writes ${want}`, () => assert.equal(got, want));

test('csv quotes what must be quoted and disarms formulas', () => {
  const text = csv({
    about: {},
    columns: ['a', 'b'],
    rows: [
      ['x,"y"', 1.5],
      ['=1+1', null],
      ['猫\n', -2],
    ],
  });
  assert.equal(text, '\ufeffa,b\r\n"x,""y""",1.5\r\n\'=1+1,\r\n"猫\n",-2\r\n');
});

test('words and the pairs that mean the same', () => {
  const words = splitWords('猫 cat,狗、dog\n猫 water 火');
  assert.deepEqual(words, ['猫', 'cat', '狗', 'dog', 'water', '火']);
  assert.deepEqual(meaningPairs(words), [
    [0, 1],
    [2, 3],
  ]);
});

test('small errors as print has them', () => {
  assert.deepEqual([tiny(-0.000025), tiny(1.2e-12), tiny(3)], ['2.5 × 10⁻⁵', '1.2 × 10⁻¹²', '3.0 × 10⁰']);
});
