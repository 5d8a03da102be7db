package api

import (
	"cmp"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// mostPositions bounds a picture of position encodings.
const mostPositions = 4096

// positions returns the position encodings as numbers.
func positions(c *Call, p PositionsParams) (PositionsResult, error) {
	config := c.Model.Config
	kind := cmp.Or(p.Kind, Encoding(config.Position))
	limit := mostPositions
	if kind == Learned {
		limit = config.Context
	}
	if err := problem.Within("length", p.Length, 1, limit); err != nil {
		return PositionsResult{}, err
	}
	result := PositionsResult{Kind: kind}
	switch kind {
	case Sinusoidal:
		result.Tensors = []Tensor{positionTensor(p.Length, config.Width, model.Sinusoid(p.Length, config.Width))}
	case SinusoidalHalves:
		result.Tensors = []Tensor{positionTensor(p.Length, config.Width, model.SinusoidHalves(p.Length, config.Width))}
	case Relative:
		return PositionsResult{}, problem.New(problem.WrongKind, nil,
			"this model has no position vectors: it adds a bias to attention scores by distance")
	case Learned:
		table := c.learnedPositions()
		if table == nil {
			return PositionsResult{}, problem.New(problem.WrongKind, nil, "this model has no learned positions")
		}
		result.Tensors = []Tensor{positionTensor(p.Length, config.Width, table[:p.Length*config.Width])}
	case Rotary:
		result.Tensors = []Tensor{rotaryAngles(config, p.Length)}
	default:
		return PositionsResult{}, problem.NoneOf("kind", p.Kind, "", Sinusoidal, Learned, Rotary)
	}
	return result, nil
}

func positionTensor(length, width int, data []float32) Tensor {
	return Tensor{Name: "positions", Shape: []int{length, width}, Axes: []Axis{PosAxis, WidthAxis}, Data: data}
}

// learnedPositions is the table of the first tower that has one, [context, width].
func (s *OpenModel) learnedPositions() []float32 {
	for _, name := range []string{"pos_embed.weight", "encoder.pos_embed.weight"} {
		if t := s.Model.Weight(name); t != nil {
			return t.F32
		}
	}
	return nil
}

// rotaryAngles is by how much each pair of dimensions is turned at each position (Su et al., arXiv:2104.09864):
// pos / base^(j/half).
func rotaryAngles(config model.Config, length int) Tensor {
	if config.Position != model.Rotary { // asked for comparison
		config.RotaryBase, config.RotaryDims, config.RotaryDivisors = 10000, 0, nil
	}
	frequencies := config.RotaryFrequencies()
	half := len(frequencies)
	angles := make([]float32, 0, length*half)
	for pos := range length {
		for _, f := range frequencies {
			angles = append(angles, float32(float64(pos)*f))
		}
	}
	return Tensor{Name: "angles", Shape: []int{length, half}, Axes: []Axis{PosAxis, HalfAxis}, Data: angles}
}
