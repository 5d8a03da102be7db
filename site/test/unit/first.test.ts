// The precomputed run is read as it was written, or not at all.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { parseFirst, readFirst } from '../../state/first.ts';

const json = { input: { text: 'x' }, forward: { tensors: [{ name: 'a', shape: [2], data: 'AACAPwAAAMA=' }] } };
const bytes = Buffer.from(JSON.stringify(json));
const sum = createHash('sha256').update(bytes).digest('base64');
const { fetch } = globalThis;
afterEach(() => void (globalThis.fetch = fetch));
const answer = (body: Buffer, status = 200) =>
  (globalThis.fetch = (async () => new Response(new Uint8Array(body), { status })) as typeof globalThis.fetch);

test('tensors come as base64 or as numbers', () => {
  assert.deepEqual([...parseFirst(json).forward.tensors[0]!.data], [1, -2]);
  const plain = { ...json, forward: { tensors: [{ name: 'a', shape: [2], data: [3, 4] }] } };
  assert.deepEqual([...parseFirst(plain).forward.tensors[0]!.data], [3, 4]);
  assert.deepEqual(parseFirst({ ...json, forward: {} }).forward.tensors, []);
});

test('the right file is taken', async () => {
  answer(bytes);
  assert.equal((await readFirst('first.json', sum))?.input.text, 'x');
});

test('another, a missing or a broken one is none', async () => {
  answer(Buffer.concat([bytes, Buffer.from(' ')]));
  assert.equal(await readFirst('first.json', sum), undefined);
  answer(bytes, 404);
  assert.equal(await readFirst('first.json', sum), undefined);
  globalThis.fetch = () => Promise.reject(new Error('no network'));
  assert.equal(await readFirst('first.json', sum), undefined);
});
