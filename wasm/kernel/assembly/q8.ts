// Products with a quantised matrix: rows of int8 weights, one float scale for each block of 32. Inputs are rounded to
// integers block by block (q8round); each block's sum becomes a float, times both scales. One to three rows read the
// weights where they lie; more rows share panels of weights (q8tile).

import { byteBias, dotBytes } from './bytes';
import { blockBytes, roundBlock, startOf } from './q8round';
import { multiply, tileScratch } from './q8tile';
import { madd, sum, sums } from './simd';

/** From this many rows and columns on, a matrix is worth products of bytes. Smaller ones, all those of the models that ship, keep the finer rounding. */
const large: i32 = 512;

/** Bytes of scratch that linearQ8 needs for m rows of cols inputs. */
export function linearQ8Scratch(m: i32, cols: i32): i32 {
	const blocks = (cols + 31) >> 5;
	return m < 4 ? m * blocks * <i32>blockBytes<i16>() + 128 : tileScratch(m, blocks);
}

/** y[i,j] = Σ_l x[i,l]*scale[j,l/32]*w[j,l]; x [m,cols], w [rows,cols], scale [rows,blocks], y [m,rows]. */
export function linearQ8(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize): void {
	const bias = rows >= large && cols >= large ? byteBias() : -1;
	if (bias < 0) linear<i16>(m, y, x, rows, cols, w, scale, scratch, 0);
	else linear<i8>(m, y, x, rows, cols, w, scale, scratch, bias);
}

function linear<T>(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize, bias: i32): void {
	if (m >= 4) {
		multiply<T>(m, y, x, rows, cols, w, scale, scratch, bias);
		return;
	}
	for (let i = 0; i < m; i++) roundVector<T>(scratch + <usize>i * roundedBytes<T>(cols), x + ((<usize>i * <usize>cols) << 2), cols, bias);
	if (m > 1) multiplyTwo<T>(y, scratch, rows, cols, w, scale, bias);
	if (m == 1 || m == 3) {
		const i = <usize>m - 1;
		multiplyVector<T>(y + ((i * <usize>rows) << 2), scratch + i * roundedBytes<T>(cols), rows, cols, w, scale, bias);
	}
}

/** Bytes of one rounded vector. */
// @ts-ignore: decorator
@inline
function roundedBytes<T>(cols: i32): usize {
	return <usize>((cols + 31) >> 5) * blockBytes<T>();
}

function roundVector<T>(to: usize, x: usize, cols: i32, bias: i32): void {
	for (let l = 0; l < cols; l += 32, x += 128, to += blockBytes<T>()) {
		v128.store(to + 32 * sizeof<T>(), f32x4.splat(roundBlock<T>(to, x, min(cols - l, 32))));
		if (sizeof<T>() == 1) v128.store(to, startOf(to, bias), 48);
	}
}

/**
 * The product of a rounded vector with every row of w, four rows at a time: one of each quarter of the matrix. That far
 * apart they are four streams to the processor's prefetcher, which brings them from memory 1.4 times as fast as one.
 */
function multiplyVector<T>(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, bias: i32): void {
	const quarter = <usize>(rows >> 2), blocks = <usize>((cols + 31) >> 5), whole = (<usize>cols >> 5) * blockBytes<T>(), rest = cols & 31;
	const flip = i8x16.splat(<i8>bias), step = quarter * <usize>cols, scaleStep = (quarter * blocks) << 2, yStep = quarter << 2;
	for (const end = y + yStep; y < end; y += 4) {
		let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q = x;
		for (const last = x + whole; q < last; q += blockBytes<T>(), w += 32, scale += 4) {
			s0 = addBlock<T>(s0, q, w, scale, flip);
			s1 = addBlock<T>(s1, q, w + step, scale + scaleStep, flip);
			s2 = addBlock<T>(s2, q, w + 2 * step, scale + 2 * scaleStep, flip);
			s3 = addBlock<T>(s3, q, w + 3 * step, scale + 3 * scaleStep, flip);
		}
		let all = sums(s0, s1, s2, s3);
		if (rest) {
			const near = f32x4(restProduct<T>(w, q, rest, scale), restProduct<T>(w + step, q, rest, scale + scaleStep), 0, 0);
			const far = f32x4(0, 0, restProduct<T>(w + 2 * step, q, rest, scale + 2 * scaleStep), restProduct<T>(w + 3 * step, q, rest, scale + 3 * scaleStep));
			all = f32x4.add(all, f32x4.add(near, far));
			w += <usize>rest;
			scale += 4;
		}
		v128.store32_lane(y, all, 0);
		v128.store32_lane(y + yStep, all, 1);
		v128.store32_lane(y + 2 * yStep, all, 2);
		v128.store32_lane(y + 3 * yStep, all, 3);
	}
	multiplyRows<T>(y + 3 * yStep, x, rows & 3, cols, w + 3 * step, scale + 3 * scaleStep, bias);
}

/** The product of a rounded vector with a few rows, one after another. */
function multiplyRows<T>(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, bias: i32): void {
	const whole = (<usize>cols >> 5) * blockBytes<T>(), rest = cols & 31, flip = i8x16.splat(<i8>bias);
	for (const end = y + (<usize>rows << 2); y < end; y += 4) {
		let total = f32x4.splat(0), q = x;
		for (const last = x + whole; q < last; q += blockBytes<T>(), w += 32, scale += 4) total = addBlock<T>(total, q, w, scale, flip);
		let all = sum(total);
		if (rest) {
			all += restProduct<T>(w, q, rest, scale);
			w += <usize>rest;
			scale += 4;
		}
		store<f32>(y, all);
	}
}

/** multiplyVector for two vectors: x [2] of the same length, y [2,rows]. */
function multiplyTwo<T>(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, bias: i32): void {
	const whole = cols >> 5, rest = cols & 31, other = roundedBytes<T>(cols), below = <usize>rows << 2, flip = i8x16.splat(<i8>bias);
	for (const end = y + below; y < end; y += 4) {
		let first = f32x4.splat(0), second = first, q = x;
		for (let b = 0; b < whole; b++, q += blockBytes<T>(), w += 32, scale += 4) {
			first = addBlock<T>(first, q, w, scale, flip);
			second = addBlock<T>(second, q + other, w, scale, flip);
		}
		let all = sum(first), too = sum(second);
		if (rest) {
			all += restProduct<T>(w, q, rest, scale);
			too += restProduct<T>(w, q + other, rest, scale);
			w += <usize>rest;
			scale += 4;
		}
		store<f32>(y, all);
		store<f32>(y + below, too);
	}
}

/** total + scale * product of the 32 weights at w with the block of inputs at x, in four partial sums. */
// @ts-ignore: decorator
@inline
function addBlock<T>(total: v128, x: usize, w: usize, scale: usize, flip: v128): v128 {
	let block: v128;
	if (sizeof<T>() == 1) {
		block = dotBytes(v128.load(x), v128.xor(v128.load(w), flip), v128.load(x, 48));
		block = dotBytes(v128.load(x, 16), v128.xor(v128.load(w, 16), flip), block);
	} else {
		const near = i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(w), v128.load(x)), i32x4.dot_i16x8_s(v128.load8x8_s(w, 8), v128.load(x, 16)));
		const far = i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(w, 16), v128.load(x, 32)), i32x4.dot_i16x8_s(v128.load8x8_s(w, 24), v128.load(x, 48)));
		block = i32x4.add(near, far);
	}
	return madd(f32x4.convert_i32x4_s(block), f32x4.mul(v128.load(x, 32 * sizeof<T>()), v128.load32_splat(scale)), total);
}

/** The product of a block of fewer than 32 weights; reads no further. */
function restProduct<T>(w: usize, x: usize, count: i32, scale: usize): f32 {
	let total = 0;
	for (let l: usize = 0; l < <usize>count; l++) total += <i32>load<i8>(w + l) * <i32>load<T>(x + l * sizeof<T>());
	return <f32>total * load<f32>(scale) * load<f32>(x, 32 * sizeof<T>());
}

/** y[i,:] = scale*w of row id[i]; y [count,cols]. */
export function gatherQ8(y: usize, w: usize, scale: usize, cols: i32, id: usize, count: i32): void {
	const blocks = (cols + 31) >> 5;
	for (let i = 0; i < count; i++, id += 4) {
		const row = <usize>load<i32>(id);
		let p = w + row * <usize>cols, s = scale + ((row * <usize>blocks) << 2), l = 0;
		for (; l + 8 <= cols; l += 8, p += 8, y += 32) {
			const by = v128.load32_splat(s + (<usize>(l >> 5) << 2)), wide = v128.load8x8_s(p);
			v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(wide)), by));
			v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(wide)), by), 16);
		}
		for (; l < cols; l++, p++, y += 4) store<f32>(y, <f32>load<i8>(p) * load<f32>(s + (<usize>(l >> 5) << 2)));
	}
}
