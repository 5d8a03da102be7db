import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asked, bankOf, fewest, listsOf, presets, shared, textsOf, usesOf, wordOf } from '../../state/clinic.ts';
import { cosines, lastOutput, meanRow, pairsOf, proposed, quantile, sentencesOf } from '../../state/sentences.ts';

test('lists are read a line each, by commas where there are any', () => {
  assert.deepEqual(listsOf('a b  a\n\nice cream, cake'), [
    ['a', 'b'],
    ['ice cream', 'cake'],
  ]);
  assert.deepEqual(listsOf('吃 喝\n书、水'), [
    ['吃', '喝'],
    ['书', '水'],
  ]);
  assert.deepEqual(asked([['吃', 'eat']]), [['吃', ' eat']]);
});

test('every proposal has two lists that are long enough, of words of one language', () => {
  for (const [language, texts] of Object.entries(presets))
    for (const text of texts) {
      const lists = listsOf(text);
      assert.equal(lists.length, 2);
      for (const word of lists.flat()) assert.equal(bankOf(word), language, word);
      assert.ok(lists.every((list) => list.length >= fewest));
    }
});

test('a word is found in its sentences as a whole word', () => {
  const { word, uses, without } = usesOf('bank\nThe bank closed.\nBanking is dull.\nBank here!');
  assert.equal(word, 'bank');
  assert.deepEqual(
    uses.map((use) => [use.start, wordOf(use)]),
    [
      [4, 'bank'],
      [0, 'Bank'],
    ],
  );
  assert.deepEqual(without, ['Banking is dull.']);
  assert.deepEqual(usesOf('打\n他打电话。').uses, [{ text: '他打电话。', start: 3, end: 6 }]);
  assert.deepEqual(usesOf('').uses, []);
});

test('edges that two trees share', () => {
  assert.deepEqual(
    shared(
      [
        [0, 1],
        [1, 2],
      ],
      [[1, 2]],
    ),
    [false, true],
  );
});

test('the banks as plain text: words with spaces between where the language has them, none before a mark', () => {
  const texts = (language: 'en' | 'zh') => textsOf(readFileSync(`assets/bank/${language}.txt`, 'utf8'), language);
  assert.equal(texts('en')[0], 'The bank closed at noon.');
  for (const language of ['en', 'zh'] as const) {
    const list = texts(language);
    assert.ok(list.length >= 300);
    for (const text of list) assert.doesNotMatch(text, language === 'en' ? /[/~#]|  | [.,]/ : /[/~#\s]/);
  }
});

test('vectors of sentences: the mean of rows, the cosine of every two, each pair once', () => {
  const rows = { rows: 2, cols: 2, offset: 0, stride: 2, data: new Float32Array([1, 2, 3, 6]) };
  assert.deepEqual([...meanRow(rows)], [2, 4]);
  const square = cosines([meanRow(rows), Float64Array.of(1, 2), Float64Array.of(-2, 1), Float64Array.of(0, 0)]);
  [1, 0, 0, 0, 0, 0].forEach((x, i) => assert.ok(Math.abs(pairsOf(square)[i]! - x) < 1e-9));
  assert.equal(quantile([5, 1, 2, 3, 4], 0.5), 3);
  assert.deepEqual(sentencesOf(' a \n\nb\na'), ['a', 'b']);
  for (const text of Object.values(proposed)) assert.equal(sentencesOf(text).length, 3);
});

test('the last layer’s output is read after its norm, never in a decoder that reads another stack', () => {
  const sites = (list: [string, string][]) => ({
    sites: list.map(([stack, point]) => ({ site: `${stack}.${point}`, stack, point })) as never,
  });
  const normed = sites([
    ['blocks', 'ln2.hook_normalized'],
    ['blocks', 'hook_resid_post'],
    ['blocks', 'ln_final.hook_normalized'],
    ['blocks', 'hook_logits'],
  ]);
  assert.equal(lastOutput(normed), 'blocks.ln_final.hook_normalized');
  const both = sites([
    ['encoder', 'hook_resid_post'],
    ['decoder', 'ln_final.hook_normalized'],
  ]);
  assert.equal(lastOutput(both), 'encoder.hook_resid_post');
});
