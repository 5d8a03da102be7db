package api

import (
	"cmp"
	"fmt"
	"math"

	"pellucid/engine/model"
)

// mostPositions bounds a picture of position encodings.
const mostPositions = 4096

// positions returns the position encodings as numbers.
func positions(c *Call, p PositionsParams) (PositionsResult, error) {
	config := c.Model.Config
	kind := cmp.Or(p.Kind, config.Position)
	limit := mostPositions
	if kind == "learned" {
		limit = config.Context
	}
	if p.Length < 1 || p.Length > limit {
		return PositionsResult{}, &Error{
			Code:    "bad-params",
			Message: fmt.Sprintf("length: want 1 to %d, got %d", limit, p.Length),
			Values:  map[string]any{"got": p.Length, "limit": limit},
		}
	}
	result := PositionsResult{Kind: kind}
	switch kind {
	case "sinusoidal":
		result.Tensors = []Tensor{positionTensor(p.Length, config.Width, model.Sinusoid(p.Length, config.Width))}
	case "learned":
		table := c.learnedPositions()
		if table == nil {
			return PositionsResult{}, &Error{Code: "wrong-kind", Message: "this model has no learned positions"}
		}
		result.Tensors = []Tensor{positionTensor(p.Length, config.Width, table[:p.Length*config.Width])}
	case "rotary":
		result.Tensors = []Tensor{rotaryAngles(config, p.Length)}
	default:
		return PositionsResult{}, &Error{Code: "bad-params", Message: fmt.Sprintf(`kind: want "", "sinusoidal", "learned" or "rotary", got %q`, p.Kind)}
	}
	return result, nil
}

func positionTensor(length, width int, data []float32) Tensor {
	return Tensor{Name: "positions", Shape: []int{length, width}, Axes: []string{"pos", "width"}, Data: data}
}

// learnedPositions is the table of the first tower that has one, [context, width].
func (s *Session) learnedPositions() []float32 {
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
	half := config.HeadDim / 2
	base := cmp.Or(config.RotaryBase, 10000)
	angles := make([]float32, 0, length*half)
	for pos := range length {
		for j := range half {
			angles = append(angles, float32(float64(pos)*math.Pow(base, -float64(j)/float64(half))))
		}
	}
	return Tensor{Name: "angles", Shape: []int{length, half}, Axes: []string{"pos", "half"}, Data: angles}
}
