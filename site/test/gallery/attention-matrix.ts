// One head as a matrix.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/attention-matrix.ts';
import { headMatrix } from '../../state/tensor.ts';
import { show } from './fixture-page.ts';
import { cross, leads, sourceLabels, targetLabels } from './fixture.ts';

show(
  { row: 1, column: 3 },
  (t, s, set) =>
    html`<pl-figure
      .t=${t}
      place="attention"
      .heading=${t('attention.head', { stack: t('stack.cross'), layer: 2, head: 3 })}
      .note=${t('matrix.note.cross')}
      .how=${t('matrix.how')}
      .limits=${t('matrix.limits')}
    >
      <pl-attention-matrix
        .t=${t}
        .values=${headMatrix(cross.pattern, 0)}
        .rows=${targetLabels}
        .leads=${leads}
        .columns=${sourceLabels}
        .row=${s.row}
        .column=${s.column}
        @cell-select=${(e: CustomEvent<{ row: number; col: number }>) =>
          set({ row: e.detail.row, column: e.detail.col })}
      ></pl-attention-matrix
    ></pl-figure>`,
);
