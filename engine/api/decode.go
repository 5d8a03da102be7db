package api

// One more token, as fast as the edits allow, and how it is chosen.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// decoder gives the logits of the next token for a growing output. Without edits of the decoder it keeps keys and
// values from step to step; an edit of the decoder means positions of the whole pass, so then every step is a whole pass.
type decoder struct {
	call    *Call
	reading reading
	edits   []model.PlacedEdit
	whole   bool
	cache   *model.Cache
	done    int // tokens of start and output that the cache holds
	trace   *model.Trace
}

// decoder makes a decoder; edits come on top of the reading's own.
func (c *Call) decoder(r reading, edits []model.PlacedEdit) *decoder {
	d := &decoder{call: c, reading: r, edits: append(slices.Clone(r.edits), edits...)}
	for _, e := range d.edits {
		d.whole = d.whole || e.Site.Stack != model.Encoder
	}
	if r.source == nil && r.positions != nil {
		d.whole = true
	}
	d.cache = c.Model.NewCache()
	return d
}

// next is the logits after an output that begins with what the last call had. They are valid until the next call.
func (d *decoder) next(output []int32) ([]float32, error) {
	sequence, edits := d.reading.sequence(output), d.edits
	if !d.whole {
		sequence.Cache = d.cache
		if d.done > 0 {
			sequence.Source, sequence.SourcePositions, edits = nil, nil, nil
		}
		sequence.Tokens = sequence.Tokens[d.done:]
	}
	trace, err := d.call.Model.Forward(model.Batch{sequence}, model.Run{
		Edits: edits, Logits: model.LogitRows{Mode: model.LastRow}, Yield: d.call.pause, Reuse: d.trace,
	})
	if err != nil {
		return nil, err
	}
	d.done += len(sequence.Tokens)
	d.trace = trace
	return trace.Logits(0).Data, nil
}

// limit is how many tokens an output may have: what was asked for, or a length that fits the task, within the context.
func (c *Call) limit(r reading, asked int) int {
	room := c.Model.Config.Context - len(r.start) + 1 // the last token is written but never read
	switch {
	case asked > 0:
		return min(asked, room)
	case r.source != nil:
		return min(3*len(r.source)+16, room)
	}
	return min(64, room)
}

// chances writes the probability with which the settings choose each token: softmax at the temperature over the tokens
// that top-k and top-p (Holtzman et al., arXiv:1904.09751) leave. Greedy gives all of it to the largest, which is best.
func chances(chance, logits []float32, best int32, s Sampling) {
	clear(chance)
	if s.Temperature <= 0 {
		chance[best] = 1
		return
	}
	var kept []int32 // nil is all, in any order
	if s.TopK > 0 || (s.TopP > 0 && s.TopP < 1) {
		kept = model.Top(logits, cmp.Or(max(s.TopK, 0), len(logits)))
	}
	largest, sum := float64(logits[best]), 0.0
	weigh := func(i int) {
		chance[i] = float32(math.Exp((float64(logits[i]) - largest) / s.Temperature))
		sum += float64(chance[i])
	}
	if kept == nil {
		for i := range logits {
			weigh(i)
		}
	} else {
		for _, i := range kept {
			weigh(int(i))
		}
		if s.TopP > 0 && s.TopP < 1 {
			sum = cut(chance, kept, s.TopP*sum)
		}
	}
	for i := range chance {
		chance[i] = float32(float64(chance[i]) / sum)
	}
}

// cut keeps the fewest tokens, likeliest first, whose weights reach mass; it returns their sum.
func cut(weight []float32, order []int32, mass float64) float64 {
	sum := 0.0
	for _, i := range order {
		if sum >= mass {
			weight[i] = 0
			continue
		}
		sum += float64(weight[i])
	}
	return sum
}

// draw chooses a token by its chance; u is uniform in [0, 1).
func draw(chance []float32, u float64) int32 {
	sum := 0.0
	for i, p := range chance {
		if sum += float64(p); sum > u {
			return int32(i)
		}
	}
	return model.Argmax(chance)
}

// shuffler is the randomness of a seed for dealing words out: the same seed gives the same order.
func shuffler(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

// entropy of the softmax of logits, nats, which is probs; best is the largest. −Σ p·log p with log p = logit − largest
// logit + log of the largest p: one logarithm does for all, where one each would take longer than a layer of the model.
func entropy(k kernel.Kernels, logits, probs []float32, best int32) float32 {
	mean := float64(k.Dot(logits, probs)) // NaN where a logit is −Inf: 0 · −Inf
	if math.IsNaN(mean) {
		mean = 0
		for i, p := range probs {
			if p > 0 {
				mean += float64(p) * float64(logits[i])
			}
		}
	}
	return float32(max(0, float64(logits[best])-mean-math.Log(float64(probs[best]))))
}

// logProb is the log of the softmax at one index.
func logProb(k kernel.Kernels, logits []float32, at int32) float32 {
	var loss [1]float32
	k.CrossEntropy(loss[:], nil, logits, []int32{at}, 0, 1, 1, len(logits))
	return -loss[0]
}
