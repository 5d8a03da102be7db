package explain

import (
	"math"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/share"
)

// forward is the one way to the model: it counts.
func (s *Subject) forward(batch model.Batch, run model.Run) (*model.Trace, error) {
	run.Meter = s.Meter
	if run.Yield == nil {
		run.Yield = s.Pause
	}
	return s.Model.Forward(batch, run)
}

// sequence is the whole subject as the model's input, nothing cached.
func (s *Subject) sequence() model.Sequence {
	if s.encoderDecoder() {
		return model.Sequence{Source: s.Read, Tokens: s.Write[:len(s.Write)-1]}
	}
	if s.guesses() {
		return model.Sequence{Tokens: s.Read}
	}
	return model.Sequence{Tokens: slices.Concat(s.Read, s.Write[:len(s.Write)-1])}
}

// predicting is the rows, of so many, that tell the outputs; gone, ascending, are positions left out of Read.
func (s *Subject) predicting(rows int, gone []int) []int {
	if !s.guesses() {
		return lastRows(rows, s.Outputs())
	}
	at := slices.Clone(s.Guessed)
	for i := range at {
		before, _ := slices.BinarySearch(gone, at[i])
		at[i] -= before
	}
	return at
}

// outputTokens are the outputs' tokens.
func (s *Subject) outputTokens() []int32 {
	y := make([]int32, s.Outputs())
	for i := range y {
		y[i] = s.Output(i)
	}
	return y
}

// record runs the untouched input once and keeps activations; the outputs' probabilities come with it.
func (s *Subject) record(keep func(model.Site) bool) (*model.Trace, error) {
	sequence := s.sequence()
	rows := model.LogitRows{Mode: model.SomeRows, Rows: [][]int{s.predicting(len(sequence.Tokens), nil)}}
	trace, err := s.forward(model.Batch{sequence}, model.Run{Keep: keep, Logits: rows})
	if err == nil {
		s.note(trace.Logits(0))
	}
	return trace, err
}

// note takes the outputs' probabilities from the logits of a pass over the untouched input, [output, vocab].
func (s *Subject) note(logits model.Array) {
	if s.probs != nil {
		return
	}
	s.probs = logProbs(s.Model.Kernels, logits.Data, s.outputTokens())
	for i, log := range s.probs {
		s.probs[i] = math.Exp(log)
	}
}

// told takes the outputs' probabilities as a pass over the untouched input gave them.
func (s *Subject) told(probs []float64) {
	if s.probs == nil {
		s.probs = slices.Clone(probs)
	}
}

// spread does pieces of work that do not depend on each other. The meter counts each once, whichever engine did it.
func (s *Subject) spread(n int, work func(int) ([]float64, error), take func(int, []float64) error) error {
	const counts = 4
	return s.Spread.Over(n, func(i int) ([]byte, error) {
		outer, meter := s.Meter, model.Meter{}
		s.Meter = &meter
		numbers, err := work(i)
		s.Meter = outer
		return share.Pack(append(numbers, float64(meter.Forward.Passes), float64(meter.Forward.Rows), float64(meter.Backward.Passes),
			float64(meter.Backward.Rows))), err
	}, func(i int, found []byte) error {
		numbers := share.Unpack[float64](found)
		at := len(numbers) - counts
		if s.Meter != nil {
			s.Meter.Forward.Passes += int(numbers[at])
			s.Meter.Forward.Rows += int(numbers[at+1])
			s.Meter.Backward.Passes += int(numbers[at+2])
			s.Meter.Backward.Rows += int(numbers[at+3])
		}
		return take(i, numbers[:at])
	})
}

// Probs is the probability of each output, nothing hidden. It costs a pass unless an explanation has made that already.
func (s *Subject) Probs() ([]float64, error) {
	if s.probs == nil {
		if _, err := s.record(nil); err != nil {
			return nil, err
		}
	}
	return s.probs, nil
}

// outputScores is the target of every output under each set of edits, [edit][output]; nil is the untouched input.
func (s *Subject) outputScores(t Target, edits []placing) ([][]float64, error) {
	batch, run := make(model.Batch, len(edits)), model.Run{}
	run.Logits.Mode = model.SomeRows
	for i, edit := range edits {
		batch[i] = s.sequence()
		if edit != nil {
			run.Edits = append(run.Edits, edit(s, i)...)
		}
		run.Logits.Rows = append(run.Logits.Rows, s.predicting(len(batch[i].Tokens), nil))
	}
	trace, err := s.forward(batch, run)
	if err != nil {
		return nil, err
	}
	scores := make([][]float64, len(edits))
	for i, edit := range edits {
		if edit == nil {
			s.note(trace.Logits(i))
		}
		scores[i] = t.values(s.Model.Kernels, trace.Logits(i).Data, s.outputTokens())
	}
	return scores, nil
}

// placing makes the edits of one sequence, which depend on its place in the batch.
type placing func(s *Subject, seq int) []model.PlacedEdit

func rowsOf(s *Subject) int { return len(s.Read) + len(s.Write) }

// chunks splits jobs, each a pass of the subject, so that a batch stays near batchRows.
func chunks[T any](s *Subject, jobs []T) [][]T {
	size := max(1, batchRows(s.Model.Config)/rowsOf(s))
	var parts [][]T
	for len(jobs) > size {
		parts, jobs = append(parts, jobs[:size]), jobs[size:]
	}
	return append(parts, jobs)
}

// perUnit sums f over each unit's positions.
func (s *Subject) perUnit(f func(pos int) float64) []float64 {
	row := make([]float64, len(s.Units))
	for u, unit := range s.Units {
		for _, pos := range unit.Tokens {
			row[u] += f(pos)
		}
	}
	return row
}
