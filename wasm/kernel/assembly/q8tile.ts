// Products of four and more rounded rows with a quantised matrix. Input rows four by four and weight rows eight by
// eight are packed so that the innermost loop reads both from front to back: groups of 32 bits, which are two int16 or
// four bytes of one row. The weights of a panel are widened to int16 for int16 inputs.

import { storeTransposed } from './pack';
import { roundBlock, startsOf } from './q8round';
import { dotBytes } from './bytes';
import { madd } from './simd';

/** Input rows that are packed together, and blocks of the weight panel that fit the first-level cache beside them. */
const packRows: i32 = 128;
const panelBlocks: i32 = 24;

/**
 * Bytes of one block of four input rows: the groups of each row, the four scales and, of bytes, what the sums begin
 * with.
 */
// @ts-ignore: decorator
@inline
function rowsBytes<T>(): usize {
	return 128 * sizeof<T>() + (sizeof<T>() == 1 ? 32 : 16);
}

/** Bytes of one block of eight weight rows: the groups of each row and the eight scales. */
// @ts-ignore: decorator
@inline
function colsBytes<T>(): usize {
	return 256 * sizeof<T>() + 32;
}

/** Bytes of scratch that multiply needs for m rows. */
export function tileScratch(m: i32, blocks: i32): i32 {
	const panels = (min(m, packRows) + 3) >> 2;
	return panels * blocks * <i32>rowsBytes<i16>() + panelBlocks * <i32>colsBytes<i16>() + panels * 4 * 32 + 4 * 64 + 64;
}

/** y[i,j] = Σ_l x[i,l]*scale[j,l/32]*w[j,l], x rounded to T; see linearQ8. */
export function multiply<T>(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize,
		bias: i32): void {
	for (let i = 0; i < m; i += packRows) {
		const to = y + ((<usize>i * <usize>rows) << 2), from = x + ((<usize>i * <usize>cols) << 2);
		multiplySome<T>(min(m - i, packRows), to, from, rows, cols, w, scale, scratch, bias);
	}
}

/** multiply for at most packRows input rows. */
function multiplySome<T>(m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize, scale: usize, scratch: usize,
		bias: i32): void {
	const blocks = (cols + 31) >> 5, panels = (m + 3) >> 2, rowStep = <usize>rows << 2;
	const panel = scratch + <usize>panels * <usize>blocks * rowsBytes<T>();
	const totals = panel + <usize>panelBlocks * colsBytes<T>(), spare = totals + <usize>panels * 128;
	packInputs<T>(scratch, x, m, cols, spare, bias);
	for (let j = 0; j < rows; j += 8) {
		const count = min(rows - j, 8);
		memory.fill(totals, 0, <usize>panels * 128);
		for (let b = 0; b < blocks; b += panelBlocks) {
			const some = min(blocks - b, panelBlocks);
			packWeights<T>(panel, w, j, count, cols, b, some, scale, spare, bias);
			for (let i = 0; i < panels; i++) {
				tile<T>(scratch + (<usize>i * <usize>blocks + <usize>b) * rowsBytes<T>(), panel, some, totals + <usize>i * 128);
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
function packInputs<T>(to: usize, x: usize, m: i32, cols: i32, spare: usize, bias: i32): void {
	const row: usize = 32 * sizeof<T>();
	for (let i = 0; i < m; i += 4) {
		for (let l = 0; l < cols; l += 32, to += rowsBytes<T>()) {
			for (let r: usize = 0; r < 4; r++) {
				const from = x + ((<usize>(i + <i32>r < m ? i + <i32>r : i) * <usize>cols + <usize>l) << 2), at = spare + r * row;
				store<f32>(to + 4 * row + (r << 2), roundBlock<T>(at, from, min(cols - l, 32)));
			}
			if (sizeof<T>() == 1) v128.store(to, startsOf(spare, bias), 144);
			for (let q: usize = 0; q < row; q += 16) {
				const p = spare + q;
				storeTransposed(to + 4 * q, 16, v128.load(p), v128.load(p + row), v128.load(p + 2 * row), v128.load(p + 3 * row));
			}
		}
	}
}

/** Packs blocks b to b+some of eight weight rows from row j on; rows past count repeat the first. */
function packWeights<T>(to: usize, w: usize, j: i32, count: i32, cols: i32, b: i32, some: i32, scale: usize,
		spare: usize, bias: i32): void {
	const blocks = (cols + 31) >> 5, flip = i8x16.splat(<i8>bias);
	for (let group = 0; group < 8; group += 4) {
		const r0 = j + (group < count ? group : 0), r1 = j + (group + 1 < count ? group + 1 : 0);
		const r2 = j + (group + 2 < count ? group + 2 : 0), r3 = j + (group + 3 < count ? group + 3 : 0);
		let record = to + (<usize>group << 2);
		for (let block = b; block < b + some; block++, record += colsBytes<T>()) {
			const at = w + (<usize>block << 5), left = min(cols - (block << 5), 32);
			let p0 = at + <usize>r0 * <usize>cols, p1 = at + <usize>r1 * <usize>cols;
			let p2 = at + <usize>r2 * <usize>cols, p3 = at + <usize>r3 * <usize>cols;
			if (left < 32) {
				p0 = padded(spare, p0, left);
				p1 = padded(spare + 32, p1, left);
				p2 = padded(spare + 64, p2, left);
				p3 = padded(spare + 96, p3, left);
			}
			// Four groups at a time: 16 bytes, or 8 that become 16-bit integers.
			for (let q: usize = 0; q < 32; q += 16 / sizeof<T>()) {
				const g = record + 8 * sizeof<T>() * q;
				storeTransposed(g, 32, groups<T>(p0 + q, flip), groups<T>(p1 + q, flip), groups<T>(p2 + q, flip),
						groups<T>(p3 + q, flip));
			}
			const s = scale + (<usize>block << 2), step = <usize>blocks << 2;
			v128.store(record + 256 * sizeof<T>(), f32x4(
				load<f32>(s + <usize>r0 * step), load<f32>(s + <usize>r1 * step),
				load<f32>(s + <usize>r2 * step), load<f32>(s + <usize>r3 * step),
			));
		}
	}
}

// @ts-ignore: decorator
@inline
function groups<T>(w: usize, flip: v128): v128 {
	return sizeof<T>() == 1 ? v128.xor(v128.load(w), flip) : v128.load8x8_s(w);
}

/** Copies count < 32 weights to a block of their own, zeros after them. */
function padded(to: usize, from: usize, count: i32): usize {
	memory.fill(to, 0, 32);
	memory.copy(to, from, <usize>count);
	return to;
}

/** One tile: four input rows by eight weight rows over some blocks, added to totals [4,8]. */
function tile<T>(a: usize, b: usize, some: i32, totals: usize): void {
	for (let block = 0; block < some; block++) {
		let s00 = start<T>(a, 0), s01 = s00, s10 = start<T>(a, 4), s11 = s10, s20 = start<T>(a, 8), s21 = s20,
				s30 = start<T>(a, 12), s31 = s30;
		for (const end = a + 128 * sizeof<T>(); a < end; a += 16, b += 32) {
			const b0 = v128.load(b), b1 = v128.load(b, 16);
			let v = v128.load32_splat(a);
			s00 = add<T>(s00, v, b0);
			s01 = add<T>(s01, v, b1);
			v = v128.load32_splat(a, 4);
			s10 = add<T>(s10, v, b0);
			s11 = add<T>(s11, v, b1);
			v = v128.load32_splat(a, 8);
			s20 = add<T>(s20, v, b0);
			s21 = add<T>(s21, v, b1);
			v = v128.load32_splat(a, 12);
			s30 = add<T>(s30, v, b0);
			s31 = add<T>(s31, v, b1);
		}
		const w0 = v128.load(b), w1 = v128.load(b, 16);
		addScaled(totals, s00, s01, v128.load32_splat(a), w0, w1);
		addScaled(totals + 32, s10, s11, v128.load32_splat(a, 4), w0, w1);
		addScaled(totals + 64, s20, s21, v128.load32_splat(a, 8), w0, w1);
		addScaled(totals + 96, s30, s31, v128.load32_splat(a, 12), w0, w1);
		a += sizeof<T>() == 1 ? 32 : 16;
		b += 32;
	}
}

/** What the sums of a row begin with, in each of four weight rows. */
// @ts-ignore: decorator
@inline
function start<T>(a: usize, row: usize): v128 {
	return sizeof<T>() == 1 ? v128.load32_splat(a + row, 144) : i32x4.splat(0);
}

/** sum plus a group's products: two of int16 or four of bytes. */
// @ts-ignore: decorator
@inline
function add<T>(sum: v128, x: v128, w: v128): v128 {
	return sizeof<T>() == 1 ? dotBytes(x, w, sum) : i32x4.add(sum, i32x4.dot_i16x8_s(x, w));
}

// @ts-ignore: decorator
@inline
function addScaled(total: usize, low: v128, high: v128, x: v128, w0: v128, w1: v128): void {
	v128.store(total, madd(f32x4.convert_i32x4_s(low), f32x4.mul(x, w0), v128.load(total)));
	v128.store(total, madd(f32x4.convert_i32x4_s(high), f32x4.mul(x, w1), v128.load(total, 16)), 16);
}
