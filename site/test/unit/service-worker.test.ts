import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = readFileSync('build/site/serviceworker.js', 'utf8')
  .replace('VERSION', '2')
  .replace(`'SHELL'`, '{}')
  .replace(`'LATER'`, '{}');

/** The names of caches that are left when version 2 becomes active. */
async function leftBy(
  names: string[],
  registration: { installing?: object; waiting?: object } = {},
): Promise<string[]> {
  const left = new Set(names);
  const caches = {
    keys: () => Promise.resolve([...left]),
    delete: (name: string) => Promise.resolve(left.delete(name)),
    open: () => Promise.resolve({ keys: () => Promise.resolve([]) }),
  };
  const listeners = new Map<string, (event: { waitUntil(work: Promise<void>): void }) => void>();
  const self = {
    registration: { scope: 'https://host.example/a/', installing: null, waiting: null, ...registration },
    clients: { claim: () => Promise.resolve() },
    addEventListener: (kind: string, listener: () => void) => listeners.set(kind, listener),
  };
  runInNewContext(source, { self, caches, URL });
  let done = Promise.resolve();
  listeners.get('activate')!({ waitUntil: (work) => (done = work) });
  await done;
  return [...left];
}

const [older, own, newer] = [1, 2, 3].map((version) => `pellucid https://host.example/a/ ${version}`);

test('a version that becomes active takes older ones away and leaves other deployments alone', async () => {
  const others = ['pellucid https://host.example/b/ 1', 'pellucid https://host.example/a/ files', 'another app'];
  assert.deepEqual(await leftBy([older, own, ...others]), [own, ...others]);
});

test('what a still newer version has fetched is left to it', async () => {
  assert.deepEqual(await leftBy([older, own, newer], { waiting: {} }), [older, own, newer]);
  assert.deepEqual(await leftBy([own, newer], { installing: {} }), [own, newer]);
});
