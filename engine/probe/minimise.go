package probe

import (
	"math"

	"pellucid/engine/kernel"
)

// minimiser is L-BFGS (Nocedal & Wright 2006, algorithm 7.5) with a backtracking line search, for convex functions:
// there a step that goes down also has positive curvature. The point is float64; its gradients, and the steps that are
// remembered, are float32 and go through the kernels: in plain Go they cost as much as the function itself.
type minimiser struct {
	kernels    kernel.Kernels
	iterations int               // at most
	tolerance  float64           // ends when no entry of the gradient is larger
	shape      func(g []float32) // multiplies by about the inverse Hessian; nil takes the last step's scale
	past       []step
}

// step is what L-BFGS remembers of one.
type step struct {
	way, change []float32 // of the point and of the gradient
	curvature   float32   // way·change
	scale       float32   // curvature over change·change: the inverse Hessian's size
}

// memory is how many steps L-BFGS remembers.
const memory = 10

// run walks x to a minimum of f, which returns its value and writes its gradient. An error from yield ends it.
func (m *minimiser) run(x []float64, f func(x []float64, gradient []float32) float64, yield Yield) error {
	next, g, nextG, way := make([]float64, len(x)), make([]float32, len(x)), make([]float32, len(x)), make([]float32, len(x))
	value := f(x, g)
	for i := range m.iterations {
		if largest(g) <= m.tolerance {
			return nil
		}
		if err := yield.call(i, m.iterations); err != nil {
			return err
		}
		slope := m.direction(way, g)
		if slope >= 0 {
			return nil // rounding is all that is left
		}
		size := 1.0
		if len(m.past) == 0 && m.shape == nil {
			size = 1 / math.Max(1, math.Sqrt(-slope))
		}
		after, ok := search(x, next, nextG, way, value, slope, size, f)
		if !ok {
			return nil
		}
		m.remember(x, next, g, nextG)
		copy(x, next)
		copy(g, nextG)
		value = after
	}
	return nil
}

// search halves the step, at least, until it goes down as much as a tenth of a thousandth of the slope promises, up to the
// rounding of float32 sums. ok is false where no step does.
func search(x, next []float64, g, way []float32, value, slope, size float64,
	f func(x []float64, g []float32) float64) (after float64, ok bool) {
	rounding := 1e-8 * math.Abs(value)
	for range 30 {
		for i := range x {
			next[i] = x[i] + size*float64(way[i])
		}
		after = f(next, g)
		if after <= value+1e-4*size*slope+rounding {
			return after, true
		}
		best := -slope * size * size / (2 * (after - value - slope*size)) // of the parabola through what is known
		if !(best > 0.1*size) {
			best = 0.1 * size
		}
		size = math.Min(best, 0.5*size)
	}
	return value, false
}

// direction is minus the gradient times the inverse Hessian as the remembered steps show it; the result is the slope along it.
func (m *minimiser) direction(way, g []float32) (slope float64) {
	copy(way, g)
	m.kernels.Scale(-1, way)
	var weight [memory]float32
	for i := len(m.past) - 1; i >= 0; i-- {
		p := &m.past[i]
		weight[i] = m.kernels.Dot(p.way, way) / p.curvature
		m.kernels.Axpy(-weight[i], way, p.change)
	}
	if n := len(m.past) - 1; m.shape != nil {
		m.shape(way)
	} else if n >= 0 {
		m.kernels.Scale(m.past[n].scale, way)
	}
	for i := range m.past {
		p := &m.past[i]
		m.kernels.Axpy(weight[i]-m.kernels.Dot(p.change, way)/p.curvature, way, p.way)
	}
	return float64(m.kernels.Dot(way, g))
}

// remember keeps a step, unless rounding left it no curvature; the oldest of too many gives its place.
func (m *minimiser) remember(x, next []float64, g, nextG []float32) {
	var s step
	if len(m.past) == memory {
		s = m.past[0]
		copy(m.past, m.past[1:])
		m.past = m.past[:memory-1]
	} else {
		s = step{way: make([]float32, len(x)), change: make([]float32, len(x))}
	}
	for i := range x {
		s.way[i] = float32(next[i] - x[i])
	}
	copy(s.change, nextG)
	m.kernels.Axpy(-1, s.change, g)
	s.curvature = m.kernels.Dot(s.way, s.change)
	size := m.kernels.Dot(s.change, s.change)
	if !(s.curvature > 1e-12*size) {
		return
	}
	s.scale = s.curvature / size
	m.past = append(m.past, s)
}

func largest(x []float32) float64 {
	most := float32(0)
	for _, v := range x { // not max, which is a call in WebAssembly
		if v < 0 {
			v = -v
		}
		if v > most {
			most = v
		}
	}
	return float64(most)
}
