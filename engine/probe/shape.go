package probe

import (
	"gonum.org/v1/gonum/mat"

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
	gram := make([]float32, width*width)
	k.GemmTN(width, width, rows, float32(steepness/float64(rows)), x.Data, width, x.Data, width, 0, gram, width)
	s := mat.NewSymDense(width, nil)
	for i := range width {
		for j := range i + 1 {
			s.SetSym(i, j, float64(gram[i*width+j]))
		}
		s.SetSym(i, i, s.At(i, i)+Strength)
	}
	var c mat.Cholesky
	if !c.Factorize(s) || c.InverseTo(s) != nil {
		return nil
	}
	for i := range width {
		for j := range width {
			gram[i*width+j] = float32(s.At(i, j))
		}
	}
	return gram
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
