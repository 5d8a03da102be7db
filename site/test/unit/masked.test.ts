import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForwardResult, InfoResult } from '../../../wasm/bridge/protocol.gen.ts';
import { filled, guesses } from '../../state/masked.ts';

const info = { mask_token: '[MASK]' } as InfoResult;
const token = (text: string, special = false) => ({ id: 1, text, bytes: '', start: 0, end: 0, group: 0, special });
const best = (...words: string[]) => words.map((w) => ({ token: token(w), prob: 0.5, logit: 1, chance: 0.5 }));

test('each masked place has the guesses of its own row; a mask that is written as plain text is none', () => {
  const forward = {
    target: {
      tokens: [token('[CLS]', true), token('the'), token('[MASK]', true), token('[MASK]'), token('[MASK]', true)],
      groups: [],
    },
    top: [best('a'), best('b'), best(' cat', 'dog'), best('c'), best('sat')],
  } as unknown as ForwardResult;
  const found = guesses(info, forward);
  assert.deepEqual(
    found.map(({ at, candidates }) => [at, candidates.map((c) => c.token.text)]),
    [
      [2, [' cat', 'dog']],
      [4, ['sat']],
    ],
  );
  assert.equal(filled('the [MASK] [MASK]', '[MASK]', found), 'the cat sat');
  assert.equal(filled('the [MASK]', '[MASK]', []), 'the [MASK]');
});
