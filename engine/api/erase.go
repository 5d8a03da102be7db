package api

// "Decodable is not used": take out of a layer what a probe reads there, and see what becomes of the output.

import (
	"errors"
	"math"
	"slices"
	"time"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// mostErasedWidth bounds the width of vectors: they are whitened, which grows with its cube and cannot be interrupted.
const (
	mostRandomErasures    = 50
	defaultRandomErasures = 10
	mostErasedWidth       = 768
)

// erase takes a task's subspace out of a layer, and as many random directions for comparison.
func erase(c *Call, p EraseParams) (EraseResult, error) {
	began := time.Now()
	if err := problem.Within("random", p.Random, 0, mostRandomErasures); err != nil {
		return EraseResult{}, err
	}
	if p.Random == 0 {
		p.Random = defaultRandomErasures
	}
	if width := c.Model.Config.Width; width > mostErasedWidth {
		return EraseResult{}, tooLong("vector", "numbers", width, mostErasedWidth)
	}
	b, err := c.bedOf(p.Source)
	if err != nil {
		return EraseResult{}, err
	}
	if err := b.layer("layer", p.Layer); err != nil {
		return EraseResult{}, err
	}
	t, err := b.task(p.Task)
	if err != nil {
		return EraseResult{}, err
	}
	result := EraseResult{Place: place(b.sites[p.Layer], -1), Classes: len(t.Classes), RandomDivergence: []float64{}}
	if result.Probe, err = b.data.EraseTest(t, p.Layer, p.Seed, c.pause); err != nil {
		return EraseResult{}, err
	}
	if c.Model.Config.Kind != model.EncoderOnly {
		if err := b.effect(c, p, &result); err != nil {
			return EraseResult{}, err
		}
	}
	result.Bed = b.told(began)
	return result, nil
}

// effect fills in what becomes of the output.
func (b *bed) effect(c *Call, p EraseParams, result *EraseResult) error {
	in, err := c.settle(p.Input, true)
	if err != nil {
		return err
	}
	if len(in.output) == 0 {
		return problem.New(problem.Empty, nil, "the model wrote nothing here, so nothing can change")
	}
	before, err := c.spreads(in, nil)
	if err != nil {
		return err
	}
	eraser, labels, err := b.data.Eraser(b.tasks[p.Task], p.Layer)
	if err != nil {
		return err
	}
	leace, err := eraser.LEACE(labels, result.Classes)
	if err != nil {
		return err
	}
	_, result.Text = showIDs(c.Tokenizer, in.before(), in.output)
	if result.Divergence, err = c.moved(in, before, b.edit(p.Layer, leace)); err != nil {
		return err
	}
	for i := range p.Random {
		if err := c.Yield(i, p.Random); err != nil {
			return err
		}
		random := b.edit(p.Layer, eraser.Random(leace.Directions(), p.Seed+uint64(i)))
		moved, err := c.moved(in, before, random)
		if err != nil {
			return err
		}
		result.RandomDivergence = append(result.RandomDivergence, moved)
	}
	erased, errOne := c.rewritten(in, b.edit(p.Layer, leace))
	random, errTwo := c.rewritten(in, b.edit(p.Layer, eraser.Random(leace.Directions(), p.Seed)))
	result.Erased, result.Random = erased, random
	return errors.Join(errOne, errTwo)
}

func (b *bed) edit(layer int, e model.Edit) []model.PlacedEdit {
	return []model.PlacedEdit{{Site: b.sites[layer], Seq: -1, Edit: e}}
}

// spreads is the probabilities of the next token at every place of the output, [output, vocab].
func (c *Call) spreads(in settled, edits []model.PlacedEdit) ([]float32, error) {
	sequence := in.sequence(in.output[:len(in.output)-1])
	rows := make([]int, len(in.output))
	for i := range rows {
		rows[i] = len(in.start) - 1 + i
	}
	trace, err := c.Model.Forward(model.Batch{sequence}, model.Run{
		Edits: append(slices.Clone(in.edits), edits...), Logits: model.LogitRows{Mode: model.SomeRows, Rows: [][]int{rows}}, Yield: c.pause,
	})
	if err != nil {
		return nil, err
	}
	p := slices.Clone(trace.Logits(0).Data)
	c.Model.Kernels.Softmax(p, p, len(rows), c.Model.Config.Vocab)
	return p, nil
}

// moved is the mean divergence of the output's probabilities under edits from those before, nats.
func (c *Call) moved(in settled, before []float32, edits []model.PlacedEdit) (float64, error) {
	after, err := c.spreads(in, edits)
	if err != nil {
		return 0, err
	}
	return divergence(before, after) / float64(len(in.output)), nil
}

// rewritten is the greedy output under edits, not much longer than the one without.
func (c *Call) rewritten(in settled, edits []model.PlacedEdit) (string, error) {
	d := c.decoder(in.reading, edits)
	var output []int32
	for range min(c.limit(in.reading, 0), len(in.output)+8) {
		logits, err := d.next(output)
		if err != nil {
			return "", err
		}
		output = append(output, model.Argmax(logits))
		if c.Model.Config.Ends(output[len(output)-1]) {
			break
		}
	}
	_, text := showIDs(c.Tokenizer, in.before(), output)
	return text, nil
}

// divergence is Σ p·log(p/q) over all, nats; what q thinks impossible counts as its smallest float.
func divergence(p, q []float32) float64 {
	sum := 0.0
	for i, v := range p {
		if v > 0 {
			sum += float64(v) * math.Log(float64(v)/math.Max(float64(q[i]), math.SmallestNonzeroFloat32))
		}
	}
	return math.Max(0, sum)
}
