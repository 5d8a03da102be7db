package explain

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pellucid/engine/model"
)

func newRandom() *rand.Rand { return rand.New(rand.NewPCG(3, 3)) }

func TestLensEndsAtTheModel(t *testing.T) {
	for kind, s := range subjects() {
		if s.Guessed != nil {
			if _, err := LogitLens(s, 3, nil); err == nil {
				t.Error("the lens reads a model that writes no next token")
			}
			continue
		}
		l, err := LogitLens(s, 3, []int32{4, 9})
		if err != nil {
			t.Fatal(err)
		}
		trace, err := s.Model.Forward(model.Batch{s.sequence()}, model.Run{})
		if err != nil {
			t.Fatal(err)
		}
		top := len(l.Cells) - 1
		vocab := s.Model.Config.Vocab
		for pos, cell := range l.Cells[top] {
			row := trace.Logits(0).Data[pos*vocab : (pos+1)*vocab]
			near(t, kind+" KL at the top", cell.KL, 0, 1e-6)
			near(t, kind+" top probability", cell.Top[0].Prob, math.Exp(logProb(row, cell.Top[0].ID)), 1e-5)
			if slices.Max(row) != row[cell.Top[0].ID] {
				t.Errorf("%s position %d: the lens names %d first, the model another", kind, pos, cell.Top[0].ID)
			}
			if r := l.Ranks[1][top][pos]; r != rank(row, 9) {
				t.Errorf("%s position %d: rank %d, want %d", kind, pos, r, rank(row, 9))
			}
		}
		if l.Cells[0][0].KL <= 0 {
			t.Errorf("%s: the first layer already reads as the last", kind)
		}
	}
}

func TestDirectAttributionAddsUp(t *testing.T) {
	for kind, s := range subjects() {
		for _, foil := range []int32{-1, 3} {
			if s.Guessed != nil {
				if _, err := Direct(s, 1, foil); err == nil {
					t.Error("the output of a post-norm model is taken apart")
				}
				continue
			}
			d, err := Direct(s, 1, foil)
			if err != nil {
				t.Fatal(err)
			}
			near(t, kind+" gap", d.Gap, 0, 2e-4)
			largest := 0.0
			for _, c := range d.Components {
				largest = math.Max(largest, math.Abs(c.Logit))
			}
			if largest < 0.01 {
				t.Errorf("%s: all %d components are nearly nothing", kind, len(d.Components))
			}
		}
	}
}

func TestImportanceIsTheEditsEffect(t *testing.T) {
	for kind, s := range subjects() {
		parts := Parts(s.Model.Config)
		for _, a := range []Ablation{ZeroAblation, MeanAblation} {
			drop, err := Importance(s, Target{}, parts, a, nil)
			if err != nil {
				t.Fatal(err)
			}
			whole := bruteForce(t, scorer(t, s, Target{}, Blank), nil)
			for i, part := range parts {
				e, _ := part.Edit(a, 0)
				scores, err := s.outputScores(Target{}, []placing{func(*Subject, int) []model.PlacedEdit { return []model.PlacedEdit{e} }})
				if err != nil {
					t.Fatal(err)
				}
				near(t, kind+" "+part.Site.String(), drop[i][0], whole[0]-scores[0][0], 2e-5)
			}
		}
	}
}

func TestPatchingRestores(t *testing.T) {
	for kind, clean := range subjects() {
		corrupt := *clean
		corrupt.Read = slices.Clone(clean.Read)
		corrupt.Read[2] = 10
		p, err := Patch(clean, &corrupt, 0, 3, model.ResidPre, nil)
		if err != nil {
			t.Fatal(err)
		}
		for pos, effect := range p.Effect[0] { // before any layer, the sentences differ at position 2 alone
			want := 0.0
			if pos == 2 {
				want = 1
			}
			near(t, kind, effect, want, 1e-4)
		}
	}
}

func TestPatchingRefuses(t *testing.T) {
	s := subjects()["decoder"]
	short := *s
	short.Read = s.Read[:5]
	short.Units = s.Units[:2]
	if _, err := Patch(s, &short, 0, 3, model.ResidPre, nil); err == nil {
		t.Error("two lengths were accepted")
	}
	if _, err := Patch(s, s, 0, 3, model.ResidPre, nil); err == nil {
		t.Error("a sentence was patched with itself")
	}
}

func TestTree(t *testing.T) {
	// Class 2 if the first and second hold, 1 if only the second does, else 0; the third is noise.
	var examples []Example
	for bits := range 8 {
		f := []bool{bits&1 == 1, bits&2 == 2, bits&4 == 4}
		class := 0
		if f[1] {
			class = 1
			if f[0] {
				class = 2
			}
		}
		examples = append(examples, Example{f, class})
	}
	tree, err := GrowTree(examples, 3, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.Agreement(examples); got != 1 || tree.Leaves() != 3 {
		t.Errorf("agreement %g with %d leaves, want 1 with 3", got, tree.Leaves())
	}
	path := tree.Path([]bool{true, true, false})
	if len(path) != 3 || path[0].Feature != 1 || path[1].Feature != 0 || path[2].Class != 2 {
		t.Errorf("the path of yes, yes asks %d nodes", len(path))
	}
	if _, err := GrowTree([]Example{{nil, 5}}, 3, 3, 1); err == nil {
		t.Error("class 5 of 3 was accepted")
	}
}

// TestSurrogateFindsTheRule: the planted head copies position 2, so the tree needs one question.
func TestSurrogateFindsTheRule(t *testing.T) {
	s := words(plant{score: map[int]float32{2: 6}, sure: 5}.model(t), []int32{1, 2, 3, 4, 5, 6}, 3)
	c, err := NewScorer(s, Target{}, Masking{Mask: Replace, Neutral: 7})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := GrowSurrogate(c, 0, SurrogateOptions{Samples: 60, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if tree.Tree.Feature != 2 || tree.Tree.Leaves() != 2 || tree.Fidelity != 1 {
		t.Errorf("asks unit %d, %d leaves, fidelity %g; want 2, 2, 1", tree.Tree.Feature, tree.Tree.Leaves(), tree.Fidelity)
	}
	if tree.Majority >= 1 || tree.Train+tree.Held != 60 {
		t.Errorf("majority %g, %d + %d perturbations", tree.Majority, tree.Train, tree.Held)
	}
}

func TestAgreement(t *testing.T) {
	cases := []struct {
		a, b         []float64
		kendall, top float64
	}{
		{[]float64{3, 2, 1}, []float64{30, 20, 10}, 1, 1},
		{[]float64{3, 2, 1}, []float64{1, 2, 3}, -1, 0},
		{[]float64{3, 2, 1}, []float64{1, 1, 1}, 0, 1},
		{[]float64{3, 2, 1, 0}, []float64{3, 1, 2, 0}, 4. / 6, 1},
	}
	for _, c := range cases {
		got := Agree(c.a, c.b, 1)
		near(t, "τ", got.Kendall, c.kendall, 1e-9)
		near(t, "top", got.Top, c.top, 1e-9)
	}
}

func TestFaithfulnessCurves(t *testing.T) {
	f := newFaithfulness([]float64{1, 0.5, 0}, []float64{0, 0.5, 1})
	near(t, "deletion", f.DeletionAUC, 0.5, 1e-12)
	near(t, "comprehensiveness", f.Comprehensiveness, 0.5, 1e-12) // k = 1 for every share: one bin
	near(t, "sufficiency", f.Sufficiency, 0.5, 1e-12)
	s := subjects()["decoder"]
	r, err := Faithful(scorer(t, s, Target{}, Blank), [][]int{{0, 1, 2, 3}}, nil, 10, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	base := bruteForce(t, scorer(t, s, Target{}, Blank), nil)
	whole := math.Exp(total(base) / float64(len(base)))
	near(t, "nothing hidden", r.Methods[0].Deletion[0], whole, 1e-5)
	near(t, "all shown", r.Methods[0].Insertion[4], whole, 1e-5)
	near(t, "all hidden is nothing shown", r.Methods[0].Deletion[4], r.Methods[0].Insertion[0], 1e-12)
	if !r.All || r.Orders != 24 || r.Bottom[2] > r.Median[2] || r.Median[2] > r.Top[2] {
		t.Errorf("band %g %g %g over %d orders", r.Bottom, r.Median, r.Top, r.Orders)
	}
}
