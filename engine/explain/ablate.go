package explain

import (
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// importance switches every head and MLP off in turn.
var importance = Analysis{
	Card: Card{
		ID: "importance", Name: Text{"Switching parts off", "关掉部件"},
		Measures: Text{
			"How much the output's probability falls when one head or MLP is switched off.",
			"关掉一个注意力头或前馈层后，输出概率下降多少。"},
		Not:       Text{"Effects do not add up, and an idle part may be the backup of another.", "各部件的作用不能相加；看似闲着的部件可能是别人的后备。"},
		Cost:      Text{"one pass a part", "每个部件一次前向"},
		Reference: "Michel, Levy & Neubig 2019, arXiv:1905.10650; Zhang & Nanda 2023, arXiv:2309.16042",
	},
	Price: func(q *Question) Price { return Price{Forward: len(Parts(q.Model.Config)) + 1} },
}

// Part is something that can be switched off: one head of an attention sublayer, or a whole sublayer.
type Part struct {
	Site model.Site // hook_z of an attention for a head; hook_attn_out, hook_cross_attn_out or hook_mlp_out for a sublayer
	Head int        // -1 for a sublayer
}

// Parts lists every head and every MLP, in forward order.
func Parts(c model.Config) []Part {
	var parts []Part
	for site := range c.Sites() {
		switch site.Point {
		case model.Z, model.CrossZ:
			for head := range c.Heads {
				parts = append(parts, Part{site, head})
			}
		case model.MLPOut:
			parts = append(parts, Part{site, -1})
		}
	}
	return parts
}

// Ablation is what a part is replaced by.
type Ablation string

// The ablations. Zero is off-distribution; the mean over the text's positions keeps what the part always says and
// removes only what it says about this position (see Zhang & Nanda 2023, arXiv:2309.16042).
const (
	ZeroAblation Ablation = "zero"
	MeanAblation Ablation = "mean"
)

// Edit switches the part off.
func (p Part) Edit(a Ablation, seq int) (model.PlacedEdit, error) {
	var at model.Index
	if p.Head >= 0 {
		at = model.Index{nil, {p.Head}}
	}
	switch a {
	case ZeroAblation:
		return model.PlacedEdit{Site: p.Site, Seq: seq, Edit: model.Zero{At: at}}, nil
	case MeanAblation:
		return model.PlacedEdit{Site: p.Site, Seq: seq, Edit: model.Mean{At: at}}, nil
	}
	return model.PlacedEdit{}, problem.NoneOf("ablation", a, ZeroAblation, MeanAblation)
}

// Importance is, for each part, each output's score with the part on minus that with it off, [part][output]: positive
// means the part helped to write it. Effects do not add up, and a part that looks idle may be a backup of another.
func Importance(s *Subject, t Target, parts []Part, a Ablation, yield Yield) ([][]float64, error) {
	if _, err := checkOutputs(s, t, nil); err != nil {
		return nil, err
	}
	base, err := s.outputScores(t, []placing{nil})
	if err != nil {
		return nil, err
	}
	if len(parts) > 0 {
		if _, err := parts[0].Edit(a, 0); err != nil {
			return nil, err
		}
	}
	drop, all, first, done := make([][]float64, len(parts)), chunks(s, parts), 0, 0
	firsts := make([]int, len(all))
	for i, chunk := range all {
		firsts[i], first = first, first+len(chunk)
	}
	return drop, s.spread(len(all), func(at int) ([]float64, error) {
		edits := make([]placing, len(all[at]))
		for i, part := range all[at] {
			edits[i] = func(_ *Subject, seq int) []model.PlacedEdit {
				e, _ := part.Edit(a, seq) // checked above
				return []model.PlacedEdit{e}
			}
		}
		scores, err := s.outputScores(t, edits)
		return slices.Concat(scores...), err
	}, func(at int, numbers []float64) error {
		for i := range all[at] {
			row := make([]float64, s.Outputs())
			for j := range row {
				row[j] = base[0][j] - numbers[i*len(row)+j]
			}
			drop[firsts[at]+i] = row
		}
		done += len(all[at])
		return yield.call(done, len(parts))
	})
}
