import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, frameOf, kinds, pageOf, snippet } from '../../state/snippet.ts';
import { initial, read } from '../../state/url.ts';

const nasty = `"><script>alert('1')</script> & 猫\n<b>`;
const embedded = {
  base: 'https://a.example/b/',
  place: 'attention' as const,
  state: { ...initial, text: nasty, layer: 1, door: 3 },
  title: nasty,
  alt: nasty,
  picture: 'data:image/webp;base64,AAAA',
  width: 600.4,
  height: 300,
};

test('no sentence breaks out of a snippet', () => {
  for (const kind of kinds) {
    const code = snippet(kind, embedded);
    assert.ok(!code.includes('<b>') && !code.includes("alert('1')</script>"), code);
    assert.ok(code.includes('data:image/webp;base64,AAAA'));
    assert.ok(code.includes(attribute(pageOf(embedded.base, 'attention', embedded.state))));
  }
});

test('a frame says its state in the query, the sentence also where it is the default', () => {
  const url = new URL(frameOf('https://a.example/b/', 'attention', initial));
  assert.equal(url.pathname, '/b/embed.html');
  assert.equal(url.hash, '');
  assert.equal(url.searchParams.get('text'), initial.text);
  const state = read(new URL(frameOf('https://a.example/', 'why', embedded.state)).search.slice(1));
  assert.deepEqual([state.text, state.layer], [nasty, 1]);
});

test('a link opens the door of its figure', () => {
  const { door, at } = read(new URL(pageOf('https://a.example/', 'why', initial)).hash);
  assert.deepEqual([door, at], [3, 'why']);
});
