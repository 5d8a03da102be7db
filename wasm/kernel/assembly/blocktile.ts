// Products of four and more rounded rows with a matrix in a block format: as q8tile has them, with an offset beside
// each scale. Sums are taken in the same order as blockdot takes them, so that a row has the same bits in any company.

import { groupsOf, recordBytes, sizeOf, takeApart } from './blockbytes';
import { sumOf } from './blockdot';
import { dotBytes } from './bytes';
import { storeTransposed } from './pack';
import { roundBlock } from './q8round';
import { madd } from './simd';

/** Input rows that are packed together, and groups of the weight panel that fit the first-level cache beside them. */
const packRows: i32 = 128;
const panelGroups: i32 = 24;

/** Bytes of one group of four input rows: the integers, then of each row scale and sums of both halves. */
// @ts-ignore: decorator
@inline
function rowsBytes<T>(): usize {
	return 128 * sizeof<T>() + 48;
}

/** Bytes of one group of eight weight rows: the numbers, then of each row scale and offset of both halves. */
// @ts-ignore: decorator
@inline
function colsBytes<T>(): usize {
	return 256 * sizeof<T>() + 128;
}

/** Bytes of scratch that multiply needs for m rows. */
export function tileScratch(m: i32, groups: i32): i32 {
	const panels = (min(m, packRows) + 3) >> 2;
	return panels * groups * <i32>rowsBytes<i16>() + panelGroups * <i32>colsBytes<i16>() + panels * 128 + 128 +
			8 * panelGroups * (32 + <i32>recordBytes) + 4 * 64 + 128;
}

/** y[i,j] = Σ_l x[i,l]*w[j,l], x rounded to T; see linearBlocks. */
export function multiply<T>(format: i32, m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize,
		scratch: usize): void {
	for (let i = 0; i < m; i += packRows) {
		const to = y + ((<usize>i * <usize>rows) << 2), from = x + ((<usize>i * <usize>cols) << 2);
		multiplySome<T>(format, min(m - i, packRows), to, from, rows, cols, w, scratch);
	}
}

/** multiply for at most packRows input rows. */
function multiplySome<T>(format: i32, m: i32, y: usize, x: usize, rows: i32, cols: i32, w: usize,
		scratch: usize): void {
	const groups = cols >> 5, panels = (m + 3) >> 2, rowStep = <usize>rows << 2;
	const panel = scratch + <usize>panels * <usize>groups * rowsBytes<T>();
	const totals = panel + <usize>panelGroups * colsBytes<T>(), spare = totals + <usize>panels * 128 + 128;
	const perBlock = groupsOf(format), row = <usize>(groups / perBlock) * sizeOf(format);
	packInputs<T>(scratch, x, m, cols, spare);
	for (let j = 0; j < rows; j += 8) {
		const count = min(rows - j, 8);
		memory.fill(totals, 0, <usize>panels * 128);
		for (let g = 0; g < groups; g += panelGroups) {
			const some = min(groups - g, panelGroups), from = w + <usize>j * row + <usize>(g / perBlock) * sizeOf(format);
			packWeights<T>(format, panel, from, row, count, some, spare);
			for (let i = 0; i < panels; i++) {
				tile<T>(scratch + (<usize>i * <usize>groups + <usize>g) * rowsBytes<T>(), panel, some, totals + <usize>i * 128,
						totals + <usize>panels * 128, format == 14);
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
function packInputs<T>(to: usize, x: usize, m: i32, cols: i32, spare: usize): void {
	const row: usize = 32 * sizeof<T>();
	for (let i = 0; i < m; i += 4) {
		for (let l = 0; l < cols; l += 32, to += rowsBytes<T>()) {
			for (let r: usize = 0; r < 4; r++) {
				const from = x + ((<usize>(i + <i32>r < m ? i + <i32>r : i) * <usize>cols + <usize>l) << 2), at = spare + r * row;
				const by = to + 4 * row + (r << 2);
				store<f32>(by, roundBlock<T>(at, from, 32));
				store<f32>(by, <f32>sumOf<T>(at), 16);
				store<f32>(by, <f32>sumOf<T>(at + 16 * sizeof<T>()), 32);
			}
			for (let q: usize = 0; q < row; q += 16) {
				const p = spare + q;
				storeTransposed(to + 4 * q, 16, v128.load(p), v128.load(p + row), v128.load(p + 2 * row), v128.load(p + 3 * row));
			}
		}
	}
}

/** Packs some groups of eight weight rows, row bytes apart from w on; rows past count repeat the first. */
function packWeights<T>(format: i32, to: usize, w: usize, row: usize, count: i32, some: i32, spare: usize): void {
	const bytes = <usize>some << 5, records = <usize>some * recordBytes, s = spare + 8 * bytes;
	for (let r = 0; r < 8; r++) {
		takeApart(format, spare + <usize>r * bytes, s + <usize>r * records, w + <usize>(r < count ? r : 0) * row, some);
	}
	for (let half: usize = 0; half < 2; half++) {
		let q = spare + 4 * half * bytes, by = s + 4 * half * records, record = to + (half << 4);
		for (let g = 0; g < some; g++, q += 32, by += recordBytes, record += colsBytes<T>()) {
			// Four lanes at a time: 16 bytes, or 8 that become 16-bit integers.
			for (let at: usize = 0; at < 32; at += 16 / sizeof<T>()) {
				const p = q + at;
				storeTransposed(record + 8 * sizeof<T>() * at, 32, lanes<T>(p), lanes<T>(p + bytes), lanes<T>(p + 2 * bytes),
						lanes<T>(p + 3 * bytes));
			}
			storeTransposed(record + 256 * sizeof<T>(), 32, v128.load(by), v128.load(by + records),
					v128.load(by + 2 * records), v128.load(by + 3 * records));
		}
	}
}

// @ts-ignore: decorator
@inline
function lanes<T>(q: usize): v128 {
	return sizeof<T>() == 1 ? v128.load(q) : v128.load8x8_u(q);
}

/** One tile: four input rows by eight weight rows over some groups, added to totals [4,8]; spare is as large. */
function tile<T>(a: usize, b: usize, some: i32, totals: usize, spare: usize, halves: bool): void {
	for (let g = 0; g < some; g++, a += rowsBytes<T>(), b += colsBytes<T>()) {
		const x = a + 128 * sizeof<T>(), w = b + 256 * sizeof<T>();
		if (halves) {
			for (let r: usize = 0; r < 4; r++) {
				const sum = v128.load32_splat(x + (r << 2), 16);
				v128.store(spare + (r << 5), f32x4.mul(sum, v128.load(w, 32)));
				v128.store(spare + (r << 5), f32x4.mul(sum, v128.load(w, 48)), 16);
			}
			products<T>(a, b, 64 * sizeof<T>(), spare, w, x, 0);
			for (let r: usize = 0; r < 4; r++) {
				const sum = v128.load32_splat(x + (r << 2), 32), at = spare + (r << 5);
				v128.store(at, madd(sum, v128.load(w, 96), v128.load(at)));
				v128.store(at, madd(sum, v128.load(w, 112), v128.load(at, 16)), 16);
			}
			products<T>(a + 64 * sizeof<T>(), b + 128 * sizeof<T>(), 64 * sizeof<T>(), spare, w + 64, x, totals);
		} else {
			for (let r: usize = 0; r < 4; r++) {
				const sum = f32x4.add(v128.load32_splat(x + (r << 2), 16), v128.load32_splat(x + (r << 2), 32));
				v128.store(spare + (r << 5), f32x4.mul(sum, v128.load(w, 32)));
				v128.store(spare + (r << 5), f32x4.mul(sum, v128.load(w, 48)), 16);
			}
			products<T>(a, b, 128 * sizeof<T>(), spare, w, x, totals);
		}
	}
}

/**
 * Adds scale * Σ x*q over bytes of a to the values [4,8]; with totals, values times the inputs' scales are then added
 * to these.
 */
// @ts-ignore: decorator
@inline
function products<T>(a: usize, b: usize, bytes: usize, values: usize, w: usize, x: usize, totals: usize): void {
	let s00 = i32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
	for (const end = a + bytes; a < end; a += 16, b += 32) {
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
	const w0 = v128.load(w), w1 = v128.load(w, 16);
	scaled(values, s00, s01, w0, w1, x, totals);
	scaled(values + 32, s10, s11, w0, w1, x + 4, totals == 0 ? 0 : totals + 32);
	scaled(values + 64, s20, s21, w0, w1, x + 8, totals == 0 ? 0 : totals + 64);
	scaled(values + 96, s30, s31, w0, w1, x + 12, totals == 0 ? 0 : totals + 96);
}

/** sum plus a lane's products: two of int16 or four of bytes. */
// @ts-ignore: decorator
@inline
function add<T>(sum: v128, x: v128, w: v128): v128 {
	return sizeof<T>() == 1 ? dotBytes(x, w, sum) : i32x4.add(sum, i32x4.dot_i16x8_s(x, w));
}

// @ts-ignore: decorator
@inline
function scaled(value: usize, low: v128, high: v128, w0: v128, w1: v128, x: usize, total: usize): void {
	const near = madd(f32x4.convert_i32x4_s(low), w0, v128.load(value));
	const far = madd(f32x4.convert_i32x4_s(high), w1, v128.load(value, 16));
	if (total == 0) {
		v128.store(value, near);
		v128.store(value, far, 16);
		return;
	}
	const by = v128.load32_splat(x);
	v128.store(total, madd(by, near, v128.load(total)));
	v128.store(total, madd(by, far, v128.load(total, 16)), 16);
}
