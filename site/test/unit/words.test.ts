// The word cutter by the list that ships, and second sentences made with it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exchanges } from '../../state/exchange.ts';
import { cut, inList, useWords } from '../../state/words.ts';

const file = readFileSync('assets/words/zh.txt', 'utf8');
useWords(file);

const cuts: [string, string][] = [
  ['我的猫喜欢睡在窗边。', '我|的|猫|喜欢|睡|在|窗|边|。'],
  ['外面下雨了，别忘了带伞。', '外面|下雨|了|，|别|忘|了|带|伞|。'],
  ['他昨天没有去学校，因为他病了。', '他|昨天|没有|去|学校|，|因为|他|病|了|。'],
  ['怎么办', '怎么办'],
  ['研究生命', '研究|生命'],
  ['I am learning to cook.', 'I| |am| |learning| |to| |cook|.'],
  ["It isn't 3.14, well-known e.g. here", "It| |isn't| |3.14|,| |well|-|known| |e|.|g|.| |here"],
  ['我 love 北京 in 2024!', '我| |love| |北|京| |in| |2024|!'],
  ['卡拉OK', '卡|拉|OK'],
  ['一家人👨‍👩‍👧‍👦回家。', '一家人|👨‍👩‍👧‍👦|回家|。'],
  ['𰻞𰻞面很好吃。', '𰻞|𰻞|面|很|好吃|。'],
  ['é́ नमस्ते 🇨🇳🇩🇪 👍🏽', 'é́| |नमस्ते| |🇨🇳|🇩🇪| |👍🏽'],
  ['', ''],
];
for (const [text, want] of cuts)
  test(`cut: ${text}`, () => {
    assert.equal(cut(text).join('|'), want);
    assert.equal(cut(text).join(''), text);
  });

test('what the list lacks is known to be lacking', () => {
  assert.ok(inList('喜欢') && inList('猫') && inList('cat') && inList('。'));
  assert.ok(!inList('𰻞') && !inList('窗边'));
});

test('without the list each character is a word', () => {
  useWords('');
  assert.equal(cut('我喜欢tea').join('|'), '我|喜|欢|tea');
  useWords(file);
});

test('a second sentence exchanges one word for another of its class, the chosen one first', () => {
  assert.deepEqual(exchanges('我的猫喜欢睡在窗边。', 2)[0], '我的狗喜欢睡在窗边。');
  assert.deepEqual(exchanges('外面下雨了', 0), []); // 下雨 is one word, and none of these has a class
  assert.equal(exchanges('My cat bakes bread.', 2)[0], 'My dog bakes bread.');
  assert.equal(exchanges('He is reading a book.', 0)[0], 'She is reading a book.');
  assert.deepEqual(exchanges('Colourless ideas sleep furiously.'), []);
});

test('the first word is the one chosen if none is', () => {
  assert.deepEqual(exchanges('猫鸟'), exchanges('猫鸟', 0));
  assert.notEqual(exchanges('猫鸟', 0)[0], exchanges('猫鸟', 1)[0]);
  assert.ok(exchanges('猫鸟')[0]!.endsWith('鸟'));
});

test('every exchange differs from the sentence in one word', () => {
  const text = '他昨天没有去学校。';
  for (const other of exchanges(text)) {
    const [a, b] = [cut(text), cut(other)];
    assert.equal(a.length, b.length, other);
    assert.equal(a.filter((word, i) => word !== b[i]).length, 1, other);
  }
});
