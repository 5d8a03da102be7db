// Package kernel holds the hot loops of a transformer: everything that runs
// once per weight or once per token×width element, over plain float32 slices.
//
// The doc comment of each method is its loop. [Plain] is written in ordinary Go,
// always there and always right: it is the oracle that every faster
// implementation is tested against (package kerneltest). [Best] returns the
// fastest implementation that this build and this machine have: with
// GOEXPERIMENT=simd on amd64 that is AVX-512 where the machine has it, some
// thirty times Plain in a matrix product.
//
// Matrices are row-major. lda, ldb, ldc are the distances between rows, in
// elements; a packed matrix has ld = its number of columns. Slices named alike
// in several methods have the same shape. Arguments that do not fit are a
// programmer's mistake and panic before any work. No method keeps a slice, and
// all are safe to call from several goroutines at once.
package kernel

// Block is the number of neighbouring weights of a row that share one scale in a [Q8] matrix.
const Block = 32

// Q8 is a matrix of rows×cols int8 weights with one scale for each block of 32
// weights of a row (the last block of a row may be shorter):
//
//	w[i,j] = Scale[i*blocks + j/32] * Data[i*cols + j],  blocks = ceil(cols/32)
//
// This is the arithmetic of GGUF's Q8_0.
type Q8 struct {
	Rows, Cols int
	Data       []int8    // [rows, cols]
	Scale      []float32 // [rows, blocks]
}

// Blocks is the number of scales of one row.
func (q Q8) Blocks() int { return (q.Cols + Block - 1) / Block }

// Kernels is one implementation of every hot loop.
type Kernels interface {
	// Name says which implementation this is, for benchmarks and error messages.
	Name() string

	// GemmNT multiplies by a transposed matrix; a linear layer with weight b [n,k] is this.
	//	c[i,j] = beta*c[i,j] + alpha * Σ_l a[i,l]*b[j,l]      a [m,k], b [n,k], c [m,n]
	// With beta == 0, c is not read. m == 1 is the matrix–vector case and is fast.
	GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)
	// GemmNN is the product that pulls a gradient back to a linear layer's input.
	//	c[i,j] = beta*c[i,j] + alpha * Σ_l a[i,l]*b[l,j]      a [m,k], b [k,n], c [m,n]
	GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)
	// GemmTN is the product that gives a linear layer's weight gradient.
	//	c[i,j] = beta*c[i,j] + alpha * Σ_l a[l,i]*b[l,j]      a [k,m], b [k,n], c [m,n]
	GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)

	// LinearQ8 multiplies rows by a quantised weight matrix. An implementation may round
	// each block of 32 inputs to int8 first (as Q8_0 products do); its result is within
	// that rounding of the exact one. One that rounds gives a row the same bits whatever
	// m is, and so do its attention's products: see RATIONALE.md.
	//	y[i,j] = Σ_l x[i,l]*w[j,l]                            x [m,cols], w [rows,cols], y [m,rows], packed
	LinearQ8(m int, y, x []float32, w Q8)
	// LinearQ8Grad pulls a gradient back through LinearQ8 to its input, in float32.
	//	dx[i,l] = beta*dx[i,l] + Σ_j dy[i,j]*w[j,l]           dy [m,rows], dx [m,cols], packed
	LinearQ8Grad(m int, beta float32, dx, dy []float32, w Q8)

	// AddRow adds a bias to every row.  y[i,j] += row[j]       y [m,n]
	AddRow(y, row []float32, m, n int)
	// SumRows is AddRow's gradient.     sum[j] += Σ_i x[i,j]   x [m,n]
	SumRows(sum, x []float32, m, n int)
	// Add adds.                         y[i] += x[i]
	Add(y, x []float32)
	// Axpy adds a multiple.             y[i] += alpha*x[i]
	Axpy(alpha float32, y, x []float32)
	// Scale multiplies.                 y[i] *= alpha
	Scale(alpha float32, y []float32)
	// Mul multiplies elementwise.       y[i] *= x[i]
	Mul(y, x []float32)
	// Dot is the inner product.         Σ_i x[i]*y[i]
	Dot(x, y []float32) float32

	// LayerNorm normalises each row and keeps what its backward needs (bias may be nil).
	//	mean[i] = Σ_j x[i,j]/n;  rstd[i] = 1/sqrt(Σ_j (x[i,j]-mean[i])²/n + eps)
	//	y[i,j] = (x[i,j]-mean[i])*rstd[i]*gain[j] + bias[j]
	LayerNorm(y, mean, rstd, x, gain, bias []float32, m, n int, eps float32)
	// LayerNormGrad, with x̂ = (x-mean)*rstd and g = dy*gain:
	//	dx[i,j] += rstd[i]*(g[i,j] - mean_j(g) - x̂[i,j]*mean_j(g*x̂))
	//	dgain[j] += Σ_i dy[i,j]*x̂[i,j];  dbias[j] += Σ_i dy[i,j]
	// dgain and dbias may be nil.
	LayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd []float32, m, n int)
	// RMSNorm divides each row by its root mean square.
	//	rstd[i] = 1/sqrt(Σ_j x[i,j]²/n + eps);  y[i,j] = x[i,j]*rstd[i]*gain[j]
	RMSNorm(y, rstd, x, gain []float32, m, n int, eps float32)
	// RMSNormGrad, with x̂ = x*rstd and g = dy*gain:
	//	dx[i,j] += rstd[i]*(g[i,j] - x̂[i,j]*mean_j(g*x̂));  dgain[j] += Σ_i dy[i,j]*x̂[i,j]
	// dgain may be nil.
	RMSNormGrad(dx, dgain, dy, x, gain, rstd []float32, m, n int)

	// Softmax turns each row into probabilities; y may be x. A row whose largest entry is -Inf becomes zeros.
	//	y[i,j] = exp(x[i,j]-max_j x[i]) / Σ_j exp(x[i,j]-max_j x[i])
	Softmax(y, x []float32, m, n int)
	// SoftmaxGrad pulls back through it; dx may be dy.
	//	dx[i,j] = y[i,j]*(dy[i,j] - Σ_j dy[i,j]*y[i,j])
	SoftmaxGrad(dx, dy, y []float32, m, n int)
	// CrossEntropy is the label-smoothed negative log-likelihood of each row, and its gradient.
	// With p = softmax(logits[i]) and q = (1-smoothing)*onehot(target[i]) + smoothing/n:
	//	loss[i] = -Σ_j q_j*log p_j;  dlogits[i,j] = weight*(p_j - q_j)
	// Rows with target < 0 have loss 0 and gradient 0. dlogits may be logits, or nil for the loss alone.
	CrossEntropy(loss, dlogits, logits []float32, target []int32, smoothing, weight float32, m, n int)

	// GELUTanh is 0.5*x*(1+tanh(√(2/π)*(x+0.044715*x³))), y may be x.
	GELUTanh(y, x []float32)
	// GELUTanhGrad: dx[i] = dy[i]*d/dx GELUTanh(x[i]); dx may be dy.
	GELUTanhGrad(dx, dy, x []float32)
	// GELUErf is 0.5*x*(1+erf(x/√2)), y may be x.
	GELUErf(y, x []float32)
	// GELUErfGrad: dx[i] = dy[i]*d/dx GELUErf(x[i]); dx may be dy.
	GELUErfGrad(dx, dy, x []float32)
	// ReLU is max(x,0), y may be x.
	ReLU(y, x []float32)
	// ReLUGrad: dx[i] = dy[i] if x[i] > 0 else 0; dx may be dy.
	ReLUGrad(dx, dy, x []float32)
	// SiLUGate is the gate of SwiGLU.  y[i] = gate[i]*sigmoid(gate[i])*up[i]; y may be gate.
	SiLUGate(y, gate, up []float32)
	// SiLUGateGrad: dgate[i] = dy[i]*up[i]*silu'(gate[i]);  dup[i] = dy[i]*silu(gate[i])
	SiLUGateGrad(dgate, dup, dy, gate, up []float32)

	// Rotary turns pairs of each head by position-dependent angles, in place. x is [rows, heads, dim];
	// cos and sin are [rows, half]; pairs are (j, j+half) for 2*half = rotated dimensions, or (2j, 2j+1) if adjacent.
	//	x₁' = x₁*cos - x₂*sin;  x₂' = x₁*sin + x₂*cos
	// Its gradient is itself with -sin: pass inverse.
	Rotary(x, cos, sin []float32, rows, heads, dim, half int, adjacent, inverse bool)

	// Gather looks rows up.      y[i,:] = table[id[i],:]        table [vocab,n], y [len(id),n]
	Gather(y, table []float32, id []int32, n int)
	// GatherQ8 is Gather from a quantised table.
	GatherQ8(y []float32, table Q8, id []int32)
	// Scatter is Gather's gradient.  dtable[id[i],:] += dy[i,:]
	Scatter(dtable, dy []float32, id []int32, n int)

	// AdamW is one step of decoupled-weight-decay Adam (Loshchilov & Hutter, arXiv:1711.05101).
	//	m = β₁m + (1-β₁)g;  v = β₂v + (1-β₂)g²
	//	w -= rate*( (m/(1-β₁ᵗ)) / (sqrt(v/(1-β₂ᵗ)) + eps) + decay*w )
	AdamW(w, g, m, v []float32, o AdamW)
}

// AdamW holds the numbers of one optimiser step.
type AdamW struct {
	Rate, Beta1, Beta2, Eps, Decay float32
	Step                           int // t, from 1
}
