// Contributions that add and take away.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/signed-bars.ts';
import { show } from './fixture-page.ts';

const bars = [
  ['MLP 2', 2.4],
  ['head 3', 1.1],
  ['embedding', 0.2],
  ['head 1', -0.7],
].map(([name, value], i) => ({ id: String(i), name: name as string, value: value as number }));
show(
  { selected: '1' },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="direct" .heading=${t('direct.figure', { token: 'cat' })}>
      <pl-signed-bars
        .bars=${bars}
        .selected=${s.selected}
        .name=${t('direct.figure', { token: 'cat' })}
        @bar-select=${(e: CustomEvent<{ id: string }>) => set({ selected: e.detail.id })}
      ></pl-signed-bars
    ></pl-figure>`,
);
