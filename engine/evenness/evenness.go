// Package evenness measures two things of attention that are often taken for one: whether it is even, and whether it changes
// from layer to layer and from input to input.
//
// Even is the normalised entropy of a row, −Σ a ln a / ln(keys it may see): 1 is uniform, 0 is one key. First tokens and
// special ones take attention that carries nothing (Xiao et al., arXiv:2309.17453), so that the entropy is also given without
// them. Changing is the Jensen–Shannon divergence (Lin 1991) in bits, 0 to 1: of neighbouring layers, and of different inputs.
// Neither is a verdict: good models keep broad heads (Clark et al., arXiv:1906.04341), and very low entropy goes with
// unstable training (Zhai et al., arXiv:2303.06296).
package evenness

import (
	"math"
	"slices"

	"pellucid/engine/model"
)

// Input is one sequence with the keys that may be sinks: Source of the encoder's rows, Target of the others'.
type Input struct {
	model.Sequence
	Source, Target []bool
}

// Layer is what the heads of one attention sublayer do.
type Layer struct {
	Site    string    `json:"site"`    // of the pattern
	Entropy []float64 `json:"entropy"` // [head] mean of all rows that see two keys or more, of all inputs
	Spared  []float64 `json:"spared"`  // [head] the same without sinks: the rest of each row, summing to 1 again
	// Next is the divergence of this sublayer's map (mean of its heads) from that of the next layer's, -1 in the last.
	Next float64 `json:"next"`
	// Inputs is the divergence of a head's maps of different inputs, mean of all pairs: on the places that both have, rows
	// summing to 1 again; -1 with one input only.
	Inputs []float64 `json:"inputs"`
}

// Profile reads inputs and measures every attention sublayer, in forward order. The first key of a row always counts as a sink.
// Yield is called between layers of each pass; an error from it ends the work. May be nil.
func Profile(m *model.Model, inputs []Input, yield func(done, total int) error) ([]Layer, error) {
	var sites []model.Site
	for site := range m.Config.Sites() {
		if site.Point == model.Pattern || site.Point == model.CrossPattern {
			sites = append(sites, site)
		}
	}
	maps := make([][]grid, len(sites)) // [site][input]
	keep := func(s model.Site) bool { return s.Point == model.Pattern || s.Point == model.CrossPattern }
	for _, input := range inputs {
		trace, err := m.Forward(model.Batch{input.Sequence}, model.Run{Keep: keep, Logits: model.LogitRows{Mode: model.NoRows}, Yield: yield})
		if err != nil {
			return nil, err
		}
		for i, site := range sites {
			pattern, err := trace.At(site, 0)
			if err != nil {
				return nil, err
			}
			sinks := input.Target
			if site.Stack == model.Encoder || site.Point == model.CrossPattern {
				sinks = input.Source
			}
			maps[i] = append(maps[i], newGrid(pattern, m.Config.Causal(site), sinks))
		}
	}
	layers := make([]Layer, len(sites))
	for i, site := range sites {
		layers[i] = measure(site, maps[i])
		layers[i].Next = next(sites, maps, i)
	}
	return layers, nil
}

// measure is all of a sublayer but Next.
func measure(site model.Site, maps []grid) Layer {
	layer := Layer{Site: site.String(), Next: -1}
	for head := range maps[0].heads {
		var all, spared, apart mean
		for i, g := range maps {
			g.entropy(head, nil, &all)
			g.entropy(head, g.sinks, &spared)
			for _, other := range maps[:i] {
				g.apart(head, other, head, &apart)
			}
		}
		layer.Entropy, layer.Spared = append(layer.Entropy, all.value(0)), append(layer.Spared, spared.value(0))
		layer.Inputs = append(layer.Inputs, apart.value(-1))
	}
	return layer
}

// next is the divergence of a sublayer from the one of its kind a layer on.
func next(sites []model.Site, maps [][]grid, i int) float64 {
	for j, site := range sites {
		if site.Stack == sites[i].Stack && site.Point == sites[i].Point && site.Layer == sites[i].Layer+1 {
			var apart mean
			for input, g := range maps[i] {
				g.flat().apart(0, maps[j][input].flat(), 0, &apart)
			}
			return apart.value(-1)
		}
	}
	return -1
}

// grid is the pattern of one input in one sublayer.
type grid struct {
	heads, queries, keys int
	data                 []float32
	causal               bool
	sinks                []bool // [key]
}

func newGrid(pattern model.Array, causal bool, sinks []bool) grid {
	heads, queries, keys := pattern.Shape[0], pattern.Shape[1], pattern.Shape[2]
	g := grid{heads, queries, keys, slices.Clone(pattern.Data), causal, make([]bool, keys)}
	copy(g.sinks, sinks)
	g.sinks[0] = true
	return g
}

// row is the weights of the keys that a query may see.
func (g grid) row(head, query int) []float32 {
	row := g.data[(head*g.queries+query)*g.keys:][:g.keys]
	if g.causal {
		row = row[:query+1]
	}
	return row
}

// flat is the mean of all heads as a grid of one.
func (g grid) flat() grid {
	f := grid{1, g.queries, g.keys, make([]float32, g.queries*g.keys), g.causal, g.sinks}
	for i, w := range g.data {
		f.data[i%len(f.data)] += w / float32(g.heads)
	}
	return f
}

// entropy adds the normalised entropy of each of a head's rows, without the keys to be left out.
func (g grid) entropy(head int, without []bool, to *mean) {
	for query := range g.queries {
		keys, sum, plain := 0, 0.0, 0.0
		for key, w := range g.row(head, query) {
			if without != nil && without[key] {
				continue
			}
			keys++
			if w > 0 {
				sum += float64(w)
				plain -= float64(w) * math.Log(float64(w))
			}
		}
		if keys > 1 && sum > 0 {
			// of the weights divided by their sum: −Σ (w/s) ln(w/s)
			to.add((plain/sum + math.Log(sum)) / math.Log(float64(keys)))
		}
	}
}

// apart adds the divergence of each row that both maps have.
func (g grid) apart(head int, other grid, otherHead int, to *mean) {
	for query := range min(g.queries, other.queries) {
		a, b := g.row(head, query), other.row(otherHead, query)
		n := min(len(a), len(b))
		if n > 1 {
			if d, ok := Divergence(a[:n], b[:n]); ok {
				to.add(d)
			}
		}
	}
}

// Divergence is the Jensen–Shannon divergence in bits of two lists of weights, each divided by its sum; not ok if one has none.
func Divergence(a, b []float32) (bits float64, ok bool) {
	var sumA, sumB float64
	for i := range a {
		sumA, sumB = sumA+float64(a[i]), sumB+float64(b[i])
	}
	if sumA <= 0 || sumB <= 0 {
		return 0, false
	}
	for i := range a {
		p, q := float64(a[i])/sumA, float64(b[i])/sumB
		middle := (p + q) / 2
		if p > 0 {
			bits += p / 2 * math.Log2(p/middle)
		}
		if q > 0 {
			bits += q / 2 * math.Log2(q/middle)
		}
	}
	return max(bits, 0), true
}

// mean gathers values.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) { m.sum, m.n = m.sum+x, m.n+1 }

func (m *mean) value(none float64) float64 {
	if m.n == 0 {
		return none
	}
	return m.sum / float64(m.n)
}

// Readings is a profile as one number a kind: the means over sublayers and heads.
type Readings struct {
	Entropy float64 `json:"entropy"`
	Spared  float64 `json:"spared"`
	Next    float64 `json:"next"`
	Inputs  float64 `json:"inputs"`
}

// Mean is a profile's readings; -1 for what no layer has.
func Mean(layers []Layer) Readings {
	var entropy, spared, next, inputs mean
	for _, l := range layers {
		for head := range l.Entropy {
			entropy.add(l.Entropy[head])
			spared.add(l.Spared[head])
			if l.Inputs[head] >= 0 {
				inputs.add(l.Inputs[head])
			}
		}
		if l.Next >= 0 {
			next.add(l.Next)
		}
	}
	return Readings{entropy.value(-1), spared.value(-1), next.value(-1), inputs.value(-1)}
}
