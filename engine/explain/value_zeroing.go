package explain

import (
	"math"

	"pellucid/engine/model"
)

// valueZeroing asks of every layer what its rows lose when one position's value is nothing there (Mohebbi et al. 2023,
// arXiv:2301.12971): C[i][j] = 1 − cos(x_i, x_i with v_j = 0 in this layer alone), rows made to sum to 1. x is the layer's
// output, so its MLP and norms count. The layers' matrices are multiplied down to the input; the residual is within them.
// A decoder row that reads an encoder has its own positions and the encoder's beside each other in one row.
var valueZeroing = Method{
	Card: Card{
		ID: "value_zeroing", Name: Text{"Value zeroing", "值清零"},
		Measures: Text{
			"How far each layer's output turns when one position's value is set to zero in that layer, followed down through the layers to the words.",
			"某一层里把一个位置的值向量清零，这层的输出偏转多少；再一层层追到输入的词。"},
		Not:       Text{"It has no sign, and turns of small and of large vectors count alike; what the turn does to the output is not asked.", "没有正负；长短向量的偏转同样看待，也不问这偏转对输出有什么影响。"},
		Cost:      Text{"one pass a layer and position", "每层、每个位置一次前向"},
		Reference: "Mohebbi, Zuidema, Chrupała & Alishahi 2023, arXiv:2301.12971",
	},
	Family: Zeroing,
	Price:  func(q *Question) Price { return Price{Forward: 1 + len(zeroings(q.Subject))} },
	Run: func(q *Question, yield Yield) (*Attribution, error) {
		rows, err := zeroValues(q.Subject, yield)
		if err != nil {
			return nil, err
		}
		credit, err := unitCredit(q.Subject, rows, nil, true)
		return &Attribution{Token: credit}, err
	},
}

// zeroing is one pass: one position's value in one attention.
type zeroing struct {
	value, out model.Site // the attention's values, and the output of its layer
	key        int
}

// zeroings lists the passes in forward order.
func zeroings(s *Subject) []zeroing {
	var jobs []zeroing
	for site := range s.Model.Config.Sites() {
		if site.Point != model.V && site.Point != model.CrossV {
			continue
		}
		keys := len(s.sequence().Tokens)
		if site.Stack == model.Encoder || site.Point == model.CrossV {
			keys = len(s.Read)
		}
		out := model.Site{Stack: site.Stack, Layer: site.Layer, Point: model.ResidPost}
		for key := range keys {
			jobs = append(jobs, zeroing{site, out, key})
		}
	}
	return jobs
}

// zeroValues is each output's row over the positions read, [output][position].
func zeroValues(s *Subject, yield Yield) ([][]float64, error) {
	jobs := zeroings(s)
	outs := map[model.Site]bool{}
	for _, job := range jobs {
		outs[job.out] = true
	}
	keep := func(x model.Site) bool { return outs[x] }
	whole, err := s.record(keep)
	if err != nil {
		return nil, err
	}
	turned, done := make([][]float64, len(jobs)), 0 // by job, [query]
	parts := chunks(s, jobs)
	size := len(parts[0]) // of all but the last
	err = s.spread(len(parts), func(part int) (numbers []float64, err error) {
		trace, err := s.forward(zeroed(s, parts[part], keep))
		for i, job := range parts[part] {
			if err == nil {
				numbers, err = turns(numbers, whole, trace, job.out, i)
			}
		}
		return numbers, err
	}, func(part int, numbers []float64) error {
		for i, job := range parts[part] {
			before, err := whole.At(job.out, 0)
			if err != nil {
				return err
			}
			turned[part*size+i], numbers = numbers[:before.Shape[0]], numbers[before.Shape[0]:]
		}
		done += len(parts[part])
		return yield.call(done, len(jobs))
	})
	if err != nil {
		return nil, err
	}
	bySite := map[model.Site][][]float64{} // of the values, [key][query]
	for i, job := range jobs {
		bySite[job.value] = append(bySite[job.value], turned[i])
	}
	return s.throughLayers(bySite), nil
}

// zeroed is a batch in which each sequence has one value less.
func zeroed(s *Subject, jobs []zeroing, keep func(model.Site) bool) (model.Batch, model.Run) {
	batch, run := make(model.Batch, len(jobs)), model.Run{Keep: keep, Logits: model.LogitRows{Mode: model.NoRows}}
	for i, job := range jobs {
		batch[i] = s.sequence()
		run.Edits = append(run.Edits, model.PlacedEdit{Site: job.value, Seq: i, Edit: model.Zero{At: model.Index{{job.key}}}})
	}
	return batch, run
}

// turns adds to numbers 1 − cos of each row of a site before and after, in a sequence of a batch, [query].
func turns(numbers []float64, whole, trace *model.Trace, out model.Site, seq int) ([]float64, error) {
	before, err := whole.At(out, 0)
	if err != nil {
		return nil, err
	}
	after, err := trace.At(out, seq)
	if err != nil {
		return nil, err
	}
	width := before.Shape[1]
	for i := range before.Shape[0] {
		a, b := before.Data[i*width:][:width], after.Data[i*width:][:width]
		numbers = append(numbers, math.Max(0, 1-dot(a, b)/(norm(a)*norm(b))))
	}
	return numbers, nil
}

// throughLayers multiplies the layers' matrices down to the positions read; turns are by key, then query.
func (s *Subject) throughLayers(turns map[model.Site][][]float64) [][]float64 {
	read, write := len(s.Read), len(s.sequence().Tokens)
	rows, decoder := identity(read, read+write, 0), identity(write, read+write, read)
	if !s.encoderDecoder() {
		rows = identity(write, write, 0)
	}
	for site := range s.Model.Config.Sites() {
		if site.Point != model.V {
			continue
		}
		if site.Stack != model.Decoder {
			rows = mixed(turns[site], rows)
			continue
		}
		cross := site
		cross.Point = model.CrossV
		decoder = mixed(append(append([][]float64{}, turns[site]...), turns[cross]...), append(append([][]float64{}, decoder...), rows...))
	}
	if s.encoderDecoder() {
		rows = decoder
	}
	credit := make([][]float64, s.Outputs())
	for j := range credit {
		credit[j] = append([]float64(nil), rows[query(s, j)][:read]...)
	}
	return credit
}

// mixed is each query's mixture of the rows below, by what their values turned: turns [key][query] made to sum to 1.
func mixed(turns, below [][]float64) [][]float64 {
	out := zeros(len(turns[0]), len(below[0]))
	for q, row := range out {
		sum := 0.0
		for key := range turns {
			sum += turns[key][q]
		}
		if sum == 0 { // nothing it reads has a value
			continue
		}
		for key := range turns {
			for c, x := range below[key] {
				row[c] += turns[key][q] / sum * x
			}
		}
	}
	return out
}
