package probe

import (
	"fmt"
	"math"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Linear is a linear softmax classifier: p = softmax(W·x + b).
type Linear struct {
	Classes, Width int
	W              []float32 // [classes, width]
	B              []float32 // [classes]
}

// FitOptions say how a [Linear] is trained.
type FitOptions struct {
	Lambda     float64   // L2 penalty on W: λ/2·‖W‖²
	Iterations int       // at most; 0 is 1000
	Tolerance  float64   // largest entry of the gradient, a training row, that counts as 0; 0 is 1e-7
	Shape      []float32 // [width, width], of x's columns, to get there sooner (shape.go); nil for none
}

// never is the bias of a class that no training row has.
const never = -1e30

// Fit trains by multinomial logistic regression: it minimises Σ_i −log p(y_i|x_i) + λ/2·‖W‖², the biases free. This is
// scikit-learn's LogisticRegression with C = 1/λ. Like there, classes that do not occur get no weights, and no probability.
// x is [rows, width]; y are classes. The products are the engine's kernels', in float32.
func Fit(k kernel.Kernels, x model.Array, y []int32, classes int, o FitOptions, yield Yield) (*Linear, error) {
	if len(x.Shape) != 2 || len(y) != x.Shape[0] || len(y) == 0 {
		return nil, fmt.Errorf("probe: want a label for each of at least one row, got %d for shape %v", len(y), x.Shape)
	}
	if o.Iterations == 0 {
		o.Iterations = 1000
	}
	if o.Tolerance == 0 {
		o.Tolerance = 1e-7
	}
	seen := make([]int, 0, classes) // classes that occur
	number := make([]int32, classes)
	for i := range number {
		number[i] = -1
	}
	for i, c := range y {
		if c < 0 || int(c) >= classes {
			return nil, fmt.Errorf("probe: label of row %d is %d; want 0 to %d", i, c, classes-1)
		}
		if number[c] < 0 {
			number[c] = int32(len(seen))
			seen = append(seen, int(c))
		}
	}
	r := newRegression(k, x, y, number, len(seen), o.Lambda)
	solution := make([]float64, len(seen)*(r.width+1))
	m := minimiser{kernels: k, iterations: o.Iterations, tolerance: o.Tolerance * float64(len(y)), shape: r.shaped(o.Shape)}
	if err := m.run(solution, r.value, yield); err != nil {
		return nil, err
	}
	return spread(solution, seen, classes, r.width), nil
}

// spread puts the weights of the classes that occur at their places.
func spread(solution []float64, seen []int, classes, width int) *Linear {
	l := &Linear{Classes: classes, Width: width, W: make([]float32, classes*width), B: make([]float32, classes)}
	for c := range l.B {
		l.B[c] = never
	}
	for i, c := range seen {
		for j := range width {
			l.W[c*width+j] = float32(solution[i*width+j])
		}
		l.B[c] = float32(solution[len(seen)*width+i])
	}
	return l
}

// regression is the function that Fit minimises, with its scratch.
type regression struct {
	kernels              kernel.Kernels
	rows, width, classes int
	lambda               float64
	x                    []float32
	y                    []int32
	w, b, logits         []float32
	loss                 []float32
}

func newRegression(k kernel.Kernels, x model.Array, y, number []int32, classes int, lambda float64) *regression {
	rows, width := x.Shape[0], x.Shape[1]
	r := &regression{kernels: k, rows: rows, width: width, classes: classes, lambda: lambda, x: x.Data, y: make([]int32, rows),
		w: make([]float32, classes*width), b: make([]float32, classes), logits: make([]float32, rows*classes),
		loss: make([]float32, rows)}
	for i, c := range y {
		r.y[i] = number[c]
	}
	return r
}

// value is the penalised negative log-likelihood at p, the weights [classes, width] and then the biases; gradient is likewise.
func (r *regression) value(p []float64, gradient []float32) float64 {
	n := len(r.w)
	for i := range r.w {
		r.w[i] = float32(p[i])
	}
	for i := range r.b {
		r.b[i] = float32(p[n+i])
	}
	k, onW, onB := r.kernels, gradient[:n], gradient[n:]
	k.GemmNT(r.rows, r.classes, r.width, 1, r.x, r.width, r.w, r.width, 0, r.logits, r.classes)
	k.AddRow(r.logits, r.b, r.rows, r.classes)
	k.CrossEntropy(r.loss, r.logits, r.logits, r.y, 0, 1, r.rows, r.classes)
	k.GemmTN(r.classes, r.width, r.rows, 1, r.logits, r.classes, r.x, r.width, 0, onW, r.width)
	k.Axpy(float32(r.lambda), onW, r.w)
	clear(onB)
	k.SumRows(onB, r.logits, r.rows, r.classes)
	sum := r.lambda / 2 * float64(k.Dot(r.w, r.w))
	for _, v := range r.loss {
		sum += float64(v)
	}
	return sum
}

// Probabilities are those of the classes for each row of x, [rows, classes].
func (l *Linear) Probabilities(k kernel.Kernels, x model.Array) []float32 {
	rows := x.Shape[0]
	p := make([]float32, rows*l.Classes)
	k.GemmNT(rows, l.Classes, l.Width, 1, x.Data, l.Width, l.W, l.Width, 0, p, l.Classes)
	k.AddRow(p, l.B, rows, l.Classes)
	k.Softmax(p, p, rows, l.Classes)
	return p
}

// Classify is the most probable class of each row of x.
func (l *Linear) Classify(k kernel.Kernels, x model.Array) []int32 {
	p := l.Probabilities(k, x)
	best := make([]int32, x.Shape[0])
	for i := range best {
		best[i] = model.Argmax(p[i*l.Classes : (i+1)*l.Classes])
	}
	return best
}

// LogLoss is the mean of −log p(y|x), in nats; infinite if a row's class was never seen in training.
func (l *Linear) LogLoss(k kernel.Kernels, x model.Array, y []int32) float64 {
	p, sum := l.Probabilities(k, x), 0.0
	for i, c := range y {
		sum -= math.Log(float64(p[i*l.Classes+int(c)]))
	}
	return sum / float64(len(y))
}
