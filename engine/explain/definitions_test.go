// Definitions held to values worked out by hand: each of these was once changed in one place without a test noticing.

package explain

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// TestLIMEDefinition: the kernel's width, and that the seed decides what is drawn.
func TestLIMEDefinition(t *testing.T) {
	variants, weights := limeVariants(4, LIMEOptions{Seed: 1}.filled(4))
	if len(variants) != 201 || variants[0].any() || weights[0] != 1 {
		t.Fatalf("%d variants, want the input and 200", len(variants))
	}
	// cos of a mask that shows k of 4 units with all four is √(k/4): distances 1, 1/2, 1−√½, 1−√¾, 0.
	want := []float64{math.Exp(-16), math.Exp(-4), math.Exp(-16 * 0.0857864376269), math.Exp(-16 * 0.0179491924311), 1}
	for v, hidden := range variants {
		shown := 0
		for _, h := range hidden {
			if !h {
				shown++
			}
		}
		near(t, "weight", weights[v], want[shown], 1e-9)
	}
	again, _ := limeVariants(4, LIMEOptions{Seed: 1}.filled(4))
	other, _ := limeVariants(4, LIMEOptions{Seed: 2}.filled(4))
	same := func(a, b []Hidden) bool {
		return slices.EqualFunc(a, b, func(x, y Hidden) bool { return slices.Equal(x, y) })
	}
	if !same(variants, again) || same(variants, other) {
		t.Error("one seed must draw the same, and another seed something else")
	}
	credit := func(seed uint64) float64 {
		a, err := Attribute(&lime, &Question{Subject: subjects()["decoder"], Options: Options{Masking: Masking{Mask: Blank}, Seed: seed}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a.Token[0][0]
	}
	if credit(1) != credit(1) || credit(1) == credit(2) {
		t.Error("the method does not hand its seed on")
	}
}

// TestIntegratedStartsFromTheMean unless told otherwise.
func TestIntegratedStartsFromTheMean(t *testing.T) {
	credit := func(b Baseline) float64 {
		a, err := Attribute(&integrated, &Question{Subject: subjects()["decoder"], Options: Options{Only: []int{0}, Baseline: b}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return a.Token[0][0]
	}
	if credit("") != credit(MeanBaseline) || credit("") == credit(ZeroBaseline) {
		t.Errorf("credit %g by default, %g from the mean, %g from zero", credit(""), credit(MeanBaseline), credit(ZeroBaseline))
	}
}

// TestBlankingReachesEveryLayer: the list of sites is written by hand here.
func TestBlankingReachesEveryLayer(t *testing.T) {
	want := map[string][]string{
		"encoder": {"blocks.0.attn.hook_attn_scores", "blocks.1.attn.hook_attn_scores"},
		"decoder": {"blocks.0.attn.hook_attn_scores", "blocks.1.attn.hook_attn_scores"},
		"encoder-decoder": {"encoder.0.attn.hook_attn_scores", "encoder.1.attn.hook_attn_scores",
			"decoder.0.cross_attn.hook_attn_scores", "decoder.1.cross_attn.hook_attn_scores"},
	}
	for kind, s := range subjects() {
		var got []string
		for _, site := range s.scoreSites() {
			got = append(got, site.String())
		}
		if !slices.Equal(got, want[kind]) {
			t.Errorf("%s: %q, want %q", kind, got, want[kind])
		}
	}
}

// TestERASERByHand: of five units, 1, 5, 10 and 20 % are one unit and 50 % are three.
func TestERASERByHand(t *testing.T) {
	f := newFaithfulness([]float64{1, 0.6, 0.5, 0.4, 0.2, 0.1}, []float64{0.1, 0.2, 0.3, 0.5, 0.8, 1})
	near(t, "comprehensiveness", f.Comprehensiveness, (0.4+0.6)/2, 1e-12)
	near(t, "sufficiency", f.Sufficiency, (0.8+0.5)/2, 1e-12)
	near(t, "deletion area", f.DeletionAUC, (0.5+0.6+0.5+0.4+0.2+0.05)/5, 1e-12)
	near(t, "insertion area", f.InsertionAUC, (0.05+0.2+0.3+0.5+0.8+0.5)/5, 1e-12)
}

// TestLensCellByHand: the divergence is of the final distribution from the layer's, and the rank counts what is above.
func TestLensCellByHand(t *testing.T) {
	of := func(p ...float64) distributions {
		d := distributions{rows: 1, vocab: len(p), norm: []float64{0}}
		for _, x := range p {
			d.logits, d.probs = append(d.logits, float32(math.Log(x))), append(d.probs, float32(x))
		}
		return d
	}
	cell := lensCell(of(0.5, 0.5), of(0.9, 0.1), 0, 1, 1)
	near(t, "KL(final‖layer)", cell.KL, 0.9*math.Log(1.8)+0.1*math.Log(0.2), 1e-6)
	near(t, "entropy of the layer", cell.Entropy, math.Log(2), 1e-6)
	near(t, "next", cell.Next, 0.5, 1e-6)
	for id, want := range []int{2, 0, 1, 2} {
		if got := rank([]float32{1, 3, 2, 1}, int32(id)); got != want {
			t.Errorf("rank of token %d: %d, want %d", id, got, want)
		}
	}
}

// TestSinksLeaveARowOfShares, but a size of what is read stays what it is.
func TestSinksLeaveARowOfShares(t *testing.T) {
	for _, c := range []struct {
		renormalise bool
		want        []float64
	}{{true, []float64{0, 0.6, 0.4}}, {false, []float64{0, 0.3, 0.2}}} {
		row := []float64{0.5, 0.3, 0.2}
		if err := removeSinks(row, []int{0}, c.renormalise); err != nil {
			t.Fatal(err)
		}
		for i := range row {
			near(t, "row without its sink", row[i], c.want[i], 1e-12)
		}
	}
}

// TestSurrogateIsJudgedOnWhatItHasNotSeen: the first third of the variants is held out, and fidelity is measured there alone.
func TestSurrogateIsJudgedOnWhatItHasNotSeen(t *testing.T) {
	s := subjects()["decoder"]
	s.Units = nil
	for i := range s.Read {
		s.Units = append(s.Units, Unit{"", []int{i}})
	}
	c, err := NewScorer(s, Target{}, Masking{Mask: Replace, Neutral: 7})
	if err != nil {
		t.Fatal(err)
	}
	const samples, seed = 60, 3
	g, err := GrowSurrogate(c, 0, SurrogateOptions{Samples: samples, Seed: seed, Depth: 2}, nil)
	if err != nil {
		t.Fatal(err)
	}
	variants := distinctVariants(len(s.Units), samples, seed)
	agree := func(from, to int) float64 {
		right := 0.0
		for _, v := range variants[from:to] {
			read, shown := slices.Clone(s.Read), make([]bool, len(v))
			for i, hidden := range v {
				if shown[i] = !hidden; hidden {
					read[i] = 7
				}
			}
			trace, err := s.Model.Forward(model.Batch{{Tokens: read}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
			if err != nil {
				t.Fatal(err)
			}
			path := g.Tree.Path(shown)
			if g.Classes[path[len(path)-1].Class] == model.Argmax(trace.Logits(0).Data) {
				right++
			}
		}
		return right / float64(to-from)
	}
	held := len(variants) / 3
	near(t, "fidelity", g.Fidelity, agree(0, held), 1e-12)
	if g.Held != held || g.Train != len(variants)-held {
		t.Errorf("%d held out and %d grown on, of %d", g.Held, g.Train, len(variants))
	}
	if seen := agree(held, len(variants)); seen == g.Fidelity {
		t.Logf("the tree is as good on what it has seen, %g: this case cannot tell them apart", seen)
	}
}

// TestFitByHand: one unit, shown once (score 1) and hidden twice (0 and 1, the last with weight 2). The line gives 1 and 2/3,
// which leaves 2/3 of a spread of 3/4 unexplained.
func TestFitByHand(t *testing.T) {
	fit, err := newLimeFit([]Hidden{{false}, {true}, {true}}, []float64{1, 1, 2}, 1e-12)
	if err != nil {
		t.Fatal(err)
	}
	credit, _, r2 := fit.solve([]float64{1, 0, 1})
	near(t, "credit", credit[0], 1./3, 1e-9)
	near(t, "R²", r2, 1-(2./3)/0.75, 1e-9)
	s := subjects()["decoder"]
	c := scorer(t, s, Target{}, Replace)
	if _, err := LIME(c, LIMEOptions{Samples: len(s.Units) + 1}, nil); err == nil {
		t.Error("fewer samples than coefficients were accepted")
	}
	if _, err := LIME(c, LIMEOptions{Samples: len(s.Units) + 2, Seed: 4}, nil); err != nil {
		t.Error(err)
	}
}

// TestDistanceAcrossSequences: the two rows of a cross-attention stand at the first and the last of its five keys.
func TestDistanceAcrossSequences(t *testing.T) {
	cross := AttentionMap{Site: model.Site{Stack: model.Decoder, Point: model.CrossPattern}, Heads: 1, Queries: 2, Keys: 5,
		Pattern: []float32{0.9, 0.02, 0.05, 0.03, 0, 0.1, 0.2, 0.6, 0.1, 0}}
	near(t, "distance", cross.metrics(0, nil, nil).Distance, (0.21+2.3)/2, 1e-6)
}

// TestFoilsCountInAContrastOnly, and token 0 may be one.
func TestFoilsCountInAContrastOnly(t *testing.T) {
	s := subjects()["decoder"]
	foils := map[int]int32{0: 0}
	if err := (Target{Measure: Contrast, Foils: foils}).Check(s); err != nil {
		t.Error(err)
	}
	if err := (Target{Measure: Contrast, Foils: map[int]int32{0: 13}}).Check(s); err == nil {
		t.Error("a token beyond the vocabulary was accepted")
	}
	plain, _ := Gradient(s, Target{}, []int{0}, nil)
	foiled, err := Gradient(s, Target{Measure: LogProb, Foils: foils}, []int{0}, nil)
	if err != nil || plain.Times[0][0] != foiled.Times[0][0] {
		t.Errorf("credit %g, with foils that mean nothing here %g (%v)", plain.Times[0][0], foiled.Times[0][0], err)
	}
}

// TestEveryVariantIsReported, in order, once, also those that are like an earlier one.
func TestEveryVariantIsReported(t *testing.T) {
	s := subjects()["encoder-decoder"]
	c := scorer(t, s, Target{}, Resample)
	var reported []int
	c.Finished = func(variant int, _ []float64) { reported = append(reported, variant) }
	if _, err := c.Score([]Hidden{hiding(4), hiding(4, 1), hiding(4, 1), hiding(4), hiding(4, 2)}, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(reported, []int{0, 1, 2, 3, 4}) {
		t.Errorf("reported %v", reported)
	}
}

// TestTargetOfOneOutput: it keeps the output's own foil and no other, and is a contrast only where there is one.
func TestTargetOfOneOutput(t *testing.T) {
	contrast := Target{Measure: Contrast, Foils: map[int]int32{1: 7, 2: 8}}
	if got := contrast.only(1); got.Measure != Contrast || len(got.Foils) != 1 || got.Foils[1] != 7 {
		t.Errorf("output 1: %+v", got)
	}
	if got := contrast.only(0); got.Measure != LogProb || got.Foils != nil {
		t.Errorf("output 0: %+v", got)
	}
	if got := (Target{Measure: Probability}).only(0); got.Measure != Probability {
		t.Errorf("a probability: %+v", got)
	}
	if len(contrast.Foils) != 2 {
		t.Error("the target itself was changed")
	}
}

// TestLIMEFitByHand: a function that a straight line is has a fit of 1, and so has one that never changes.
func TestLIMEFitByHand(t *testing.T) {
	variants, weights := limeVariants(4, LIMEOptions{Seed: 1}.filled(4))
	fit, err := newLimeFit(variants, weights, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(Hidden) float64{
		"constant": func(Hidden) float64 { return 3 },
		"straight": func(h Hidden) float64 {
			if h[2] {
				return 1
			}
			return 5
		},
	} {
		y := make([]float64, len(variants))
		for v, h := range variants {
			y[v] = f(h)
		}
		credit, _, r2 := fit.solve(y)
		near(t, name+" fit", r2, 1, 1e-6)
		want := 0.0
		if name == "straight" {
			want = 4
		}
		near(t, name+" credit", credit[2], want, 1e-4)
	}
}

// TestPatchRefuses outputs, foils and points that are not there, at their edges, and says what is.
func TestPatchRefuses(t *testing.T) {
	s := subjects()["encoder-decoder"]
	last := s.Outputs() - 1
	vocab := int32(s.Model.Config.Vocab)
	for _, c := range []struct {
		output int
		foil   int32
		point  model.Point
		taken  bool
	}{{0, NoFoil, model.ResidPre, true}, {last, vocab - 1, model.MLPOut, true}, {-1, NoFoil, model.ResidPre, false},
		{last + 1, NoFoil, model.ResidPre, false}, {0, NoFoil - 1, model.ResidPre, false}, {0, vocab, model.ResidPre, false},
		{0, NoFoil, model.Pattern, false}} {
		if _, err := checkPatch(s, s, c.output, c.foil, c.point); (err == nil) != c.taken {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, output := range []int{-1, last + 1} {
		_, err := checkOutputs(s, Target{Measure: LogProb}, []int{output})
		if want := fmt.Sprintf("0–%d", last); err == nil || problem.As(err).Values["want"] != want {
			t.Errorf("output %d: %v", output, err)
		}
	}
}
