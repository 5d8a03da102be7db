// Two uses of a word that part from layer to layer.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/layer-path.ts';
import { show } from './fixture-page.ts';

const paths = [
  [
    [0, 0],
    [1, 0.4],
    [2.2, 1.5],
    [3, 2],
  ],
  [
    [0.1, -0.1],
    [0.8, -0.6],
    [1.6, -1.9],
    [2.1, -2.4],
  ],
];
show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="senses" .heading=${t('senses.path')}>
      <pl-layer-path
        .paths=${paths}
        .ticks=${['0', '1', '2', '3']}
        .name=${t('senses.path')}
        .x=${t('map.axis', { n: 1, share: '61%' })}
        .y=${t('map.axis', { n: 2, share: '22%' })}
      ></pl-layer-path
    ></pl-figure>`,
);
