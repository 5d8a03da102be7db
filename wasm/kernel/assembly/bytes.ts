// The product of bytes that relaxed SIMD has and processors of recent years do in one step (x86's vpdpbusd, ARM's
// sdot). WebAssembly promises its result only for a second operand below 128; what comes beyond is the processor's
// choice, the same for as long as the page lives, and byteBias asks which it is.

/** In a build for tests, what dotBytes imitates: 1 bytes with a sign, 2 bytes without, 3 a processor without it. */
const imitated = isDefined(IMITATED_BYTES) ? IMITATED_BYTES : 0;

/**
 * c plus, in each of four lanes, the products of four signed bytes of x with four bytes of w, which byteBias describes.
 */
// @ts-ignore: decorator
@inline
export function dotBytes(x: v128, w: v128, c: v128): v128 {
	if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(x, w, c);
	const x0 = i16x8.extend_low_i8x16_s(x), x1 = i16x8.extend_high_i8x16_s(x);
	const w0 = imitated == 2 ? i16x8.extend_low_i8x16_u(w) : i16x8.extend_low_i8x16_s(w);
	const w1 = imitated == 2 ? i16x8.extend_high_i8x16_u(w) : i16x8.extend_high_i8x16_s(w);
	const low = i32x4.dot_i16x8_s(x0, w0), high = i32x4.dot_i16x8_s(x1, w1);
	return i32x4.add(c, i32x4.add(v128.shuffle<i32>(low, high, 0, 2, 4, 6), v128.shuffle<i32>(low, high, 1, 3, 5, 7)));
}

/**
 * What must be added to signed bytes before dotBytes takes them as w: 0 where it gives them a sign, 128 where it does
 * not, and -1 where sums saturate at 16 bits (x86 without vpdpbusd), so that it is of no use.
 */
export function byteBias(): i32 {
	if (imitated == 3 || (!ASC_FEATURE_RELAXED_SIMD && imitated == 0)) return -1;
	const product = i32x4.extract_lane(dotBytes(i8x16.splat(127), i8x16.splat(-1), i32x4.splat(0)), 0);
	return product == -4 * 127 ? 0 : product == 4 * 127 * 255 ? 128 : -1;
}
