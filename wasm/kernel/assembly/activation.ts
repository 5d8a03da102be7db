// Activations, elementwise, each beside its gradient. y may be x, dx may be dy: every vector is read whole before it is
// written. n counts elements.

import { exp, loadPart, madd, nmadd, normal, sigmoid, storePart } from './simd';

/** 2√(2/π)*(x+0.044715x³): 0.5*(1+tanh(u)) is sigmoid(2u), so GELUTanh is x*sigmoid of this. */
// @ts-ignore: decorator
@inline
function geluArgument(x: v128): v128 {
	const cubic = madd(f32x4.mul(x, x), f32x4.splat(2 * 0.7978845608028654 * 0.044715),
			f32x4.splat(2 * 0.7978845608028654));
	return f32x4.mul(x, cubic);
}

// @ts-ignore: decorator
@inline
function geluTanhOf(x: v128): v128 {
	return f32x4.mul(x, sigmoid(geluArgument(x)));
}

/**
 * σ + x*σ*(1-σ)*u', with u the argument above, u' = 2√(2/π)*(1+3*0.044715x²); the second term is 0 where σ is 0 or 1.
 */
// @ts-ignore: decorator
@inline
function geluTanhSlope(x: v128): v128 {
	const s = sigmoid(geluArgument(x)), curve = nmadd(s, s, s);
	const du = madd(f32x4.mul(x, x), f32x4.splat(6 * 0.7978845608028654 * 0.044715), f32x4.splat(2 * 0.7978845608028654));
	const second = f32x4.mul(f32x4.mul(x, curve), du);
	return f32x4.add(s, v128.andnot(second, f32x4.eq(curve, f32x4.splat(0))));
}

// @ts-ignore: decorator
@inline
function geluErfSlope(x: v128): v128 {
	const density = f32x4.mul(f32x4.splat(0.39894228), exp(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
	return madd(x, density, normal(x));
}

/** y[i] = 0.5*x*(1+tanh(√(2/π)*(x+0.044715x³))) */
export function geluTanh(y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, y += 16) v128.store(y, geluTanhOf(v128.load(x)));
	if (x < end) storePart(y, geluTanhOf(loadPart(x, end - x)), end - x);
}

/** dx[i] = dy[i]*geluTanh'(x[i]) */
export function geluTanhGrad(dx: usize, dy: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
		v128.store(dx, f32x4.mul(v128.load(dy), geluTanhSlope(v128.load(x))));
	if (x < end) storePart(dx, f32x4.mul(loadPart(dy, end - x), geluTanhSlope(loadPart(x, end - x))), end - x);
}

/** y[i] = x*Φ(x) */
export function geluErf(y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, y += 16) {
		const v = v128.load(x);
		v128.store(y, f32x4.mul(v, normal(v)));
	}
	if (x < end) {
		const v = loadPart(x, end - x);
		storePart(y, f32x4.mul(v, normal(v)), end - x);
	}
}

/** dx[i] = dy[i]*(Φ(x[i]) + x[i]*φ(x[i])) */
export function geluErfGrad(dx: usize, dy: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
		v128.store(dx, f32x4.mul(v128.load(dy), geluErfSlope(v128.load(x))));
	if (x < end) storePart(dx, f32x4.mul(loadPart(dy, end - x), geluErfSlope(loadPart(x, end - x))), end - x);
}

/** y[i] = max(x[i], 0) */
export function relu(y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2), zero = f32x4.splat(0);
	for (; x + 16 <= end; x += 16, y += 16) v128.store(y, f32x4.max(v128.load(x), zero));
	if (x < end) storePart(y, f32x4.max(loadPart(x, end - x), zero), end - x);
}

/** dx[i] = dy[i] where x[i] > 0, else 0 */
export function reluGrad(dx: usize, dy: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2), zero = f32x4.splat(0);
	for (; x + 16 <= end; x += 16, dy += 16, dx += 16)
		v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), zero)));
	if (x < end) storePart(dx, v128.and(loadPart(dy, end - x), f32x4.gt(loadPart(x, end - x), zero)), end - x);
}

/** y[i] = gate[i]*sigmoid(gate[i])*up[i] */
export function siluGate(y: usize, gate: usize, up: usize, n: i32): void {
	const end = gate + (<usize>n << 2);
	for (; gate + 16 <= end; gate += 16, up += 16, y += 16) {
		const g = v128.load(gate);
		v128.store(y, f32x4.mul(f32x4.mul(g, sigmoid(g)), v128.load(up)));
	}
	if (gate < end) {
		const g = loadPart(gate, end - gate);
		storePart(y, f32x4.mul(f32x4.mul(g, sigmoid(g)), loadPart(up, end - gate)), end - gate);
	}
}

/** dgate[i] = dy*up*σ*(1+gate*(1-σ)), dup[i] = dy*gate*σ, σ = sigmoid(gate[i]) */
export function siluGateGrad(dgate: usize, dup: usize, dy: usize, gate: usize, up: usize, n: i32): void {
	const one = f32x4.splat(1);
	for (let left = <usize>n << 2; left > 0; ) {
		const full = left >= 16;
		const g = full ? v128.load(gate) : loadPart(gate, left), u = full ? v128.load(up) : loadPart(up, left);
		const d = full ? v128.load(dy) : loadPart(dy, left), s = sigmoid(g);
		const dg = f32x4.mul(f32x4.mul(f32x4.mul(d, u), s), madd(g, f32x4.sub(one, s), one));
		const du = f32x4.mul(f32x4.mul(d, g), s);
		if (!full) {
			storePart(dgate, dg, left);
			storePart(dup, du, left);
			return;
		}
		v128.store(dgate, dg);
		v128.store(dup, du);
		dgate += 16;
		dup += 16;
		dy += 16;
		gate += 16;
		up += 16;
		left -= 16;
	}
}
