// Named float32 arrays as they come from the engine, and the slices of them that figures show. Nothing is copied unless
// asked for.

import type { Tensor } from '../../wasm/bridge/protocol.gen.ts';

export type { Tensor };

/** A matrix view: value(row, col) = data[offset + row·stride + col]. */
export interface Matrix {
  rows: number;
  cols: number;
  data: Float32Array;
  offset: number;
  stride: number;
}

/** The value of one cell. */
export function at(m: Matrix, row: number, col: number): number {
  return m.data[m.offset + row * m.stride + col] ?? NaN;
}

/** One row, without copying. */
export function row(m: Matrix, index: number): Float32Array {
  const start = m.offset + index * m.stride;
  return m.data.subarray(start, start + m.cols);
}

/** Head `head` of a [head, query, key] tensor. */
export function headMatrix(t: Tensor, head: number): Matrix {
  const [, rows, cols] = t.shape as [number, number, number];
  return { rows, cols, data: t.data, offset: head * rows * cols, stride: cols };
}

/** A [pos, width] tensor as a matrix. */
export function matrix(t: Tensor): Matrix {
  const [rows, cols] = t.shape as [number, number];
  return { rows, cols, data: t.data, offset: 0, stride: cols };
}

/**
 * Head `head` of a [pos, head, dim] tensor as a [pos, dim] matrix; fewer heads than asked (grouped keys) are shared out
 * in order.
 */
export function headRows(t: Tensor, head: number, heads: number): Matrix {
  const [rows, own, dim] = t.shape as [number, number, number];
  return { rows, cols: dim, data: t.data, offset: Math.floor((head * own) / heads) * dim, stride: own * dim };
}

/** The tensor of a name, or undefined. */
export function named(list: readonly Tensor[] | undefined, name: string): Tensor | undefined {
  return list?.find((t) => t.name === name);
}

/** Little-endian float32 in base64, as first.json carries tensors. */
export function floatsFromBase64(text: string): Float32Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}
