package train

// The part of a step that runs in each goroutine: its share of the batch forward, the loss, and backward.

import (
	"fmt"
	"math"
	"slices"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// task is what all workers of a step share.
type task struct {
	seed      uint64
	step      int
	dropout   float64
	smoothing float32
	weight    float32 // of each target token in the loss: 1/targets of the whole batch
}

// worker owns a trace and gradients, so that steps make no garbage.
type worker struct {
	model     *model.Model
	gradients [][]float32 // per parameter, those of grads
	loss      float64     // summed over target tokens
	trace     *model.Trace
	grads     *model.Grads
	losses    []float32
	targets   []int32
	against   []bool // of targets
	masks     [][]float32
}

func newWorker(m *model.Model, parameters []parameter) *worker {
	w := &worker{model: m, grads: m.NewGrads()}
	w.grads.Add(m.NewGrads()) // makes room for every weight
	for _, p := range parameters {
		w.gradients = append(w.gradients, w.grads.Weight(p.name))
	}
	return w
}

// parametersOf lists the weights of m in the order of its Specs.
func parametersOf(m *model.Model) ([]parameter, error) {
	var parameters []parameter
	for _, spec := range m.Config.Specs() {
		weight := m.Weight(spec.Name)
		if weight == nil || weight.F32 == nil {
			return nil, fmt.Errorf("train: weight %q wants float32 values; a quantised model cannot be trained", spec.Name)
		}
		parameters = append(parameters, parameter{spec.Name, weight.F32, len(spec.Shape) > 1})
	}
	return parameters, nil
}

// inputs is examples as a batch, and the token that each row is to predict, -1 for those that are given.
func inputs(examples []Example, targets []int32) (model.Batch, []int32) {
	batch := make(model.Batch, len(examples))
	targets = targets[:0]
	for i, example := range examples {
		batch[i] = model.Sequence{Source: example.Source, Tokens: example.Target[:len(example.Target)-1], Keys: example.Keys}
		targets = append(targets, example.Target[1:]...)
		own := targets[len(targets)-len(batch[i].Tokens):]
		for j, given := range example.Given {
			if given {
				own[j] = -1
			}
		}
	}
	return batch, targets
}

// learnable leaves out the rows that are only read: their logits are not computed.
func learnable(batch model.Batch, targets []int32) (model.LogitRows, []int32) {
	if !slices.Contains(targets, -1) {
		return model.LogitRows{}, targets
	}
	wanted := model.LogitRows{Mode: model.SomeRows, Rows: make([][]int, len(batch))}
	learned, all := targets[:0], targets
	for i, sequence := range batch {
		for row := range sequence.Tokens {
			if target := all[row]; target >= 0 {
				learned, wanted.Rows[i] = append(learned, target), append(wanted.Rows[i], row)
			}
		}
		all = all[len(sequence.Tokens):]
	}
	return wanted, learned
}

// againstRows tells of each learned row of all examples whether its token is to become unlikely; empty if none is.
func againstRows(examples []Example, rows []bool) []bool {
	rows = rows[:0]
	if !slices.ContainsFunc(examples, func(e Example) bool { return e.Against != nil }) {
		return rows
	}
	for _, e := range examples {
		for at := range len(e.Target) - 1 {
			if e.Given == nil || !e.Given[at] {
				rows = append(rows, e.Against != nil && e.Against[at])
			}
		}
	}
	return rows
}

// unlikelihood turns the gradient of −ln p by a row's logits into that of −ln(1 − p), which is −p/(1 − p) times the former,
// and its value loss into the value of the latter.
func unlikelihood(gradient []float32, loss float32) float32 {
	p := math.Exp(-float64(loss))
	rest := max(1-p, 1e-6)
	ratio := float32(p / rest)
	for i := range gradient {
		gradient[i] *= -ratio
	}
	return float32(-math.Log(rest))
}

// gradient fills w.gradients and w.loss from a shard of the batch; an empty shard gives zeros.
func (w *worker) gradient(shard []numbered, job task) error {
	w.loss = 0
	w.grads.Zero()
	if len(shard) == 0 {
		return nil
	}
	examples := make([]Example, len(shard))
	for i, e := range shard {
		examples[i] = e.Example
	}
	var batch model.Batch
	batch, w.targets = inputs(examples, w.targets)
	wanted, targets := learnable(batch, w.targets)
	trace, err := w.model.Forward(batch, model.Run{Tape: true, Edits: w.dropout(shard, job), Logits: wanted, Reuse: w.trace})
	if err != nil {
		return err
	}
	w.trace = trace
	rows, vocab := len(targets), w.model.Config.Vocab
	if cap(w.losses) < rows { // just enough: either way there is room
		w.losses = make([]float32, rows)
	}
	losses := w.losses[:rows]
	logits := trace.AllLogits()
	w.model.Kernels.CrossEntropy(losses, logits.Data, logits.Data, targets, job.smoothing, job.weight, rows, vocab)
	w.against = againstRows(examples, w.against)
	for row, against := range w.against {
		if against {
			losses[row] = unlikelihood(logits.Data[row*vocab:][:vocab], losses[row])
		}
	}
	for _, loss := range losses {
		w.loss += float64(loss)
	}
	_, err = w.model.Backward(trace, logits, model.Want{Weights: true, Into: w.grads})
	return err
}

// dropoutPoints are where Vaswani et al. 2017 put dropout: after the embedding and each sublayer, before the sum.
var dropoutPoints = []model.Point{model.Embed, model.AttnOut, model.CrossOut, model.MLPOut}

// dropout is a mask for each place, over the rows of all sequences. Each sequence's part depends on the seed, the step and
// the example's place in the batch, not on the worker, so that the number of workers does not change it.
func (w *worker) dropout(shard []numbered, job task) []model.PlacedEdit {
	if job.dropout == 0 {
		return nil
	}
	random := make([]mixer, len(shard))
	for i, example := range shard {
		random[i] = mixer{job.seed ^ uint64(job.step)<<24 ^ uint64(example.index)}
	}
	var edits []model.PlacedEdit
	width, factors := w.model.Config.Width, dropoutFactors(job.dropout)
	for site := range w.model.Config.Sites() {
		if !isDropoutPoint(site.Point) {
			continue
		}
		if len(edits) == len(w.masks) {
			w.masks = append(w.masks, nil)
		}
		mask := w.masks[len(edits)][:0]
		for i, example := range shard {
			rows := len(example.Target) - 1
			if site.Stack == model.Encoder {
				rows = len(example.Source)
			}
			mask = random[i].mask(mask, rows*width, factors)
		}
		w.masks[len(edits)] = mask
		edits = append(edits, model.PlacedEdit{Site: site, Seq: model.Joint, Edit: model.Mask{Factor: mask}})
	}
	return edits
}

func isDropoutPoint(point model.Point) bool {
	for _, p := range dropoutPoints {
		if p == point {
			return true
		}
	}
	return false
}

// mixer is the splitmix64 generator (Steele et al. 2014): dropout needs many cheap bits, not good ones.
type mixer struct{ state uint64 }

func (m *mixer) next() uint64 {
	m.state += 0x9e3779b97f4a7c15
	z := m.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// dropoutFactors are the factors that a random byte stands for: 0 with the probability share (rounded to 1/256) and else
// what keeps the mean at 1.
func dropoutFactors(share float64) *[256]float32 {
	var factors [256]float32
	limit := int(share*256 + 0.5)
	for i := limit; i < 256; i++ {
		factors[i] = float32(256 / float64(256-limit))
	}
	return &factors
}

// mask appends n factors, one a random byte.
func (m *mixer) mask(to []float32, n int, factors *[256]float32) []float32 {
	start := len(to)
	to = slices.Grow(to, n)[:start+n]
	rest := to[start:]
	for ; len(rest) >= 8; rest = rest[8:] {
		bits := m.next()
		rest[0], rest[1] = factors[bits&255], factors[bits>>8&255]
		rest[2], rest[3] = factors[bits>>16&255], factors[bits>>24&255]
		rest[4], rest[5] = factors[bits>>32&255], factors[bits>>40&255]
		rest[6], rest[7] = factors[bits>>48&255], factors[bits>>56]
	}
	if len(rest) > 0 {
		for bits := m.next(); len(rest) > 0; rest = rest[1:] {
			rest[0] = factors[bits&255]
			bits >>= 8
		}
	}
	return to
}

// Loss is the mean negative log-likelihood of the examples, nats a target token, over batches of about tokens rows.
func Loss(m *model.Model, examples []Example, tokens, workers int) (float64, error) {
	batches := cut(examples, tokens)
	sums, counts := make([]float64, len(batches)), 0
	err := parallel(max(workers, 1), func(w int) error {
		var trace *model.Trace
		var targets []int32
		for b := w; b < len(batches); b += max(workers, 1) {
			var batch model.Batch
			batch, targets = inputs(batches[b], targets)
			var err error
			if trace, err = m.Forward(batch, model.Run{Reuse: trace}); err != nil {
				return err
			}
			sums[b] = nll(m.Kernels, trace.AllLogits(), targets)
		}
		return nil
	})
	total := 0.0
	for _, sum := range sums {
		total += sum
	}
	for _, example := range examples {
		counts += example.learned()
	}
	return total / float64(max(counts, 1)), err
}

// nll is the summed negative log-likelihood of the targets.
func nll(kernels kernel.Kernels, logits model.Array, targets []int32) float64 {
	losses := make([]float32, len(targets))
	kernels.CrossEntropy(losses, nil, logits.Data, targets, 0, 1, len(targets), logits.Shape[len(logits.Shape)-1])
	total := 0.0
	for _, loss := range losses {
		total += float64(loss)
	}
	return total
}

// AttentionStats is the behaviour of every head of one attention sublayer.
type AttentionStats struct {
	Site  string      `json:"site"` // of the pattern, e.g. "encoder.0.attn.hook_pattern"
	Heads []HeadStats `json:"heads"`
}

// Attention measures every attention sublayer on examples.
func Attention(m *model.Model, examples []Example, tokens int) ([]AttentionStats, error) {
	var sites []model.Site
	for site := range m.Config.Sites() {
		if site.Point == model.Pattern || site.Point == model.CrossPattern {
			sites = append(sites, site)
		}
	}
	sums := make([]headSums, len(sites))
	keep := func(site model.Site) bool { return site.Point == model.Pattern || site.Point == model.CrossPattern }
	for _, part := range cut(examples, tokens) {
		batch, _ := inputs(part, nil)
		trace, err := m.Forward(batch, model.Run{Keep: keep, Logits: model.LogitRows{Mode: model.NoRows}})
		if err != nil {
			return nil, err
		}
		for i, site := range sites {
			causal := m.Config.Causal(site)
			for seq := range batch {
				pattern, err := trace.At(site, seq)
				if err != nil {
					return nil, err
				}
				sums[i].add(pattern, causal)
			}
		}
	}
	stats := make([]AttentionStats, len(sites))
	for i, site := range sites {
		stats[i] = AttentionStats{site.String(), sums[i].mean()}
	}
	return stats, nil
}
