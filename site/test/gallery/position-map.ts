// Sinusoidal position encodings.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/position-map.ts';
import { show } from './fixture-page.ts';

const [rows, cols] = [64, 128];
const data = Float32Array.from({ length: rows * cols }, (_, i) => {
  const [p, d] = [Math.floor(i / cols), i % cols];
  const angle = p / 10000 ** ((2 * Math.floor(d / 2)) / cols);
  return d % 2 ? Math.cos(angle) : Math.sin(angle);
});
show(
  {},
  (t) =>
    html`<pl-figure
      .t=${t}
      place="positions"
      .heading=${t('positions.title')}
      .note=${t('positions.note')}
      .how=${t('positions.how')}
      ><pl-position-map .t=${t} .values=${{ rows, cols, data, offset: 0, stride: cols }}></pl-position-map
    ></pl-figure>`,
);
