package explain

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pellucid/engine/model"
)

// bruteForce scores the outputs with positions hidden by one plain pass, nothing shared or batched.
func bruteForce(t *testing.T, c *Scorer, hidden []int) []float64 {
	t.Helper()
	s, k := c.Subject, c.Masking
	read := slices.Clone(s.Read)
	var edits []model.PlacedEdit
	sum, draws := make([]float64, s.Outputs()), 1
	rng := rand.New(rand.NewPCG(k.Seed, 0))
	if k.Mask == Resample {
		draws = k.Samples
	}
	for range draws {
		switch k.Mask {
		case Delete:
			read = nil
			for i, id := range s.Read {
				if !slices.Contains(hidden, i) {
					read = append(read, id)
				}
			}
		case Replace:
			for _, i := range hidden {
				read[i] = k.Neutral
			}
		case Resample:
			for _, i := range hidden {
				read[i] = k.Pool[rng.IntN(len(k.Pool))]
			}
		case Blank:
			for _, site := range s.scoreSites() {
				edits = append(edits, model.PlacedEdit{Site: site, Edit: model.BlankKeys{Keys: hidden}})
			}
		case MeanMask:
			for _, i := range hidden {
				edits = append(edits, model.PlacedEdit{Site: s.embedSite(), Edit: model.Set{At: model.Index{{i}}, Value: meanEmbedding(s.Model)}})
			}
		}
		if len(hidden) == 0 {
			edits = nil
		}
		seq := model.Sequence{Source: read, Tokens: s.Write[:len(s.Write)-1]}
		rows := make([]int, len(sum))
		for j := range rows {
			rows[j] = j
		}
		if !s.encoderDecoder() {
			seq = model.Sequence{Tokens: slices.Concat(read, s.Write[:len(s.Write)-1])}
			for j := range rows {
				rows[j] += len(read) - 1
			}
		}
		if s.Guessed != nil { // the masked places, which move forward when words before them are taken out
			seq, rows = model.Sequence{Tokens: read}, nil
			for i, id := range read {
				if id == maskToken {
					rows = append(rows, i)
				}
			}
		}
		trace, err := s.Model.Forward(model.Batch{seq}, model.Run{Edits: edits})
		if err != nil {
			t.Fatal(err)
		}
		vocab := s.Model.Config.Vocab
		for j := range sum {
			sum[j] += logProb(trace.Logits(0).Data[rows[j]*vocab:(rows[j]+1)*vocab], s.Output(j)) / float64(draws)
		}
	}
	return sum
}

func TestOcclusionIsBruteForce(t *testing.T) {
	for kind, s := range subjects() {
		for _, mask := range Masks {
			s.Meter = &model.Meter{}
			c := scorer(t, s, Target{}, mask)
			a, err := Occlusion(c, nil)
			if err != nil {
				t.Fatal(kind, mask, err)
			}
			whole := bruteForce(t, c, nil)
			for u, unit := range s.Units {
				without := bruteForce(t, c, unit.Tokens)
				for j := range whole {
					near(t, kind+" "+string(mask)+" "+unit.Text, a.Token[j][u], whole[j]-without[j], 2e-5)
				}
			}
			want := 1 + len(s.Units)*c.Masking.Draws()
			if kind == "decoder" {
				want++ // the prompt that all share
			}
			if got := s.Meter.Forward.Passes; got != want {
				t.Errorf("%s %s: %d passes, want %d", kind, mask, got, want)
			}
		}
	}
}

func TestMeasures(t *testing.T) {
	for kind, s := range subjects() {
		logs, err := scorer(t, s, Target{}, Replace).Score([]Hidden{hiding(4), hiding(4, 1)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		probs, _ := scorer(t, s, Target{Measure: Probability}, Replace).Score([]Hidden{hiding(4), hiding(4, 1)}, nil)
		foil := Target{Measure: Contrast, Foils: map[int]int32{0: 3}}
		contrast, _ := scorer(t, s, foil, Replace).Score([]Hidden{hiding(4), hiding(4, 1)}, nil)
		other := *s
		other.Write = slices.Clone(s.Write)
		other.Write[len(other.Write)-s.Outputs()] = 3
		foiled, _ := scorer(t, &other, Target{}, Replace).Score([]Hidden{hiding(4), hiding(4, 1)}, nil)
		for v := range logs {
			near(t, kind+" probability", probs[v][1], math.Exp(logs[v][1]), 1e-9)
			near(t, kind+" contrast", contrast[v][0], logs[v][0]-foiled[v][0], 2e-5)
			near(t, kind+" output without a foil", contrast[v][1], logs[v][1], 1e-9)
		}
	}
}

func TestPairs(t *testing.T) {
	s := subjects()["encoder-decoder"]
	c := scorer(t, s, Target{}, Blank)
	got, err := Pairs(c, []int{0, 1, 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := func(hidden ...int) float64 { return total(bruteForce(t, c, hidden)) }
	near(t, "a with b", got[0][1], sum()-sum(1)-sum(2, 3)+sum(1, 2, 3), 5e-5)
	near(t, "b with d", got[2][1], sum()-sum(2, 3)-sum(5)+sum(2, 3, 5), 5e-5)
	near(t, "symmetry", got[1][2], got[2][1], 0)
	near(t, "diagonal", got[1][1], 0, 0)
}

func TestErrorsNameWhatIsWrong(t *testing.T) {
	s := subjects()["decoder"]
	bad := func(change func(*Subject)) error {
		c := *s
		change(&c)
		return c.Check()
	}
	cases := map[string]error{
		"no units to give credit to":                          bad(func(s *Subject) { s.Units = nil }),
		"nothing was read: the input has no tokens":           bad(func(s *Subject) { s.Read = nil }),
		"nothing was written: the output has no tokens":       bad(func(s *Subject) { s.Write = nil }),
		`explain: unit 0 ("x") names position 9, want 0 to 5`: bad(func(s *Subject) { s.Units = []Unit{{"x", []int{9}}} }),
		"explain: units 0 and 1 share position 2": bad(func(s *Subject) {
			s.Units = []Unit{{"x",
				[]int{2}}, {"y", []int{2}}}
		}),
		`explain: unit 0 ("x") has no tokens`:                             bad(func(s *Subject) { s.Units = []Unit{{"x", nil}} }),
		`measure: want one of "log_prob", "prob", "contrast", got "odds"`: Target{Measure: "odds"}.Check(s),
		"token 99, want 0 to 12": Target{Measure: Contrast,
			Foils: map[int]int32{0: 99}}.Check(s),
		"token -1, want 0 to 12":               Masking{Mask: Replace, Neutral: -1}.Check(s),
		"resampling needs tokens to draw from": Masking{Mask: Resample}.Check(s),
		`mask: want one of "delete", "replace", "blank", "mean", "resample", got ""`: Masking{}.Check(s),
	}
	for want, err := range cases {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
