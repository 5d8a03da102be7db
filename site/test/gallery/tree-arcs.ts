// Trees of three layers over one sentence.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/tree-arcs.ts';
import { show } from './fixture-page.ts';

const words = ['The', 'cat', 'sleeps', 'on', 'the', 'sill', '.'];
const chain = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [4, 5],
];
const tree = [
  [0, 1],
  [1, 2],
  [2, 5],
  [3, 5],
  [4, 5],
];
const trees = [
  { name: 'layer 2', edges: tree, kept: [true, true, true, true, true] },
  { name: 'layer 1', edges: tree, kept: [true, true, false, false, true] },
  { name: 'start', edges: chain, kept: chain.map(() => true) },
];
show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="trees" .heading=${t('trees.figure')}>
      <pl-tree-arcs .words=${words} .trees=${trees} .name=${t('trees.figure')}></pl-tree-arcs
    ></pl-figure>`,
);
