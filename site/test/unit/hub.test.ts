import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { choicesOf, contentsOf, refused, repositoryOf, wellKnown, type HubFile } from '../../state/hub.ts';
import { leaving, type Kept } from '../../state/kept.ts';
import { runningSum } from '../../state/sums.ts';

test('names of models, typed or pasted', () => {
  const right: [string, string][] = [
    ['Qwen/Qwen2.5-0.5B-Instruct', 'Qwen/Qwen2.5-0.5B-Instruct'],
    [' openai-community/gpt2 ', 'openai-community/gpt2'],
    ['https://huggingface.co/openai-community/gpt2/tree/main?x=1', 'openai-community/gpt2'],
  ];
  for (const [typed, name] of right) assert.equal(repositoryOf(typed), name);
  for (const typed of ['', 'gpt2', 'a/../b', '../etc/passwd', '/a', 'a b/c', 'https://huggingface.co/', '猫/狗'])
    assert.equal(repositoryOf(typed), undefined, typed);
  for (const { repository } of wellKnown) assert.equal(repositoryOf(repository), repository);
  assert.ok(wellKnown.some(({ languages }) => languages.includes('zh')));
});

const file = (path: string, size = 1): HubFile => ({ path, size, sum: '' });
const labels = (paths: string[]) =>
  choicesOf(paths.map((path) => file(path))).map(({ label, bytes }) => [label, bytes]);

test('what can be opened of a repository', () => {
  assert.deepEqual(labels(['README.md', 'config.json', 'model.safetensors', 'onnx/model.onnx', 'x/config.json']), [
    ['model.safetensors', 2],
  ]);
  const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  assert.deepEqual(labels(['config.json', 'tokenizer.json', 'model.safetensors.index.json', ...shards]), [
    ['model.safetensors (2)', 5],
  ]);
  assert.deepEqual(
    labels(['a-Q4_K_M.gguf', 'a-Q8_0-00001-of-00002.gguf', 'a-Q8_0-00002-of-00002.gguf', 'mmproj-a.gguf']),
    [
      ['a-Q4_K_M.gguf', 1],
      ['a-Q8_0.gguf', 2],
    ],
  );
  assert.deepEqual(labels(['pytorch_model.bin', 'config.json', 'README.md']), []);
});

test('statuses of a hub', () => {
  const codes = [401, 403, 404, 410, 429, 500, 503].map((status) => refused(status, 'h', 'a/b').code);
  const [locked, missing] = ['hub-locked', 'hub-missing'];
  assert.deepEqual(codes, [locked, locked, missing, missing, 'hub-busy', 'hub-odd', 'hub-odd']);
  assert.equal(contentsOf('https://h', 'a/b', 'r', 'x y/m.gguf'), 'https://h/a/b/resolve/r/x%20y/m.gguf');
});

const item = (id: string, have: number, used: number): Kept => ({
  id,
  kind: 'model',
  title: id,
  licence: '',
  used,
  files: [{ name: 'f', size: have, have, sum: '', whole: true }],
});

test('what goes to make room: what was not opened for the longest time, never the one that grows', () => {
  const items = [item('new', 40, 3), item('old', 30, 1), item('middle', 20, 2)];
  const gone = (need: number, but: string, limit: number) => leaving(items, need, but, limit)?.map(({ id }) => id);
  assert.deepEqual(gone(10, '', 100), []);
  assert.deepEqual(gone(20, '', 100), ['old']);
  assert.deepEqual(gone(41, '', 100), ['old', 'middle']);
  assert.deepEqual(gone(41, 'old', 100), ['middle', 'new']);
  assert.equal(gone(71, 'old', 100), undefined);
});

test('sums of files while they come', async () => {
  const content = new TextEncoder().encode('一二三'.repeat(1000));
  const sha256 = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const git = `git:${createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')}`;
  for (const promised of [sha256, git]) {
    const sum = await runningSum(promised, content.length);
    for (let at = 0; at < content.length; at += 1000) sum!.add(content.subarray(at, at + 1000));
    assert.equal(sum!.value(), promised);
  }
  assert.equal(await runningSum('', 5), undefined);
});
