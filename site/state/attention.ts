// The sums behind attention, as figures show them: the operands of one query, the terms of a dot product, and how much
// of a head's weight one column receives.

import { order } from './explain.ts';
import { at, type Matrix } from './tensor.ts';

/** The operands of one query. Scores are q·k/√dim with −Infinity where masked; weights are their softmax. */
export interface Worked {
  query: string;
  labels: string[];
  q: Float32Array; // [dim]
  keys: Matrix; // [key, dim]
  values: Matrix; // [key, dim]
  scores: Float32Array; // [key]
  weights: Float32Array; // [key]
  z: Float32Array; // [dim]
}

/** q·k and its terms, the largest first. */
export function dotTerms(
  q: Float32Array,
  k: Float32Array,
): { sum: number; terms: { dim: number; q: number; k: number; product: number }[] } {
  const terms = Array.from(q, (x, dim) => ({ dim, q: x, k: k[dim]!, product: x * k[dim]! }));
  const sum = terms.reduce((s, t) => s + t.product, 0);
  return { sum, terms: terms.sort((a, b) => Math.abs(b.product) - Math.abs(a.product)) };
}

/** Mean share of the weight that all rows give to a column. */
export function columnShare(m: Matrix, column: number): number {
  let sum = 0;
  for (let r = 0; r < m.rows; r++) sum += at(m, r, column);
  return m.rows ? sum / m.rows : 0;
}

/** The columns a row looks at most, the largest first; masked ones, which have no weight, are not among them. */
export function mostLooked(weights: readonly number[], count: number): number[] {
  return order(weights)
    .filter((column) => weights[column]! > 0)
    .slice(0, count);
}
