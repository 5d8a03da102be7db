// The score of guesses is found again on the next visit, and a question counts once.

import assert from 'node:assert/strict';
import { test } from 'node:test';

test('guesses of an earlier visit count, and a second answer to a question does not', async () => {
  const kept = new Map([['pellucid.guesses', JSON.stringify({ 'second cat': true, 'second dog': false })]]);
  Object.defineProperty(globalThis, 'localStorage', {
    value: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, x: string) => kept.set(name, x),
    },
  });
  const { note, score } = await import('../../state/score.ts');
  assert.deepEqual(score(), { right: 1, all: 2 });
  note('second dog', true); // too late
  note('second pig', true);
  assert.deepEqual(score(), { right: 2, all: 3 });
  assert.deepEqual(JSON.parse(kept.get('pellucid.guesses')!)['second dog'], false);
});
