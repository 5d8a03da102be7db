// Rows of block formats as bytes that products read: for each group of 32 weights the numbers q (0 to 63) and a record
// of four floats, scale and offset of its first and of its second half; weight = scale*q + offset. In all formats but
// Q6_K the first pair is that of the whole group and the second is not written. Layouts: engine/kernel/block_*.go.

/** Bytes of a group's record. */
export const recordBytes: usize = 16;

/** Groups of 32 weights in a block of a format, 0 where there are no products of it. */
export function groupsOf(format: i32): i32 {
	return format == 2 || format == 3 ? 1 : format >= 12 && format <= 14 ? 8 : 0;
}

/** Bytes of a block of a format that has products. */
export function sizeOf(format: i32): usize {
	return format == 2 ? 18 : format == 3 ? 20 : format == 12 ? 144 : format == 13 ? 176 : 210;
}

/** Takes count groups of a row apart, from the block at w on: 32 bytes each to q, a record each to s. */
export function takeApart(format: i32, q: usize, s: usize, w: usize, count: i32): void {
	const four = i8x16.splat(15);
	switch (format) {
		case 2:
			for (; count > 0; count--, w += 18, q += 32, s += recordBytes) {
				store<f32>(s, f32x4.extract_lane(halves(w), 0));
				store<f32>(s, -8 * load<f32>(s), 4);
				nibbles(q, v128.load(w, 2), four);
			}
			return;
		case 3:
			for (; count > 0; count--, w += 20, q += 32, s += recordBytes) {
				v128.store64_lane(s, halves(w), 0);
				nibbles(q, v128.load(w, 4), four);
			}
			return;
		case 12:
			for (; count > 0; count -= 8, w += 144, q += 256, s += 8 * recordBytes) {
				recordsK(s, w);
				for (let g: usize = 0; g < 128; g += 32) {
					pairOfGroups(q + 2 * g, v128.load(w + g, 16), v128.load(w + g, 32), four);
				}
			}
			return;
		case 13:
			for (; count > 0; count -= 8, w += 176, q += 256, s += 8 * recordBytes) {
				recordsK(s, w);
				q5k(q, w, four);
			}
			return;
		case 14:
			for (; count > 0; count -= 8, w += 210, q += 256, s += 8 * recordBytes) q6k(q, s, w, four);
	}
}

/** The two float16 at p as floats in the first two lanes; not for infinities, which Go has refused. */
// @ts-ignore: decorator
@inline
function halves(p: usize): v128 {
	const bits = i32x4.extend_low_i16x8_u(v128.load32_zero(p));
	const size = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
	const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
	return v128.or(f32x4.mul(size, f32x4.splat(5.192296858534828e33)), sign); // 2¹¹²
}

/** The 16 low halves of b, then the 16 high ones. */
// @ts-ignore: decorator
@inline
function nibbles(q: usize, b: v128, four: v128): void {
	v128.store(q, v128.and(b, four));
	v128.store(q, i8x16.shr_u(b, 4), 16);
}

/** Of 32 bytes the low halves, one group, and the high ones, the next. */
// @ts-ignore: decorator
@inline
function pairOfGroups(q: usize, a: v128, b: v128, four: v128): void {
	v128.store(q, v128.and(a, four));
	v128.store(q, v128.and(b, four), 16);
	v128.store(q, i8x16.shr_u(a, 4), 32);
	v128.store(q, i8x16.shr_u(b, 4), 48);
}

/** The eight records of a block of Q4_K or Q5_K: factors at w, then twelve bytes with scales and least values. */
// @ts-ignore: decorator
@inline
function recordsK(s: usize, w: usize): void {
	const factors = halves(w), d = v128.shuffle<f32>(factors, factors, 0, 0, 0, 0);
	const m = f32x4.neg(v128.shuffle<f32>(factors, factors, 1, 1, 1, 1));
	const scales = load<u32>(w, 4), least = load<u32>(w, 8), both = load<u32>(w, 12);
	fourRecords(s, scales & 0x3f3f3f3f, least & 0x3f3f3f3f, d, m);
	fourRecords(s + 4 * recordBytes, (both & 0x0f0f0f0f) | ((scales >> 2) & 0x30303030),
			((both >> 4) & 0x0f0f0f0f) | ((least >> 2) & 0x30303030), d, m);
}

/** Four records from a byte each of scales and of least values. */
// @ts-ignore: decorator
@inline
function fourRecords(s: usize, scales: u32, least: u32, d: v128, m: v128): void {
	const a = f32x4.mul(floats(scales), d), b = f32x4.mul(floats(least), m);
	const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5), high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
	v128.store64_lane(s, low, 0);
	v128.store64_lane(s, low, 1, 16);
	v128.store64_lane(s, high, 0, 32);
	v128.store64_lane(s, high, 1, 48);
}

/** The four bytes of x as floats. */
// @ts-ignore: decorator
@inline
function floats(x: u32): v128 {
	return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(x))));
}

/** Bit g of each byte as 16. */
// @ts-ignore: decorator
@inline
function fifth(bits: v128, g: i32): v128 {
	return i8x16.shl(v128.and(i8x16.shr_u(bits, g), i8x16.splat(1)), 4);
}

// @ts-ignore: decorator
@inline
function q5k(q: usize, w: usize, four: v128): void {
	const h0 = v128.load(w, 16), h1 = v128.load(w, 32);
	for (let g: usize = 0; g < 8; g += 2, q += 64) {
		const a = v128.load(w + (g << 4), 48), b = v128.load(w + (g << 4), 64), at = <i32>g;
		v128.store(q, v128.or(v128.and(a, four), fifth(h0, at)));
		v128.store(q, v128.or(v128.and(b, four), fifth(h1, at)), 16);
		v128.store(q, v128.or(i8x16.shr_u(a, 4), fifth(h0, at + 1)), 32);
		v128.store(q, v128.or(i8x16.shr_u(b, 4), fifth(h1, at + 1)), 48);
	}
}

// @ts-ignore: decorator
@inline
function q6k(q: usize, s: usize, w: usize, four: v128): void {
	const d = f32x4.extract_lane(halves(w + 208), 0), pair = i8x16.splat(3);
	for (let i: usize = 0; i < 256; i += 16, q += 16, s += 8) {
		const part = i >> 7, k = i & 127;
		let low = v128.load(w + (part << 6) + (k & 63));
		low = k < 64 ? v128.and(low, four) : i8x16.shr_u(low, 4);
		const high = v128.and(i8x16.shr_u(v128.load(w + 128 + (part << 5) + (k & 31)), <i32>(k >> 5) << 1), pair);
		v128.store(q, v128.or(low, i8x16.shl(high, 4)));
		const scale = d * <f32>load<i8>(w + 192 + (i >> 4));
		store<f32>(s, scale);
		store<f32>(s, -32 * scale, 4);
	}
}
