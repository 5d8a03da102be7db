// Products of float matrices: c = beta*c + alpha*a*b for any of the three ways that a and b can lie. Blocks of a and
// panels of b are packed (pack.ts) so that a block stays in the second-level cache and a panel in the first; the
// micro-kernel keeps tileRows×8 sums in registers. One row of a is a case of its own (gemmrow.ts).

import { packCols, packRows, tileCols, tileRows } from './pack';
import { begin, rowDots, rowSums, storePair } from './gemmrow';
import { madd } from './simd';

/** Rows of one packed block of a, a multiple of 4 and 6, and its depth: 192 KB, within the second-level cache. */
export const blockRows: i32 = 192;
export const blockDepth: i32 = 256;
export const panelBytes: usize = blockDepth * 8 * 4;

/** Bytes of scratch that gemm and linearQ8Grad need. */
export function gemmScratch(): i32 {
	return blockRows * blockDepth * 4 + <i32>panelBytes + 6 * 8 * 4;
}

/**
 * One tile: c[i,j] = beta*c[i,j] + Σ_l a[l,i]*b[l,j] over packed panels, rows and cols of it kept. The sums begin with
 * beta*c and take l in order, here and in rowSums, so that the parts a product is cut into do not change its last bit.
 */
function tile(a: usize, b: usize, depth: i32, beta: f32, c: usize, ldc: usize, rows: i32, cols: i32,
		edge: usize): void {
	const whole = rows == tileRows && cols == tileCols;
	const to = whole ? c : edge, step: usize = whole ? ldc : 32;
	if (!whole && beta != 0) copyRows(edge, 32, c, ldc, rows, cols);
	let s00 = begin(to, beta), s01 = begin(to + 16, beta), s10 = begin(to + step, beta), s11 = begin(to + step + 16, beta);
	let s20 = begin(to + 2 * step, beta), s21 = begin(to + 2 * step + 16, beta);
	let s30 = begin(to + 3 * step, beta), s31 = begin(to + 3 * step + 16, beta);
	let s40 = f32x4.splat(0), s41 = s40, s50 = s40, s51 = s40;
	if (tileRows == 6) {
		s40 = begin(to + 4 * step, beta);
		s41 = begin(to + 4 * step + 16, beta);
		s50 = begin(to + 5 * step, beta);
		s51 = begin(to + 5 * step + 16, beta);
	}
	for (const end = b + (<usize>depth << 5); b < end; b += 32) {
		const b0 = v128.load(b), b1 = v128.load(b, 16);
		let v = v128.load32_splat(a);
		s00 = madd(v, b0, s00);
		s01 = madd(v, b1, s01);
		v = v128.load32_splat(a, 4);
		s10 = madd(v, b0, s10);
		s11 = madd(v, b1, s11);
		v = v128.load32_splat(a, 8);
		s20 = madd(v, b0, s20);
		s21 = madd(v, b1, s21);
		v = v128.load32_splat(a, 12);
		s30 = madd(v, b0, s30);
		s31 = madd(v, b1, s31);
		if (tileRows == 6) {
			v = v128.load32_splat(a, 16);
			s40 = madd(v, b0, s40);
			s41 = madd(v, b1, s41);
			v = v128.load32_splat(a, 20);
			s50 = madd(v, b0, s50);
			s51 = madd(v, b1, s51);
		}
		a += <usize>tileRows << 2;
	}
	storePair(to, s00, s01);
	storePair(to + step, s10, s11);
	storePair(to + 2 * step, s20, s21);
	storePair(to + 3 * step, s30, s31);
	if (tileRows == 6) {
		storePair(to + 4 * step, s40, s41);
		storePair(to + 5 * step, s50, s51);
	}
	if (!whole) copyRows(c, ldc, edge, 32, rows, cols);
}

/** Copies rows of cols floats; steps in bytes. */
function copyRows(to: usize, toStep: usize, from: usize, fromStep: usize, rows: i32, cols: i32): void {
	for (let i = 0; i < rows; i++, to += toStep, from += fromStep) memory.copy(to, from, <usize>cols << 2);
}

/** Multiplies one packed block of a by one packed panel of b. */
// @ts-ignore: decorator
@inline
export function tiles(packed: usize, panel: usize, rows: i32, depth: i32, beta: f32, c: usize, ldc: usize, cols: i32,
		edge: usize): void {
	for (let i = 0; i < rows; i += tileRows) {
		const a = packed + ((<usize>i * <usize>depth) << 2);
		tile(a, panel, depth, beta, c + <usize>i * ldc, ldc, min(rows - i, tileRows), cols, edge);
	}
}

/**
 * c[i,j] = beta*c[i,j] + alpha * Σ_l a(i,l)*b(l,j), i < m, j < n, l < k, all at least 1; c is not read if beta is 0.
 * a(i,l) is at i*aRow + l*aCol elements, b(l,j) at l*bRow + j*bCol; one of each pair is 1. Row 0 of c to row 1: ldc.
 */
export function gemm(
	m: i32, n: i32, k: i32, alpha: f32, a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32,
	beta: f32, c: usize, ldc: i32, scratch: usize,
): void {
	if (m == 1 || (m == 2 && bRow == 1)) {
		for (let i = 0; i < m; i++) {
			const x = a + ((<usize>i * <usize>aRow) << 2), y = c + ((<usize>i * <usize>ldc) << 2);
			if (bRow == 1 && aCol == 1) rowDots(n, k, alpha, x, b, <usize>bCol << 2, beta, y);
			else rowSums(n, k, alpha, x, <usize>aCol << 2, b, <usize>bRow << 2, <usize>bCol << 2, beta, y);
		}
		return;
	}
	const panel = scratch + blockRows * blockDepth * 4, edge = panel + panelBytes;
	const aRowStep = <usize>aRow << 2, aColStep = <usize>aCol << 2, bRowStep = <usize>bRow << 2,
			bColStep = <usize>bCol << 2;
	for (let i = 0; i < m; i += blockRows) {
		const rows = min(m - i, blockRows);
		for (let l = 0; l < k; l += blockDepth) {
			const depth = min(k - l, blockDepth), keep: f32 = l == 0 ? beta : 1;
			packRows(scratch, a + <usize>i * aRowStep + <usize>l * aColStep, aRowStep, aColStep, rows, depth, alpha);
			for (let j = 0; j < n; j += tileCols) {
				const cols = min(n - j, tileCols);
				packCols(panel, b + <usize>l * bRowStep + <usize>j * bColStep, bRowStep, bColStep, cols, depth);
				const at = c + ((<usize>i * <usize>ldc + <usize>j) << 2);
				tiles(scratch, panel, rows, depth, keep, at, <usize>ldc << 2, cols, edge);
			}
		}
	}
}
