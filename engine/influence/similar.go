package influence

import (
	"fmt"
	"math"

	"pellucid/engine/model"
)

// similarBatch is how many texts go through the model at once.
const similarBatch = 32

// Similar is the cosine of the last tower's output (after its last norm) at the last token of query and text. In a decoder
// that state sums up the whole text; in a translator, the output with its source.
func Similar(m *model.Model, queries, texts []Text, yield Yield) ([][]float64, error) {
	all := append(append([]Text(nil), queries...), texts...)
	states, err := lastStates(m, all, yield)
	if err != nil {
		return nil, fmt.Errorf("influence: %w", err)
	}
	scores := newScores(len(queries), len(texts))
	for q, row := range scores {
		for i := range row {
			row[i] = Cosine(states[q], states[len(queries)+i])
		}
	}
	return scores, nil
}

// lastStates is a vector a text.
func lastStates(m *model.Model, texts []Text, yield Yield) ([][]float32, error) {
	site := lastSite(m.Config)
	var states [][]float32
	var trace *model.Trace
	for start := 0; start < len(texts); start += similarBatch {
		part := texts[start:min(start+similarBatch, len(texts))]
		batch := make(model.Batch, len(part))
		for i, text := range part {
			batch[i] = model.Sequence{Source: text.Source, Tokens: text.Target}
		}
		var err error
		run := model.Run{Keep: func(s model.Site) bool { return s == site }, Logits: model.LogitRows{Mode: model.LastRow}, Reuse: trace}
		if trace, err = m.Forward(batch, run); err != nil {
			return nil, err
		}
		for i := range part {
			kept, err := trace.At(site, i)
			if err != nil {
				return nil, err
			}
			states = append(states, append([]float32(nil), kept.Data[len(kept.Data)-m.Config.Width:]...))
		}
		if err := yield.call(len(states), len(texts)); err != nil {
			return nil, err
		}
	}
	return states, nil
}

// lastSite is where the last tower ends.
func lastSite(c model.Config) model.Site {
	var last model.Site
	for site := range c.Sites() {
		if site.Point == model.Final || site.Point == model.ResidPost {
			last = site
		}
	}
	return last
}

// Cosine is the likeness of two vectors, -1 to 1; 0 with a vector of zeros.
func Cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i, x := range a {
		y := float64(b[i])
		dot, aa, bb = dot+float64(x)*y, aa+float64(x)*float64(x), bb+y*y
	}
	if dot == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}
