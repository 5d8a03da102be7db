// The gradient of a product with a quantised matrix, in float32.

import { blockDepth, blockRows, panelBytes, tiles } from './gemm';
import { packQuantised, packRows, tileCols } from './pack';
import { madd } from './simd';
import { scale as scaleVector } from './vector';

/**
 * dx[i,l] = beta*dx[i,l] + Σ_j dy[i,j]*scale[j,l/32]*w[j,l]: gemm whose b is dequantised while it is packed.
 * dy [m,rows], dx [m,cols], w [rows,cols] int8, scale [rows, blocks].
 */
export function linearQ8Grad(
	m: i32, rows: i32, cols: i32, beta: f32, dx: usize, dy: usize, w: usize, scale: usize, scratch: usize,
): void {
	if (m < 4) {
		for (let i = 0; i < m; i++) {
			const to = dx + ((<usize>i * <usize>cols) << 2);
			if (beta == 0) memory.fill(to, 0, <usize>cols << 2);
			else if (beta != 1) scaleVector(beta, to, cols);
			addRows(to, dy + ((<usize>i * <usize>rows) << 2), rows, cols, w, scale);
		}
		return;
	}
	const panel = scratch + blockRows * blockDepth * 4, edge = panel + panelBytes, blocks = (cols + 31) >> 5;
	for (let i = 0; i < m; i += blockRows) {
		const some = min(m - i, blockRows);
		for (let l = 0; l < rows; l += blockDepth) {
			const depth = min(rows - l, blockDepth), keep: f32 = l == 0 ? beta : 1;
			const from = dy + ((<usize>i * <usize>rows + <usize>l) << 2);
			packRows(scratch, from, <usize>rows << 2, 4, some, depth, 1);
			for (let j = 0; j < cols; j += tileCols) {
				const count = min(cols - j, tileCols);
				const s = scale + ((<usize>l * <usize>blocks + (<usize>j >> 5)) << 2);
				packQuantised(panel, w + <usize>l * <usize>cols + j, cols, s, blocks, count, depth);
				const at = dx + ((<usize>i * <usize>cols + <usize>j) << 2);
				tiles(scratch, panel, some, depth, keep, at, <usize>cols << 2, count, edge);
			}
		}
	}
}

/** dx[l] += Σ_j dy[j]*scale[j,l/32]*w[j,l]: four rows of w at a time, dx in the first-level cache. */
function addRows(dx: usize, dy: usize, rows: i32, cols: i32, w: usize, scale: usize): void {
	const step = <usize>cols, blocks = <usize>((cols + 31) >> 5) << 2;
	let j = 0;
	for (; j + 4 <= rows; j += 4, w += 4 * step, scale += 4 * blocks, dy += 16) {
		for (let l = 0, s = scale, y = dx; l < cols; l += 32, s += 4) {
			const f0 = f32x4.mul(v128.load32_splat(dy), v128.load32_splat(s));
			const f1 = f32x4.mul(v128.load32_splat(dy, 4), v128.load32_splat(s + blocks));
			const f2 = f32x4.mul(v128.load32_splat(dy, 8), v128.load32_splat(s + 2 * blocks));
			const f3 = f32x4.mul(v128.load32_splat(dy, 12), v128.load32_splat(s + 3 * blocks));
			const end = min(cols, l + 32);
			let at = l;
			for (; at + 8 <= end; at += 8, y += 32) {
				const p = w + at;
				const q0 = v128.load8x8_s(p), q1 = v128.load8x8_s(p + step);
				const q2 = v128.load8x8_s(p + 2 * step), q3 = v128.load8x8_s(p + 3 * step);
				v128.store(y, madd(low(q3), f3, madd(low(q2), f2, madd(low(q1), f1, madd(low(q0), f0, v128.load(y))))));
				v128.store(y, madd(high(q3), f3, madd(high(q2), f2, madd(high(q1), f1, madd(high(q0), f0, v128.load(y, 16))))), 16);
			}
			for (; at < end; at++, y += 4) {
				const p = w + at;
				const near = lane(f0) * <f32>load<i8>(p) + lane(f1) * <f32>load<i8>(p + step);
				const far = lane(f2) * <f32>load<i8>(p + 2 * step) + lane(f3) * <f32>load<i8>(p + 3 * step);
				store<f32>(y, load<f32>(y) + near + far);
			}
		}
	}
	for (; j < rows; j++, w += step, scale += blocks, dy += 4) {
		for (let l = 0; l < cols; l++) {
			const y = dx + (<usize>l << 2), by = load<f32>(dy) * load<f32>(scale + (<usize>(l >> 5) << 2));
			store<f32>(y, load<f32>(y) + by * <f32>load<i8>(w + l));
		}
	}
}

/** Four of eight int16 as floats; the first four, the last four. */
// @ts-ignore: decorator
@inline
function low(q: v128): v128 {
	return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(q));
}

// @ts-ignore: decorator
@inline
function high(q: v128): v128 {
	return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(q));
}

// @ts-ignore: decorator
@inline
function lane(v: v128): f32 {
	return f32x4.extract_lane(v, 0);
}
