// Encoder and decoder at one step.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/flow-diagram.ts';
import '../../views/step-buttons.ts';
import { show } from './fixture-page.ts';
import { cross, leads, numbers, sourceLabels, targetLabels } from './fixture.ts';

const n = sourceLabels.length;
const states = { rows: n, cols: 128, data: numbers(n * 128, 9), offset: 0, stride: 128 };
show(
  { step: 2 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="generate" .heading=${t('generate.figure')} .how=${t('generate.how')}>
      <pl-flow-diagram
        .t=${t}
        .flow=${{
          encoderLayers: 3,
          decoderLayers: 3,
          source: sourceLabels,
          states,
          weights: cross.pattern.data.subarray(s.step * n, s.step * n + n),
          read: targetLabels.slice(0, s.step + 1),
          next: { text: leads[s.step]!, prob: 0.81 },
        }}
        .selected=${3}
      ></pl-flow-diagram>
      <pl-steps
        .t=${t}
        .step=${s.step}
        .last=${9}
        @step=${(e: CustomEvent<{ step: number }>) => set(e.detail)}
      ></pl-steps
    ></pl-figure>`,
);
