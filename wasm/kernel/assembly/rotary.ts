// Rotary position embedding: pairs of a head's dimensions are turned, in place, by angles that grow with position.

import { madd, nmadd } from './simd';

/** p' = p*c - q*s, q' = p*s + q*c for one pair. */
// @ts-ignore: decorator
@inline
function turn(first: usize, second: usize, c: f32, s: f32): void {
	const p = load<f32>(first), q = load<f32>(second);
	store<f32>(first, p * c - q * s);
	store<f32>(second, p * s + q * c);
}

/** Turns the pairs (j, j+half) of one head; sign is -1 for the gradient. */
function turnHalves(head: usize, cos: usize, sin: usize, half: i32, sign: f32): void {
	const other = <usize>half << 2, end = head + other, by = f32x4.splat(sign);
	for (; head + 16 <= end; head += 16, cos += 16, sin += 16) {
		const c = v128.load(cos), s = f32x4.mul(v128.load(sin), by), p = v128.load(head), q = v128.load(head + other);
		v128.store(head, nmadd(q, s, f32x4.mul(p, c)));
		v128.store(head + other, madd(p, s, f32x4.mul(q, c)));
	}
	for (; head < end; head += 4, cos += 4, sin += 4) turn(head, head + other, load<f32>(cos), sign * load<f32>(sin));
}

/** Turns the pairs (2j, 2j+1) of one head. */
function turnNeighbours(head: usize, cos: usize, sin: usize, half: i32, sign: f32): void {
	const end = cos + (<usize>half << 2), by = f32x4.splat(sign);
	for (; cos + 16 <= end; head += 32, cos += 16, sin += 16) {
		const a = v128.load(head), b = v128.load(head, 16), c = v128.load(cos), s = f32x4.mul(v128.load(sin), by);
		const p = v128.shuffle<f32>(a, b, 0, 2, 4, 6), q = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
		const x = nmadd(q, s, f32x4.mul(p, c)), y = madd(p, s, f32x4.mul(q, c));
		v128.store(head, v128.shuffle<f32>(x, y, 0, 4, 1, 5));
		v128.store(head, v128.shuffle<f32>(x, y, 2, 6, 3, 7), 16);
	}
	for (; cos < end; head += 8, cos += 4, sin += 4) turn(head, head + 4, load<f32>(cos), sign * load<f32>(sin));
}

/** x [rows, heads, dim], cos and sin [rows, half]; adjacent chooses the pairs, sign the direction. */
export function rotary(
	x: usize, cos: usize, sin: usize, rows: i32, heads: i32, dim: i32, half: i32, adjacent: i32, sign: f32,
): void {
	for (let i = 0; i < rows; i++) {
		for (let h = 0; h < heads; h++) {
			if (adjacent) turnNeighbours(x, cos, sin, half, sign);
			else turnHalves(x, cos, sin, half, sign);
			x += <usize>dim << 2;
		}
		cos += <usize>half << 2;
		sin += <usize>half << 2;
	}
}
