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
    [1053, 0.186, 0.207, 0.182, 0.232],
    [1053, 0.379, 0.36, 0.33, 0.389],
    [1053, 0.527, 0.473, 0.443, 0.506],
    [1053, 0.663, 0.603, 0.573, 0.633],
    [1053, 0.775, 0.734, 0.706, 0.761],
    [1053, 0.845, 0.82, 0.797, 0.841],
    [1052, 0.885, 0.894, 0.875, 0.913],
    [1052, 0.909, 0.921, 0.904, 0.936],
    [1052, 0.931, 0.947, 0.933, 0.959],
    [1052, 0.964, 0.93, 0.913, 0.944],
  ]),
  en: bins([
    [908, 0.177, 0.193, 0.167, 0.219],
    [908, 0.366, 0.359, 0.328, 0.39],
    [908, 0.521, 0.46, 0.425, 0.492],
    [908, 0.662, 0.572, 0.539, 0.605],
    [908, 0.778, 0.694, 0.664, 0.726],
    [908, 0.855, 0.779, 0.751, 0.805],
    [907, 0.893, 0.889, 0.869, 0.91],
    [907, 0.913, 0.923, 0.906, 0.939],
    [907, 0.932, 0.935, 0.918, 0.949],
    [907, 0.964, 0.915, 0.896, 0.932],
  ]),
} as const;
