// What products with a quantised matrix read: blocks of 32 inputs as integers of type T with a scale of their own. T is
// i8 (1/127 of the block's largest) where the processor multiplies bytes fast (byteBias), and i16 (1/32767) elsewhere:
// there bytes would be widened to 16 bits anyway, so that the finer rounding is free. Either way a block's product is
// exact integer arithmetic: 32*255*128 and 32*128*32767 fit 32 bits.

import { dotBytes } from './bytes';
import { totals } from './simd';

/** Bytes of one block: the integers, four copies of the scale and, of bytes, what its sums begin with in four parts. */
// @ts-ignore: decorator
@inline
export function blockBytes<T>(): usize {
	return 32 * sizeof<T>() + (sizeof<T>() == 1 ? 32 : 16);
}

/**
 * Rounds count ≤ 32 floats to T at to (zeros after them) and gives their scale; NaN and infinities pass into the scale.
 * Where count is below 32, it writes over 128 bytes at to on the way: what lies behind is yet to be written, or slack.
 */
export function roundBlock<T>(to: usize, x: usize, count: i32): f32 {
	if (count < 32) {
		memory.fill(to, 0, 128);
		memory.copy(to, x, <usize>count << 2);
		x = to;
	}
	// Without their signs, floats are in the order of their bits, with NaN above all.
	const magnitude = i32x4.splat(0x7fffffff);
	let top = i32x4.splat(0);
	for (let at: usize = 0; at < 128; at += 16) top = i32x4.max_s(top, v128.and(v128.load(x + at), magnitude));
	const pair = i32x4.max_s(top, v128.shuffle<i32>(top, top, 2, 3, 0, 1));
	const most = reinterpret<f32>(max(i32x4.extract_lane(pair, 0), i32x4.extract_lane(pair, 1))),
			steps: f32 = sizeof<T>() == 1 ? 127 : 32767;
	const by = f32x4.splat(most < 1e-30 ? 0 : steps / most);
	if (sizeof<T>() == 1) {
		v128.store(to, i8x16.narrow_i16x8_s(roundEight(x, by), roundEight(x + 32, by)));
		v128.store(to, i8x16.narrow_i16x8_s(roundEight(x + 64, by), roundEight(x + 96, by)), 16);
	} else {
		for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, roundEight(x + 2 * at, by));
	}
	return most < 1e-30 ? 0 : most / steps;
}

/** Eight floats, times by, as int16. */
// @ts-ignore: decorator
@inline
function roundEight(x: usize, by: v128): v128 {
	return i16x8.narrow_i32x4_s(rounded(v128.load(x), by), rounded(v128.load(x, 16), by));
}

/** The nearest integers to x*by: adding 1.5*2²³ leaves them in the low bits. */
// @ts-ignore: decorator
@inline
function rounded(x: v128, by: v128): v128 {
	const magic = f32x4.splat(12582912);
	return i32x4.sub(f32x4.add(f32x4.mul(x, by), magic), magic);
}

/**
 * What the sums of products with the 32 bytes at x begin with, in four parts: it takes back the bias of the weights.
 */
export function startOf(x: usize, bias: i32): v128 {
	const ones = i8x16.splat(1), sums = dotBytes(v128.load(x), ones, dotBytes(v128.load(x, 16), ones, i32x4.splat(0)));
	return i32x4.mul(sums, i32x4.splat(-bias));
}

/** The same of four rows of 32 bytes from x on, one row a lane. */
export function startsOf(x: usize, bias: i32): v128 {
	return totals(startOf(x, bias), startOf(x + 32, bias), startOf(x + 64, bias), startOf(x + 96, bias));
}
