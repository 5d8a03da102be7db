// The reader's choices as the engine takes them, and an output as it can be forced.

import type { GenerateResult, InfoResult, Input, Sampling } from '../../wasm/bridge/protocol.gen.ts';
import type { State } from './url.ts';

/** The ids of an output without its end token, whichever of the model's it is. */
export function writtenIds(output: GenerateResult | undefined, info: InfoResult): number[] {
  const all = output?.output.tokens.map((t) => t.id) ?? [];
  const last = all.at(-1)!;
  return last === info.config.end || info.config.more_ends?.includes(last) ? all.slice(0, -1) : all;
}

/** The reader's sentence as the engine takes it. */
export function inputOf(state: Pick<State, 'text' | 'to' | 'special' | 'around'>): Input {
  return {
    text: state.text,
    ...(state.to && { to: state.to }),
    ...(state.special === 1 && { special: true }),
    ...(state.around && { around: state.around }),
  };
}

/** The reader's sampling settings as the engine takes them. */
export function samplingOf(state: Pick<State, 'temperature' | 'topk' | 'topp' | 'seed'>): Sampling {
  if (state.temperature === 0) return {};
  return {
    temperature: state.temperature,
    seed: state.seed,
    ...(state.topk && { top_k: state.topk }),
    ...(state.topp && { top_p: state.topp }),
  };
}
