// Products of float matrices: c = beta*c + alpha*a*b for any of the three ways that a and b can lie. Blocks of a and
// panels of b are packed (pack.ts) so that a block stays in the second-level cache and a panel in the first; the
// micro-kernel keeps tileRows×8 sums in registers. One row of a is a case of its own: b is read once, unpacked.

import { packCols, packQuantised, packRows, tileCols, tileRows } from './pack';
import { madd, sum, sums } from './simd';
import { dot, scale as scaleVector } from './vector';

/** Rows of one packed block of a, a multiple of 4 and 6, and its depth: 192 KB, within the second-level cache. */
const blockRows: i32 = 192;
const blockDepth: i32 = 256;
const panelBytes: usize = blockDepth * 8 * 4;

/** Bytes of scratch that gemm and linearQ8Grad need. */
export function gemmScratch(): i32 {
	return blockRows * blockDepth * 4 + <i32>panelBytes + 6 * 8 * 4;
}

/**
 * One tile: c[i,j] = beta*c[i,j] + Σ_l a[l,i]*b[l,j] over packed panels, rows and cols of it kept. The sums begin with
 * beta*c and take l in order, here and in rowSums, so that the parts a product is cut into do not change its last bit.
 */
function tile(a: usize, b: usize, depth: i32, beta: f32, c: usize, ldc: usize, rows: i32, cols: i32, edge: usize): void {
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

/** beta times four floats that need not be read if it is 0. */
// @ts-ignore: decorator
@inline
function begin(c: usize, beta: f32): v128 {
	return beta != 0 ? f32x4.mul(f32x4.splat(beta), v128.load(c)) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline
function storePair(c: usize, low: v128, high: v128): void {
	v128.store(c, low);
	v128.store(c, high, 16);
}

/** Copies rows of cols floats; steps in bytes. */
function copyRows(to: usize, toStep: usize, from: usize, fromStep: usize, rows: i32, cols: i32): void {
	for (let i = 0; i < rows; i++, to += toStep, from += fromStep) memory.copy(to, from, <usize>cols << 2);
}

/** Multiplies one packed block of a by one packed panel of b. */
// @ts-ignore: decorator
@inline
function tiles(packed: usize, panel: usize, rows: i32, depth: i32, beta: f32, c: usize, ldc: usize, cols: i32, edge: usize): void {
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
	const aRowStep = <usize>aRow << 2, aColStep = <usize>aCol << 2, bRowStep = <usize>bRow << 2, bColStep = <usize>bCol << 2;
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

/** Keys or values that a query takes together before it goes on to the next head. */
const keysTogether: i32 = 8;

/**
 * gemm for count heads, aStep, bStep and cStep elements from one to the next; share neighbouring heads have the same b.
 * One query takes a few keys, or values, for all heads before the next: their wide rows are read from memory in order.
 */
export function gemmHeads(
	count: i32, share: i32, aStep: i32, bStep: i32, cStep: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, aRow: i32,
	b: usize, bRow: i32, bCol: i32, beta: f32, c: usize, ldc: i32, scratch: usize,
): void {
	const aBytes = <usize>aStep << 2, bBytes = <usize>bStep << 2, cBytes = <usize>cStep << 2;
	if (m > 1) {
		for (let h = 0; h < count; h++) {
			const from = a + <usize>h * aBytes, keys = b + <usize>(h / share) * bBytes, to = c + <usize>h * cBytes;
			if (bRow == 1 && beta == 0 && k < longRow) scores(m, n, k, alpha, from, <usize>aRow << 2, keys, <usize>bCol << 2, to, <usize>ldc << 2);
			else gemm(m, n, k, alpha, from, aRow, 1, keys, bRow, bCol, beta, to, ldc, scratch);
		}
		return;
	}
	const dots = bRow == 1, rows = dots ? n : k, step = <usize>(dots ? bCol : bRow) << 2;
	for (let j = 0; j < rows; j += keysTogether, b += <usize>keysTogether * step) {
		const some = min(rows - j, keysTogether), done = <usize>j << 2;
		for (let h = 0; h < count; h++) {
			const x = a + <usize>h * aBytes, from = b + <usize>(h / share) * bBytes, y = c + <usize>h * cBytes;
			if (dots) rowDots(some, k, alpha, x, from, step, beta, y + done);
			else rowSums(n, some, alpha, x + done, 4, from, step, <usize>bCol << 2, j ? 1 : beta, y);
		}
	}
}

/** c[i,j] = alpha * Σ_l a[i,l]*b[j,l]: queries two by two, each with the same bits as alone. Steps in bytes. */
function scores(m: i32, n: i32, k: i32, alpha: f32, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize): void {
	let i = 0;
	for (; i + 2 <= m; i += 2, a += 2 * aStep, c += 2 * cStep) twoRowDots(n, k, alpha, a, aStep, b, bStep, c, cStep);
	if (i < m) rowDots(n, k, alpha, a, b, bStep, 0, c);
}

/** Rows of b this long and longer are read one after another: as one stream from memory, at 1.7 times the speed of four. */
const longRow: i32 = 256;

/** y[j] = beta*y[j] + alpha * Σ_l x[l]*b[j,l]: four short rows of b at a time. ld in bytes. */
function rowDots(n: i32, k: i32, alpha: f32, x: usize, b: usize, ld: usize, beta: f32, y: usize): void {
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
function twoRowDots(n: i32, k: i32, alpha: f32, x: usize, xStep: usize, b: usize, ld: usize, y: usize, yStep: usize): void {
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

/** y[j] = beta*y[j] + Σ_l alpha*x[l]*b(l,j): 32 sums in registers while l runs, in the order of tile. Steps in bytes. */
function rowSums(n: i32, k: i32, alpha: f32, x: usize, xStep: usize, b: usize, bRow: usize, bCol: usize, beta: f32, y: usize): void {
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

/**
 * dx[i,l] = beta*dx[i,l] + Σ_j dy[i,j]*scale[j,l/32]*w[j,l]: gemm whose b is dequantised while it is packed.
 * dy [m,rows], dx [m,cols], w [rows,cols] int8, scale [rows, blocks].
 */
export function linearQ8Grad(
	m: i32, rows: i32, cols: i32, beta: f32, dx: usize, dy: usize, w: usize, scale: usize, scratch: usize,
): void {
	if (m < 4) {
		for (let i = 0; i < m; i++) {
			const to = dx + ((<usize>i * <usize>cols) << 2);
			if (beta == 0) memory.fill(to, 0, <usize>cols << 2);
			else if (beta != 1) scaleVector(beta, to, cols);
			addRows(to, dy + ((<usize>i * <usize>rows) << 2), rows, cols, w, scale);
		}
		return;
	}
	const panel = scratch + blockRows * blockDepth * 4, edge = panel + panelBytes, blocks = (cols + 31) >> 5;
	for (let i = 0; i < m; i += blockRows) {
		const some = min(m - i, blockRows);
		for (let l = 0; l < rows; l += blockDepth) {
			const depth = min(rows - l, blockDepth), keep: f32 = l == 0 ? beta : 1;
			const from = dy + ((<usize>i * <usize>rows + <usize>l) << 2);
			packRows(scratch, from, <usize>rows << 2, 4, some, depth, 1);
			for (let j = 0; j < cols; j += tileCols) {
				const count = min(cols - j, tileCols);
				const s = scale + ((<usize>l * <usize>blocks + (<usize>j >> 5)) << 2);
				packQuantised(panel, w + <usize>l * <usize>cols + j, cols, s, blocks, count, depth);
				const at = dx + ((<usize>i * <usize>cols + <usize>j) << 2);
				tiles(scratch, panel, some, depth, keep, at, <usize>cols << 2, count, edge);
			}
		}
	}
}

/** dx[l] += Σ_j dy[j]*scale[j,l/32]*w[j,l]: four rows of w at a time, dx in the first-level cache. */
function addRows(dx: usize, dy: usize, rows: i32, cols: i32, w: usize, scale: usize): void {
	const step = <usize>cols, blocks = <usize>((cols + 31) >> 5) << 2;
	let j = 0;
	for (; j + 4 <= rows; j += 4, w += 4 * step, scale += 4 * blocks, dy += 16) {
		for (let l = 0, s = scale, y = dx; l < cols; l += 32, s += 4) {
			const f0 = f32x4.mul(v128.load32_splat(dy), v128.load32_splat(s));
			const f1 = f32x4.mul(v128.load32_splat(dy, 4), v128.load32_splat(s + blocks));
			const f2 = f32x4.mul(v128.load32_splat(dy, 8), v128.load32_splat(s + 2 * blocks));
			const f3 = f32x4.mul(v128.load32_splat(dy, 12), v128.load32_splat(s + 3 * blocks));
			const end = min(cols, l + 32);
			let at = l;
			for (; at + 8 <= end; at += 8, y += 32) {
				const p = w + at;
				const q0 = v128.load8x8_s(p), q1 = v128.load8x8_s(p + step);
				const q2 = v128.load8x8_s(p + 2 * step), q3 = v128.load8x8_s(p + 3 * step);
				v128.store(y, madd(low(q3), f3, madd(low(q2), f2, madd(low(q1), f1, madd(low(q0), f0, v128.load(y))))));
				v128.store(y, madd(high(q3), f3, madd(high(q2), f2, madd(high(q1), f1, madd(high(q0), f0, v128.load(y, 16))))), 16);
			}
			for (; at < end; at++, y += 4) {
				const p = w + at;
				const near = lane(f0) * <f32>load<i8>(p) + lane(f1) * <f32>load<i8>(p + step);
				const far = lane(f2) * <f32>load<i8>(p + 2 * step) + lane(f3) * <f32>load<i8>(p + 3 * step);
				store<f32>(y, load<f32>(y) + near + far);
			}
		}
	}
	for (; j < rows; j++, w += step, scale += blocks, dy += 4) {
		for (let l = 0; l < cols; l++) {
			const y = dx + (<usize>l << 2), by = load<f32>(dy) * load<f32>(scale + (<usize>(l >> 5) << 2));
			store<f32>(y, load<f32>(y) + by * <f32>load<i8>(w + l));
		}
	}
}

/** Four of eight int16 as floats; the first four, the last four. */
// @ts-ignore: decorator
@inline
function low(q: v128): v128 {
	return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(q));
}

// @ts-ignore: decorator
@inline
function high(q: v128): v128 {
	return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(q));
}

// @ts-ignore: decorator
@inline
function lane(v: v128): f32 {
	return f32x4.extract_lane(v, 0);
}
