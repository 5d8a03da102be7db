// The products of attention: gemm for every head, whose matrices lie interleaved in wide rows.

import { gemm } from './gemm';
import { longRow, rowDots, rowSums, twoRowDots } from './gemmrow';

/** Keys or values that a query takes together before it goes on to the next head. */
const keysTogether: i32 = 8;

/**
 * gemm for count heads, aStep, bStep and cStep elements from one to the next; share neighbouring heads have the same b.
 * One query takes a few keys, or values, for all heads before the next: their wide rows are read from memory in order.
 */
export function gemmHeads(
	count: i32, share: i32, aStep: i32, bStep: i32, cStep: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, aRow: i32,
	b: usize, bRow: i32, bCol: i32, beta: f32, c: usize, ldc: i32, scratch: usize,
): void {
	const aBytes = <usize>aStep << 2, bBytes = <usize>bStep << 2, cBytes = <usize>cStep << 2;
	if (m > 1) {
		for (let h = 0; h < count; h++) {
			const from = a + <usize>h * aBytes, keys = b + <usize>(h / share) * bBytes, to = c + <usize>h * cBytes;
			if (bRow == 1 && beta == 0 && k < longRow) scores(m, n, k, alpha, from, <usize>aRow << 2, keys, <usize>bCol << 2,
					to, <usize>ldc << 2);
			else gemm(m, n, k, alpha, from, aRow, 1, keys, bRow, bCol, beta, to, ldc, scratch);
		}
		return;
	}
	const dots = bRow == 1, rows = dots ? n : k, step = <usize>(dots ? bCol : bRow) << 2;
	for (let j = 0; j < rows; j += keysTogether, b += <usize>keysTogether * step) {
		const some = min(rows - j, keysTogether), done = <usize>j << 2;
		for (let h = 0; h < count; h++) {
			const x = a + <usize>h * aBytes, from = b + <usize>(h / share) * bBytes, y = c + <usize>h * cBytes;
			if (dots) rowDots(some, k, alpha, x, from, step, beta, y + done);
			else rowSums(n, some, alpha, x + done, 4, from, step, <usize>bCol << 2, j ? 1 : beta, y);
		}
	}
}

/** c[i,j] = alpha * Σ_l a[i,l]*b[j,l]: queries two by two, each with the same bits as alone. Steps in bytes. */
function scores(m: i32, n: i32, k: i32, alpha: f32, a: usize, aStep: usize, b: usize, bStep: usize, c: usize,
		cStep: usize): void {
	let i = 0;
	for (; i + 2 <= m; i += 2, a += 2 * aStep, c += 2 * cStep) twoRowDots(n, k, alpha, a, aStep, b, bStep, c, cStep);
	if (i < m) rowDots(n, k, alpha, a, b, bStep, 0, c);
}
