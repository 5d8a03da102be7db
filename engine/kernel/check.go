package kernel

// The argument checks that every implementation makes before any work. They
// panic with constants: an argument that does not fit is a programmer's
// mistake, and a constant costs nothing on the path where all is well.

// need panics with message unless ok.
func need(ok bool, message string) {
	if !ok {
		panic(message)
	}
}

// fits says whether length elements hold a rows×cols matrix whose rows are ld apart.
func fits(length, rows, cols, ld int) bool {
	if rows == 0 || cols == 0 {
		return true
	}
	return ld >= cols && length >= (rows-1)*ld+cols
}

func checkGemm(m, n, k int, a []float32, aRows, aCols, lda int, b []float32, bRows, bCols, ldb int, c []float32, ldc int) {
	need(m >= 0 && n >= 0 && k >= 0, "kernel: negative matrix dimension")
	need(fits(len(a), aRows, aCols, lda), "kernel: a does not hold the matrix that its dimensions and lda say")
	need(fits(len(b), bRows, bCols, ldb), "kernel: b does not hold the matrix that its dimensions and ldb say")
	need(fits(len(c), m, n, ldc), "kernel: c does not hold the matrix that its dimensions and ldc say")
}

func checkQ8(q Q8) {
	need(q.Rows >= 0 && q.Cols >= 0, "kernel: negative matrix dimension")
	need(len(q.Data) >= q.Rows*q.Cols && len(q.Scale) >= q.Rows*q.Blocks(), "kernel: quantised matrix is shorter than rows and cols say")
}

func checkLinearQ8(m int, wide, narrow []float32, w Q8) {
	checkQ8(w)
	need(m >= 0, "kernel: negative matrix dimension")
	need(len(wide) >= m*w.Cols, "kernel: inputs are fewer than m rows of the matrix's columns")
	need(len(narrow) >= m*w.Rows, "kernel: outputs are fewer than m rows of the matrix's rows")
}

// checkRows checks packed m×n matrices.
func checkRows(m, n int, matrices ...[]float32) {
	need(m >= 0 && n >= 0, "kernel: negative matrix dimension")
	for _, x := range matrices {
		need(len(x) >= m*n, "kernel: matrix is shorter than its rows and columns say")
	}
}

// checkVectors checks vectors of n elements.
func checkVectors(n int, vectors ...[]float32) {
	for _, x := range vectors {
		need(len(x) >= n, "kernel: vector is shorter than the matrix's rows or columns")
	}
}

// checkSame checks that elementwise operands have one length.
func checkSame(n int, others ...[]float32) {
	for _, x := range others {
		need(len(x) == n, "kernel: elementwise operands differ in length")
	}
}

func checkTargets(loss, dlogits, logits []float32, target []int32, m, n int) {
	checkRows(m, n, logits)
	need(dlogits == nil || len(dlogits) >= m*n, "kernel: matrix is shorter than its rows and columns say")
	need(len(loss) >= m && len(target) >= m, "kernel: vector is shorter than the matrix's rows or columns")
	for _, t := range target[:m] {
		need(int(t) < n, "kernel: target outside the columns")
	}
}

func checkRotary(x, cos, sin []float32, rows, heads, dim, half int) {
	need(rows >= 0 && heads >= 0 && dim >= 0 && half >= 0, "kernel: negative dimension")
	need(2*half <= dim, "kernel: rotary turns more dimensions than a head has")
	need(len(x) >= rows*heads*dim, "kernel: x is shorter than rows, heads and dim say")
	need(len(cos) >= rows*half && len(sin) >= rows*half, "kernel: angles are fewer than rows and half say")
}

// checkIDs checks that every id is a row of a table of vocab rows.
func checkIDs(id []int32, vocab int) {
	for _, t := range id {
		need(t >= 0 && int(t) < vocab, "kernel: id outside the table")
	}
}
