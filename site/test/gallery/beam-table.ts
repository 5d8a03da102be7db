// Beam search's alternatives.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/beam-table.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const hypotheses = [
  'My cat likes to sleep by the window.',
  'My cat likes sleeping by the window.',
  'My cat likes to sleep at the window.',
  'My cat loves to sleep by the window.',
].map((text, i) => ({
  text,
  output: tokensOf(text.split(/(?= )/)),
  log_prob: -1.2 - i * 0.7,
  score: -0.7 - i * 0.4,
  probs: [],
}));
show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="beams" .heading=${t('beam.title')}
      ><pl-beam-table .t=${t} .hypotheses=${hypotheses} greedy="My cat likes to sleep by the window."></pl-beam-table
    ></pl-figure>`,
);
