// Deletion curves with the band of random orders, and ranks on a logarithmic axis.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/line-chart.ts';
import { show } from './fixture-page.ts';

const band = [
  [0.95, 0.5, 0.2, 0.1, 0.02, 0],
  [0.95, 0.8, 0.6, 0.4, 0.2, 0],
  [0.95, 0.95, 0.9, 0.85, 0.7, 0],
];
const curves = [
  { name: '遮挡', values: [0.95, 0.1, 0.05, 0.02, 0, 0] },
  { name: '注意力', values: [0.95, 0.9, 0.5, 0.1, 0.05, 0] },
];
const ranks = [
  { name: 'cat', values: [4200, 300, 2, 1] },
  { name: 'dog', values: [1800, 900, 12, 5] },
];
show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="curves" .heading=${t('faith.figure', { token: 'cat' })}>
      <pl-line-chart
        shares
        .series=${curves}
        .band=${band}
        .bandName=${t('faith.band')}
        .x=${t('faith.xDelete')}
        .y=${t('faith.y', { token: 'cat' })}
        .name=${t('faith.figure', { token: 'cat' })}
      ></pl-line-chart
      ><br />
      <pl-line-chart ranks .series=${ranks} .x=${t('lens.x')} .y=${t('lens.y')} .name=${t('lens.ranks')}></pl-line-chart
    ></pl-figure>`,
);
