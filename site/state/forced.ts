// How often the shipped translator's most likely next token is the reference's: the figures of docs/sure.md, which a
// test holds to it, and the reader's own reference translation. Pure code.

import type { Bin, ForwardResult } from '../../wasm/bridge/protocol.gen.ts';

/** One place of a reference: its token, what the model would have said there, and how sure it was. */
export interface Guess {
  token: string;
  guess: string;
  prob: number;
  right: boolean;
}

/** What the model would have said at each place of a reference that it has read, run with `top` of at least 1. */
export function guesses({ target, top = [] }: ForwardResult): Guess[] {
  return target.tokens.slice(1).map((token, i) => {
    const first = top[i]![0]!;
    const right = first.token.id === token.id;
    return { token: token.text, guess: first.token.text, prob: Math.min(1, first.prob), right };
  });
}

const bins = (rows: readonly (readonly [number, number, number, number, number])[]): Bin[] =>
  rows.map(([count, confidence, right, low, high]) => ({ count, confidence, right, low, high }));

/** Bins of equally many tokens in each direction. */
export const shippedBins = {
  zh: bins([
    [1053, 0.175, 0.182, 0.16, 0.207],
    [1053, 0.358, 0.357, 0.329, 0.384],
    [1053, 0.5, 0.461, 0.43, 0.49],
    [1053, 0.631, 0.562, 0.534, 0.592],
    [1053, 0.744, 0.682, 0.653, 0.71],
    [1053, 0.828, 0.8, 0.775, 0.825],
    [1052, 0.877, 0.883, 0.863, 0.902],
    [1052, 0.906, 0.936, 0.921, 0.951],
    [1052, 0.931, 0.938, 0.923, 0.952],
    [1052, 0.966, 0.933, 0.917, 0.947],
  ]),
  en: bins([
    [908, 0.154, 0.181, 0.156, 0.206],
    [908, 0.315, 0.324, 0.294, 0.354],
    [908, 0.457, 0.475, 0.442, 0.507],
    [908, 0.583, 0.568, 0.537, 0.601],
    [908, 0.709, 0.644, 0.61, 0.673],
    [908, 0.807, 0.791, 0.763, 0.817],
    [907, 0.872, 0.871, 0.849, 0.891],
    [907, 0.904, 0.933, 0.916, 0.949],
    [907, 0.926, 0.936, 0.92, 0.95],
    [907, 0.96, 0.933, 0.916, 0.947],
  ]),
} as const;
