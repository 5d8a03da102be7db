// LayerNorm and RMSNorm; forward and backward. Their scale (standard deviation, or root mean square) is a site of its
// own, so it can be frozen: then the gradient no longer flows through it.

package model

import "fmt"

// normTape is what backward needs of one norm.
type normTape struct {
	x          []float32 // [rows, width] input
	mean, rstd []float32 // [rows] as used
	own        []float32 // [rows] 1/scale before edits; nil if nothing edited the scale
}

// normSites are the two sites of one norm.
type normSites struct{ scale, normalized Site }

// normalize is gain*(x-mean)/scale + bias by row (mean and bias absent for RMSNorm).
func (t *Trace) normalize(s *stream, n norm, at normSites, x []float32, tape *normTape) ([]float32, error) {
	m, width := t.model, t.model.Config.Width
	y := t.work.take(s.rows * width)
	tape.x, tape.rstd = x, t.work.take(s.rows)
	gain, bias := m.floats(n.gain), m.floats(n.bias)
	if m.Config.Norm == LayerNorm {
		tape.mean = t.work.take(s.rows)
		m.Kernels.LayerNorm(y, tape.mean, tape.rstd, x, gain, bias, s.rows, width, m.Config.Eps)
	} else {
		m.Kernels.RMSNorm(y, tape.rstd, x, gain, s.rows, width, m.Config.Eps)
	}
	if t.edited(at.scale) || t.keeps(at.scale) {
		if err := t.scale(s, at.scale, y, gain, bias, tape); err != nil {
			return nil, err
		}
	}
	return y, t.reach(at.normalized, y, place{stream: s, a: width})
}

// scale is the hook_scale site: it shows the scale and, if an edit changed it, computes y again.
func (t *Trace) scale(s *stream, at Site, y, gain, bias []float32, tape *normTape) error {
	scale := t.work.take(s.rows)
	for i, r := range tape.rstd {
		scale[i] = 1 / r
	}
	if err := t.reach(at, scale, place{stream: s, a: 1}); err != nil {
		return err
	}
	if !t.edited(at) {
		return nil
	}
	tape.own = t.work.copied(tape.rstd)
	for i, v := range scale {
		if v == 0 {
			return fmt.Errorf("edit at %v: want a scale that is not 0 at row %d, for it divides", at, i)
		}
		tape.rstd[i] = 1 / v
		row := y[i*len(gain) : (i+1)*len(gain)]
		for j := range row {
			row[j] = tape.centred(i, j, len(gain)) * tape.rstd[i] * gain[j]
			if bias != nil {
				row[j] += bias[j]
			}
		}
	}
	return nil
}

// centred is x-mean at one entry.
func (n *normTape) centred(row, column, width int) float32 {
	v := n.x[row*width+column]
	if n.mean != nil {
		v -= n.mean[row]
	}
	return v
}

// normalize pulls dy (changed on the way) back and adds to dx.
func (b *back) normalize(s *stream, n norm, at normSites, dx, dy []float32, tape *normTape) {
	m, width := b.model, b.model.Config.Width
	b.pull(at.normalized, dy, place{stream: s, a: width})
	gain, dgain := m.floats(n.gain), b.weight(n.gain)
	switch {
	case tape.own != nil || b.concerns(at.scale):
		b.scale(s, n, at.scale, dx, dy, tape)
	case m.Config.Norm == LayerNorm:
		m.Kernels.LayerNormGrad(dx, dgain, b.weight(n.bias), dy, tape.x, gain, tape.mean, tape.rstd, s.rows, width)
	default:
		m.Kernels.RMSNormGrad(dx, dgain, dy, tape.x, gain, tape.rstd, s.rows, width)
	}
}

// scale is normalize's backward with the scale as a value of its own. With c = x-mean, y = gain*c/scale + bias and
// g = dy*gain:
//
//	dscale = -Σ_j g_j*c_j/scale²
//	dx_j += g_j/scale - mean_j(g)/scale + dscale*c_j/(width*own scale)     (the mean term for LayerNorm only)
func (b *back) scale(s *stream, n norm, at Site, dx, dy []float32, tape *normTape) {
	width := b.model.Config.Width
	gain, dgain, dbias := b.model.floats(n.gain), b.weight(n.gain), b.weight(n.bias)
	before := b.work.mark()
	dscale, g := b.work.take(s.rows), b.work.take(s.rows*width)
	for i := range s.rows {
		sum, r := float32(0), tape.rstd[i]
		for j := range width {
			d, c := dy[i*width+j], tape.centred(i, j, width)
			g[i*width+j] = d * gain[j]
			sum += g[i*width+j] * c
			if dgain != nil {
				dgain[j] += d * c * r
			}
			if dbias != nil {
				dbias[j] += d
			}
		}
		dscale[i] = -sum * r * r
	}
	b.pull(at, dscale, place{stream: s, a: 1})
	for i := range s.rows {
		row, mean := g[i*width:(i+1)*width], float32(0)
		if tape.mean != nil {
			for _, v := range row {
				mean += v / float32(width)
			}
		}
		own := tape.rstd[i]
		if tape.own != nil {
			own = tape.own[i]
		}
		for j, v := range row {
			dx[i*width+j] += (v-mean)*tape.rstd[i] + dscale[i]*tape.centred(i, j, width)*own/float32(width)
		}
	}
	b.work.rewind(before)
}
