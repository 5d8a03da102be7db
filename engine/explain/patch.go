package explain

import (
	"fmt"
	"math"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Patching is a grid of activation patching: the corrupt sentence is run with one activation after another taken from
// the clean one (Meng et al. 2022, arXiv:2202.05262; Heimersheim & Nanda 2024, arXiv:2404.15255).
type Patching struct {
	Sites []model.Site // rows
	// Effect[site][pos] = (patched − corrupt) / (clean − corrupt) of the score: 1 restores the clean answer, 0 does nothing.
	Effect         [][]float64
	Clean, Corrupt float64 // the score with each sentence whole
	Passes         int
}

// Patch compares two subjects that differ in what they read, token for token of equal length, on one output:
// score = log p(y) − log p(y′), with y the clean subject's output and y′ the given foil, normally what the corrupt
// sentence gives there. Both are scored on the clean subject's written tokens. point is a residual-stream point or a
// sublayer's output; it is patched at every layer and every position read.
func Patch(clean, corrupt *Subject, output int, foil int32, point model.Point, yield Yield) (*Patching, error) {
	sites, err := checkPatch(clean, corrupt, output, foil, point)
	if err != nil {
		return nil, err
	}
	target := Target{Measure: Contrast, Foils: map[int]int32{output: foil}}
	corrupt = &Subject{Model: corrupt.Model, Read: corrupt.Read, Write: clean.Write, Units: corrupt.Units}
	taken, err := recordRows(clean, sites)
	if err != nil {
		return nil, err
	}
	ends := make([]float64, 2)
	for i, s := range []*Subject{clean, corrupt} {
		scores, err := forwardScores(s, target, []placing{nil})
		if err != nil {
			return nil, err
		}
		ends[i] = scores[0][output]
	}
	p := &Patching{Sites: sites, Effect: zeros(len(sites), len(clean.Read)), Clean: ends[0], Corrupt: ends[1], Passes: 3}
	if math.Abs(ends[0]-ends[1]) < 1e-6 {
		return nil, problem.New(problem.SameScore, nil, "both sentences give the same score here, so there is nothing to restore; choose another word or output")
	}
	return p, p.fill(corrupt, target, output, taken, yield)
}

func (p *Patching) fill(corrupt *Subject, target Target, output int, taken []model.Array, yield Yield) error {
	type cell struct{ row, pos int }
	var cells []cell
	for row := range p.Sites {
		for pos := range p.Effect[row] {
			cells = append(cells, cell{row, pos})
		}
	}
	done := 0
	for _, chunk := range chunks(corrupt, cells) {
		edits := make([]placing, len(chunk))
		for i, c := range chunk {
			width := taken[c.row].Shape[1]
			value := taken[c.row].Data[c.pos*width : (c.pos+1)*width]
			edits[i] = func(_ *Subject, seq int) []model.PlacedEdit {
				return []model.PlacedEdit{{Site: p.Sites[c.row], Seq: seq, Edit: model.Set{At: model.Index{{c.pos}}, Value: value}}}
			}
		}
		scores, err := forwardScores(corrupt, target, edits)
		if err != nil {
			return err
		}
		for i, c := range chunk {
			p.Effect[c.row][c.pos] = (scores[i][output] - p.Corrupt) / (p.Clean - p.Corrupt)
		}
		done += len(chunk)
		p.Passes += len(chunk)
		if err := yield.call(done, len(cells)); err != nil {
			return err
		}
	}
	return nil
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
	if foil < 0 || int(foil) >= clean.Model.Config.Vocab {
		return nil, badToken(foil, clean.Model.Config.Vocab)
	}
	stack := clean.embedSite().Stack
	var sites []model.Site
	for site := range clean.Model.Config.Sites() {
		if site.Stack == stack && site.Point == point && site.Layer >= 0 {
			sites = append(sites, site)
		}
	}
	switch point {
	case model.ResidPre, model.ResidMid, model.ResidPost, model.AttnOut, model.MLPOut:
		return sites, nil
	}
	return nil, fmt.Errorf("explain: patching takes a residual-stream point or a sublayer's output, not %v", point)
}

// recordRows keeps the clean run's activations at the sites.
func recordRows(s *Subject, sites []model.Site) ([]model.Array, error) {
	wanted := map[model.Site]bool{}
	for _, site := range sites {
		wanted[site] = true
	}
	run := model.Run{Keep: func(x model.Site) bool { return wanted[x] }, Logits: model.LogitRows{Mode: model.NoRows}}
	trace, err := s.Model.Forward(model.Batch{s.sequence()}, run)
	if err != nil {
		return nil, err
	}
	arrays := make([]model.Array, len(sites))
	for i, site := range sites {
		if arrays[i], err = trace.At(site, 0); err != nil {
			return nil, err
		}
	}
	return arrays, nil
}
