package kernel

// Rotary position embedding (Su et al., arXiv:2104.09864): pairs of a head's
// dimensions are points in the plane, turned by angles that grow with position.

// Rotary turns pairs in place; see [Kernels].
func (Plain) Rotary(x, cos, sin []float32, rows, heads, dim, half int, adjacent, inverse bool) {
	checkRotary(x, cos, sin, rows, heads, dim, half)
	sign := float32(1)
	if inverse {
		sign = -1
	}
	first, second := 1, half
	if adjacent {
		first, second = 2, 1
	}
	for r := range rows {
		c, s := cos[r*half:][:half], sin[r*half:][:half]
		for h := range heads {
			head := x[(r*heads+h)*dim:][:dim]
			for j := range half {
				p, q := head[first*j], head[first*j+second]
				turn := sign * s[j]
				head[first*j] = p*c[j] - q*turn
				head[first*j+second] = p*turn + q*c[j]
			}
		}
	}
}
