package kerneltest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

// testHeads compares products of all heads with the plain product of each, heads sharing keys or not, one row or many.
func testHeads(t *testing.T, k kernel.Kernels, values func(*rand.Rand) float32) {
	r, plain := newRand(19), kernel.Plain{}
	for _, s := range []struct{ heads, share, m, n, dim int }{
		{1, 1, 1, 1, 1}, {2, 1, 1, 5, 8}, {8, 1, 1, 33, 32}, {12, 1, 1, 32, 64}, {6, 3, 1, 7, 12}, {8, 4, 3, 9, 16}, {4, 1, 20, 31,
			32}, {8, 8, 2, 4, 5}, {3, 1, 1, 6, 7},
	} {
		for _, beta := range []float32{0, 1} {
			name := fmt.Sprintf("%d heads, %d a key, %d rows, %d keys of %d, beta %v", s.heads, s.share, s.m, s.n, s.dim, beta)
			wide, narrow := s.heads*s.dim, s.heads/s.share*s.dim
			q, keys := newMatrix(r, s.m, wide, 0, values), newMatrix(r, s.n, narrow, 0, values)
			pattern := newMatrix(r, s.heads*s.m, s.n, 3, values) // room for other keys behind these
			z := newMatrix(r, s.m, wide, 0, normal)
			want := [2]*matrix{newMatrix(r, s.heads*s.m, s.n, 3, nil), newMatrix(r, s.m, wide, 0, nil)}
			copy(want[0].slice(), pattern.slice())
			copy(want[1].slice(), z.slice())
			for h := range s.heads {
				from, to := h/s.share*s.dim, h*s.m*pattern.ld
				plain.GemmNT(s.m, s.n, s.dim, 0.5, q.slice()[h*s.dim:], wide, keys.slice()[from:], narrow, beta, want[0].slice()[to:], pattern.ld)
				plain.GemmNN(s.m, s.dim, s.n, 2, pattern.slice()[to:], pattern.ld, keys.slice()[from:], narrow, beta, want[1].slice()[h*s.dim:], wide)
			}
			heads := kernel.Heads{Count: s.heads, Share: s.share, A: s.m * pattern.ld, B: s.dim, C: s.dim}
			kernel.HeadsNN(k, heads, s.m, s.dim, s.n, 2, pattern.slice(), pattern.ld, keys.slice(), narrow, beta, z.slice(), wide)
			z.expect(t, "values of "+name, 1e-4, func(i, j int) float64 { return want[1].now(i, j) })
			expectUnchanged(t, name, pattern, keys)
			heads.A, heads.C = s.dim, s.m*pattern.ld
			kernel.HeadsNT(k, heads, s.m, s.n, s.dim, 0.5, q.slice(), wide, keys.slice(), narrow, beta, pattern.slice(), pattern.ld)
			pattern.expect(t, "scores of "+name, 1e-4, func(i, j int) float64 { return want[0].now(i, j) })
			expectUnchanged(t, name, q, keys)
		}
	}
}
