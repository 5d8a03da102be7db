// Weights as explainers read them: rows of the embeddings, output matrices of heads, directions of logits.

package model

import (
	"math"

	"pellucid/engine/kernel"
)

// row is a copy of one row of a matrix.
func (m *Model) row(number int, id int32) []float32 {
	w := m.matrices[number]
	_, width := w.Size()
	row := make([]float32, width)
	w.Row(row, int(id))
	return row
}

// Embedding is a token's vector as it enters the model (its first tower), [width]: the row of the table, times √width if EmbedScale.
func (m *Model) Embedding(id int32) []float32 {
	row := m.row(m.plan.embed, id)
	if m.Config.EmbedScale {
		m.Kernels.Scale(float32(math.Sqrt(float64(m.Config.Width))), row)
	}
	return row
}

// Unembedding is a token's row of the unembedding, [width].
func (m *Model) Unembedding(id int32) []float32 {
	return m.row(m.plan.unembed, id)
}

// LogitDirection writes a token's logit (before any soft cap) as a function of the last residual stream r, with s its
// scale at the last norm: logit = Σ_j direction[j]*(r[j]-mean(r))/s + constant, without the mean for RMSNorm. In a
// post-norm model it is the token's unembedding, and the logit is Σ_j direction[j]*r[j] of the last
// ln2.hook_normalized; in a model with a head (which no direction goes through) likewise of head_ln.hook_normalized.
func (m *Model) LogitDirection(id int32) (direction []float32, constant float64) {
	direction = m.Unembedding(id)
	if scale := m.Config.LogitScale; scale > 0 {
		m.Kernels.Scale(scale, direction)
	}
	if bias := m.floats(m.plan.unembedBias); bias != nil {
		constant = float64(bias[id])
	}
	final := m.plan.towers[len(m.plan.towers)-1].final
	if final.gain == none {
		return direction, constant
	}
	for j, v := range m.floats(final.bias) {
		constant += float64(v) * float64(direction[j])
	}
	m.Kernels.Mul(direction, m.floats(final.gain))
	return direction, constant
}

// outputOf is the output projection of the attention sublayer that a site belongs to.
func (m *Model) outputOf(s Site) linear {
	for _, t := range m.plan.towers {
		if t.stack != s.Stack || s.Layer < 0 || s.Layer >= len(t.layers) {
			continue
		}
		if t.cross && s.Point >= LNCrossScale && s.Point <= ResidCross {
			return t.layers[s.Layer].cross.o
		}
		return t.layers[s.Layer].attn.o
	}
	panic("model: site outside the layers of this model has no attention output")
}

// OutputWeight is the output projection of the attention sublayer that a site belongs to (self-attention, unless the
// site is a cross-attention one), [width, heads*dim], as float32 values, a copy.
func (m *Model) OutputWeight(s Site) []float32 {
	o := m.outputOf(s)
	all := make([]float32, o.out*o.in)
	kernel.Unpack(all, m.matrices[o.weight])
	return all
}

// OutputBias is its bias, [width]; nil without one.
func (m *Model) OutputBias(s Site) []float32 { return m.floats(m.outputOf(s).bias) }
