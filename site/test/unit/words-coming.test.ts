// The word list before it is there, when it does not come, and when it does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadWords } from '../../state/word-list.ts';
import { cut, wordsKnown } from '../../state/words.ts';

test('a list that did not come is asked for again, and meanwhile each character is a word', async () => {
  const asked: string[] = [];
  const answers = [() => Promise.reject(new Error('no network')), async () => new Response('我猫\n喜欢\n')];
  globalThis.fetch = ((url: string) => (asked.push(url), answers[asked.length - 1]!())) as typeof fetch;
  assert.equal(wordsKnown(), false);
  await loadWords();
  assert.equal(wordsKnown(), true);
  assert.equal(cut('我喜欢猫').join('|'), '我|喜|欢|猫');
  await Promise.all([loadWords(), loadWords()]);
  assert.equal(cut('我喜欢猫').join('|'), '我|喜欢|猫');
  await loadWords();
  assert.equal(asked.length, 2);
});
