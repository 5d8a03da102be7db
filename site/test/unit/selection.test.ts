// Which row of what the model read, and which of what it wrote, a chosen token is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Results } from '../../state/session.ts';
import { chosenToken, leading, promptRows, sourceOf, sourceRow, targetRow, written } from '../../state/selection.ts';

const token = (id: number, special = false) => ({ id, text: `${id}`, special });
const tokens = (...list: ReturnType<typeof token>[]) => ({
  tokens: list,
  groups: list.map((_, i) => ({ first: i, last: i + 1, text: `${i}` })),
});

// A translator read <2en> 10 11 <end>, and wrote 20 21 <end> after <begin>.
const translator = {
  info: { config: { end: 9, kind: 'encoder-decoder' } },
  tokens: tokens(token(10), token(11)),
  output: { output: tokens(token(20), token(21), token(9, true)) },
  forward: {
    source: tokens(token(1, true), token(10), token(11), token(9, true)),
    target: tokens(token(2, true), token(20), token(21)),
  },
} as unknown as Results;

// A writer of stories read <begin> 10 11 and went on with 20 21.
const writer = {
  info: { config: { end: 9, kind: 'decoder' } },
  tokens: tokens(token(10), token(11)),
  output: { output: tokens(token(20), token(21)) },
  forward: {
    source: { tokens: [], groups: [] },
    target: tokens(token(2, true), token(10), token(11), token(20), token(21)),
  },
} as unknown as Results;

test('marks before the text', () => {
  assert.equal(leading(translator.forward!.source), 1);
  assert.equal(leading(writer.tokens), 0);
  assert.equal(leading(tokens(token(1, true)) as never), 0);
  assert.equal(leading(undefined), 0);
});

test('the row of a token of the input', () => {
  assert.equal(sourceOf(translator.forward!), translator.forward!.source);
  assert.equal(sourceOf(writer.forward!), writer.forward!.target);
  assert.deepEqual(
    [0, 1, 9].map((source) => sourceRow(translator, { source })),
    [1, 2, 3],
  );
  assert.deepEqual(
    [0, 1, 9].map((source) => sourceRow(writer, { source })),
    [1, 2, 4],
  );
  assert.deepEqual(
    [0, 1, 9].map((source) => sourceRow({ tokens: writer.tokens! }, { source })),
    [0, 1, 1],
  );
  assert.equal(sourceRow({}, { source: 3 }), 0);
});

test('the row that writes a token of the output', () => {
  assert.equal(promptRows(translator), 1);
  assert.equal(promptRows(writer), 3);
  assert.equal(promptRows({}), 1);
  assert.deepEqual(
    [0, 1, 2, 9].map((target) => targetRow(translator, { target })),
    [0, 1, 2, 2],
  );
  assert.deepEqual(
    [0, 1, 2, 9].map((target) => targetRow(writer, { target })),
    [2, 3, 4, 4],
  );
  assert.equal(targetRow({}, { target: 3 }), 0);
});

test('the output without its end', () => {
  assert.deepEqual(
    written(translator).tokens.map((t) => t.id),
    [20, 21],
  );
  assert.deepEqual(
    written(translator).groups.map((g) => g.last),
    [1, 2],
  );
  assert.equal(written(writer), writer.output!.output);
  assert.deepEqual(written({}), { tokens: [], groups: [] });
});

test('the chosen token', () => {
  const chosen = (side: 'source' | 'target', source: number, target: number) =>
    chosenToken(translator, { side, source, target })?.id;
  assert.equal(chosen('source', 1, 0), 11);
  assert.equal(chosen('source', 7, 0), 11);
  assert.equal(chosen('target', 1, 0), 20);
  assert.equal(chosen('target', 1, 7), undefined);
});
