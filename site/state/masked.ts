// What an encoder-only model puts in the places that are masked.

import type { Candidate, ForwardResult, InfoResult } from '../../wasm/bridge/protocol.gen.ts';

/** A masked place, and the likeliest words for it. */
export interface Guess {
  /** Which token of the text it is. */
  at: number;
  candidates: Candidate[];
}

/** How many words are shown for a place. */
export const shownGuesses = 5;

/** The guesses for every masked place of a text. Logits of an encoder are about the token of their own row. */
export function guesses(info: InfoResult, forward: Pick<ForwardResult, 'target' | 'top'>): Guess[] {
  return forward.target.tokens.flatMap(({ text, special }, at) =>
    special && text === info.mask_token && forward.top?.[at]
      ? [{ at, candidates: forward.top[at].slice(0, shownGuesses) }]
      : [],
  );
}

/** The text with each masked place filled with the likeliest word. */
export function filled(text: string, mask: string, list: readonly Guess[]): string {
  let next = 0;
  return text.replaceAll(mask, () => list[next++]?.candidates[0]?.token.text.trim() || mask);
}
