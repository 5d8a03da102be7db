package probe

import (
	"math"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Where values hang together, as they do in a layer's output, the regression's valley is long and narrow and L-BFGS walks it slowly.
// A shape tells it beforehand: the inverse Hessian of one class, a training row, were all rows as uncertain as steepness says. It
// changes the way to the minimum, not the minimum, and depends on the words' vectors only, not on any label: one shape serves all
// splits, tasks and controls of a layer.
const (
	steepness   = 0.1
	widestShape = 384 // values of a word; a wider shape costs more than it spares
)

// shapeOf is whose words a shape is of: random model number (-1 for the model itself), layer.
type shapeOf struct{ random, layer int }

// shape is a layer's, [width, width]; nil for wide layers.
func (d *Data) shape(of shapeOf) []float32 {
	if s, ok := d.shapes[of]; ok {
		return s
	}
	layer := d.Layers[of.layer]
	if of.random >= 0 {
		layer = d.Random[of.random][of.layer]
	}
	if d.shapes == nil {
		d.shapes = map[shapeOf][]float32{}
	}
	if layer.Shape[1] <= widestShape {
		words := make([]int, layer.Shape[0])
		for i := range words {
			words[i] = i
		}
		d.shapes[of] = shape(d.Kernels, standardise(layer, words, nil).train)
	}
	return d.shapes[of]
}

// shape is the inverse of steepness·xᵀx/rows + Strength; nil where rounding leaves none.
func shape(k kernel.Kernels, x model.Array) []float32 {
	rows, width := x.Shape[0], x.Shape[1]
	gram, sum := make([]float32, width*width), make([]float64, width*width)
	k.GemmTN(width, width, rows, float32(steepness/float64(rows)), x.Data, width, x.Data, width, 0, gram, width)
	for i, v := range gram {
		sum[i] = float64(v)
	}
	for i := range width {
		sum[i*width+i] += Strength
	}
	if !root(sum, width) {
		return nil
	}
	half := inverseOfLower(sum, width)
	k.GemmTN(width, width, width, 1, half, width, half, width, 0, gram, width)
	return gram
}

// root makes of a symmetric [n, n] its Cholesky factor, in the lower half; false if it has none. Both this and the inverse are
// gonum's in few words: there they come with 15 kB of cases.
func root(a []float64, n int) bool {
	for i := range n {
		for j := range i + 1 {
			rest := a[i*n+j] - inner(a[i*n:i*n+j], a[j*n:j*n+j])
			switch {
			case j < i:
				a[i*n+j] = rest / a[j*n+j]
			case rest > 0:
				a[i*n+i] = math.Sqrt(rest)
			default:
				return false
			}
		}
	}
	return true
}

// inverseOfLower is that of a lower triangle [n, n]; what stands above it is not read.
func inverseOfLower(a []float64, n int) []float32 {
	m, out := make([]float64, n*n), make([]float32, n*n)
	for i := range n {
		row := m[i*n : i*n+i+1]
		row[i] = 1
		for j := range i {
			add(row[:j+1], -a[i*n+j], m[j*n:j*n+j+1])
		}
		for j := range row {
			row[j] /= a[i*n+i]
			out[i*n+j] = float32(row[j])
		}
	}
	return out
}

// shaped multiplies a gradient, [classes, width] and then the biases, by a shape of so many rows.
func (r *regression) shaped(s []float32) func(g []float32) {
	if s == nil {
		return nil
	}
	n, from := len(r.w), make([]float32, len(r.w))
	return func(g []float32) {
		copy(from, g)
		r.kernels.GemmNN(r.classes, r.width, r.width, 1/float32(r.rows), from, r.width, s, r.width, 0, g[:n], r.width)
		r.kernels.Scale(float32(1/(steepness*float64(r.rows))), g[n:])
	}
}
