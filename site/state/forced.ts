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
    [1053, 0.191, 0.207, 0.184, 0.231],
    [1053, 0.385, 0.355, 0.325, 0.383],
    [1053, 0.532, 0.456, 0.427, 0.486],
    [1053, 0.67, 0.608, 0.579, 0.636],
    [1053, 0.78, 0.734, 0.707, 0.762],
    [1053, 0.847, 0.814, 0.791, 0.838],
    [1052, 0.887, 0.894, 0.874, 0.913],
    [1052, 0.911, 0.934, 0.918, 0.95],
    [1052, 0.933, 0.936, 0.921, 0.951],
    [1052, 0.965, 0.933, 0.918, 0.947],
  ]),
  en: bins([
    [908, 0.18, 0.171, 0.146, 0.197],
    [908, 0.371, 0.361, 0.329, 0.391],
    [908, 0.528, 0.463, 0.431, 0.498],
    [908, 0.668, 0.561, 0.529, 0.595],
    [908, 0.786, 0.687, 0.657, 0.718],
    [908, 0.859, 0.797, 0.77, 0.823],
    [907, 0.896, 0.885, 0.865, 0.906],
    [907, 0.914, 0.933, 0.915, 0.949],
    [907, 0.933, 0.937, 0.921, 0.951],
    [907, 0.966, 0.912, 0.893, 0.929],
  ]),
} as const;
