package api

import (
	"errors"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// forward runs the model once and returns the activations asked for as tensors.
func forward(c *Call, p ForwardParams) (ForwardResult, error) {
	keep, err := c.sites(p.Keep)
	if err != nil {
		return ForwardResult{}, err
	}
	edits, err := c.edits(p.Edits)
	if err != nil {
		return ForwardResult{}, err
	}
	in, err := c.settle(p.Input, false)
	if err != nil {
		return ForwardResult{}, err
	}
	f := forwardPass{call: c, params: p, settled: in, keep: keep}
	return f.run(edits)
}

// forwardPass is one forward call.
type forwardPass struct {
	call   *Call
	params ForwardParams
	settled
	keep []model.Site
}

func (f *forwardPass) run(edits []model.PlacedEdit) (ForwardResult, error) {
	rows, err := f.logitRows()
	if err != nil {
		return ForwardResult{}, err
	}
	written := f.written()
	trace, err := f.call.Model.Forward(model.Batch{f.sequence(written)}, model.Run{
		Keep:   func(s model.Site) bool { return slices.Contains(f.keep, s) },
		Edits:  append(slices.Clone(f.edits), edits...),
		Logits: rows,
		Yield:  f.call.Yield,
	})
	if err != nil {
		return ForwardResult{}, err
	}
	result := f.names(written)
	for _, site := range f.keep {
		values, err := trace.At(site, 0)
		if err != nil {
			return ForwardResult{}, err
		}
		result.Tensors = append(result.Tensors, Tensor{Name: site.String(), Shape: values.Shape, Axes: axes(site), Data: values.Data})
	}
	f.readLogits(&result, trace)
	return result, nil
}

// written is the output tokens that the model reads again: not the end token, nor a last one for which the context,
// filled to its end, has no place.
func (f *forwardPass) written() []int32 {
	config := f.call.Model.Config
	n := len(f.output)
	if n > 0 && config.Ends(f.output[n-1]) {
		n--
	}
	return f.output[:min(n, config.Context-len(f.start))]
}

// logitRows says which logits the call needs, the largest product of all.
func (f *forwardPass) logitRows() (model.LogitRows, error) {
	if err := errors.Join(problem.OneOf("logits", f.params.Logits, "", LastRow, AllRows), problem.Within("top", f.params.Top, 0,
		mostTop)); err != nil {
		return model.LogitRows{}, err
	}
	switch {
	case f.params.Logits == AllRows || f.params.Top > 0:
		return model.LogitRows{Mode: model.AllRows}, nil
	case f.params.Logits == LastRow:
		return model.LogitRows{Mode: model.LastRow}, nil
	}
	return model.LogitRows{Mode: model.NoRows}, nil
}

// names describes the rows and columns of the tensors.
func (f *forwardPass) names(written []int32) ForwardResult {
	if f.source != nil {
		target, _ := showIDs(f.call.Tokenizer, nil, slices.Concat(f.start, written))
		return ForwardResult{Source: f.shown, Target: target}
	}
	if len(written) == 0 {
		return ForwardResult{Target: f.shown}
	}
	target, _ := showIDs(f.call.Tokenizer, nil, slices.Concat(f.start, written))
	return ForwardResult{Target: target}
}

// readLogits adds what the call asked of the logits.
func (f *forwardPass) readLogits(result *ForwardResult, trace *model.Trace) {
	logits := trace.Logits(0)
	vocab := f.call.Model.Config.Vocab
	if f.params.Logits != "" {
		data, rows := logits.Data, logits.Shape[0]
		if f.params.Logits == LastRow {
			data, rows = data[(rows-1)*vocab:], 1
		}
		result.Tensors = append(result.Tensors, Tensor{Name: "logits", Shape: []int{rows, vocab}, Axes: []Axis{PosAxis, VocabAxis}, Data: data})
	}
	if f.params.Logits != AllRows && f.params.Top == 0 {
		return
	}
	next := slices.Concat(f.start, f.output)[1:]
	for row := range logits.Shape[0] {
		values := logits.Data[row*vocab : (row+1)*vocab]
		if row < len(next) {
			result.LogProb = append(result.LogProb, logProb(f.call.Model.Kernels, values, next[row]))
		}
		if f.params.Top > 0 {
			result.Top = append(result.Top, f.call.candidates(values, Sampling{}, f.params.Top))
		}
	}
}

// candidates lists the n likeliest next tokens.
func (c *Call) candidates(logits []float32, s Sampling, n int) []Candidate {
	probs, chance, top := make([]float32, len(logits)), make([]float32, len(logits)), model.Top(logits, n)
	c.Model.Kernels.Softmax(probs, logits, 1, len(logits))
	chances(chance, logits, model.Argmax(logits), s)
	return list(c.Tokenizer, specialIDs(c.Tokenizer), top, logits, probs, chance)
}

// list describes some tokens.
func list(t token.Tokenizer, special map[int32]bool, ids []int32, logits, probs, chance []float32) []Candidate {
	var list []Candidate
	for _, id := range ids {
		list = append(list, Candidate{Token: showOne(t, special, id), Prob: probs[id], Logit: logits[id], Chance: chance[id]})
	}
	return list
}
