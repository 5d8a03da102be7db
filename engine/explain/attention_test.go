package explain

import (
	"math"
	"slices"
	"testing"

	"pellucid/engine/model"
)

// TestRolloutByHand follows two layers over two positions with round numbers.
func TestRolloutByHand(t *testing.T) {
	c := decoderConfig()
	s := &Subject{Model: model.Init(c, newRandom()), Read: []int32{1, 2}, Write: []int32{3}, Units: []Unit{{"a", []int{0}}, {"b", []int{1}}}}
	layer := func(l int, pattern ...float32) AttentionMap {
		return AttentionMap{Site: model.Site{Layer: l, Point: model.Pattern}, Heads: 1, Queries: 2, Keys: 2, Pattern: pattern, Causal: true}
	}
	a := &Attention{Maps: []AttentionMap{layer(0, 1, 0, 0.5, 0.5), layer(1, 1, 0, 0.2, 0.8)}}
	credit, err := unitCredit(s, a.rollout(s), nil, true)
	if err != nil {
		t.Fatal(err)
	}
	// Layer 0: row b = ½(0,1) + ½(½(1,0) + ½(0,1)) = (¼, ¾). Layer 1: ½(¼,¾) + ½(0.2(1,0) + 0.8(¼,¾)) = (0.325, 0.675).
	near(t, "a", credit[0][0], 0.325, 1e-7)
	near(t, "b", credit[0][1], 0.675, 1e-7)
}

// TestTranslatorRolloutByHand: one encoder layer and one decoder layer over two words each.
func TestTranslatorRolloutByHand(t *testing.T) {
	c := translatorConfig()
	s := &Subject{Model: model.Init(c, newRandom()), Read: []int32{2, 3}, Write: []int32{0, 5, 1}, Units: []Unit{{"a", []int{0}},
		{"b", []int{1}}}}
	m := func(stack model.Stack, point model.Point, pattern ...float32) AttentionMap {
		return AttentionMap{Site: model.Site{Stack: stack, Point: point}, Heads: 1, Queries: 2, Keys: 2, Pattern: pattern}
	}
	a := &Attention{Maps: []AttentionMap{
		m(model.Encoder, model.Pattern, 0, 1, 1, 0),
		m(model.Decoder, model.Pattern, 1, 0, 0.5, 0.5),
		m(model.Decoder, model.CrossPattern, 1, 0, 0.4, 0.6),
	}}
	credit, err := unitCredit(s, a.rollout(s), nil, true)
	if err != nil {
		t.Fatal(err)
	}
	// The encoder's rows become (½,½) and (½,½); a decoder row has nothing of the input but half of what it reads there.
	near(t, "output 0, a", credit[0][0], 0.25, 1e-7)
	near(t, "output 1, b", credit[1][1], 0.25, 1e-7)
}

func TestAttentionRowsSumToOne(t *testing.T) {
	for kind, s := range subjects() {
		a, err := Record(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range a.Maps {
			for row := range m.Heads * m.Queries {
				sum := 0.0
				for _, p := range m.Pattern[row*m.Keys : (row+1)*m.Keys] {
					sum += float64(p)
				}
				near(t, kind+" "+m.Site.String(), sum, 1, 1e-5)
			}
		}
		full := *s
		full.Units = nil
		for i := range s.Read {
			full.Units = append(full.Units, Unit{"", []int{i}})
		}
		rows, err := unitCredit(&full, a.mean(&full, false), nil, true)
		if err != nil {
			t.Fatal(err)
		}
		if sum := total(rows[0]); math.Abs(sum-1) > 1e-5 {
			t.Errorf("%s: the first output's attention to all that was read sums to %g", kind, sum)
		}
	}
}

// TestWeightedIsTheHeadsOutput compares ‖Σ_j α_ij v_j W_O‖ made of single keys with the head's own output, on a pattern
// that an edit has put on one key.
func TestWeightedIsTheHeadsOutput(t *testing.T) {
	s := subjects()["encoder-decoder"]
	a, err := Record(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range a.Maps {
		result := m.Site
		result.Point = model.Result
		if m.Site.Point == model.CrossPattern {
			result.Point = model.CrossResult
		}
		oneKey := make([]float32, m.Keys)
		oneKey[2] = 1
		edit := model.PlacedEdit{Site: m.Site, Edit: model.Set{At: model.Index{nil, {3}}, Value: oneKey}}
		run := model.Run{Edits: []model.PlacedEdit{edit}, Keep: func(x model.Site) bool { return x == result }}
		trace, err := s.Model.Forward(model.Batch{s.sequence()}, run)
		if err != nil {
			t.Fatal(err)
		}
		out, err := trace.At(result, 0)
		if err != nil {
			t.Fatal(err)
		}
		if m.Site.Layer > 0 { // the edit changes what later layers read
			continue
		}
		width := s.Model.Config.Width
		for head := range m.Heads {
			got := norm(out.Data[(3*m.Heads+head)*width:][:width])
			at := (head*m.Queries+3)*m.Keys + 2
			near(t, m.Site.String(), float64(m.Weighted[at]/m.Pattern[at]), got, 1e-4)
		}
	}
}

func TestHeadMetrics(t *testing.T) {
	site := model.Site{Point: model.Pattern}
	causal := func(pattern ...float32) AttentionMap {
		return AttentionMap{Site: site, Heads: 1, Queries: 4, Keys: 4, Pattern: pattern, Causal: true}
	}
	uniform := causal(1, 0, 0, 0, 0.5, 0.5, 0, 0, 1./3, 1./3, 1./3, 0, 0.25, 0.25, 0.25, 0.25).metrics(0, []int32{1, 2, 3, 4}, nil)
	near(t, "uniform entropy", uniform.Entropy, 1, 1e-6)
	near(t, "uniform distance", uniform.Distance, (0.5+1+1.5)/3, 1e-6)
	near(t, "uniform first", uniform.First, (0.5+1./3+0.25)/3, 1e-6)
	if !math.IsNaN(uniform.Induction) || !math.IsNaN(uniform.Alignment) {
		t.Error("no token repeats: induction and alignment do not apply")
	}
	previous := causal(1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0).metrics(0, []int32{1, 2, 3, 4}, nil)
	near(t, "previous", previous.Previous, 1, 1e-6)
	near(t, "focused", previous.Entropy, 0, 1e-6)
	// a b a: the query at 2 repeats 0; what follows 0 is 1.
	induction := causal(1, 0, 0, 0, 0, 1, 0, 0, 0.1, 0.9, 0, 0, 1, 0, 0, 0).metrics(0, []int32{5, 6, 5, 7}, nil)
	// Of four rows, whose weights sum to 4, one has an earlier copy.
	near(t, "induction", induction.Induction, 0.9/4, 1e-6)
	near(t, "duplicate", induction.Duplicate, 0.1/4, 1e-6)
	// Two rows over five keys, the first and the last of which are marks: 0.9 on a mark is no alignment.
	cross := AttentionMap{Site: model.Site{Stack: model.Decoder, Point: model.CrossPattern}, Heads: 1, Queries: 2, Keys: 5,
		Pattern: []float32{0.9, 0.02, 0.05, 0.03, 0, 0.1, 0.2, 0.6, 0.1, 0}}
	near(t, "alignment", cross.metrics(0, nil, []int{0, 4}).Alignment, (0.05+0.6)/2, 1e-6)
	near(t, "alignment with marks", cross.metrics(0, nil, nil).Alignment, (0.9+0.6)/2, 1e-6)
	near(t, "alignment of an even head", cross.even().metrics(0, nil, []int{0, 4}).Alignment, 0.2, 1e-6)
	near(t, "previous token of an even head", causal(make([]float32, 16)...).even().metrics(0, []int32{1, 2, 3, 4},
		nil).Previous, (0.5+1./3+0.25)/3, 1e-6)
	found, err := FindHeads([]HeadMetrics{uniform, induction, previous}, "previous")
	if err != nil || found[0].Previous != 1 {
		t.Errorf("the finder puts %+v first (%v)", found[0], err)
	}
}

// TestWhatAHeadReads: repeats are told in the tokens that its keys are; cross-attention has none to repeat.
func TestWhatAHeadReads(t *testing.T) {
	s := subjects()["encoder-decoder"]
	for site, want := range map[model.Site][]int32{
		{Stack: model.Encoder, Point: model.Pattern}:      s.Read,
		{Stack: model.Decoder, Point: model.Pattern}:      s.Write[:len(s.Write)-1],
		{Stack: model.Decoder, Point: model.CrossPattern}: nil,
	} {
		if got := s.tokensOf(AttentionMap{Site: site}); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", site, got, want)
		}
	}
}
