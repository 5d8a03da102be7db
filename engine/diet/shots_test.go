package diet

import (
	"math"
	"testing"

	"pellucid/engine/model"
)

// shots is a prompt of two demonstrations for the models of these tests.
func shots() *Shots {
	return &Shots{Tokens: words(12), Labels: []int{3, 7}, Form: []int{0, 2, 6}, Query: 8, Options: []int32{1, 2}}
}

// TestFlowIsTheSlopeOfTheLoss scales one cell of one pattern at a time: what the loss then does is A ∂L/∂A, by which the means are
// computed here in another way.
func TestFlowIsTheSlopeOfTheLoss(t *testing.T) {
	m, s := decoder(model.Rotary), shots()
	got, err := s.Flow(m, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	loss := func(run model.Run) float64 {
		trace, err := m.Forward(model.Batch{{Tokens: s.Tokens}}, run)
		if err != nil {
			t.Fatal(err)
		}
		logits := trace.Logits(0).Data[(len(s.Tokens)-1)*m.Config.Vocab:]
		_, logSum := peak(logits)
		return logSum - float64(logits[s.answer(logits)])
	}
	layer := 0
	for site := range m.Config.Sites() {
		if site.Point != model.Pattern {
			continue
		}
		const step = 0.05
		moved := func(h int, pair [2]int, by float32) float64 {
			scale := model.Scale{At: model.Index{{h}, {pair[0]}, {pair[1]}}, Factor: 1 + by}
			return loss(model.Run{Edits: []model.PlacedEdit{{Site: site, Edit: scale}}})
		}
		mean := func(pairs [][2]int) float64 {
			sum := 0.0
			for _, pair := range pairs {
				for h := range m.Config.Heads {
					sum += math.Abs(moved(h, pair, step)-moved(h, pair, -step)) / (2 * step)
				}
			}
			return sum / float64(len(pairs))
		}
		wantLabels := mean([][2]int{{3, 0}, {3, 1}, {3, 2}, {7, 0}, {7, 1}, {7, 2}, {7, 3}, {7, 4}, {7, 5}, {7, 6}})
		wantAnswer := mean([][2]int{{11, 3}, {11, 7}})
		for _, c := range [][2]float64{{got.ToLabels[layer], wantLabels}, {got.ToAnswer[layer], wantAnswer}} {
			if math.Abs(c[0]-c[1]) > 0.02*c[1]+1e-5 {
				t.Errorf("layer %d: want %g, got %g", layer, c[1], c[0])
			}
		}
		layer++
	}
	if layer != len(got.Rest) || layer == 0 {
		t.Errorf("%d layers, got %d", layer, len(got.Rest))
	}
}

// TestAnswerWithAllKeys is what the whole prompt gives, and without labels it is another.
func TestAnswerWithAllKeys(t *testing.T) {
	m, s := decoder(model.Rotary), shots()
	p, err := s.Read(m, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Answer(p, []int{0, 1, 2, 3, 4, 5, 6}, nil)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := m.Forward(model.Batch{{Tokens: s.Tokens}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
	if err != nil {
		t.Fatal(err)
	}
	logits := trace.Logits(0).Data
	want := 1 / (1 + math.Exp(float64(logits[s.Options[1]]-logits[s.Options[0]])))
	if math.Abs(got[0]-want) > 1e-5 || math.Abs(got[0]+got[1]-1) > 1e-9 {
		t.Errorf("want %g, got %v", want, got)
	}
	few, err := s.Answer(p, []int{0, 2, 6}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if few[0] == got[0] {
		t.Error("fewer keys change nothing")
	}
}

func TestShotsAreRefused(t *testing.T) {
	m := decoder(model.Rotary)
	for name, change := range map[string]func(*Shots){
		"no labels":                   func(s *Shots) { s.Labels = nil },
		"one label to choose from":    func(s *Shots) { s.Options = s.Options[:1] },
		"a label in the question":     func(s *Shots) { s.Labels = []int{3, 9} },
		"a question behind all":       func(s *Shots) { s.Query = len(s.Tokens) },
		"a question without a prompt": func(s *Shots) { s.Query = 0 },
	} {
		s := shots()
		change(s)
		if _, err := s.Flow(m, nil, nil); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

// TestPairsAreSorted: where only one sort of pairs counts, only its mean is not 0.
func TestPairsAreSorted(t *testing.T) {
	s := &Shots{Labels: []int{2}}
	const n = 5
	for sort, cell := range [][2]int{{2, 1}, {4, 2}, {3, 2}} {
		pattern, slope := make([]float32, 2*n*n), make([]float32, 2*n*n)
		for h := range 2 {
			at := (h*n+cell[0])*n + cell[1]
			pattern[at], slope[at] = 0.5, []float32{3, -3}[h]
		}
		var f Flow
		f.add(s, model.Array{Data: pattern, Shape: []int{2, n, n}}, model.Array{Data: slope, Shape: []int{2, n, n}})
		want := [3]float64{}
		want[sort] = 3 / []float64{2, 1, 7}[sort] // of ten pairs, two are a label's and one is the answer's
		if got := [3]float64{f.ToLabels[0], f.ToAnswer[0], f.Rest[0]}; got != want {
			t.Errorf("pair %v: want %v, got %v", cell, want, got)
		}
	}
}
