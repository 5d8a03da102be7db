// The output with the order of the input taken away.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/order-experiment.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const result = (text: string, read: string) => ({
  source: tokensOf([...read]),
  output: tokensOf([text]),
  steps: [],
  text,
  stop: 'end',
});
show(
  { seed: 1 },
  (t, s, set) =>
    html`<pl-figure .t=${t} place="order" .heading=${t('order.title')} .note=${t('order.note')}
      ><pl-order-experiment
        .t=${t}
        .seed=${s.seed}
        .original=${result('The cat chases the dog.', '猫追狗。')}
        .none=${result('Dog chases cats.', '猫追狗。')}
        .shuffled=${result('The dog chases the cat.', '狗追。猫')}
        @reshuffle=${() => set({ seed: s.seed + 1 })}
      ></pl-order-experiment
    ></pl-figure>`,
);
