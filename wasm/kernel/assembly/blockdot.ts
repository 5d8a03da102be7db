// Products with a matrix in a block format. Inputs are rounded to integers, 32 at a time, as for int8 weights
// (q8round); the formats' numbers fit seven bits without a sign (blockbytes), so that products of bytes need no bias.
// Where byteBias finds none, bytes are left alone too: V8 11 lost some of those products in code that it had not yet
// optimised (Node 20, x86 without vpdpbusd). A group's part of a sum is
//	x's scale * (weights' scale * Σ x*q + weights' offset * Σ x)
// One to three rows read the matrix a row of each quarter at a time; more rows share panels of weights (blocktile).

import { groupsOf, recordBytes, sizeOf, takeApart } from './blockbytes';
import { multiply, tileScratch } from './blocktile';
import { byteBias, dotBytes } from './bytes';
import { large } from './q8';
import { roundBlock } from './q8round';
import { madd, totals } from './simd';

/** Bytes of one group of inputs: the integers, then four copies each of their scale and of the sums of both halves. */
// @ts-ignore: decorator
@inline
function inputBytes<T>(): usize {
	return 32 * sizeof<T>() + 48;
}

/** Bytes of scratch that linearBlocks needs for m rows of cols inputs. */
export function linearBlocksScratch(m: i32, cols: i32): i32 {
	const groups = cols >> 5;
	if (m >= 4) return tileScratch(m, groups);
	return m * groups * <i32>inputBytes<i16>() + 4 * groups * (32 + <i32>recordBytes) + 128;
}

/**
 * y[i,j] = Σ_l x[i,l]*w[j,l] with blocks at w; x [m,cols], y [m,rows]. 0 for a format that has no products here.
 * Matrices that are wider than high keep 16 bits: they read what an MLP's gate lets through, a few huge numbers in it.
 */
export function linearBlocks(format: i32, m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize,
		scratch: usize): i32 {
	if (groupsOf(format) == 0) return 0;
	const bytes = rows >= large && cols >= large && cols <= rows && byteBias() >= 0;
	if (bytes) linear<i8>(format, m, y, x, rows, cols, w, scratch);
	else linear<i16>(format, m, y, x, rows, cols, w, scratch);
	return 1;
}

function linear<T>(format: i32, m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scratch: usize): void {
	if (m >= 4) multiply<T>(format, m, y, x, rows, cols, w, scratch);
	else multiplyFew<T>(format, m, y, x, rows, cols, w, scratch);
}

/** linear for one to three input rows; see multiplyFew in q8.ts for the four streams. */
function multiplyFew<T>(format: i32, m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize,
		scratch: usize): void {
	const groups = cols >> 5, vector = <usize>groups * inputBytes<T>(), quarter = rows >> 2;
	const q = scratch + <usize>m * vector, s = q + 4 * <usize>cols, records = <usize>groups * recordBytes;
	const row = <usize>(groups / groupsOf(format)) * sizeOf(format);
	const step = <usize>quarter * row, apart = <usize>quarter << 2;
	for (let i = 0; i < m; i++) roundVector<T>(scratch + <usize>i * vector, x + ((<usize>i * <usize>cols) << 2), cols);
	for (let j = 0; j < quarter; j++, w += row) {
		for (let r: usize = 0; r < 4; r++) takeApart(format, q + r * <usize>cols, s + r * records, w + r * step, groups);
		for (let i = 0; i < m; i++) {
			const four = fourRows<T>(scratch + <usize>i * vector, groups, q, <usize>cols, s, records, format == 14);
			const to = y + ((<usize>i * <usize>rows + <usize>j) << 2);
			v128.store32_lane(to, four, 0);
			v128.store32_lane(to + apart, four, 1);
			v128.store32_lane(to + 2 * apart, four, 2);
			v128.store32_lane(to + 3 * apart, four, 3);
		}
	}
	w += 3 * step;
	for (let j = 4 * quarter; j < rows; j++, w += row) {
		takeApart(format, q, s, w, groups);
		for (let i = 0; i < m; i++) {
			const one = fourRows<T>(scratch + <usize>i * vector, groups, q, 0, s, 0, format == 14);
			v128.store32_lane(y + ((<usize>i * <usize>rows + <usize>j) << 2), one, 0);
		}
	}
}

/** Rounds cols inputs, group by group. */
function roundVector<T>(to: usize, x: usize, cols: i32): void {
	for (let l = 0; l < cols; l += 32, x += 128, to += inputBytes<T>()) {
		const scale = roundBlock<T>(to, x, 32), near = sumOf<T>(to), far = sumOf<T>(to + 16 * sizeof<T>());
		v128.store(to + 32 * sizeof<T>(), f32x4.splat(scale));
		v128.store(to + 32 * sizeof<T>() + 16, f32x4.splat(<f32>near));
		v128.store(to + 32 * sizeof<T>() + 32, f32x4.splat(<f32>far));
	}
}

/** The sum of 16 rounded inputs. */
// @ts-ignore: decorator
@inline
export function sumOf<T>(x: usize): i32 {
	const pairs = sizeof<T>() == 1
			? i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(v128.load(x)))
			: i32x4.add(i32x4.extadd_pairwise_i16x8_s(v128.load(x)), i32x4.extadd_pairwise_i16x8_s(v128.load(x, 16)));
	const two = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 2, 3, 0, 1));
	return i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1);
}

/** The products of a rounded vector with four weight rows: bytes step apart, records further apart. */
function fourRows<T>(x: usize, groups: i32, q: usize, step: usize, s: usize, further: usize, halves: bool): v128 {
	let total = f32x4.splat(0);
	for (const end = x + <usize>groups * inputBytes<T>(); x < end; x += inputBytes<T>(), q += 32, s += recordBytes) {
		const q1 = q + step, q2 = q1 + step, q3 = q2 + step, by = x + 32 * sizeof<T>();
		let a = half<T>(x, q), b = half<T>(x, q1), c = half<T>(x, q2), d = half<T>(x, q3);
		let value: v128;
		if (!halves) {
			a = rest<T>(x, q, a);
			b = rest<T>(x, q1, b);
			c = rest<T>(x, q2, c);
			d = rest<T>(x, q3, d);
			const ab = pairs(s, further), cd = pairs(s + 2 * further, further);
			const scale = v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), offset = v128.shuffle<f32>(ab, cd, 1, 3, 5, 7);
			const sum = f32x4.add(v128.load(by, 16), v128.load(by, 32));
			value = madd(f32x4.convert_i32x4_s(totals(a, b, c, d)), scale, f32x4.mul(sum, offset));
		} else {
			const near = f32x4.convert_i32x4_s(totals(a, b, c, d)), none = i32x4.splat(0);
			const far = f32x4.convert_i32x4_s(totals(rest<T>(x, q, none), rest<T>(x, q1, none), rest<T>(x, q2, none),
					rest<T>(x, q3, none)));
			let ab = pairs(s, further), cd = pairs(s + 2 * further, further);
			value = f32x4.mul(v128.load(by, 16), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
			value = madd(near, v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), value);
			ab = pairs(s + 8, further);
			cd = pairs(s + 8 + 2 * further, further);
			value = madd(v128.load(by, 32), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7), value);
			value = madd(far, v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), value);
		}
		total = madd(v128.load(by), value, total);
	}
	return total;
}

/** Scale and offset of two rows. */
// @ts-ignore: decorator
@inline
function pairs(s: usize, further: usize): v128 {
	return v128.load64_lane(s + further, v128.load64_zero(s), 1);
}

/** The product of the first 16 inputs at x with the first 16 numbers at q, in four parts. */
// @ts-ignore: decorator
@inline
function half<T>(x: usize, q: usize): v128 {
	if (sizeof<T>() == 1) return dotBytes(v128.load(x), v128.load(q), i32x4.splat(0));
	return i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_u(q), v128.load(x)), i32x4.dot_i16x8_s(v128.load8x8_u(q, 8),
			v128.load(x, 16)));
}

/** sum plus the product of the second 16. */
// @ts-ignore: decorator
@inline
function rest<T>(x: usize, q: usize, sum: v128): v128 {
	if (sizeof<T>() == 1) return dotBytes(v128.load(x, 16), v128.load(q, 16), sum);
	return i32x4.add(sum, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_u(q, 16), v128.load(x, 32)),
			i32x4.dot_i16x8_s(v128.load8x8_u(q, 24), v128.load(x, 48))));
}
