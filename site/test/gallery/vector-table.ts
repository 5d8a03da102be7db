// Embeddings as strips with one dimension read out.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/vector-table.ts';
import { show } from './fixture-page.ts';
import { numbers, sourceLabels } from './fixture.ts';

const values = {
  rows: sourceLabels.length,
  cols: 256,
  data: numbers(sourceLabels.length * 256, 4),
  offset: 0,
  stride: 256,
};
show(
  { selected: 3 },
  (t, s, set) =>
    html`<pl-figure
      .t=${t}
      place="vectors"
      .heading=${t('vector.title')}
      .note=${t('vector.note')}
      .how=${t('vector.how')}
      ><pl-vector-table
        .t=${t}
        .labels=${sourceLabels}
        .values=${values}
        .selected=${s.selected}
        @token-select=${(e: CustomEvent<{ index: number }>) => set({ selected: e.detail.index })}
      ></pl-vector-table
    ></pl-figure>`,
);
