// Softmax over rows, its gradient, and the loss that stands on it.

import { exp, largest, loadPart, log, storePart, sum } from './simd';
import { dot } from './vector';

/** The largest of n floats, -Infinity if there is none. */
function largestOf(x: usize, n: i32): f32 {
	const end = x + (<usize>n << 2);
	let top = f32x4.splat(-Infinity), second = top;
	for (; x + 32 <= end; x += 32) {
		top = f32x4.pmax(top, v128.load(x));
		second = f32x4.pmax(second, v128.load(x, 16));
	}
	let best = largest(f32x4.pmax(top, second));
	for (; x < end; x += 4) best = max(best, load<f32>(x));
	return best;
}

/**
 * y[j] = exp(x[j]-top); the sum of all, in which each j has its place, so that zeros behind (masked keys) change no bit
 * of it.
 */
function expRow(y: usize, x: usize, n: i32, top: f32): f32 {
	const end = x + (<usize>n << 2), shift = f32x4.splat(top);
	let total = f32x4.splat(0), second = total;
	for (; x + 32 <= end; x += 32, y += 32) {
		const e = exp(f32x4.sub(v128.load(x), shift)), f = exp(f32x4.sub(v128.load(x, 16), shift));
		v128.store(y, e);
		v128.store(y, f, 16);
		total = f32x4.add(total, e);
		second = f32x4.add(second, f);
	}
	const odd = x + 16 <= end;
	if (odd) {
		const e = exp(f32x4.sub(v128.load(x), shift));
		v128.store(y, e);
		total = f32x4.add(total, e);
		x += 16;
		y += 16;
	}
	const bytes = end - x;
	if (bytes > 0) {
		storePart(y, exp(f32x4.sub(loadPart(x, bytes), shift)), bytes);
		const e = loadPart(y, bytes);
		if (odd) second = f32x4.add(second, e);
		else total = f32x4.add(total, e);
	}
	return sum(f32x4.add(total, second));
}

/** y[i,j] = exp(x[i,j]-max_j x[i]) / Σ_j exp(x[i,j]-max_j x[i]); zeros where the maximum is -Infinity. y may be x. */
export function softmax(y: usize, x: usize, m: i32, n: i32): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		const top = largestOf(x, n);
		if (top == -Infinity) {
			memory.fill(y, 0, row);
		} else {
			const by = f32x4.splat(1 / expRow(y, x, n, top));
			let p = y;
			for (; p + 16 <= y + row; p += 16) v128.store(p, f32x4.mul(v128.load(p), by));
			if (p < y + row) storePart(p, f32x4.mul(loadPart(p, y + row - p), by), y + row - p);
		}
		x += row;
		y += row;
	}
}

/** dx[i,j] = y[i,j]*(dy[i,j] - Σ_j dy[i,j]*y[i,j]); dx may be dy. */
export function softmaxGrad(dx: usize, dy: usize, y: usize, m: i32, n: i32): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		const along = f32x4.splat(dot(dy, y, n)), end = y + row;
		for (; y + 16 <= end; y += 16, dy += 16, dx += 16) {
			v128.store(dx, f32x4.mul(v128.load(y), f32x4.sub(v128.load(dy), along)));
		}
		const bytes = end - y;
		if (bytes > 0) storePart(dx, f32x4.mul(loadPart(y, bytes), f32x4.sub(loadPart(dy, bytes), along)), bytes);
		y += bytes;
		dy += bytes;
		dx += bytes;
	}
}

/** Σ_j exp(x[j]-top). */
function expSum(x: usize, n: i32, top: f32): f32 {
	const end = x + (<usize>n << 2), shift = f32x4.splat(top);
	let total = f32x4.splat(0);
	for (; x + 16 <= end; x += 16) total = f32x4.add(total, exp(f32x4.sub(v128.load(x), shift)));
	let all = sum(total);
	for (; x < end; x += 4) all += f32x4.extract_lane(exp(f32x4.splat(load<f32>(x) - top)), 0);
	return all;
}

/** Σ_j (x[j]-top). */
function shiftedSum(x: usize, n: i32, top: f32): f32 {
	const end = x + (<usize>n << 2), shift = f32x4.splat(top);
	let total = f32x4.splat(0);
	for (; x + 16 <= end; x += 16) total = f32x4.add(total, f32x4.sub(v128.load(x), shift));
	let all = sum(total);
	for (; x < end; x += 4) all += load<f32>(x) - top;
	return all;
}

/**
 * With p = softmax(logits[i]) and q = (1-smoothing)*onehot(target[i]) + smoothing/n:
 * loss[i] = -Σ_j q_j*log p_j; dlogits[i,j] = weight*(p_j - q_j) unless dlogits is 0, and it may be logits.
 * Rows with a negative target have loss 0 and gradient 0.
 */
export function crossEntropy(
	loss: usize, dlogits: usize, logits: usize, target: usize, smoothing: f32, weight: f32, m: i32, n: i32,
): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		const t = load<i32>(target);
		if (t < 0) {
			store<f32>(loss, 0);
			if (dlogits) memory.fill(dlogits, 0, row);
		} else {
			const top = largestOf(logits, n), chosen = load<f32>(logits + (<usize>t << 2)) - top;
			let likely = <f64>(1 - smoothing) * <f64>chosen;
			if (smoothing != 0) likely += <f64>smoothing / <f64>n * <f64>shiftedSum(logits, n, top);
			const total = dlogits ? expRow(dlogits, logits, n, top) : expSum(logits, n, top);
			store<f32>(loss, <f32>(log(total) - likely));
			if (dlogits) lossGrad(dlogits, n, weight / total, weight * smoothing / <f32>n, t, weight * (1 - smoothing));
		}
		if (dlogits) dlogits += row;
		logits += row;
		target += 4;
		loss += 4;
	}
}

/** d[j] = d[j]*by - spread, and less again by hit at the target. */
function lossGrad(d: usize, n: i32, by: f32, spread: f32, target: i32, hit: f32): void {
	const start = d, end = d + (<usize>n << 2), factor = f32x4.splat(by), less = f32x4.splat(spread);
	for (; d + 16 <= end; d += 16) v128.store(d, f32x4.sub(f32x4.mul(v128.load(d), factor), less));
	for (; d < end; d += 4) store<f32>(d, load<f32>(d) * by - spread);
	const at = start + (<usize>target << 2);
	store<f32>(at, load<f32>(at) - hit);
}
