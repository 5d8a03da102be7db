package kernel

// Products of two float32 matrices, which is nearly all that a transformer
// does: a linear layer forward (GemmNT), its input's gradient (GemmNN) and its
// weight's gradient (GemmTN). The inner loops take four steps at a time, so
// that four sums are under way at once.

// GemmNT is Σ_l a[i,l]*b[j,l]; see [Kernels].
func (Plain) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, m, k, lda, b, n, k, ldb, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		for j := range row {
			sum := float32(0)
			if k > 0 {
				sum = alpha * dot(a[i*lda:i*lda+k], b[j*ldb:j*ldb+k])
			}
			if beta != 0 {
				sum += beta * row[j]
			}
			row[j] = sum
		}
	}
}

// GemmNN is Σ_l a[i,l]*b[l,j]; see [Kernels].
func (Plain) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, m, k, lda, b, k, n, ldb, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	for i := range m {
		addProductRow(c[i*ldc:i*ldc+n], k, alpha, a[min(i*lda, len(a)):], 1, b, ldb, beta)
	}
}

// GemmTN is Σ_l a[l,i]*b[l,j]; see [Kernels].
func (Plain) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, k, m, lda, b, k, n, ldb, c, ldc)
	if m == 0 || n == 0 {
		return
	}
	for i := range m {
		addProductRow(c[i*ldc:i*ldc+n], k, alpha, a[min(i, len(a)):], lda, b, ldb, beta)
	}
}

// addProductRow is c[j] = beta*c[j] + alpha * Σ_l a[l*step]*b[l,j], four rows of b at a time.
func addProductRow(c []float32, k int, alpha float32, a []float32, step int, b []float32, ldb int, beta float32) {
	scaleOrClear(beta, c)
	n, l := len(c), 0
	for ; l+4 <= k; l += 4 {
		a0, a1, a2, a3 := alpha*a[l*step], alpha*a[(l+1)*step], alpha*a[(l+2)*step], alpha*a[(l+3)*step]
		b0, b1, b2, b3 := b[l*ldb:][:n], b[(l+1)*ldb:][:n], b[(l+2)*ldb:][:n], b[(l+3)*ldb:][:n]
		for j := range c {
			c[j] += a0*b0[j] + a1*b1[j] + a2*b2[j] + a3*b3[j]
		}
	}
	for ; l < k; l++ {
		a0, b0 := alpha*a[l*step], b[l*ldb:][:n]
		for j := range c {
			c[j] += a0 * b0[j]
		}
	}
}

// scaleOrClear is c[j] *= beta, and does not read c where beta is 0.
func scaleOrClear(beta float32, c []float32) {
	switch beta {
	case 0:
		clear(c)
	case 1:
	default:
		for j := range c {
			c[j] *= beta
		}
	}
}

// dot is Σ_i x[i]*y[i] over vectors of one length.
func dot(x, y []float32) float32 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(x); i += 4 {
		s0 += x[i] * y[i]
		s1 += x[i+1] * y[i+1]
		s2 += x[i+2] * y[i+2]
		s3 += x[i+3] * y[i+3]
	}
	for ; i < len(x); i++ {
		s0 += x[i] * y[i]
	}
	return (s0 + s1) + (s2 + s3)
}
