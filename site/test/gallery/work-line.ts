// A long call before, during and after, and one that failed.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/work-line.ts';
import { show } from './fixture-page.ts';

show(
  { running: false },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="why" .heading=${t('why.name')}>
      <pl-work-line
        .t=${t}
        .waiting=${!s.running}
        .running=${s.running}
        .progress=${s.running ? { done: 7, total: 23 } : undefined}
        .price=${t('work.price', { passes: t('work.forward', { n: 23 }), time: '400 ms' })}
        @start=${() => set({ running: true })}
        @cancel=${() => set({ running: false })}
      ></pl-work-line>
      <pl-work-line .t=${t} running></pl-work-line
      ><pl-work-line
        .t=${t}
        .price=${t('work.paid', { passes: t('work.forward', { n: 23 }), time: '410 ms' })}
      ></pl-work-line>
      <pl-work-line .t=${t} .error=${t('error.too-long', { got: 300, limit: 128 })} detail="too-long"></pl-work-line
    ></pl-figure>`,
);
