package probe

import "math"

// minimiser is L-BFGS (Nocedal & Wright 2006, algorithm 7.5) with a backtracking line search, for convex functions:
// there a step that goes down also has positive curvature.
type minimiser struct {
	iterations int     // at most
	tolerance  float64 // ends when no entry of the gradient is larger
	steps      [][]float64
	changes    [][]float64 // of the gradient, by step
}

// memory is how many steps L-BFGS remembers.
const memory = 10

// run walks x to a minimum of f, which returns its value and writes its gradient. An error from yield ends it.
func (m *minimiser) run(x []float64, f func(x, gradient []float64) float64, yield Yield) error {
	g, next, nextG, way := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
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
		if len(m.steps) == 0 {
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
func search(x, next, g, way []float64, value, slope, size float64, f func(x, g []float64) float64) (after float64, ok bool) {
	rounding := 1e-8 * math.Abs(value)
	for range 30 {
		for i := range x {
			next[i] = x[i] + size*way[i]
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
func (m *minimiser) direction(way, g []float64) (slope float64) {
	for i, v := range g {
		way[i] = -v
	}
	weight := make([]float64, len(m.steps))
	for i := len(m.steps) - 1; i >= 0; i-- {
		weight[i] = inner(m.steps[i], way) / inner(m.steps[i], m.changes[i])
		add(way, -weight[i], m.changes[i])
	}
	if n := len(m.steps) - 1; n >= 0 {
		scale := inner(m.steps[n], m.changes[n]) / inner(m.changes[n], m.changes[n])
		for i := range way {
			way[i] *= scale
		}
	}
	for i := range m.steps {
		add(way, weight[i]-inner(m.changes[i], way)/inner(m.steps[i], m.changes[i]), m.steps[i])
	}
	return inner(way, g)
}

// remember keeps a step, unless rounding left it no curvature.
func (m *minimiser) remember(x, next, g, nextG []float64) {
	step, change := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		step[i], change[i] = next[i]-x[i], nextG[i]-g[i]
	}
	if inner(step, change) <= 1e-12*inner(change, change) {
		return
	}
	m.steps, m.changes = append(m.steps, step), append(m.changes, change)
	if len(m.steps) > memory {
		m.steps, m.changes = m.steps[1:], m.changes[1:]
	}
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

func largest(x []float64) float64 {
	most := 0.0
	for _, v := range x {
		most = math.Max(most, math.Abs(v))
	}
	return most
}
