// Linked selection. The state holds one token of the input and one of the output; here they become rows and columns of
// what the model read, special tokens included.

import type { ForwardResult, Token, Tokens } from '../../wasm/bridge/protocol.gen.ts';
import { guesses } from './masked.ts';
import type { Results } from './session.ts';
import type { State } from './url.ts';

/** Special tokens that the model puts before the text. */
export function leading(tokens: Tokens | undefined): number {
  const first = tokens?.tokens.findIndex((t) => !t.special) ?? 0;
  return Math.max(0, first);
}

/** What the model read of the reader's text: the encoder's input, or the decoder's own rows if there is no encoder. */
export function sourceOf(forward: ForwardResult): Tokens {
  return forward.source.tokens.length ? forward.source : forward.target;
}

/** The row, among what the model read, of the selected input token. */
export function sourceRow(results: Results, state: Pick<State, 'source'>): number {
  const all = results.forward ? sourceOf(results.forward) : results.tokens;
  return Math.min(leading(all) + state.source, Math.max(0, (all?.tokens.length ?? 1) - 1));
}

/**
 * How many rows the decoder read before it wrote its first token: 1 (begin) after an encoder, else the whole prompt.
 */
export function promptRows(results: Results): number {
  const { forward, output } = results;
  if (!forward) return 1;
  if (forward.source.tokens.length) return 1;
  const written = output?.output.tokens.filter((t) => t.id !== results.info?.config.end).length ?? 0;
  return Math.max(1, forward.target.tokens.length - written);
}

/** The decoder row that writes the selected output token. */
export function targetRow(results: Results, state: Pick<State, 'target'>): number {
  const rows = results.forward?.target.tokens.length ?? 1;
  return Math.min(promptRows(results) - 1 + state.target, Math.max(0, rows - 1));
}

/** What an encoder-only model puts in the masked places, the likeliest token in each; undefined for other models. */
function guessed({ info, forward }: Results): Tokens | undefined {
  if (info?.config.kind !== 'encoder' || !forward) return undefined;
  const tokens = guesses(info, forward).map(({ candidates }) => candidates[0]!.token);
  return { tokens, groups: tokens.map(({ text }, i) => ({ text, first: i, last: i + 1 })) };
}

/** The output as the reader sees it: without the end token. An encoder-only model's is its guesses. */
export function written(results: Results): Tokens {
  const masked = guessed(results);
  if (masked) return masked;
  const output = results.output?.output ?? { tokens: [], groups: [] };
  const end = results.info?.config.end ?? -1;
  const count = output.tokens.findIndex((t) => t.id === end && t.special);
  return count < 0
    ? output
    : { tokens: output.tokens.slice(0, count), groups: output.groups.filter((g) => g.last <= count) };
}

/** The token whose vector the reader looks at: the one chosen last. */
export function chosenToken(results: Results, state: Pick<State, 'source' | 'target' | 'side'>): Token | undefined {
  if (state.side === 'target') return results.output?.output.tokens[state.target];
  const own = results.tokens?.tokens ?? [];
  return own[Math.min(state.source, own.length - 1)];
}
