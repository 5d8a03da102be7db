// All layers and heads of one kind of attention.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/head-grid.ts';
import { show } from './fixture-page.ts';
import { attention } from './fixture.ts';

const layers = [0, 1, 2].map((l) => attention(10, 10, 20 + l, true).pattern);
show(
  { layer: 1, head: 2 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="heads" .heading=${t('heads.title')} .note=${t('heads.note')}>
      <pl-head-grid
        .t=${t}
        .heading=${t('stack.decoder')}
        .layers=${layers}
        .layer=${s.layer}
        .head=${s.head}
        @head-select=${(e: CustomEvent<{ layer: number; head: number }>) => set(e.detail)}
      ></pl-head-grid
    ></pl-figure>`,
);
