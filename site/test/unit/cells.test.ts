import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cellOf, cells, label, labels, pageOf, tokenText, wordAround } from '../../state/cells.ts';
import { useWords } from '../../state/words.ts';

useWords(readFileSync('assets/words/zh.txt', 'utf8'));
import { tokensOf } from '../gallery/fixture.ts';

test('a character of several tokens is one cell', () => {
  const tokens = tokensOf(['我', ['猫', 3], ['👨‍👩‍👧', 8]]);
  const list = cells(tokens);
  assert.deepEqual(
    list.map((c) => [c.text, c.first, c.last]),
    [
      ['我', 0, 1],
      ['猫', 1, 4],
      ['👨‍👩‍👧', 4, 12],
    ],
  );
  assert.equal(cellOf(list, 3), 1);
  assert.equal(cellOf(list, 12), -1);
});

test('no label holds half a character', () => {
  const tokens = tokensOf([['猫', 3]]);
  assert.deepEqual(labels(tokens), ['猫₁', '猫₂', '猫₃']);
  assert.equal(tokenText(tokens.tokens[0]!), '⟨E7⟩');
});

test('tokens outside every group are cells of their own', () => {
  const tokens = tokensOf(['<s>', 'a', '</s>']);
  tokens.groups = tokens.groups.filter((g) => g.text === 'a');
  assert.deepEqual(
    cells(tokens).map((c) => c.text),
    ['<s>', 'a', '</s>'],
  );
});

const shown: [string, string][] = [
  [' cat', 'cat'],
  [' ', '␣'],
  ['', '∅'],
  ['a\nb', 'a↵b'],
  ['\n', '↵'],
  ['　', '␣'],
];
for (const [text, want] of shown) test(`label of ${JSON.stringify(text)}`, () => assert.equal(label(text), want));

test('what has no shape is shown by its code point', () => {
  for (const [text, want] of [
    ['\u200b', '⟨U+200B⟩'],
    ['a\u00adb', 'a⟨U+00AD⟩b'],
    ['\ufeff猫', '⟨U+FEFF⟩猫'],
    ['\u200d', '⟨U+200D⟩'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['❤️', '❤️'],
    [' cat', 'cat'],
  ] as const)
    assert.equal(label(text), want);
});

test('the word around a token, in both languages', () => {
  const zh = cells(tokensOf([...'我的猫喜欢睡觉。']));
  assert.equal(wordAround(zh, 3), '喜欢');
  assert.equal(wordAround(zh, 4), '喜欢');
  const en = cells(tokensOf(['The', ' cat', ' like', 's']));
  assert.equal(wordAround(en, 1), ' cat');
  assert.equal(wordAround(en, 3), ' likes');
  assert.equal(wordAround(en, 9), '');
});

test('a long label is cut, a short one is not', () => {
  assert.equal(label('a'.repeat(40)), 'a'.repeat(40));
  assert.equal(label('a'.repeat(41)), 'a'.repeat(39) + '…');
  assert.equal(label('猫'.repeat(20_000)), '猫'.repeat(39) + '…');
});

test('of a long list the page with the chosen cell is drawn', () => {
  assert.deepEqual(pageOf(10, 3), [0, 10]);
  assert.deepEqual(pageOf(0, -1), [0, 0]);
  assert.deepEqual(pageOf(700, -1), [0, 300]);
  assert.deepEqual(pageOf(700, 299), [0, 300]);
  assert.deepEqual(pageOf(700, 300), [300, 600]);
  assert.deepEqual(pageOf(700, 9999), [600, 700]);
});
