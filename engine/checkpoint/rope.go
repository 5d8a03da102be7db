package checkpoint

// Rotary positions in config.json: the base and its scaling, as old files (rope_theta, rope_scaling) and new ones
// (rope_parameters) write them.

import (
	"fmt"
	"math"

	"pellucid/engine/model"
)

// rotary sets everything about rotary positions in a configuration whose HeadDim is set.
func (s *settings) rotary(c *model.Config, base float64) {
	c.Position, c.RotaryPairs = model.Rotary, "half"
	if s.flag(false, "rope_interleaved") {
		c.RotaryPairs = "adjacent"
	}
	parameters, scaling := s.inside("rope_parameters"), s.inside("rope_scaling")
	if full := parameters.inside("full_attention"); len(full.values) > 0 { // a set for each kind of layer (Gemma 3)
		c.LocalRotaryBase = parameters.inside("sliding_attention").number(0, "rope_theta")
		parameters = full
	}
	c.RotaryBase = parameters.number(s.number(base, "rope_theta", "rotary_emb_base"), "rope_theta")
	share := parameters.number(s.number(1, "partial_rotary_factor", "rotary_pct"), "partial_rotary_factor")
	if !(share > 0 && share <= 1) {
		s.fail(fmt.Errorf("partial_rotary_factor is %v; wanted a share of the head", share))
		return
	}
	if share < 1 {
		c.RotaryDims = int(float64(c.HeadDim) * share)
	}
	for _, p := range []*settings{parameters, scaling} {
		s.scaleRotary(c, p)
		if p.err != nil {
			s.fail(p.err)
		}
	}
}

// scaleRotary reads one object of scaling.
func (s *settings) scaleRotary(c *model.Config, p *settings) {
	half := c.HeadDim / 2
	if c.RotaryDims > 0 {
		half = c.RotaryDims / 2
	}
	switch kind := p.text("default", "rope_type", "type"); kind {
	case "default", "mrope":
		if factor := p.number(1, "factor"); factor != 1 {
			s.fail(refuse("rope_scaling factor", factor, "a rope_type that says how it scales"))
		}
	case "linear": // Chen et al., arXiv:2306.15595
		factor := p.number(0, "factor")
		c.RotaryDivisors = nil
		for range min(half, mostPairs) {
			c.RotaryDivisors = append(c.RotaryDivisors, factor)
		}
	case "llama3":
		c.RotaryDivisors = llama3Divisors(*c, half, p)
	default:
		s.fail(refuse("rope_scaling", kind, "default, linear or llama3"))
	}
}

// mostPairs bounds the pairs of a head, before Config.Check has looked.
const mostPairs = 1 << 16

// llama3Divisors stretches slow turns by a factor, leaves fast ones as they are and goes smoothly between (Llama 3.1).
func llama3Divisors(c model.Config, half int, p *settings) []float64 {
	factor, original := p.number(8, "factor"), p.number(8192, "original_max_position_embeddings")
	low, high := p.number(1, "low_freq_factor"), p.number(4, "high_freq_factor")
	var list []float64
	for j := range min(half, mostPairs) {
		turns := original * math.Pow(c.RotaryBase, -float64(j)/float64(half)) / (2 * math.Pi) // in the original context
		share := math.Max(0, math.Min(1, (turns-low)/(high-low)))
		list = append(list, 1/((1-share)/factor+share))
	}
	return list
}

// windowed sets which layers see only a window: those that layer_types lists, or else those that by says.
func (s *settings) windowed(c *model.Config, window int, by func(layer int) bool) {
	types := s.texts("layer_types")
	if types != nil && len(types) != c.DecoderLayers {
		s.fail(fmt.Errorf("layer_types lists %d layers, but there are %d", len(types), c.DecoderLayers))
		return
	}
	for i := range min(c.DecoderLayers, 1<<12) {
		local := by(i)
		if types != nil {
			switch types[i] {
			case "sliding_attention":
				local = true
			case "full_attention":
				local = false
			default:
				s.fail(refuse("layer_types", types[i], "full_attention or sliding_attention"))
				return
			}
		}
		if local && window > 0 {
			c.Windowed = append(c.Windowed, i)
		}
	}
	if len(c.Windowed) > 0 {
		c.Window = window
	}
}
