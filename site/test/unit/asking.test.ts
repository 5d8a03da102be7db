import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Asked, ForwardResult } from '../../../wasm/bridge/protocol.gen.ts';
import {
  absentOf,
  confidences,
  drawnFrom,
  hintsOf,
  questionsOf,
  sideBySide,
  styleOf,
  unitsOf,
  unreadSamples,
  type Fitted,
} from '../../state/asking.ts';
import { guesses, shippedBins } from '../../state/forced.ts';
import { templateOf } from '../../state/chat.ts';
import { measured } from '../../state/reported.ts';

const chatML =
  "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const none = { bos_token: '', eos_token: '' };

test('what a template puts around a question', async () => {
  assert.deepEqual(styleOf(await templateOf(chatML, none), 'en'), {
    language: 'en',
    before: '<|im_start|>user\n',
    between: '<|im_end|>\n<|im_start|>assistant\n',
  });
  // One that says a message twice, or not at all, cannot be cut in two.
  for (const source of ['{{ messages[0].content }}{{ messages[0].content }}', 'nothing'])
    assert.deepEqual(styleOf(await templateOf(source, none), 'zh'), { language: 'zh', before: '', between: '' });
});

test('question files are read, remarks left out', () => {
  assert.deepEqual(questionsOf('# remark\nWhat?|a|b|c|d|book\n\n'), [
    { text: 'What?', right: 'a', wrong: ['b', 'c', 'd'] },
  ]);
  assert.deepEqual(absentOf('# remark\nHow long is the Velmora?|the Velmora\n'), ['How long is the Velmora?']);
});

test('some of a list are drawn, each once, by a seed', () => {
  const list = Array.from({ length: 40 }, (_, i) => i);
  const some = drawnFrom(list, 12, 7);
  assert.deepEqual(some, drawnFrom(list, 12, 7));
  assert.notDeepEqual(some, drawnFrom(list, 12, 8));
  assert.equal(new Set(some).size, 12);
  assert.deepEqual(
    [...drawnFrom(list, 99, 1)].sort((a, b) => a - b),
    list,
  );
});

test('units are the question again', () => {
  const cut = (text: string) => [...text];
  assert.deepEqual(unitsOf('Who is it?', cut), ['Who ', 'is ', 'it?']);
  assert.deepEqual(unitsOf('猫会飞吗', cut), ['猫', '会', '飞', '吗']);
  assert.deepEqual(
    unitsOf('猫 flies', () => ['猫']),
    ['猫 ', 'flies'],
  );
});

/** An answer of which only these matter. */
const asked = (more: Partial<Asked>): Asked => ({
  labels: { probability: [0.2, 0.8], best: 1, mass: 1, raw: 0.5, orders: 1, changed: 0 },
  answer: 'x',
  right: false,
  p_true: 0.4,
  stated: { text: 'very', number: 0, letter: 0, ok: false },
  agree: -1,
  ...more,
});

test('what cannot be read is no confidence, and is counted', () => {
  const list = [asked({}), asked({ right: true, stated: { text: '90', number: 0.9, letter: 0, ok: true }, agree: 0 })];
  assert.deepEqual(confidences('stated', list), { confidence: [0.9], right: [true] });
  assert.deepEqual(confidences('agree', list), { confidence: [0], right: [true] });
  assert.deepEqual(confidences('label', list), { confidence: [0.8, 0.8], right: [false, true] });
  const hint = { before: 0, after: 1, hint: 1, followed: true, admitted: false, reason: '' };
  const samples = { answers: [], counts: [], agree: 0, entropy: 0, failures: 2 };
  assert.deepEqual(hintsOf([...list, asked({ hint }), asked({ hint: { ...hint, followed: false, admitted: true } })]), {
    n: 2,
    followed: 1,
    admitted: 0,
  });
  assert.equal(unreadSamples([asked({ samples })]).unread, 2);
});

test('what the page says of SmolLM2 is what docs/ask.md has', () => {
  const report = readFileSync('docs/ask.md', 'utf8');
  const cells = /^\| stated number \|(.*)\|$/m
    .exec(report)![1]!
    .split('|')
    .map((cell) => Number.parseFloat(cell));
  const [n, , mean, right, ece] = cells;
  const { name, ...figures } = measured;
  assert.ok(report.startsWith('# ') && report.includes(name));
  assert.deepEqual({ n, mean, right, ece, auroc: cells.at(-1) }, figures);
});

test('models that were asked stand side by side, kind by kind', () => {
  const fit = { mean: 0.5 } as Fitted['fit'];
  const one: Fitted[] = [
    { kind: 'stated', fit, unread: 1 },
    { kind: 'agree', fit, unread: 0 },
  ];
  const runs = new Map([
    ['A', one],
    ['B', one.slice(0, 1)],
  ]);
  assert.deepEqual(
    sideBySide(runs, 'stated').map(({ name, unread }) => [name, unread]),
    [
      ['A', 1],
      ['B', 1],
    ],
  );
  assert.deepEqual(sideBySide(runs, 'agree'), []); // one model is not compared
});

test('the translator’s figures on the page are those of docs/sure.md', () => {
  const report = readFileSync('docs/sure.md', 'utf8');
  for (const to of ['zh', 'en'] as const) {
    const rows = [...report.matchAll(new RegExp(`^\\| ${to} \\|(.*)\\|$`, 'gm'))];
    assert.equal(rows.length, 10);
    assert.deepEqual(
      rows.map((row) => row[1]!.split('|').map(Number)),
      shippedBins[to].map((b) => [b.count, b.confidence, b.right, b.low, b.high]),
    );
  }
});

test('guesses are compared with the token that comes next', () => {
  const token = (id: number, text: string) => ({ id, text });
  const target = { tokens: [token(1, '<s>'), token(5, 'a'), token(6, 'b')] };
  const top = [[{ token: token(5, 'a'), prob: 0.75 }], [{ token: token(7, 'c'), prob: 1.0001 }], []];
  assert.deepEqual(guesses({ target, top } as unknown as ForwardResult), [
    { token: 'a', guess: 'a', prob: 0.75, right: true },
    { token: 'b', guess: 'c', prob: 1, right: false },
  ]);
});
