// Sums and products of vectors, and a linear layer's bias with its gradient. The doc comment of each is its loop, as in
// Go's kernel.Kernels; y and x are addresses of floats, n counts elements.

import { loadPart, madd, storePart, sum } from './simd';

/** y[i,j] += row[j], y [m,n] */
export function addRow(y: usize, row: usize, m: i32, n: i32): void {
	for (let i = 0; i < m; i++) {
		add(y, row, n);
		y += <usize>n << 2;
	}
}

/** total[j] += Σ_i x[i,j], x [m,n] */
export function sumRows(total: usize, x: usize, m: i32, n: i32): void {
	for (let i = 0; i < m; i++) {
		add(total, x, n);
		x += <usize>n << 2;
	}
}

/** y[i] += x[i] */
export function add(y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
	for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + load<f32>(x));
}

/** y[i] += alpha*x[i] */
export function axpy(alpha: f32, y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2), by = f32x4.splat(alpha);
	for (; x + 16 <= end; x += 16, y += 16) v128.store(y, madd(by, v128.load(x), v128.load(y)));
	for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + alpha * load<f32>(x));
}

/** y[i] *= alpha */
export function scale(alpha: f32, y: usize, n: i32): void {
	const end = y + (<usize>n << 2), by = f32x4.splat(alpha);
	for (; y + 16 <= end; y += 16) v128.store(y, f32x4.mul(by, v128.load(y)));
	for (; y < end; y += 4) store<f32>(y, alpha * load<f32>(y));
}

/** y[i] *= x[i] */
export function mul(y: usize, x: usize, n: i32): void {
	const end = x + (<usize>n << 2);
	for (; x + 16 <= end; x += 16, y += 16) v128.store(y, f32x4.mul(v128.load(y), v128.load(x)));
	for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) * load<f32>(x));
}

/** Σ_i x[i]*y[i] */
export function dot(x: usize, y: usize, n: i32): f32 {
	const end = x + (<usize>n << 2);
	let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
	for (; x + 64 <= end; x += 64, y += 64) {
		s0 = madd(v128.load(x), v128.load(y), s0);
		s1 = madd(v128.load(x, 16), v128.load(y, 16), s1);
		s2 = madd(v128.load(x, 32), v128.load(y, 32), s2);
		s3 = madd(v128.load(x, 48), v128.load(y, 48), s3);
	}
	for (; x + 16 <= end; x += 16, y += 16) s0 = madd(v128.load(x), v128.load(y), s0);
	if (x < end) s1 = madd(loadPart(x, end - x), loadPart(y, end - x), s1);
	return sum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** dtable[id[i],:] += dy[i,:], dy [count,n] */
export function scatter(dtable: usize, dy: usize, id: usize, count: i32, n: i32): void {
	for (let i = 0; i < count; i++) {
		add(dtable + <usize>load<i32>(id) * (<usize>n << 2), dy, n);
		dy += <usize>n << 2;
		id += 4;
	}
}

/** One step of AdamW; first and second are 1/(1-β₁ᵗ) and 1/(1-β₂ᵗ). */
export function adamW(
	w: usize, g: usize, m: usize, v: usize, n: i32,
	rate: f32, beta1: f32, beta2: f32, eps: f32, decay: f32, first: f32, second: f32,
): void {
	const b1 = f32x4.splat(beta1), rest1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), rest2 = f32x4.splat(1 - beta2);
	const step = f32x4.splat(rate), tiny = f32x4.splat(eps), shrink = f32x4.splat(decay);
	const lift1 = f32x4.splat(first), lift2 = f32x4.splat(second);
	for (let left = <usize>n << 2; left > 0; ) {
		const full = left >= 16;
		const grad = full ? v128.load(g) : loadPart(g, left), weight = full ? v128.load(w) : loadPart(w, left);
		const mean = madd(b1, full ? v128.load(m) : loadPart(m, left), f32x4.mul(rest1, grad));
		const square = madd(b2, full ? v128.load(v) : loadPart(v, left), f32x4.mul(f32x4.mul(rest2, grad), grad));
		const root = f32x4.add(f32x4.sqrt(f32x4.mul(square, lift2)), tiny);
		const move = madd(shrink, weight, f32x4.div(f32x4.mul(mean, lift1), root));
		const moved = f32x4.sub(weight, f32x4.mul(step, move));
		if (!full) {
			storePart(m, mean, left);
			storePart(v, square, left);
			storePart(w, moved, left);
			return;
		}
		v128.store(m, mean);
		v128.store(v, square);
		v128.store(w, moved);
		w += 16;
		g += 16;
		m += 16;
		v += 16;
		left -= 16;
	}
}
