// The next-token distribution with sampling settings that act on it.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/candidate-bars.ts';
import '../../views/sampling-controls.ts';
import { nextToken } from '../../state/sampling.ts';
import { show } from './fixture-page.ts';

const words = ['sleep', 'lie', 'nap', 'stay', 'sit', 'be', 'rest', 'play', 'eat', 'run'];
const logits = [5.2, 2.9, 2.4, 1.6, 1.3, 0.9, 0.4, 0.1, -0.5, -1];
show(
  { temperature: 1.5, topk: 5, topp: 0, seed: 1, taken: 0 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="generate" .heading=${t('bars.title')}>
      <pl-sampling-controls
        .t=${t}
        .choice=${s}
        .seed=${s.seed}
        @sampling=${(e: CustomEvent<object>) => set(e.detail)}
      ></pl-sampling-controls
      ><br />
      <pl-candidate-bars
        .t=${t}
        .bars=${nextToken(logits, s).map((x) => ({ ...x, text: words[x.id]! }))}
        .taken=${s.taken}
        @choose=${(e: CustomEvent<{ id: number }>) => set({ taken: e.detail.id })}
      ></pl-candidate-bars
    ></pl-figure>`,
);
