// LayerNorm and RMSNorm over rows, each beside its gradient. Rows are walked twice or thrice; they fit the first-level
// cache, and two passes keep the variance exact where the mean is large.

import { loadPart, madd, storePart, sum } from './simd';
import { dot } from './vector';

/** Σ_j x[j] */
function total(x: usize, n: i32): f32 {
	const end = x + (<usize>n << 2);
	let s0 = f32x4.splat(0), s1 = s0;
	for (; x + 32 <= end; x += 32) {
		s0 = f32x4.add(s0, v128.load(x));
		s1 = f32x4.add(s1, v128.load(x, 16));
	}
	let all = sum(f32x4.add(s0, s1));
	for (; x < end; x += 4) all += load<f32>(x);
	return all;
}

/** Σ_j (x[j]-mean)² */
function spread(x: usize, n: i32, mean: f32): f32 {
	const end = x + (<usize>n << 2), centre = f32x4.splat(mean);
	let s0 = f32x4.splat(0), s1 = s0;
	for (; x + 32 <= end; x += 32) {
		const a = f32x4.sub(v128.load(x), centre), b = f32x4.sub(v128.load(x, 16), centre);
		s0 = madd(a, a, s0);
		s1 = madd(b, b, s1);
	}
	let all = sum(f32x4.add(s0, s1));
	for (; x < end; x += 4) {
		const d = load<f32>(x) - mean;
		all += d * d;
	}
	return all;
}

/** y[j] = (x[j]-mean)*rstd*gain[j] + bias[j]; without the last term if bias is 0. */
function normalise(y: usize, x: usize, gain: usize, bias: usize, n: i32, mean: f32, rstd: f32): void {
	const centre = f32x4.splat(mean), by = f32x4.splat(rstd), zero = f32x4.splat(0);
	for (let left = <usize>n << 2, at: usize = 0; left > 0; at += 16) {
		const full = left >= 16;
		const v = full ? v128.load(x + at) : loadPart(x + at, left);
		const g = full ? v128.load(gain + at) : loadPart(gain + at, left);
		const b = !bias ? zero : full ? v128.load(bias + at) : loadPart(bias + at, left);
		const out = madd(f32x4.mul(f32x4.sub(v, centre), by), g, b);
		if (!full) {
			storePart(y + at, out, left);
			return;
		}
		v128.store(y + at, out);
		left -= 16;
	}
}

/**
 * mean[i] = Σ_j x[i,j]/n; rstd[i] = 1/sqrt(Σ_j (x[i,j]-mean[i])²/n + eps);
 * y[i,j] = (x[i,j]-mean[i])*rstd[i]*gain[j] + bias[j]; bias may be 0.
 */
export function layerNorm(
	y: usize, mean: usize, rstd: usize, x: usize, gain: usize, bias: usize, m: i32, n: i32, eps: f32,
): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		const mu = total(x, n) / <f32>n, r: f32 = <f32>1 / sqrt<f32>(spread(x, n, mu) / <f32>n + eps);
		store<f32>(mean, mu);
		store<f32>(rstd, r);
		normalise(y, x, gain, bias, n, mu, r);
		x += row;
		y += row;
		mean += 4;
		rstd += 4;
	}
}

/** rstd[i] = 1/sqrt(Σ_j x[i,j]²/n + eps); y[i,j] = x[i,j]*rstd[i]*gain[j] */
export function rmsNorm(y: usize, rstd: usize, x: usize, gain: usize, m: i32, n: i32, eps: f32): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		const r: f32 = <f32>1 / sqrt<f32>(dot(x, x, n) / <f32>n + eps);
		store<f32>(rstd, r);
		normalise(y, x, gain, 0, n, 0, r);
		x += row;
		y += row;
		rstd += 4;
	}
}

/**
 * With x̂ = (x-mean)*rstd and g = dy*gain of one row: dx[j] += rstd*(g[j] - mean(g)*centred - x̂[j]*mean(g*x̂));
 * dgain[j] += dy[j]*x̂[j] unless dgain is 0. centred is 1 for LayerNorm and 0 for RMSNorm.
 */
function rowGrad(dx: usize, dgain: usize, dy: usize, x: usize, gain: usize, n: i32, mean: f32, rstd: f32,
		centred: f32): void {
	const row = <usize>n << 2, centre = f32x4.splat(mean), by = f32x4.splat(rstd);
	let plain = f32x4.splat(0), along = plain;
	for (let at: usize = 0; at < row; at += 16) {
		const left = row - at, full = left >= 16;
		const d = full ? v128.load(dy + at) : loadPart(dy + at, left);
		const g = f32x4.mul(d, full ? v128.load(gain + at) : loadPart(gain + at, left));
		const hat = f32x4.mul(f32x4.sub(full ? v128.load(x + at) : loadPart(x + at, left), centre), by);
		plain = f32x4.add(plain, g);
		along = madd(g, hat, along);
	}
	const meanG = f32x4.splat((centred * sum(plain)) / <f32>n), meanGHat = f32x4.splat(sum(along) / <f32>n);
	for (let at: usize = 0; at < row; at += 16) {
		const left = row - at, full = left >= 16;
		const d = full ? v128.load(dy + at) : loadPart(dy + at, left);
		const g = f32x4.mul(d, full ? v128.load(gain + at) : loadPart(gain + at, left));
		const hat = f32x4.mul(f32x4.sub(full ? v128.load(x + at) : loadPart(x + at, left), centre), by);
		const rest = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(hat, meanGHat));
		const pulled = madd(by, rest, full ? v128.load(dx + at) : loadPart(dx + at, left));
		if (full) v128.store(dx + at, pulled);
		else storePart(dx + at, pulled, left);
		if (!dgain) continue;
		const gained = madd(d, hat, full ? v128.load(dgain + at) : loadPart(dgain + at, left));
		if (full) v128.store(dgain + at, gained);
		else storePart(dgain + at, gained, left);
	}
}

/** LayerNorm's gradient but for dbias, which is sumRows of dy; dgain may be 0. */
export function layerNormGrad(
	dx: usize, dgain: usize, dy: usize, x: usize, gain: usize, mean: usize, rstd: usize, m: i32, n: i32,
): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		rowGrad(dx, dgain, dy, x, gain, n, load<f32>(mean), load<f32>(rstd), 1);
		dx += row;
		dy += row;
		x += row;
		mean += 4;
		rstd += 4;
	}
}

/** RMSNorm's gradient; dgain may be 0. */
export function rmsNormGrad(dx: usize, dgain: usize, dy: usize, x: usize, gain: usize, rstd: usize, m: i32,
		n: i32): void {
	const row = <usize>n << 2;
	for (let i = 0; i < m; i++) {
		rowGrad(dx, dgain, dy, x, gain, n, 0, load<f32>(rstd), 0);
		dx += row;
		dy += row;
		x += row;
		rstd += 4;
	}
}
