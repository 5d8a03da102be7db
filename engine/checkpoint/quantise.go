package checkpoint

// Quantising a model, and measuring what that costs.

import (
	"fmt"
	"math"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Quantise returns a copy of m whose matrices, wherever [model.Spec] allows it, are int8 blocks of 32. What is
// quantised already, and what stays float32 (norms, biases, positions), is shared with m.
func Quantise(m *model.Model) *model.Model {
	tensors := map[string]*model.Tensor{}
	for _, spec := range m.Config.Specs() {
		t := m.Weight(spec.Name)
		if spec.Quant && t.Blocks == nil {
			t = &model.Tensor{Shape: t.Shape, Blocks: quantised(t.Shape, t.F32)}
		}
		tensors[spec.Name] = t
	}
	q, err := model.New(m.Config, tensors)
	if err != nil {
		panic("checkpoint: a model's own tensors do not make a model: " + err.Error())
	}
	q.Kernels = m.Kernels
	return q
}

// quantised makes int8 blocks of a matrix [rows, cols].
func quantised(shape []int, values []float32) kernel.Q8 {
	return kernel.Quantise(shape[0], shape[1], values)
}

// Cosine is the cosine of the angle between two vectors of equal length, such as the logits of a model and of its
// quantised copy: 1 if they point the same way. It is 0 if either is zero, and NaN if either is not finite.
func Cosine(a, b []float32) (float64, error) {
	if len(a) != len(b) {
		return 0, fmt.Errorf("cosine: wanted two vectors of equal length, got %d and %d", len(a), len(b))
	}
	var ab, aa, bb float64
	for i, x := range a {
		x, y := float64(x), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0, nil
	}
	return ab / (math.Sqrt(aa) * math.Sqrt(bb)), nil
}
