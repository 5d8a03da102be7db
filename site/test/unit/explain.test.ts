// The arithmetic behind the figures of the third door, and the tree's path.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  bytes,
  chosenOutput,
  explainedOf,
  foilOf,
  joined,
  judgeOf,
  kendall,
  level,
  maskingOf,
  order,
  overlap,
  pairsOf,
  rank,
  reach,
  sourceOfUnit,
  unitAt,
  splitUnit,
  timeOf,
  wordAt,
  wordSpans,
} from '../../state/explain.ts';
import type { Candidate, GenerateResult, Head, Token } from '../../../wasm/bridge/protocol.gen.ts';
import type { Results } from '../../state/session.ts';
import { initial, read, write } from '../../state/url.ts';
import { useWords } from '../../state/words.ts';

useWords(readFileSync('assets/words/zh.txt', 'utf8'));

const token = (id: number, text: string, start: number, end: number, special = false): Token => ({
  id,
  text,
  bytes: '',
  start,
  end,
  group: 0,
  special,
});

test('UTF-8 lengths', () => {
  for (const [text, want] of [
    ['', 0],
    ['cat', 3],
    ['é', 2],
    ['猫', 3],
    ['👨‍👩‍👧', 18],
    ['𠮷', 4],
    ['我 love', 8],
  ] as const)
    assert.equal(bytes(text), want, text);
});

test('words are byte ranges without white space, and Chinese words stay whole', () => {
  assert.deepEqual(wordSpans('I like tea.'), [
    [0, 1],
    [2, 6],
    [7, 10],
    [10, 11],
  ]);
  assert.deepEqual(wordSpans('  '), []);
  assert.deepEqual(wordSpans('猫'), [[0, 3]]);
  const text = '我的猫喜欢睡在窗边。';
  const spans = wordSpans(text)!;
  assert.equal(spans.at(-1)![1], bytes(text));
  assert.ok(spans.some(([a, b]) => new TextDecoder().decode(new TextEncoder().encode(text).slice(a, b)) === '喜欢'));
  for (const [a, b] of spans) assert.equal((b - a) % 3, 0, 'no half character');
});

test('hand-picked ranges of a link', () => {
  for (const [flat, want] of [
    [[], undefined],
    [[0], undefined],
    [
      [0, 3, 3, 6],
      [
        [0, 3],
        [3, 6],
      ],
    ],
    [[0, 3, 2, 6], undefined],
    [[3, 3], undefined],
    [[1, 4], [[1, 4]]],
  ] as const)
    assert.deepEqual(pairsOf(flat), want, JSON.stringify(flat));
});

test('joining units, in either direction', () => {
  const units = [0, 1, 2, 3].map((i) => ({ text: 'x', start: 3 * i, end: 3 * i + 3, tokens: [i] }));
  assert.deepEqual(joined(units, 1, 2), [0, 3, 3, 9, 9, 12]);
  assert.deepEqual(joined(units, 3, 0), [0, 12]);
  assert.deepEqual(joined(units, 2, 2), [0, 3, 3, 6, 6, 9, 9, 12]);
});

test('order, rank, reach and level', () => {
  assert.deepEqual(order([1, 3, 2, 3]), [1, 3, 2, 0]);
  assert.equal(rank([1, 3, 2, 3], 3), 1);
  assert.equal(rank([1, 3, 2, 3], 2), 3);
  assert.equal(reach([0.5, -2, NaN, Infinity]), 2);
  for (const [values, want] of [
    [[1, 1, 1], true],
    [[0, 0], true],
    [[5], true],
    [[1, 1.1], false],
  ] as const)
    assert.equal(level(values), want, String(values));
});

test('Kendall’s τ-b, against hand counts', () => {
  assert.equal(kendall([1, 2, 3, 4], [1, 2, 3, 4]), 1);
  assert.equal(kendall([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  // Pairs of [1,2,3] and [1,3,2]: two agree, one disagrees.
  assert.ok(Math.abs(kendall([1, 2, 3], [1, 3, 2]) - 1 / 3) < 1e-12);
  // A tie in one list: 2 agreeing pairs of 3; τ-b = 2 / √(2·3).
  assert.ok(Math.abs(kendall([1, 1, 2], [1, 2, 3]) - 2 / Math.sqrt(6)) < 1e-12);
  assert.ok(Number.isNaN(kendall([1, 1], [1, 2])));
});

test('overlap of the highest', () => {
  assert.equal(overlap([3, 2, 1, 0], [3, 2, 0, 1], 2), 1);
  assert.equal(overlap([3, 2, 1, 0], [0, 1, 2, 3], 2), 0);
  assert.equal(overlap([1], [1], 3), 1);
});

test('units and the bench’s selection find each other', () => {
  const read = {
    tokens: [token(1, '<2en>', 0, 0, true), token(2, '我', 0, 3), token(3, '猫', 3, 6), token(4, '</s>', 6, 6, true)],
    groups: [],
  };
  const head: Pick<Head, 'read' | 'units'> = {
    read,
    units: [
      { text: '我', start: 0, end: 3, tokens: [1] },
      { text: '猫', start: 3, end: 6, tokens: [2] },
    ],
  };
  assert.equal(unitAt(head, 1), 1);
  assert.equal(unitAt(head, 9), -1);
  assert.equal(sourceOfUnit(head, 1), 1);
});

const candidate = (id: number, text: string): Candidate => ({
  token: token(id, text, 0, 0),
  prob: 0.1,
  logit: 0,
  chance: 0.1,
});
const output = {
  source: { tokens: [], groups: [] },
  output: { tokens: [token(7, 'a', 0, 1), token(8, ' cat', 1, 5), token(2, '</s>', 5, 5, true)], groups: [] },
  text: 'a cat',
  stop: 'end',
  steps: [
    { candidates: [candidate(7, 'a')] },
    { candidates: [candidate(8, ' cat'), candidate(9, ' dog'), candidate(5, ' pet')] },
  ],
} as unknown as GenerateResult;
const results = { info: { config: { end: 2 } }, output: { ...output, of: '猫' } } as unknown as Results;

test('the question follows the choices, and never the end token', () => {
  const state = { ...initial, text: '猫', target: 9 };
  assert.equal(chosenOutput(results, state), 1);
  assert.deepEqual(explainedOf(results, state), {
    input: { text: '猫', target_ids: [7, 8] },
    units: 'word',
    spans: [[0, 3]],
    measure: 'log_prob',
  });
  assert.equal(explainedOf(results, { ...state, text: '狗' }), undefined, 'the output is of another sentence');
  assert.deepEqual(
    explainedOf(results, { ...state, units: 'spans', spans: [0, 9] })?.units,
    'word',
    'ranges beyond the text fall back to words',
  );
  const contrast = explainedOf(results, { ...state, measure: 'contrast' });
  assert.deepEqual([contrast?.measure, contrast?.foils], ['contrast', [{ output: 1, token: 9 }]]);
  assert.equal(foilOf(results, { target: 1, foil: 5 }), 5);
  assert.equal(foilOf(results, { target: 1, foil: 8 }), 9, 'a token is no foil of itself');
  assert.equal(
    explainedOf(results, { ...state, target: 0, measure: 'contrast' })?.measure,
    'log_prob',
    'no other candidate, no contrast',
  );
});

test('what judges differs from what scores', () => {
  assert.deepEqual(judgeOf({ mask: 'replace', judge: 'blank', seed: 1 }), { mask: 'blank' });
  assert.deepEqual(judgeOf({ mask: 'blank', judge: 'blank', seed: 1 }), { mask: 'replace' });
  assert.deepEqual(judgeOf({ mask: 'mean', judge: 'mean', seed: 1 }), { mask: 'blank' });
  assert.deepEqual(maskingOf({ mask: 'resample', seed: 4 }), { mask: 'resample', seed: 4 });
});

test('the choices of the third door survive a link', () => {
  const state = {
    ...initial,
    units: 'spans' as const,
    spans: [0, 3, 3, 9],
    measure: 'contrast' as const,
    foil: 12,
    mask: 'mean' as const,
    judge: 'delete' as const,
    guess: 3,
    door: 3,
  };
  assert.deepEqual(read(write(state)), state);
  assert.equal(read('mask=shout').mask, 'replace');
});

test('the word that holds a byte, spaces counted', () => {
  assert.equal(wordAt('I like tea.', 3), 2);
  assert.equal(wordAt('I like tea.', 7), 4);
  assert.equal(wordAt('', 0), 0);
});

test('a unit comes apart into its cells, others stay', () => {
  const units = [
    { start: 0, end: 3 },
    { start: 3, end: 9 },
    { start: 9, end: 12 },
  ];
  const cells = [
    [0, 3],
    [3, 6],
    [6, 9],
    [9, 12],
  ] as const;
  assert.deepEqual(splitUnit(units, 1, cells), [0, 3, 3, 6, 6, 9, 9, 12]);
  assert.equal(splitUnit(units, 0, cells), undefined);
});

test('how long a price takes: shared if worth it, a range until so many cores were timed, gradients alone', () => {
  const forward = (n: number) => ({ forward: n, backward: 0 });
  const one = new Map([[1, 10]]);
  assert.deepEqual(timeOf(forward(400), one, 1), { low: 4000, high: 4000, engines: 1 });
  assert.deepEqual(timeOf(forward(100), one, 4), { low: 1000, high: 1000, engines: 1 });
  assert.deepEqual(timeOf(forward(400), one, 4), { low: 1000, high: 4000, engines: 4 });
  const timed = new Map(one).set(4, 3);
  assert.deepEqual(timeOf(forward(400), timed, 4), { low: 1200, high: 1200, engines: 4 });
  assert.deepEqual(timeOf(forward(400), timed, 2), { low: 2000, high: 4000, engines: 2 });
  assert.deepEqual(timeOf({ forward: 200, backward: 200 }, timed, 4), { low: 6000, high: 6000, engines: 1 });
  assert.deepEqual(timeOf({ forward: 500, backward: 100 }, timed, 4), { low: 4200, high: 4200, engines: 4 });
});
