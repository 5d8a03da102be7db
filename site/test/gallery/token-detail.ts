// What a cell is made of.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/token-detail.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const tokens = tokensOf(['我', ['猫', 3], ' likes', ' 北京', ['👨‍👩‍👧', 8], '!']);
show(
  { selected: 1 },
  (t, s, set) =>
    html`<pl-figure
      .t=${t}
      place="tokens"
      .heading=${t('detail.title')}
      .note=${t('detail.note')}
      .how=${t('detail.how')}
      .limits=${t('detail.limits')}
    >
      <pl-token-detail
        .t=${t}
        .tokens=${tokens}
        .selected=${s.selected}
        @token-select=${(e: CustomEvent<{ index: number }>) => set({ selected: e.detail.index })}
      ></pl-token-detail
    ></pl-figure>`,
);
