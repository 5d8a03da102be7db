// Signed values with an empty diagonal, and words in cells shaded by a share.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/value-grid.ts';
import { show } from './fixture-page.ts';

const names = ['我的', '猫', '喜欢', '睡在', '窗边'];
const signed = names.map((_, i) => names.map((_, j) => (i === j ? NaN : Math.sin(3 * i + 3 * j) * 2.4)));
const shares = names.map((_, i) => names.map((_, j) => (i + 1) / 5 - j / 20));
show(
  { row: 1, col: 2 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="pairs" .heading=${t('pairs.title')}>
      ${[false, true].map(
        (unsigned) =>
          html`<pl-value-grid
              .unsigned=${unsigned}
              .values=${unsigned ? shares : signed}
              .texts=${unsigned ? names.map((a) => names.map((b) => a[0]! + b[0]!)) : undefined}
              .rows=${names}
              .columns=${names}
              .row=${s.row}
              .column=${s.col}
              .name=${t('pairs.title')}
              @cell-select=${(e: CustomEvent<{ row: number; col: number }>) => set(e.detail)}
            ></pl-value-grid
            ><br />`,
      )}</pl-figure
    >`,
);
