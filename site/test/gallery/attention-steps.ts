// One row of attention worked out.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/attention-steps.ts';
import { show } from './fixture-page.ts';
import { worked } from './fixture.ts';

const row = worked();
show(
  { key: 3 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="steps" .heading=${t('work.title', { token: 'cat' })} .how=${t('work.how')}
      ><pl-attention-steps
        .t=${t}
        .worked=${row}
        .key=${s.key}
        @key-select=${(e: CustomEvent<{ index: number }>) => set({ key: e.detail.index })}
      ></pl-attention-steps
    ></pl-figure>`,
);
