package probe

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/model"
)

// Erase is an edit that takes a few directions out of every row of an activation: x → x − Left·(Right·(x − Mean)).
// Made by [LEACE], no linear probe can then read the label from the rows better than a constant guess can.
type Erase struct {
	Mean        []float32 // [width]
	Left, Right []float32 // [directions, width]: columns of the one matrix, rows of the other
}

// Directions is how many directions are taken out.
func (e Erase) Directions() int { return len(e.Left) / len(e.Mean) }

// Apply takes the directions out of each row of a, [rows, width].
func (e Erase) Apply(a model.Array) error {
	if len(a.Shape) != 2 || a.Shape[1] != len(e.Mean) {
		return fmt.Errorf("want a site of shape [pos, %d] to erase from, got %v", len(e.Mean), a.Shape)
	}
	e.project(a, e.Mean, e.Left, e.Right)
	return nil
}

// Pull is the transposed map on gradients: g → g − Rightᵀ·(Leftᵀ·g).
func (e Erase) Pull(g model.Array) { e.project(g, make([]float32, len(e.Mean)), e.Right, e.Left) }

func (e Erase) project(a model.Array, mean, left, right []float32) {
	width := len(mean)
	amount := make([]float64, e.Directions())
	for at := 0; at < len(a.Data); at += width {
		row := a.Data[at : at+width]
		for d := range amount {
			amount[d] = 0
			for j, v := range row {
				amount[d] += float64(right[d*width+j]) * float64(v-mean[j])
			}
		}
		for d, v := range amount {
			for j := range row {
				row[j] -= float32(v * float64(left[d*width+j]))
			}
		}
	}
}

// smallest is concept-erasure's bound under which a singular value of the whitened cross-covariance counts as none.
const smallest = 0.01

// Eraser makes erasures of the rows that it was made of; the costly part, whitening them, is done once.
type Eraser struct {
	x model.Array
	w whitening
}

// NewEraser looks at rows x [rows, width], two at least.
func NewEraser(x model.Array) (*Eraser, error) {
	if len(x.Shape) != 2 || x.Shape[0] < 2 {
		return nil, fmt.Errorf("probe: want at least two rows to erase from, got shape %v", x.Shape)
	}
	return &Eraser{x, whiten(x)}, nil
}

// LEACE fits least-squares concept erasure (Belrose et al. 2023, arXiv:2306.03819) to rows x [rows, width] and their classes:
// of all affine maps after which no linear probe beats a constant, the one that changes x least. With two classes one
// direction goes, with c classes at most c−1.
func LEACE(x model.Array, y []int32, classes int) (Erase, error) {
	e, err := NewEraser(x)
	if err != nil {
		return Erase{}, err
	}
	return e.LEACE(y, classes)
}

// LEACE is [LEACE] of the eraser's rows.
func (e *Eraser) LEACE(y []int32, classes int) (Erase, error) {
	x, w := e.x, e.w
	if len(y) != x.Shape[0] {
		return Erase{}, fmt.Errorf("probe: want a label for each of %d rows, got %d", x.Shape[0], len(y))
	}
	cross := mat.NewDense(x.Shape[1], classes, nil)
	for i, c := range y {
		if c < 0 || int(c) >= classes {
			return Erase{}, fmt.Errorf("probe: label of row %d is %d; want 0 to %d", i, c, classes-1)
		}
		for j := range w.mean {
			cross.Set(j, int(c), cross.At(j, int(c))+(float64(x.Data[i*x.Shape[1]+j])-w.mean[j])/float64(len(y)-1))
		}
	}
	if classes == 2 { // the second column says it all; the first is its mirror
		cross = cross.Slice(0, x.Shape[1], 1, 2).(*mat.Dense)
	}
	u, err := spanOf(w, cross)
	if err != nil {
		return Erase{}, err
	}
	return w.erase(u), nil
}

// spanOf is an orthonormal basis of what whitening makes of the columns of cross, as columns, nil if they are all nothing. Its
// singular vectors come from the columns' inner products: a factor of few classes, not of the width.
func spanOf(w whitening, cross *mat.Dense) (*mat.Dense, error) {
	var white mat.Dense
	white.Mul(w.in, cross)
	rows, columns := white.Dims()
	inner := mat.NewSymDense(columns, nil)
	inner.SymOuterK(1, white.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(inner, true) {
		return nil, fmt.Errorf("probe: the singular values of the labels' covariance cannot be found; are the rows finite numbers?")
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	var basis [][]float64
	values := eigen.Values(nil) // ascending squares of the singular values
	for c := columns - 1; c >= 0 && values[c] > smallest*smallest; c-- {
		u := make([]float64, rows)
		for i := range u {
			for j := range columns {
				u[i] += white.At(i, j) * v.At(j, c)
			}
		}
		basis = append(basis, u)
	}
	return columnsOf(orthonormal(basis), rows), nil
}

// orthonormal makes vectors of length 1 that are orthogonal of vectors that are independent (Gram–Schmidt, twice for rounding).
func orthonormal(list [][]float64) [][]float64 {
	for i, v := range list {
		for range 2 {
			for _, before := range list[:i] {
				add(v, -inner(before, v), before)
			}
		}
		length := math.Sqrt(inner(v, v))
		for j := range v {
			v[j] /= length
		}
	}
	return list
}

// columnsOf is the matrix with these columns, nil without any.
func columnsOf(list [][]float64, rows int) *mat.Dense {
	if len(list) == 0 {
		return nil
	}
	m := mat.NewDense(rows, len(list), nil)
	for j, v := range list {
		for i, value := range v {
			m.Set(i, j, value)
		}
	}
	return m
}

// Random takes out as many random directions of the whitened rows: the control beside [Eraser.LEACE].
func (e *Eraser) Random(directions int, seed uint64) Erase {
	random := rand.New(rand.NewPCG(seed, 0x6c65616365))
	draw := make([][]float64, directions)
	for d := range draw {
		draw[d] = make([]float64, e.x.Shape[1])
		for i := range draw[d] {
			draw[d][i] = random.NormFloat64()
		}
	}
	return e.w.erase(columnsOf(orthonormal(draw), e.x.Shape[1]))
}

// whitening is what makes the rows' covariance the identity, and what undoes that.
type whitening struct {
	mean    []float64
	in, out *mat.Dense
}

func whiten(x model.Array) whitening {
	n, width := x.Shape[0], x.Shape[1]
	w := whitening{mean: make([]float64, width)}
	for i, v := range x.Data {
		w.mean[i%width] += float64(v) / float64(n)
	}
	centred := mat.NewDense(n, width, nil)
	for i, v := range x.Data {
		centred.Set(i/width, i%width, float64(v)-w.mean[i%width])
	}
	covariance := mat.NewSymDense(width, nil)
	covariance.SymOuterK(1/float64(max(n-1, 1)), centred.T())
	var eigen mat.EigenSym
	eigen.Factorize(covariance, true)
	values := eigen.Values(nil)
	var v mat.Dense
	eigen.VectorsTo(&v)
	bound := values[width-1] * float64(width) * 0x1p-52 // as torch.linalg.pinv
	if rankless := float64(n-1) < float64(width); rankless {
		bound = values[width-1] * 1e-7 // the rest is the rounding of float32 rows
	}
	into, back := make([]float64, width), make([]float64, width)
	for i, value := range values {
		if value > bound {
			into[i], back[i] = 1/math.Sqrt(value), math.Sqrt(value)
		}
	}
	w.in, w.out = sandwich(&v, into), sandwich(&v, back)
	return w
}

// sandwich is v·diag(d)·vᵀ.
func sandwich(v *mat.Dense, d []float64) *mat.Dense {
	var scaled, product mat.Dense
	scaled.Mul(v, mat.NewDiagDense(len(d), d))
	product.Mul(&scaled, v.T())
	return &product
}

// erase takes out the span of u's columns, which are orthonormal, of the whitened rows.
func (w whitening) erase(u *mat.Dense) Erase {
	e := Erase{Mean: make([]float32, len(w.mean))}
	for j, v := range w.mean {
		e.Mean[j] = float32(v)
	}
	if u == nil {
		return e
	}
	var left, right mat.Dense
	left.Mul(w.out, u)
	right.Mul(w.in, u)
	_, directions := u.Dims()
	for d := range directions {
		for j := range w.mean {
			e.Left = append(e.Left, float32(left.At(j, d)))
			e.Right = append(e.Right, float32(right.At(j, d)))
		}
	}
	return e
}

func inner(x, y []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

func add(y []float64, factor float64, x []float64) {
	for i, v := range x {
		y[i] += factor * v
	}
}
