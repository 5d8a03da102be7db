// The pictures in docs: each is there, is small, and is of what there is now.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { file, languages, sources, sumOf, sums } from '../e2e/examples.ts';

test('no picture of ours is stale', () => {
  const known = JSON.parse(readFileSync(sums, 'utf8')) as Record<string, string>;
  for (const name of Object.keys(sources)) {
    for (const lang of languages(name)) {
      assert.ok(existsSync(file(name, lang)), `${file(name, lang)} is not there: run make pictures`);
      assert.ok(statSync(file(name, lang)).size < 400_000, `${file(name, lang)} is too large`);
    }
    assert.equal(known[name], sumOf(name, '.'), `the picture of ${name} is older than its sources: run make pictures`);
  }
});

test('both pages show a picture of each of the four', () => {
  for (const [page, lang] of [
    ['README.md', 'en'],
    ['README.zh.md', 'zh'],
  ] as const) {
    const text = readFileSync(page, 'utf8');
    for (const name of ['lesson-%.png', 'embed-%.png', 'stick-%.png', 'edge-%.svg'].map((n) => n.replace('%', lang)))
      assert.match(text, new RegExp(`!\\[[^\\]]+\\]\\(docs/pictures/${name}\\)`), `${page}: ${name}`);
  }
});
