// Fixed data for the gallery pages: a small attention computed from seeded random vectors, so that every identity the
// views rely on (rows sum to 1, scores are dot products) holds. It is test data and never part of the product.

import type { Token, Tokens } from '../../../wasm/bridge/protocol.gen.ts';
import { softmax } from '../../state/sampling.ts';
import type { Matrix, Tensor } from '../../state/tensor.ts';
import type { Worked } from '../../state/attention.ts';

const encoder = new TextEncoder();

/** Tokens of the given pieces, one group each; a piece in several parts is [text, number of tokens]. */
export function tokensOf(pieces: (string | [string, number])[]): Tokens {
  const out: Tokens = { tokens: [], groups: [] };
  let start = 0;
  for (const piece of pieces) {
    const [text, parts] = typeof piece === 'string' ? [piece, 1] : piece;
    const special = /^<.*>$/.test(text);
    const bytes = special ? [] : [...encoder.encode(text)];
    const first = out.tokens.length;
    const per = Math.ceil(bytes.length / parts);
    for (let i = 0; i < parts; i++) {
      const own = bytes.slice(i * per, (i + 1) * per);
      const token: Token = {
        id: (start * 37 + i * 11 + bytes.length) % 7919,
        text: parts === 1 ? text : '',
        bytes: own.map((b) => b.toString(16).toUpperCase().padStart(2, '0')).join(' '),
        start,
        end: start + own.length,
        group: out.groups.length,
        special,
      };
      out.tokens.push(token);
      start += own.length;
    }
    out.groups.push({ text, first, last: out.tokens.length });
  }
  return out;
}

/** Seeded numbers in (-1, 1), roughly bell-shaped. */
export function numbers(count: number, seed: number): Float32Array {
  let s = seed * 2654435761 + 1;
  const next = () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: count }, () => next() + next() + next() - 1.5);
}

export const source = tokensOf(['<2en>', '我', '的', '猫', '喜', '欢', '睡', '在', '窗', '边', '。', '</s>']);
export const target = tokensOf(['<s>', 'My', ' cat', ' likes', ' to', ' sleep', ' by', ' the', ' window', '.']);
export const sourceLabels = source.groups.map((g) => g.text.trim());
export const targetLabels = target.groups.map((g) => g.text.trim());
export const leads = [...targetLabels.slice(1), '</s>'];
const heads = 4;
const dim = 16;

/** [head, query, key] pattern with its operands. */
export function attention(queries: number, keys: number, seed: number, causal = false) {
  const q = numbers(queries * heads * dim, seed);
  const k = numbers(keys * heads * dim, seed + 1);
  const v = numbers(keys * heads * dim, seed + 2);
  const scores = new Float32Array(heads * queries * keys);
  const pattern = new Float32Array(heads * queries * keys);
  for (let h = 0; h < heads; h++) {
    for (let i = 0; i < queries; i++) {
      const at = (h * queries + i) * keys;
      for (let j = 0; j < keys; j++) {
        let dot = Math.abs(j - i) < 2 ? 6 : 0;
        for (let d = 0; d < dim; d++) dot += q[(i * heads + h) * dim + d]! * k[(j * heads + h) * dim + d]!;
        scores[at + j] = causal && j > i ? -Infinity : (dot * 1.5) / Math.sqrt(dim);
      }
      pattern.set(softmax(scores.subarray(at, at + keys)), at);
    }
  }
  const tensor = (name: string, shape: number[], data: Float32Array): Tensor => ({ name, shape, axes: [], data });
  return {
    q: tensor('q', [queries, heads, dim], q),
    k: tensor('k', [keys, heads, dim], k),
    v: tensor('v', [keys, heads, dim], v),
    scores: tensor('scores', [heads, queries, keys], scores),
    pattern: tensor('pattern', [heads, queries, keys], pattern),
  };
}

export const cross = attention(target.tokens.length, source.tokens.length, 3);

/** One row of the cross attention, worked out. */
export function worked(row = 2): Worked {
  const n = source.tokens.length;
  const matrix = (t: Tensor): Matrix => ({ rows: n, cols: dim, data: t.data, offset: 0, stride: heads * dim });
  const weights = cross.pattern.data.subarray(row * n, (row + 1) * n);
  const z = new Float32Array(dim);
  for (let j = 0; j < n; j++) for (let d = 0; d < dim; d++) z[d]! += weights[j]! * cross.v.data[j * heads * dim + d]!;
  return {
    query: 'cat',
    labels: sourceLabels,
    q: cross.q.data.subarray(row * heads * dim, row * heads * dim + dim),
    keys: matrix(cross.k),
    values: matrix(cross.v),
    scores: cross.scores.data.subarray(row * n, (row + 1) * n),
    weights,
    z,
  };
}
