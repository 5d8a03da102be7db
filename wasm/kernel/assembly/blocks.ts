// Blocks of weights as GGUF files have them, unpacked to floats. The layouts are described where Go unpacks them:
// engine/kernel/block_*.go; the numbers of the formats are those of GGUF.

/** Unpacks count blocks of a format at w to y; 0 for a format that is not known here. */
export function unpackBlocks(format: i32, y: usize, w: usize, count: i32): i32 {
	switch (format) {
		case 2:
			for (; count > 0; count--, w += 18, y += 128) q40(y, w);
			return 1;
		case 3:
			for (; count > 0; count--, w += 20, y += 128) q41(y, w);
			return 1;
		case 12:
			for (; count > 0; count--, w += 144, y += 1024) q4k(y, w);
			return 1;
		case 13:
			for (; count > 0; count--, w += 176, y += 1024) q5k(y, w);
			return 1;
		case 14:
			for (; count > 0; count--, w += 210, y += 1024) q6k(y, w);
			return 1;
	}
	return 0;
}

/** The float16 at p; not for infinities, which Go has refused. */
// @ts-ignore: decorator
@inline
function half(p: usize): f32 {
	const bits = <u32>load<u16>(p);
	const size = reinterpret<f32>((bits & 0x7fff) << 13) * 5.192296858534828e33; // 2¹¹²
	return bits & 0x8000 ? -size : size;
}

/** y[0…15] = d*q + m for 16 unsigned bytes q. */
// @ts-ignore: decorator
@inline
function put(y: usize, q: v128, d: v128, m: v128): void {
	const low = i16x8.extend_low_i8x16_u(q), high = i16x8.extend_high_i8x16_u(q);
	v128.store(y, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)), d), m));
	v128.store(y, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), d), m), 16);
	v128.store(y, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), d), m), 32);
	v128.store(y, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), d), m), 48);
}

/** y[0…15] = d*q for 16 signed bytes q. */
// @ts-ignore: decorator
@inline
function putSigned(y: usize, q: v128, d: v128): void {
	const low = i16x8.extend_low_i8x16_s(q), high = i16x8.extend_high_i8x16_s(q);
	v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(low)), d));
	v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(low)), d), 16);
	v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(high)), d), 32);
	v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(high)), d), 48);
}

// @ts-ignore: decorator
@inline
function q40(y: usize, w: usize): void {
	const d = half(w), b = v128.load(w, 2), by = f32x4.splat(d), least = f32x4.splat(-8 * d);
	put(y, v128.and(b, i8x16.splat(15)), by, least);
	put(y + 64, i8x16.shr_u(b, 4), by, least);
}

// @ts-ignore: decorator
@inline
function q41(y: usize, w: usize): void {
	const by = f32x4.splat(half(w)), least = f32x4.splat(half(w + 2)), b = v128.load(w, 4);
	put(y, v128.and(b, i8x16.splat(15)), by, least);
	put(y + 64, i8x16.shr_u(b, 4), by, least);
}

/** Scale of group g of the twelve bytes at p. */
// @ts-ignore: decorator
@inline
function scaleOf(p: usize, g: usize): u32 {
	if (g < 4) return load<u8>(p + g) & 63;
	return (load<u8>(p + g + 4) & 15) | ((load<u8>(p + g - 4) >> 6) << 4);
}

/** Least value of group g. */
// @ts-ignore: decorator
@inline
function leastOf(p: usize, g: usize): u32 {
	if (g < 4) return load<u8>(p + g + 4) & 63;
	return (load<u8>(p + g + 4) >> 4) | ((load<u8>(p + g) >> 6) << 4);
}

// @ts-ignore: decorator
@inline
function q4k(y: usize, w: usize): void {
	const d = half(w), m = half(w + 2), four = i8x16.splat(15);
	for (let g: usize = 0; g < 8; g += 2, y += 256) {
		const low = v128.load(w + 16 + (g << 4)), high = v128.load(w + 32 + (g << 4));
		let by = f32x4.splat(d * <f32>scaleOf(w + 4, g)), least = f32x4.splat(-m * <f32>leastOf(w + 4, g));
		put(y, v128.and(low, four), by, least);
		put(y + 64, v128.and(high, four), by, least);
		by = f32x4.splat(d * <f32>scaleOf(w + 4, g + 1));
		least = f32x4.splat(-m * <f32>leastOf(w + 4, g + 1));
		put(y + 128, i8x16.shr_u(low, 4), by, least);
		put(y + 192, i8x16.shr_u(high, 4), by, least);
	}
}

/** Bit g of each byte as 16. */
// @ts-ignore: decorator
@inline
function fifth(bits: v128, g: i32): v128 {
	return i8x16.shl(v128.and(i8x16.shr_u(bits, g), i8x16.splat(1)), 4);
}

// @ts-ignore: decorator
@inline
function q5k(y: usize, w: usize): void {
	const d = half(w), m = half(w + 2), four = i8x16.splat(15), h0 = v128.load(w, 16), h1 = v128.load(w, 32);
	for (let g: usize = 0; g < 8; g += 2, y += 256) {
		const low = v128.load(w + 48 + (g << 4)), high = v128.load(w + 64 + (g << 4)), at = <i32>g;
		let by = f32x4.splat(d * <f32>scaleOf(w + 4, g)), least = f32x4.splat(-m * <f32>leastOf(w + 4, g));
		put(y, v128.or(v128.and(low, four), fifth(h0, at)), by, least);
		put(y + 64, v128.or(v128.and(high, four), fifth(h1, at)), by, least);
		by = f32x4.splat(d * <f32>scaleOf(w + 4, g + 1));
		least = f32x4.splat(-m * <f32>leastOf(w + 4, g + 1));
		put(y + 128, v128.or(i8x16.shr_u(low, 4), fifth(h0, at + 1)), by, least);
		put(y + 192, v128.or(i8x16.shr_u(high, 4), fifth(h1, at + 1)), by, least);
	}
}

// @ts-ignore: decorator
@inline
function q6k(y: usize, w: usize): void {
	const d = half(w + 208), pair = i8x16.splat(3), four = i8x16.splat(15), middle = i8x16.splat(32);
	for (let i: usize = 0; i < 256; i += 16, y += 64) {
		const part = i >> 7, k = i & 127;
		let low = v128.load(w + (part << 6) + (k & 63));
		low = k < 64 ? v128.and(low, four) : i8x16.shr_u(low, 4);
		const high = v128.and(i8x16.shr_u(v128.load(w + 128 + (part << 5) + (k & 31)), <i32>(k >> 5) << 1), pair);
		const q = i8x16.sub(v128.or(low, i8x16.shl(high, 4)), middle);
		putSigned(y, q, f32x4.splat(d * <f32>load<i8>(w + 192 + (i >> 4))));
	}
}
