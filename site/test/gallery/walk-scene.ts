// The walk's picture over the fixture's attention, with seeded numbers for vectors.
import { html } from 'lit';
import type { Config } from '../../../wasm/bridge/protocol.gen.ts';
import type { Results } from '../../state/session.ts';
import { scene } from '../../state/walk.ts';
import '../../views/step-buttons.ts';
import '../../views/walk-scene.ts';
import { show } from './fixture-page.ts';
import { cross, leads, numbers, source, target } from './fixture.ts';

const config = {
  kind: 'encoder-decoder',
  encoder_layers: 2,
  decoder_layers: 1,
  heads: 4,
  position: 'sinusoidal',
  end: -1,
} as Config;
const [n, m, width] = [source.tokens.length, target.tokens.length, 64];
const vectors = (name: string, rows: number, seed: number) => {
  return { name, axes: [], shape: [rows, width], data: numbers(rows * width, seed) };
};
const tensors = [
  { ...cross.pattern, name: 'decoder.0.cross_attn.hook_pattern' },
  ...[
    'hook_embed',
    'hook_pos_embed',
    '0.hook_resid_pre',
    '0.mlp.hook_post',
    '0.hook_resid_post',
    '1.hook_resid_post',
  ].map((name, i) => vectors(`encoder.${name}`, n, i + 1)),
  vectors('encoder.ln_final.hook_normalized', n, 9),
  ...['hook_resid_pre', 'mlp.hook_post', 'hook_resid_post'].map((name, i) => vectors(`decoder.0.${name}`, m, i + 20)),
  vectors('decoder.ln_final.hook_normalized', m, 30),
];
const candidates = (text: string, id: number) => [
  { token: { id, text, bytes: '', start: 0, end: 0, group: 0, special: false }, prob: 0.8 },
  { token: { id: id + 1, text: '…', bytes: '', start: 0, end: 0, group: 0, special: false }, prob: 0.1 },
];
const steps = leads.map((text, index) => {
  const so = leads.slice(0, index + 1).join(' ');
  return { index, token: candidates(text, index)[0]!.token, prob: 0.8, candidates: candidates(text, index), text: so };
});
const results = {
  info: { config },
  forward: { source, target, tensors },
  output: { steps, output: target },
} as unknown as Results;
const drawn = scene(results, tensors, 0, -1)!;

show(
  { step: 9 },
  (t, s, set) =>
    html`<pl-steps
        .t=${t}
        .step=${s.step}
        .last=${drawn.moments.length - 1}
        @step=${(e: CustomEvent<{ step: number }>) => set(e.detail)}
      ></pl-steps>
      <pl-walk-scene .t=${t} .scene=${drawn} .moment=${drawn.moments[s.step]!} .selected=${3}></pl-walk-scene>`,
);
