// Questions asked some at a time: answers in order, never too many under way, and nothing after a failure.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurn } from '../../state/turn.ts';

/** Asks numbers, of which later ones may be answered sooner. */
async function play(n: number, atOnce: number, fails = -1) {
  let [now, most] = [0, 0];
  const asked: number[] = [];
  const answers: number[] = [];
  const ask = async (q: number, i: number) => {
    asked.push(i);
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, q % 2 ? 1 : 8));
    now--;
    if (i === fails) throw new Error('no answer');
    return 10 * q;
  };
  let error: unknown;
  try {
    for await (const answer of inTurn(
      Array.from({ length: n }, (_, i) => i),
      atOnce,
      ask,
    ))
      answers.push(answer);
  } catch (e) {
    error = e;
  }
  return { most, asked, answers, error };
}

test('answers come in order, and as many are under way as may be', async () => {
  for (const atOnce of [1, 2, 4]) {
    const { most, answers, error } = await play(7, atOnce);
    assert.equal(error, undefined);
    assert.deepEqual(answers, [0, 10, 20, 30, 40, 50, 60]);
    assert.equal(most, atOnce);
  }
  assert.deepEqual((await play(0, 3)).answers, []);
});

test('after a failure nothing more is asked', async () => {
  const { asked, answers, error } = await play(20, 2, 4);
  assert.match(String(error), /no answer/);
  assert.deepEqual(answers, [0, 10, 20, 30]);
  assert.ok(asked.length <= 6, `${asked}`);
});
