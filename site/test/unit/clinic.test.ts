import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, bankOf, fewest, listsOf, presets, shared, usesOf, wordOf } from '../../state/clinic.ts';

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
