package explain

import (
	"fmt"
	"math"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// patching puts the activations of one sentence into the run of another.
var patching = Analysis{
	Card: Card{
		ID: "patching", Name: Text{"Activation patching", "激活移植"},
		Measures: Text{
			"Run a changed sentence, but put one activation of the original back: 1 restores the original answer, 0 does nothing.",
			"运行改动后的句子，但把原句的一个激活值放回去：1 表示完全恢复原来的答案，0 表示没有作用。"},
		Not:       Text{"It finds where the difference between these two sentences is carried, not where everything is.", "只能找出这两句话的差别由哪里携带，不能说明其他。"},
		Cost:      Text{"one pass a cell", "每格一次前向"},
		Reference: "Meng et al. 2022, arXiv:2202.05262; Heimersheim & Nanda 2024, arXiv:2404.15255",
	},
	Price: func(q *Question) Price {
		return Price{Forward: 2 + len(patchSites(q.Subject, model.ResidPre))*len(q.Read)}
	},
}

// Patching is a grid of activation patching: the corrupt sentence is run with one activation after another taken from
// the clean one (Meng et al. 2022, arXiv:2202.05262; Heimersheim & Nanda 2024, arXiv:2404.15255).
type Patching struct {
	Sites []model.Site // rows
	// Effect[site][pos] = (patched − corrupt) / (clean − corrupt) of the score: 1 restores the clean answer, 0 does nothing.
	Effect         [][]float64
	Clean, Corrupt float64 // the score with each sentence whole
	Foil           int32   // y′
}

// NoFoil asks [Patch] for the token that the corrupt sentence gives.
const NoFoil int32 = -1

// Patch compares two subjects that differ in what they read, token for token of equal length, on one output:
// score = log p(y) − log p(y′), with y the clean subject's output and y′ the given foil, or, for [NoFoil], the corrupt
// sentence's likeliest token that is not y. Both are scored on the clean subject's written tokens. point is a
// residual-stream point or a sublayer's output; it is patched at every layer and every position read.
func Patch(clean, corrupt *Subject, output int, foil int32, point model.Point, yield Yield) (*Patching, error) {
	sites, err := checkPatch(clean, corrupt, output, foil, point)
	if err != nil {
		return nil, err
	}
	corrupt = &Subject{Model: corrupt.Model, Read: corrupt.Read, Write: clean.Write, Guessed: clean.Guessed, Units: corrupt.Units,
		Meter: clean.Meter, Pause: clean.Pause, Spread: clean.Spread}
	taken, logits, err := recordRows(clean, sites)
	if err != nil {
		return nil, err
	}
	whole, err := corrupt.record(nil)
	if err != nil {
		return nil, err
	}
	y, vocab := clean.Output(output), clean.Model.Config.Vocab
	before, after := logits.Data[output*vocab:][:vocab], whole.Logits(0).Data[output*vocab:][:vocab]
	if foil == NoFoil {
		foil = likeliestBut(after, y)
	}
	p := &Patching{Sites: sites, Effect: zeros(len(sites), len(clean.Read)), Foil: foil,
		Clean: float64(before[y]) - float64(before[foil]), Corrupt: float64(after[y]) - float64(after[foil])}
	if math.Abs(p.Clean-p.Corrupt) < 1e-6 {
		return nil, problem.New(problem.SameScore, nil, "both sentences give the same score here, so there is nothing to restore; choose another word or output")
	}
	return p, p.fill(corrupt, Target{Measure: Contrast, Foils: map[int]int32{output: foil}}, output, taken, yield)
}

// likeliestBut is the token of the largest logit that is not y.
func likeliestBut(logits []float32, y int32) int32 {
	for _, id := range model.Top(logits, 2) {
		if id != y {
			return id
		}
	}
	return y
}

func (p *Patching) fill(corrupt *Subject, target Target, output int, taken []model.Array, yield Yield) error {
	type cell struct{ row, pos int }
	var cells []cell
	for row := range p.Sites {
		for pos := range p.Effect[row] {
			cells = append(cells, cell{row, pos})
		}
	}
	all, done := chunks(corrupt, cells), 0
	return corrupt.spread(len(all), func(at int) ([]float64, error) {
		edits := make([]placing, len(all[at]))
		for i, c := range all[at] {
			width := taken[c.row].Shape[1]
			value := taken[c.row].Data[c.pos*width : (c.pos+1)*width]
			edits[i] = func(_ *Subject, seq int) []model.PlacedEdit {
				return []model.PlacedEdit{{Site: p.Sites[c.row], Seq: seq, Edit: model.Set{At: model.Index{{c.pos}}, Value: value}}}
			}
		}
		scores, err := corrupt.outputScores(target, edits)
		numbers := make([]float64, len(scores))
		for i, row := range scores {
			numbers[i] = row[output]
		}
		return numbers, err
	}, func(at int, numbers []float64) error {
		for i, c := range all[at] {
			p.Effect[c.row][c.pos] = (numbers[i] - p.Corrupt) / (p.Clean - p.Corrupt)
		}
		done += len(all[at])
		return yield.call(done, len(cells))
	})
}

func checkPatch(clean, corrupt *Subject, output int, foil int32, point model.Point) ([]model.Site, error) {
	for _, s := range []*Subject{clean, corrupt} {
		if err := s.Check(); err != nil {
			return nil, err
		}
	}
	if clean.Model != corrupt.Model {
		return nil, fmt.Errorf("explain: patching needs both sentences in the same model")
	}
	if len(clean.Read) != len(corrupt.Read) {
		return nil, problem.New(problem.DifferentLength, problem.Values{"first": len(clean.Read), "second": len(corrupt.Read)},
			"patching needs two inputs of equal length, got %d and %d tokens", len(clean.Read), len(corrupt.Read))
	}
	if output < 0 || output >= clean.Outputs() {
		return nil, problem.Outside("output", output, 0, clean.Outputs()-1)
	}
	if foil < NoFoil || int(foil) >= clean.Model.Config.Vocab {
		return nil, badToken(foil, clean.Model.Config.Vocab)
	}
	switch point {
	case model.ResidPre, model.ResidMid, model.ResidPost, model.AttnOut, model.MLPOut:
		return patchSites(clean, point), nil
	}
	return nil, fmt.Errorf("explain: patching takes a residual-stream point or a sublayer's output, not %v", point)
}

// patchSites are a point's sites in the tower that reads.
func patchSites(s *Subject, point model.Point) []model.Site {
	stack := s.embedSite().Stack
	var sites []model.Site
	for site := range s.Model.Config.Sites() {
		if site.Stack == stack && site.Point == point && site.Layer >= 0 {
			sites = append(sites, site)
		}
	}
	return sites
}

// recordRows keeps the untouched input's activations at the sites, and the outputs' logits, [output, vocab].
func recordRows(s *Subject, sites []model.Site) ([]model.Array, model.Array, error) {
	wanted := map[model.Site]bool{}
	for _, site := range sites {
		wanted[site] = true
	}
	trace, err := s.record(func(x model.Site) bool { return wanted[x] })
	if err != nil {
		return nil, model.Array{}, err
	}
	arrays := make([]model.Array, len(sites))
	for i, site := range sites {
		if arrays[i], err = trace.At(site, 0); err != nil {
			return nil, model.Array{}, err
		}
	}
	return arrays, trace.Logits(0), nil
}
