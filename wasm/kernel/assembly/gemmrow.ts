// Products of one row, or two, with a matrix of floats that is read where it lies, once. The sums are taken in the
// order of gemm's tiles, or of each other, so that a row has the same bits alone and among others (RATIONALE.md).

import { madd, sum, sums } from './simd';
import { dot } from './vector';

/**
 * Rows of b this long and longer are read one after another: as one stream from memory, at 1.7 times the speed of four.
 */
export const longRow: i32 = 256;

/** y[j] = beta*y[j] + alpha * Σ_l x[l]*b[j,l]: four short rows of b at a time. ld in bytes. */
export function rowDots(n: i32, k: i32, alpha: f32, x: usize, b: usize, ld: usize, beta: f32, y: usize): void {
	const whole = (<usize>k << 2) & ~15, end = <usize>k << 2, by = f32x4.splat(alpha);
	let j = 0;
	const fours = k < longRow ? n & ~3 : 0;
	for (; j < fours; j += 4, b += 4 * ld, y += 16) {
		let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
		for (let at: usize = 0; at < whole; at += 16) {
			const v = v128.load(x + at), p = b + at;
			s0 = madd(v, v128.load(p), s0);
			s1 = madd(v, v128.load(p + ld), s1);
			s2 = madd(v, v128.load(p + 2 * ld), s2);
			s3 = madd(v, v128.load(p + 3 * ld), s3);
		}
		const all = f32x4.mul(restDots(sums(s0, s1, s2, s3), x, b, ld, whole, end), by);
		v128.store(y, beta != 0 ? madd(f32x4.splat(beta), v128.load(y), all) : all);
	}
	for (; j < n; j++, b += ld, y += 4) {
		let all: v128;
		if (k < longRow) {
			all = f32x4.splat(0);
			for (let at: usize = 0; at < whole; at += 16) all = madd(v128.load(x + at), v128.load(b + at), all);
			all = restDots(f32x4.splat(sum(all)), x, b, 0, whole, end);
		} else all = f32x4.splat(dot(x, b, k));
		all = f32x4.mul(all, by);
		v128.store32_lane(y, beta != 0 ? madd(f32x4.splat(beta), v128.load32_splat(y), all) : all, 0);
	}
}

/** Adds what is left of four dot products, from byte at to end. */
// @ts-ignore: decorator
@inline
function restDots(all: v128, x: usize, b: usize, ld: usize, at: usize, end: usize): v128 {
	for (; at < end; at += 4) {
		const p = b + at;
		const column = f32x4(load<f32>(p), load<f32>(p + ld), load<f32>(p + 2 * ld), load<f32>(p + 3 * ld));
		all = madd(v128.load32_splat(x + at), column, all);
	}
	return all;
}

/** rowDots for two rows x and two rows y, xStep and yStep bytes apart, with beta 0: each in the order of rowDots. */
export function twoRowDots(n: i32, k: i32, alpha: f32, x: usize, xStep: usize, b: usize, ld: usize, y: usize,
		yStep: usize): void {
	const whole = (<usize>k << 2) & ~15, end = <usize>k << 2, by = f32x4.splat(alpha);
	let j = 0;
	for (; j + 4 <= n; j += 4, b += 4 * ld, y += 16) {
		let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
		for (let at: usize = 0; at < whole; at += 16) {
			const v = v128.load(x + at), u = v128.load(x + xStep + at), p = b + at;
			let w = v128.load(p);
			s0 = madd(v, w, s0);
			t0 = madd(u, w, t0);
			w = v128.load(p + ld);
			s1 = madd(v, w, s1);
			t1 = madd(u, w, t1);
			w = v128.load(p + 2 * ld);
			s2 = madd(v, w, s2);
			t2 = madd(u, w, t2);
			w = v128.load(p + 3 * ld);
			s3 = madd(v, w, s3);
			t3 = madd(u, w, t3);
		}
		v128.store(y, f32x4.mul(restDots(sums(s0, s1, s2, s3), x, b, ld, whole, end), by));
		v128.store(y + yStep, f32x4.mul(restDots(sums(t0, t1, t2, t3), x + xStep, b, ld, whole, end), by));
	}
	rowDots(n - j, k, alpha, x, b, ld, 0, y);
	rowDots(n - j, k, alpha, x + xStep, b, ld, 0, y + yStep);
}

/**
 * y[j] = beta*y[j] + Σ_l alpha*x[l]*b(l,j): 32 sums in registers while l runs, in the order of tile. Steps in bytes.
 */
export function rowSums(n: i32, k: i32, alpha: f32, x: usize, xStep: usize, b: usize, bRow: usize, bCol: usize,
		beta: f32, y: usize): void {
	const by = f32x4.splat(alpha);
	let j = 0;
	if (bCol == 4) {
		for (; j + 32 <= n; j += 32, b += 128, y += 128) {
			let s0 = begin(y, beta), s1 = begin(y + 16, beta), s2 = begin(y + 32, beta), s3 = begin(y + 48, beta);
			let s4 = begin(y + 64, beta), s5 = begin(y + 80, beta), s6 = begin(y + 96, beta), s7 = begin(y + 112, beta);
			for (let l = 0, p = b, q = x; l < k; l++, p += bRow, q += xStep) {
				const v = f32x4.mul(v128.load32_splat(q), by);
				s0 = madd(v, v128.load(p), s0);
				s1 = madd(v, v128.load(p, 16), s1);
				s2 = madd(v, v128.load(p, 32), s2);
				s3 = madd(v, v128.load(p, 48), s3);
				s4 = madd(v, v128.load(p, 64), s4);
				s5 = madd(v, v128.load(p, 80), s5);
				s6 = madd(v, v128.load(p, 96), s6);
				s7 = madd(v, v128.load(p, 112), s7);
			}
			storePair(y, s0, s1);
			storePair(y + 32, s2, s3);
			storePair(y + 64, s4, s5);
			storePair(y + 96, s6, s7);
		}
		for (; j + 4 <= n; j += 4, b += 16, y += 16) {
			let total = begin(y, beta);
			for (let l = 0, p = b, q = x; l < k; l++, p += bRow, q += xStep) {
				total = madd(f32x4.mul(v128.load32_splat(q), by), v128.load(p), total);
			}
			v128.store(y, total);
		}
	}
	for (; j < n; j++, b += bCol, y += 4) {
		let total: f32 = beta != 0 ? beta * load<f32>(y) : 0;
		for (let l = 0, p = b, q = x; l < k; l++, p += bRow, q += xStep) total += alpha * load<f32>(q) * load<f32>(p);
		store<f32>(y, total);
	}
}

/** beta times four floats that need not be read if it is 0. */
// @ts-ignore: decorator
@inline
export function begin(c: usize, beta: f32): v128 {
	return beta != 0 ? f32x4.mul(f32x4.splat(beta), v128.load(c)) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
export function storePair(c: usize, low: v128, high: v128): void {
	v128.store(c, low);
	v128.store(c, high, 16);
}
