package explain

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"pellucid/engine/model"
)

// scoreAt is output j's target with the explained embeddings set to x, [units' positions, width].
func scoreAt(t *testing.T, s *Subject, target Target, positions []int, x []float64, j int) float64 {
	value := make([]float32, len(x))
	for i := range x {
		value[i] = float32(x[i])
	}
	edit := func(s *Subject, seq int) []model.PlacedEdit {
		return []model.PlacedEdit{{Site: s.embedSite(), Seq: seq, Edit: model.Set{At: model.Index{positions}, Value: value}}}
	}
	scores, err := s.outputScores(target, []placing{edit})
	if err != nil {
		t.Fatal(err)
	}
	return scores[0][j]
}

func TestGradientsAreFiniteDifferences(t *testing.T) {
	targets := []Target{{}, {Measure: Probability}, {Measure: Contrast, Foils: map[int]int32{1: 4}}}
	for kind, s := range subjects() {
		for _, target := range targets {
			g, err := Gradient(s, target, []int{1, 0}, nil)
			if err != nil {
				t.Fatal(err)
			}
			unit := s.Units[1]
			var x []float64
			for _, pos := range unit.Tokens {
				for _, v := range s.Model.Embedding(s.Read[pos]) {
					x = append(x, float64(v))
				}
			}
			want := fd.Gradient(nil, func(x []float64) float64 { return scoreAt(t, s, target, unit.Tokens, x, 1) }, x,
				&fd.Settings{Formula: fd.Central, Step: 5e-3})
			times := 0.0
			for i := range x {
				times += x[i] * want[i]
			}
			near(t, kind+" gradient × input", g.Times[0][1], times, 3e-3)
			width := s.Model.Config.Width
			norms := 0.0
			for k := range unit.Tokens {
				sum := 0.0
				for _, v := range want[k*width : (k+1)*width] {
					sum += v * v
				}
				norms += math.Sqrt(sum)
			}
			near(t, kind+" gradient norm", g.Norm[0][1], norms, 3e-3*max(1, norms/3))
		}
	}
}

func TestIntegratedGradientsAreComplete(t *testing.T) {
	for kind, s := range subjects() {
		for _, baseline := range []Baseline{MeanBaseline, ZeroBaseline} {
			a, err := IntegratedGradients(s, Target{}, IntegratedOptions{Steps: 256, Baseline: baseline}, nil)
			if err != nil {
				t.Fatal(err)
			}
			coarse, err := IntegratedGradients(s, Target{}, IntegratedOptions{Steps: 2, Baseline: baseline, Outputs: []int{1}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for j := range a.Gap {
				near(t, kind+" "+string(baseline), a.Gap[j], 0, 5e-3)
				near(t, kind+" sum", total(a.Token[j]), a.Total[j], 5e-3)
			}
			if math.Abs(coarse.Gap[0]) <= math.Abs(a.Gap[1]) {
				t.Errorf("%s %s: two nodes (gap %g) are as good as 256 (gap %g)", kind, baseline, coarse.Gap[0], a.Gap[1])
			}
		}
	}
}

// TestOtherWeightsOtherGradients is the sanity check of Adebayo et al. 2018 (arXiv:1810.03292): a map that does not
// change when the model does explains the input, not the model.
func TestOtherWeightsOtherGradients(t *testing.T) {
	s := subjects()["decoder"]
	other := *s
	other.Model = lively(decoderConfig(), 99)
	a, _ := Gradient(s, Target{}, nil, nil)
	b, _ := Gradient(&other, Target{}, nil, nil)
	if math.Abs(a.Times[0][0]-b.Times[0][0]) < 1e-3 {
		t.Error("gradient × input does not depend on the weights")
	}
}
