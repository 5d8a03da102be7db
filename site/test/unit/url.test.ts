import assert from 'node:assert/strict';
import { test } from 'node:test';
import opening from '../../opening.json' with { type: 'json' };
import {
  doorHref,
  fromLocation,
  initial,
  link,
  missingDoor,
  openingOf,
  read,
  toLocation,
  write,
  type State,
} from '../../state/url.ts';

test('an empty link is the default state, and the default state is an empty link', () => {
  assert.equal(read('').text, opening.zh.text);
  assert.equal(write(initial), '');
});

const roundTrips: Partial<State>[] = [
  { text: '' },
  { text: '猫追狗 & "100%" #1\n👨‍👩‍👧 𠮷' },
  { text: '<b>a=b&c</b>' },
  { to: 'zh' },
  { model: 'stories-3m' },
  { door: 3, at: 'steps' },
  { source: 0, target: 12, side: 'target' },
  { stack: 'encoder', layer: 0, head: 7, view: 'arcs' },
  { forced: [1, 22, 8000] },
  { temperature: 0.7, topk: 5, topp: 0.95, seed: 9007199254740991 },
  { words: '猫 cat' },
  {
    off: ['decoder.1.cross_attn.hook_z.3', 'encoder.0.hook_mlp_out'],
    ablation: 'zero',
    other: '他的狗',
    point: 'mlp_out',
  },
  { lang: 'en', theme: 'dark' },
];
for (const part of roundTrips) {
  test(`round trip ${JSON.stringify(part)}`, () => {
    const state = { ...initial, ...part };
    assert.deepEqual(read('#' + write(state)), state);
  });
}

const bad: [string, keyof State][] = [
  ['layer=two', 'layer'],
  ['layer=-2', 'layer'],
  ['head=1e3', 'head'],
  ['head=', 'head'],
  ['door=5', 'door'],
  ['to=fr', 'to'],
  ['model=../secret', 'model'],
  ['model=https://example.org', 'model'],
  ['model=a/b', 'model'],
  ['forced=1,2', 'forced'],
  ['forced=99999999999', 'forced'],
  ['temperature=-1', 'temperature'],
  ['temperature=hot', 'temperature'],
  ['topp=2', 'topp'],
  ['theme=pink', 'theme'],
  ['at=nowhere', 'at'],
  ['off=blocks', 'off'],
  ['off=blocks.0*<b>', 'off'],
  ['point=everywhere', 'point'],
  ['seed=1.5', 'seed'],
  ['seed=99999999999999999', 'seed'],
];
for (const [hash, key] of bad) {
  test(`bad value falls back: ${hash}`, () => assert.deepEqual(read(hash)[key], initial[key]));
}

test('unknown keys and broken escapes do not throw', () => {
  assert.deepEqual(read('#foo=1&__proto__=2'), initial);
  assert.equal(typeof read('#text=%E4%B8').text, 'string');
});

test('a link leaves language and theme to its reader, unless the address asks for them', () => {
  const location = { hash: '#lang=zh', pathname: '/', search: '', href: 'http://x/#lang=zh' };
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['zh-CN'] }, configurable: true });
  Object.assign(globalThis, { location, history: { state: null, replaceState: () => undefined } });
  const state = { ...fromLocation(), theme: 'dark' as const, seed: 2 };
  assert.equal(link(state), 'http://x/#seed=2');
  assert.equal(doorHref(state, 3), '#door=3&seed=2&lang=zh');
});

test('a door that is not there is told, one that is opens', () => {
  const location = { hash: '', pathname: '/', search: '', href: 'http://x/' };
  Object.assign(globalThis, { location, history: { state: null, replaceState: () => undefined } });
  const opens = (hash: string) => {
    location.hash = hash;
    return [fromLocation().door, missingDoor()];
  };
  assert.deepEqual(opens('#door=4'), [4, '']);
  assert.deepEqual(opens('#door=5'), [1, '5']);
  assert.deepEqual(opens('#door=four'), [1, 'four']);
  assert.deepEqual(opens('#seed=2'), [1, '']);
});

test('without a link readers get the opening of their language; links mean the same to all', () => {
  const location = { hash: '', pathname: '/', search: '', href: 'http://x/' };
  const history = {
    state: null,
    replaceState: (_state: unknown, _title: string, to: string) => (location.hash = to.startsWith('#') ? to : ''),
  };
  Object.assign(globalThis, { location, history });
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });
  const state = fromLocation();
  assert.equal(state.text, opening.en.text);
  assert.equal(openingOf(state), 'en');
  assert.equal(doorHref(state, 1), '#');
  assert.equal(new URL(link(state)).hash, '#' + new URLSearchParams({ text: opening.en.text }));
  toLocation({ ...state, seed: 2 });
  assert.equal(read(location.hash).text, opening.en.text);
  toLocation(state);
  assert.equal(location.hash, '');
  toLocation(initial);
  assert.equal(location.hash, '#' + new URLSearchParams({ text: opening.zh.text }));
  location.hash = '#door=2';
  assert.equal(fromLocation().text, opening.zh.text);
  assert.equal(openingOf(fromLocation()), 'zh');
  assert.equal(openingOf({ ...initial, to: 'zh' }), undefined);
});

test('a text is cut at its limit', () => assert.equal(read('text=' + 'a'.repeat(30000)).text.length, 20000));

test('an address that the reader has just changed is not written over', () => {
  const location = { hash: '', pathname: '/', search: '' };
  const history = {
    replaceState: (_state: unknown, _title: string, to: string) => (location.hash = to.startsWith('#') ? to : ''),
  };
  Object.assign(globalThis, { location, history });
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['zh-CN'] }, configurable: true });
  fromLocation();
  toLocation({ ...initial, seed: 2 });
  assert.equal(location.hash, '#seed=2');
  location.hash = '#seed=3'; // by hand; its event has not come yet
  toLocation({ ...initial, seed: 4 });
  assert.equal(fromLocation().seed, 3);
  toLocation({ ...initial, seed: 4 });
  assert.equal(location.hash, '#seed=4');
  toLocation(initial);
  assert.equal(location.hash, '');
});
