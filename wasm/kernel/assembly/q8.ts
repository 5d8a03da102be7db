// Products with a quantised matrix: rows of int8 weights, one float scale for each block of 32. Inputs are rounded to
// 16-bit integers with a scale of their own for each block of 32 (1/32767 of its largest: 256 times finer than int8, and
// free, since the multiply-add works on 16-bit lanes anyway), so that a block's product is exact integer arithmetic:
// 32*128*32767 fits 32 bits. Each block's sum then becomes a float, times both scales. One to three rows read the
// weights where they lie; more rows share panels of weights widened to 16 bits.

import { storeTransposed } from './pack';
import { loadPart, madd, sum, sums } from './simd';

/** One block of a vector: 32 int16 and four copies of the scale. */
const vectorRecord: usize = 64 + 16;
/** One block of four input rows: 16 pairs of int16 of each row, pair by pair, and the four scales. */
const rowsRecord: usize = 256 + 16;
/** One block of eight weight rows: the same with eight scales. */
const colsRecord: usize = 512 + 32;
/** Input rows that are packed together, and blocks of the weight panel that fit the first-level cache beside them. */
const packRows: i32 = 128;
const panelBlocks: i32 = 24;

/** Bytes of scratch that linearQ8 needs for m rows of cols inputs. */
export function linearQ8Scratch(m: i32, cols: i32): i32 {
	const blocks = (cols + 31) >> 5;
	if (m < 4) return m * blocks * <i32>vectorRecord;
	const panels = (min(m, packRows) + 3) >> 2;
	return panels * blocks * <i32>rowsRecord + panelBlocks * <i32>colsRecord + panels * 4 * 32 + 4 * 64;
}

/** Rounds count ≤ 32 floats to int16 at to (zeros after them) and gives their scale; NaN and infinities pass into the scale. */
function roundBlock(to: usize, x: usize, count: i32): f32 {
	let top = f32x4.splat(0);
	const bytes = <usize>count << 2, whole = bytes & ~15;
	for (let at: usize = 0; at < whole; at += 16) top = f32x4.max(top, f32x4.abs(v128.load(x + at)));
	if (whole < bytes) top = f32x4.max(top, f32x4.abs(loadPart(x + whole, bytes - whole)));
	const pair = f32x4.max(top, v128.shuffle<f32>(top, top, 2, 3, 0, 1));
	const most = max(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1));
	const by = f32x4.splat(most < 1e-30 ? 0 : 32767 / most);
	if (count == 32) {
		for (let i: usize = 0; i < 4; i++) {
			v128.store(to + 16 * i, i16x8.narrow_i32x4_s(rounded(v128.load(x + 32 * i), by), rounded(v128.load(x + 32 * i, 16), by)));
		}
	} else {
		memory.fill(to, 0, 64);
		for (let i = 0; i < count; i++) {
			const v = rounded(v128.load32_zero(x + (<usize>i << 2)), by);
			store<i16>(to + (<usize>i << 1), i32x4.extract_lane(v, 0));
		}
	}
	return most < 1e-30 ? 0 : most / 32767;
}

/** The nearest integers to x*by: adding 1.5*2²³ leaves them in the low bits. */
// @ts-ignore: decorator
@inline
function rounded(x: v128, by: v128): v128 {
	const magic = f32x4.splat(12582912);
	return i32x4.sub(f32x4.add(f32x4.mul(x, by), magic), magic);
}

/** y[i,j] = Σ_l x[i,l]*scale[j,l/32]*w[j,l]; x [m,cols], w [rows,cols], scale [rows,blocks], y [m,rows]. */
export function linearQ8(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize): void {
	if (m >= 4) {
		for (let i = 0; i < m; i += packRows) {
			multiply(min(m - i, packRows), y + ((<usize>i * <usize>rows) << 2), x + ((<usize>i * <usize>cols) << 2), rows, cols, w, scale, scratch);
		}
		return;
	}
	for (let i = 0; i < m; i++) roundVector(scratch + <usize>i * roundedBytes(cols), x + ((<usize>i * <usize>cols) << 2), cols);
	if (m > 1) multiplyTwo(y, scratch, rows, cols, w, scale);
	if (m == 1 || m == 3) {
		const i = <usize>m - 1;
		multiplyVector(y + ((i * <usize>rows) << 2), scratch + i * roundedBytes(cols), rows, cols, w, scale);
	}
}

/** Bytes of one rounded vector. */
// @ts-ignore: decorator
@inline
function roundedBytes(cols: i32): usize {
	return <usize>((cols + 31) >> 5) * vectorRecord;
}

function roundVector(to: usize, x: usize, cols: i32): void {
	for (let l = 0; l < cols; l += 32, x += 128, to += vectorRecord) {
		v128.store(to, f32x4.splat(roundBlock(to, x, min(cols - l, 32))), 64);
	}
}

/**
 * The product of a rounded vector with every row of w, four rows at a time: one of each quarter of the matrix. That far
 * apart they are four streams to the processor's prefetcher, which brings them from memory 1.4 times as fast as one.
 */
function multiplyVector(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize): void {
	const quarter = <usize>(rows >> 2), blocks = <usize>((cols + 31) >> 5), whole = (<usize>cols >> 5) * vectorRecord, rest = cols & 31;
	const step = quarter * <usize>cols, scaleStep = (quarter * blocks) << 2, yStep = quarter << 2;
	for (const end = y + yStep; y < end; y += 4) {
		let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q = x;
		for (const last = x + whole; q < last; q += vectorRecord, w += 32, scale += 4) {
			s0 = addBlock(s0, q, w, scale);
			s1 = addBlock(s1, q, w + step, scale + scaleStep);
			s2 = addBlock(s2, q, w + 2 * step, scale + 2 * scaleStep);
			s3 = addBlock(s3, q, w + 3 * step, scale + 3 * scaleStep);
		}
		let all = sums(s0, s1, s2, s3);
		if (rest) {
			const near = f32x4(restProduct(w, q, rest, scale), restProduct(w + step, q, rest, scale + scaleStep), 0, 0);
			const far = f32x4(0, 0, restProduct(w + 2 * step, q, rest, scale + 2 * scaleStep), restProduct(w + 3 * step, q, rest, scale + 3 * scaleStep));
			all = f32x4.add(all, f32x4.add(near, far));
			w += <usize>rest;
			scale += 4;
		}
		v128.store32_lane(y, all, 0);
		v128.store32_lane(y + yStep, all, 1);
		v128.store32_lane(y + 2 * yStep, all, 2);
		v128.store32_lane(y + 3 * yStep, all, 3);
	}
	multiplyRows(y + 3 * yStep, x, rows & 3, cols, w + 3 * step, scale + 3 * scaleStep);
}

/** The product of a rounded vector with a few rows, one after another. */
function multiplyRows(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize): void {
	const whole = (<usize>cols >> 5) * vectorRecord, rest = cols & 31;
	for (const end = y + (<usize>rows << 2); y < end; y += 4) {
		let total = f32x4.splat(0), q = x;
		for (const last = x + whole; q < last; q += vectorRecord, w += 32, scale += 4) total = addBlock(total, q, w, scale);
		let all = sum(total);
		if (rest) {
			all += restProduct(w, q, rest, scale);
			w += <usize>rest;
			scale += 4;
		}
		store<f32>(y, all);
	}
}

/** addProduct of the weights at w and their scale. */
// @ts-ignore: decorator
@inline
function addBlock(total: v128, x: usize, w: usize, scale: usize): v128 {
	return addProduct(total, x, v128.load8x8_s(w), v128.load8x8_s(w, 8), v128.load8x8_s(w, 16), v128.load8x8_s(w, 24), v128.load32_splat(scale));
}

/** multiplyVector for two vectors: x [2] records of the same length, y [2,rows]. */
function multiplyTwo(y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize): void {
	const whole = cols >> 5, rest = cols & 31, other = <usize>((cols + 31) >> 5) * vectorRecord, below = <usize>rows << 2;
	for (const end = y + below; y < end; y += 4) {
		let first = f32x4.splat(0), second = first, q = x;
		for (let b = 0; b < whole; b++, q += vectorRecord, w += 32, scale += 4) {
			const w0 = v128.load8x8_s(w), w1 = v128.load8x8_s(w, 8), w2 = v128.load8x8_s(w, 16), w3 = v128.load8x8_s(w, 24);
			const by = v128.load32_splat(scale);
			first = addProduct(first, q, w0, w1, w2, w3, by);
			second = addProduct(second, q + other, w0, w1, w2, w3, by);
		}
		let all = sum(first), too = sum(second);
		if (rest) {
			all += restProduct(w, q, rest, scale);
			too += restProduct(w, q + other, rest, scale);
			w += <usize>rest;
			scale += 4;
		}
		store<f32>(y, all);
		store<f32>(y + below, too);
	}
}

/** total + scale * product of a block's 32 weights with the block of inputs at x, in four partial sums. */
// @ts-ignore: decorator
@inline
function addProduct(total: v128, x: usize, w0: v128, w1: v128, w2: v128, w3: v128, scale: v128): v128 {
	const near = i32x4.add(i32x4.dot_i16x8_s(w0, v128.load(x)), i32x4.dot_i16x8_s(w1, v128.load(x, 16)));
	const far = i32x4.add(i32x4.dot_i16x8_s(w2, v128.load(x, 32)), i32x4.dot_i16x8_s(w3, v128.load(x, 48)));
	return madd(f32x4.convert_i32x4_s(i32x4.add(near, far)), f32x4.mul(v128.load(x, 64), scale), total);
}

/** The product of a block of fewer than 32 weights; reads no further. */
function restProduct(w: usize, x: usize, count: i32, scale: usize): f32 {
	let total = 0;
	for (let l: usize = 0; l < <usize>count; l++) total += <i32>load<i8>(w + l) * <i32>load<i16>(x + (l << 1));
	return <f32>total * load<f32>(scale) * load<f32>(x, 64);
}

/** linearQ8 for 4 to packRows input rows. */
function multiply(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize): void {
	const blocks = (cols + 31) >> 5, panels = (m + 3) >> 2, rowStep = <usize>rows << 2;
	const panel = scratch + <usize>panels * <usize>blocks * rowsRecord;
	const totals = panel + <usize>panelBlocks * colsRecord, spare = totals + <usize>panels * 128;
	packInputs(scratch, x, m, cols, spare);
	for (let j = 0; j < rows; j += 8) {
		const count = min(rows - j, 8);
		memory.fill(totals, 0, <usize>panels * 128);
		for (let b = 0; b < blocks; b += panelBlocks) {
			const some = min(blocks - b, panelBlocks);
			packWeights(panel, w, j, count, cols, b, some, scale, spare);
			for (let i = 0; i < panels; i++) {
				tile(scratch + (<usize>i * <usize>blocks + <usize>b) * rowsRecord, panel, some, totals + <usize>i * 128);
			}
		}
		for (let i = 0; i < m; i++) {
			const to = y + <usize>i * rowStep + (<usize>j << 2), from = totals + (<usize>i << 5);
			if (count == 8) {
				v128.store(to, v128.load(from));
				v128.store(to, v128.load(from, 16), 16);
			} else memory.copy(to, from, <usize>count << 2);
		}
	}
}

/** Rounds m rows and packs them four by four; rows that the last four lack repeat its first. */
function packInputs(to: usize, x: usize, m: i32, cols: i32, spare: usize): void {
	for (let i = 0; i < m; i += 4) {
		for (let l = 0; l < cols; l += 32, to += rowsRecord) {
			for (let r = 0; r < 4; r++) {
				const from = x + ((<usize>(i + r < m ? i + r : i) * <usize>cols + <usize>l) << 2);
				store<f32>(to + (<usize>r << 2), roundBlock(spare + (<usize>r << 6), from, min(cols - l, 32)), 256);
			}
			for (let q: usize = 0; q < 64; q += 16) {
				const p = spare + q;
				storeTransposed(to + 4 * q, 16, v128.load(p), v128.load(p, 64), v128.load(p, 128), v128.load(p, 192));
			}
		}
	}
}

/** Widens blocks b to b+some of eight weight rows from row j on; rows past count repeat the first. */
function packWeights(to: usize, w: usize, j: i32, count: i32, cols: i32, b: i32, some: i32, scale: usize, spare: usize): void {
	const blocks = (cols + 31) >> 5;
	for (let group = 0; group < 8; group += 4) {
		const r0 = j + (group < count ? group : 0), r1 = j + (group + 1 < count ? group + 1 : 0);
		const r2 = j + (group + 2 < count ? group + 2 : 0), r3 = j + (group + 3 < count ? group + 3 : 0);
		let record = to + (<usize>group << 2);
		for (let block = b; block < b + some; block++, record += colsRecord) {
			const at = w + (<usize>block << 5), left = min(cols - (block << 5), 32);
			let p0 = at + <usize>r0 * <usize>cols, p1 = at + <usize>r1 * <usize>cols;
			let p2 = at + <usize>r2 * <usize>cols, p3 = at + <usize>r3 * <usize>cols;
			if (left < 32) {
				p0 = padded(spare, p0, left);
				p1 = padded(spare + 32, p1, left);
				p2 = padded(spare + 64, p2, left);
				p3 = padded(spare + 96, p3, left);
			}
			for (let q: usize = 0; q < 32; q += 8) {
				storeTransposed(record + 16 * q, 32, v128.load8x8_s(p0 + q), v128.load8x8_s(p1 + q), v128.load8x8_s(p2 + q), v128.load8x8_s(p3 + q));
			}
			const s = scale + (<usize>block << 2), step = <usize>blocks << 2;
			v128.store(record, f32x4(
				load<f32>(s + <usize>r0 * step), load<f32>(s + <usize>r1 * step),
				load<f32>(s + <usize>r2 * step), load<f32>(s + <usize>r3 * step),
			), 512);
		}
	}
}

/** Copies count < 32 weights to a block of their own, zeros after them. */
function padded(to: usize, from: usize, count: i32): usize {
	memory.fill(to, 0, 32);
	memory.copy(to, from, <usize>count);
	return to;
}

/** One tile: four input rows by eight weight rows over some blocks, added to totals [4,8]. */
function tile(a: usize, b: usize, some: i32, totals: usize): void {
	for (let block = 0; block < some; block++) {
		let s00 = i32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
		for (const end = a + 256; a < end; a += 16, b += 32) {
			const b0 = v128.load(b), b1 = v128.load(b, 16);
			let v = v128.load32_splat(a);
			s00 = i32x4.add(s00, i32x4.dot_i16x8_s(v, b0));
			s01 = i32x4.add(s01, i32x4.dot_i16x8_s(v, b1));
			v = v128.load32_splat(a, 4);
			s10 = i32x4.add(s10, i32x4.dot_i16x8_s(v, b0));
			s11 = i32x4.add(s11, i32x4.dot_i16x8_s(v, b1));
			v = v128.load32_splat(a, 8);
			s20 = i32x4.add(s20, i32x4.dot_i16x8_s(v, b0));
			s21 = i32x4.add(s21, i32x4.dot_i16x8_s(v, b1));
			v = v128.load32_splat(a, 12);
			s30 = i32x4.add(s30, i32x4.dot_i16x8_s(v, b0));
			s31 = i32x4.add(s31, i32x4.dot_i16x8_s(v, b1));
		}
		const w0 = v128.load(b), w1 = v128.load(b, 16);
		addScaled(totals, s00, s01, v128.load32_splat(a), w0, w1);
		addScaled(totals + 32, s10, s11, v128.load32_splat(a, 4), w0, w1);
		addScaled(totals + 64, s20, s21, v128.load32_splat(a, 8), w0, w1);
		addScaled(totals + 96, s30, s31, v128.load32_splat(a, 12), w0, w1);
		a += 16;
		b += 32;
	}
}

// @ts-ignore: decorator
@inline
function addScaled(total: usize, low: v128, high: v128, x: v128, w0: v128, w1: v128): void {
	v128.store(total, madd(f32x4.convert_i32x4_s(low), f32x4.mul(x, w0), v128.load(total)));
	v128.store(total, madd(f32x4.convert_i32x4_s(high), f32x4.mul(x, w1), v128.load(total, 16)), 16);
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
