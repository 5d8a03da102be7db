// Packing for matrix products. A micro-kernel multiplies a few rows of a by eight columns of b; both are copied first
// into panels that it can read from front to back, so that its loop is loads and multiply-adds only. Rows or columns
// that a last panel lacks repeat its first one or are zero: the products they give are thrown away.

/**
 * Rows of a in one micro-kernel. 6×8 sums, two vectors of columns and one row value are 15 registers of x86's
 * 16.
 */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
/** Columns of b in one micro-kernel: two vectors. */
export const tileCols: i32 = 8;

/** Stores the 4×4 transpose of r0..r3 (32-bit lanes) at p, step, 2*step and 3*step bytes on. */
// @ts-ignore: decorator
@inline
export function storeTransposed(p: usize, step: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
	const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
	const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
	v128.store(p, v128.shuffle<f64>(a, b, 0, 2));
	v128.store(p + step, v128.shuffle<f64>(a, b, 1, 3));
	v128.store(p + 2 * step, v128.shuffle<f64>(c, d, 0, 2));
	v128.store(p + 3 * step, v128.shuffle<f64>(c, d, 1, 3));
}

/**
 * Four lines of floats, each contiguous along depth and ld bytes apart, to to[l*step + i]; lines past count repeat
 * line 0.
 */
function packFour(to: usize, step: usize, from: usize, ld: usize, count: i32, depth: i32, alpha: f32): void {
	let p0 = from, p1 = count > 1 ? from + ld : from, p2 = count > 2 ? from + 2 * ld : from,
			p3 = count > 3 ? from + 3 * ld : from;
	const by = f32x4.splat(alpha), end = p0 + (<usize>depth << 2);
	for (; p0 + 16 <= end; p0 += 16, p1 += 16, p2 += 16, p3 += 16, to += 4 * step) {
		const r0 = f32x4.mul(v128.load(p0), by), r1 = f32x4.mul(v128.load(p1), by);
		storeTransposed(to, step, r0, r1, f32x4.mul(v128.load(p2), by), f32x4.mul(v128.load(p3), by));
	}
	for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, p3 += 4, to += step) {
		const v = f32x4(load<f32>(p0), load<f32>(p1), load<f32>(p2), load<f32>(p3));
		v128.store(to, f32x4.mul(v, by));
	}
}

/** The same for two lines. */
function packTwo(to: usize, step: usize, from: usize, ld: usize, count: i32, depth: i32, alpha: f32): void {
	let p0 = from, p1 = count > 1 ? from + ld : from;
	const by = f32x4.splat(alpha), end = p0 + (<usize>depth << 2);
	for (; p0 + 16 <= end; p0 += 16, p1 += 16, to += 4 * step) {
		const r0 = f32x4.mul(v128.load(p0), by), r1 = f32x4.mul(v128.load(p1), by);
		const low = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
		v128.store64_lane(to, low, 0);
		v128.store64_lane(to + step, low, 1);
		v128.store64_lane(to + 2 * step, high, 0);
		v128.store64_lane(to + 3 * step, high, 1);
	}
	for (; p0 < end; p0 += 4, p1 += 4, to += step) {
		store<f32>(to, load<f32>(p0) * alpha);
		store<f32>(to, load<f32>(p1) * alpha, 4);
	}
}

/**
 * width neighbouring floats of each of depth lines that are ld bytes apart, times alpha; floats past count are zero.
 */
function packAcross(to: usize, width: i32, from: usize, ld: usize, count: i32, depth: i32, alpha: f32): void {
	const by = f32x4.splat(alpha);
	for (let l = 0; l < depth; l++, from += ld) {
		let j = 0;
		for (; j + 4 <= count; j += 4) v128.store(to + (<usize>j << 2), f32x4.mul(v128.load(from + (<usize>j << 2)), by));
		for (; j < count; j++) store<f32>(to + (<usize>j << 2), load<f32>(from + (<usize>j << 2)) * alpha);
		for (; j < width; j++) store<f32>(to + (<usize>j << 2), 0);
		to += <usize>width << 2;
	}
}

/** alpha*a[i,l] of rows×depth as panels [rows/tileRows][depth][tileRows]; strides in bytes, one of them 4. */
export function packRows(to: usize, a: usize, rowStep: usize, colStep: usize, rows: i32, depth: i32, alpha: f32): void {
	const step = <usize>tileRows << 2;
	for (let i = 0; i < rows; i += tileRows) {
		const count = min(rows - i, tileRows), from = a + <usize>i * rowStep;
		if (colStep == 4) {
			packFour(to, step, from, rowStep, count, depth, alpha);
			if (tileRows == 6) {
				const rest = count > 4 ? from + 4 * rowStep : from;
				packTwo(to + 16, step, rest, rowStep, max(count - 4, 1), depth, alpha);
			}
		} else packAcross(to, tileRows, from, colStep, count, depth, alpha);
		to += step * <usize>depth;
	}
}

/** b[l,j] of depth×count as one panel [depth][tileCols]; strides in bytes, one of them 4. */
export function packCols(to: usize, b: usize, rowStep: usize, colStep: usize, count: i32, depth: i32): void {
	if (rowStep == 4) {
		packFour(to, tileCols << 2, b, colStep, count, depth, 1);
		const rest = count > 4 ? b + 4 * colStep : b;
		packFour(to + 16, tileCols << 2, rest, colStep, max(count - 4, 1), depth, 1);
	} else if (count == tileCols) {
		for (let l = 0; l < depth; l++, b += rowStep, to += tileCols << 2) {
			v128.store(to, v128.load(b));
			v128.store(to, v128.load(b, 16), 16);
		}
	} else packAcross(to, tileCols, b, rowStep, count, depth, 1);
}

/**
 * Eight neighbouring columns of depth quantised rows, as floats: to[l,j] = scale[l]*w[l,j]; columns past count
 * are zero.
 */
export function packQuantised(to: usize, w: usize, cols: i32, scale: usize, blocks: i32, count: i32, depth: i32): void {
	for (let l = 0; l < depth; l++, w += cols, scale += <usize>blocks << 2, to += tileCols << 2) {
		const by = v128.load32_splat(scale);
		if (count == tileCols) {
			const wide = v128.load8x8_s(w);
			v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(wide)), by));
			v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(wide)), by), 16);
			continue;
		}
		for (let j = 0; j < tileCols; j++) {
			store<f32>(to + (<usize>j << 2), j < count ? <f32>load<i8>(w + j) * load<f32>(scale) : 0);
		}
	}
}
