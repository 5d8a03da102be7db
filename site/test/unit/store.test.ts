import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Store } from '../../state/store.ts';
import { initial, type State } from '../../state/url.ts';

function listening(): { store: Store; heard: string[][] } {
  const store = new Store(initial);
  const heard: string[][] = [];
  store.addEventListener('change', (event) => heard.push([...(event as CustomEvent<Set<keyof State>>).detail]));
  return { store, heard };
}

test('a change names the fields that changed', () => {
  const { store, heard } = listening();
  store.set({ layer: 2, head: initial.head, text: 'x' });
  assert.deepEqual(heard, [['layer', 'text']]);
  assert.equal(store.get().layer, 2);
});

test('setting what is already there says nothing, for lists too', () => {
  const { store, heard } = listening();
  store.set({ forced: [1, 2] });
  store.set({ forced: [1, 2], seed: initial.seed });
  assert.equal(heard.length, 1);
});

test('two stores do not share state', () => {
  const [a, b] = [new Store(initial), new Store(initial)];
  a.set({ head: 3 });
  assert.equal(b.get().head, 0);
});
