// Small pieces that every kernel is made of: a fused multiply-add where the build has one, the one to three floats at
// the end of a vector, sums over lanes, and exp and its relatives for four floats at a time. Pointers are byte
// addresses in Go's memory; nothing here or elsewhere in this folder may own memory, so there are no tables and no
// constants that live in a data segment.

/** a*b + c; one rounding in the relaxed build, two in the other. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
	if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
	return f32x4.add(f32x4.mul(a, b), c);
}

/** c - a*b. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
	if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
	return f32x4.sub(c, f32x4.mul(a, b));
}

/** The 4, 8 or 12 bytes at p, then zeros. */
// @ts-ignore: decorator
@inline
export function loadPart(p: usize, bytes: usize): v128 {
	if (bytes == 4) return v128.load32_zero(p);
	const v = v128.load64_zero(p);
	return bytes == 8 ? v : v128.load32_lane(p + 8, v, 2);
}

/** Stores the first 4, 8 or 12 bytes of v. */
// @ts-ignore: decorator
@inline
export function storePart(p: usize, v: v128, bytes: usize): void {
	if (bytes == 4) {
		v128.store32_lane(p, v, 0);
		return;
	}
	v128.store64_lane(p, v, 0);
	if (bytes == 12) v128.store32_lane(p + 8, v, 2);
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sum(v: v128): f32 {
	const pair = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
	return f32x4.extract_lane(pair, 0) + f32x4.extract_lane(pair, 1);
}

/** One vector whose lane i is the sum of the lanes of the i-th argument. */
// @ts-ignore: decorator
@inline
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
	const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
	const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
	return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** The same of integers. */
// @ts-ignore: decorator
@inline
export function totals(a: v128, b: v128, c: v128, d: v128): v128 {
	const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
	const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 1, 4, 5), v128.shuffle<i32>(c, d, 2, 3, 6, 7));
	return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

/** Largest of the four lanes. */
// @ts-ignore: decorator
@inline
export function largest(v: v128): f32 {
	const pair = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
	return max(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1));
}

/**
 * exp(x), within 2 units in the last place; 0 below -87, where the result would leave the normal floats, and no more
 * than 2.4e38. x = n*ln 2 + r, and a polynomial (Cephes' expf) for exp(r). Adding 1.5*2²³ rounds to the integer n and
 * leaves it in the low bits, from where a shift brings it to the exponent.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
	const low = f32x4.splat(-87), magic = f32x4.splat(12582912);
	const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.37)), low);
	const shifted = madd(bounded, f32x4.splat(1.44269504), magic);
	const n = f32x4.sub(shifted, magic);
	const r = nmadd(n, f32x4.splat(-2.12194440e-4), nmadd(n, f32x4.splat(0.693359375), bounded));
	let p = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
	p = madd(p, r, f32x4.splat(8.3334519073e-3));
	p = madd(p, r, f32x4.splat(4.1665795894e-2));
	p = madd(p, r, f32x4.splat(1.6666665459e-1));
	p = madd(p, r, f32x4.splat(5.0000001201e-1));
	p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
	return v128.andnot(i32x4.add(p, i32x4.shl(shifted, 23)), f32x4.lt(x, low));
}

/** 1/(1+exp(-x)); 0 below -87, so that a product with a huge x is 0 too. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
	const one = f32x4.splat(1);
	return v128.andnot(f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x)))), f32x4.lt(x, f32x4.splat(-87)));
}

/**
 * The standard normal distribution Φ(x) = erfc(-x/√2)/2. Polynomials for erf near 0 and for log erfc beyond, after
 * N. Juffa's erff; the left tail keeps its relative precision.
 */
// @ts-ignore: decorator
@inline
export function normal(x: v128): v128 {
	const z = f32x4.mul(x, f32x4.splat(0.70710678)), t = f32x4.abs(z), s = f32x4.mul(z, z), half = f32x4.splat(0.5);
	let near = madd(f32x4.splat(-5.96761703e-4), s, f32x4.splat(4.99119423e-3));
	near = madd(near, s, f32x4.splat(-2.67681349e-2));
	near = madd(near, s, f32x4.splat(1.12819925e-1));
	near = madd(near, s, f32x4.splat(-3.76125336e-1));
	near = madd(near, s, f32x4.splat(1.28379166e-1));
	near = madd(half, madd(near, z, z), half);
	let far = madd(f32x4.splat(-1.72853470e-5), t, f32x4.splat(3.83197126e-4));
	far = madd(far, s, madd(f32x4.splat(-3.88396438e-3), t, f32x4.splat(2.42546219e-2)));
	far = madd(far, t, f32x4.splat(-1.06777877e-1));
	far = madd(far, t, f32x4.splat(-6.34846687e-1));
	far = madd(far, t, f32x4.splat(-1.28717512e-1));
	far = madd(far, t, f32x4.neg(t));
	const tail = f32x4.mul(half, exp(far));
	const outside = v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
	return v128.bitselect(outside, near, f32x4.gt(t, f32x4.splat(0.927734375)));
}

/** The natural logarithm of a positive, normal, finite x, by log m = 2 artanh((m-1)/(m+1)) for the mantissa m. */
export function log(x: f32): f64 {
	const bits = reinterpret<i32>(x);
	let exponent = (bits >> 23) - 127;
	let m = <f64>reinterpret<f32>((bits & 0x7fffff) | 0x3f800000);
	if (m > 1.4142135623730951) {
		m *= 0.5;
		exponent++;
	}
	const s = (m - 1) / (m + 1), z = s * s;
	const series = 1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11)))));
	return <f64>exponent * 0.6931471805599453 + 2 * s * series;
}
