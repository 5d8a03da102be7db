// Products with a quantised matrix: rows of int8 weights, one float scale for each block of 32. Inputs are rounded to
// integers block by block (q8round); each block's sum becomes a float, times both scales. One to three rows read the
// weights where they lie; more rows share panels of weights (q8tile).

import { byteBias, dotBytes } from './bytes';
import { blockBytes, roundBlock, startOf } from './q8round';
import { multiply, tileScratch } from './q8tile';
import { madd, totals } from './simd';

/**
 * From this many rows and columns on, a matrix is worth products of bytes. Smaller ones, all those of the models that
 * ship, keep the finer rounding: see RATIONALE.md.
 */
export const large: i32 = 512;

/** Bytes of scratch that linearQ8 needs for m rows of cols inputs. */
export function linearQ8Scratch(m: i32, cols: i32): i32 {
	const blocks = (cols + 31) >> 5;
	return m < 4 ? m * blocks * <i32>blockBytes<i16>() + 128 : tileScratch(m, blocks);
}

/** y[i,j] = Σ_l x[i,l]*scale[j,l/32]*w[j,l]; x [m,cols], w [rows,cols], scale [rows,blocks], y [m,rows]. */
export function linearQ8(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize,
		scratch: usize): void {
	const bias = rows >= large && cols >= large ? byteBias() : -1;
	if (bias < 0) linear<i16>(m, y, x, rows, cols, w, scale, scratch, 0);
	else linear<i8>(m, y, x, rows, cols, w, scale, scratch, bias);
}

function linear<T>(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize,
		bias: i32): void {
	if (m >= 4) multiply<T>(m, y, x, rows, cols, w, scale, scratch, bias);
	else multiplyFew<T>(m, y, x, rows, cols, w, scale, scratch, bias);
}

/**
 * linear for one to three input rows. Four weight rows are read at a time, one of each quarter of the matrix: that far
 * apart they are four streams to the processor's prefetcher, which brings them from memory 1.4 times as fast as one.
 */
function multiplyFew<T>(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize,
		bias: i32): void {
	const vector = roundedBytes<T>(cols), blocks = <usize>((cols + 31) >> 5) << 2, quarter = <usize>(rows >> 2);
	const flip = i8x16.splat(<i8>bias), step = quarter * <usize>cols, scaleStep = quarter * blocks;
	for (let i = 0; i < m; i++) roundVector<T>(scratch + <usize>i * vector, x + ((<usize>i * <usize>cols) << 2), cols,
			bias);
	for (let j: usize = 0; j < quarter; j++, w += <usize>cols, scale += blocks) {
		for (let i: usize = 0; i < <usize>m; i++) {
			const four = fourRows<T>(scratch + i * vector, cols, w, step, scale, scaleStep, flip),
					to = y + ((i * <usize>rows + j) << 2);
			v128.store32_lane(to, four, 0);
			v128.store32_lane(to + (quarter << 2), four, 1);
			v128.store32_lane(to + (quarter << 3), four, 2);
			v128.store32_lane(to + 12 * quarter, four, 3);
		}
	}
	w += 3 * step;
	scale += 3 * scaleStep;
	for (let j: usize = 4 * quarter; j < <usize>rows; j++, w += <usize>cols, scale += blocks) {
		for (let i: usize = 0; i < <usize>m; i++) {
			v128.store32_lane(y + ((i * <usize>rows + j) << 2), fourRows<T>(scratch + i * vector, cols, w, 0, scale, 0, flip),
					0);
		}
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

/** The products of a rounded vector with four weight rows, step bytes apart: block by block, as q8tile adds them. */
function fourRows<T>(x: usize, cols: i32, w: usize, step: usize, scale: usize, scaleStep: usize, flip: v128): v128 {
	let total = f32x4.splat(0);
	for (const whole = x + (<usize>cols >> 5) * blockBytes<T>(); x < whole; x += blockBytes<T>(), w += 32, scale += 4) {
		const w2 = w + 2 * step;
		const block = totals(product<T>(x, w, flip), product<T>(x, w + step, flip), product<T>(x, w2, flip), product<T>(x,
				w2 + step, flip));
		total = addScaled<T>(total, block, x, scale, scaleStep);
	}
	const rest = cols & 31;
	if (rest == 0) return total;
	const w2 = w + 2 * step;
	const block = i32x4(restProduct<T>(x, w, rest), restProduct<T>(x, w + step, rest), restProduct<T>(x, w2, rest),
			restProduct<T>(x, w2 + step, rest));
	return addScaled<T>(total, block, x, scale, scaleStep);
}

/** total + both scales * block, of four weight rows. */
// @ts-ignore: decorator
@inline
function addScaled<T>(total: v128, block: v128, x: usize, scale: usize, scaleStep: usize): v128 {
	let scales = v128.load32_zero(scale);
	scales = v128.load32_lane(scale + scaleStep, scales, 1);
	scales = v128.load32_lane(scale + 2 * scaleStep, scales, 2);
	scales = v128.load32_lane(scale + 3 * scaleStep, scales, 3);
	return madd(f32x4.convert_i32x4_s(block), f32x4.mul(v128.load(x, 32 * sizeof<T>()), scales), total);
}

/** The product of the block of inputs at x with 32 weights, in four parts. */
// @ts-ignore: decorator
@inline
function product<T>(x: usize, w: usize, flip: v128): v128 {
	if (sizeof<T>() == 1) {
		const half = dotBytes(v128.load(x), v128.xor(v128.load(w), flip), v128.load(x, 48));
		return dotBytes(v128.load(x, 16), v128.xor(v128.load(w, 16), flip), half);
	}
	const near = i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(w), v128.load(x)), i32x4.dot_i16x8_s(v128.load8x8_s(w, 8),
			v128.load(x, 16)));
	const far = i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(w, 16), v128.load(x, 32)),
			i32x4.dot_i16x8_s(v128.load8x8_s(w, 24), v128.load(x, 48)));
	return i32x4.add(near, far);
}

/** The product of a block of fewer than 32 weights; reads no further. */
function restProduct<T>(x: usize, w: usize, count: i32): i32 {
	let total = 0;
	for (let l: usize = 0; l < <usize>count; l++) total += <i32>load<i8>(w + l) * <i32>load<T>(x + l * sizeof<T>());
	return total;
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
