import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from '../../state/difference.ts';

const marks = (flags: boolean[]) => flags.map((f) => (f ? 'x' : '.')).join('');
const cases: [string, string, string, string][] = [
  ['abc', 'abc', '...', '...'],
  ['abc', 'acb', '.x.', '..x'],
  ['abd', 'abcd', '...', '..x.'],
  ['', 'ab', '', 'xx'],
  ['xy', 'ab', 'xx', 'xx'],
];
for (const [a, b, inA, inB] of cases)
  test(`what ${a || 'nothing'} and ${b} do not share`, () => {
    const codes = (s: string) => [...s].map((c) => c.codePointAt(0)!);
    assert.deepEqual(difference(codes(a), codes(b)).map(marks), [inA, inB]);
  });
