// One head as lines.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/attention-arcs.ts';
import { headMatrix } from '../../state/tensor.ts';
import { show } from './fixture-page.ts';
import { cross, leads, sourceLabels, targetLabels } from './fixture.ts';

show(
  { row: 1 },
  (t, s, set) =>
    html`<pl-figure
      .t=${t}
      place="attention"
      .heading=${t('attention.head', { stack: t('stack.cross'), layer: 2, head: 3 })}
    >
      <pl-attention-arcs
        .t=${t}
        .values=${headMatrix(cross.pattern, 0)}
        .rows=${targetLabels}
        .leads=${leads}
        .columns=${sourceLabels}
        .row=${s.row}
        @cell-select=${(e: CustomEvent<{ row: number }>) => set({ row: e.detail.row })}
      ></pl-attention-arcs
    ></pl-figure>`,
);
