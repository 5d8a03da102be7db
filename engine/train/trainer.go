// Package train teaches models: AdamW, learning-rate schedules, batches dealt from several pools, data-parallel steps,
// exact resume, translation scores, and a history of what attention did meanwhile.
//
// A [Trainer] makes steps; what a run is (recipes, files, time) belongs to its caller:
//
//	trainer, err := train.New(model, sampler, options)
//	for share < 1 {
//		report, err := trainer.Next(share)
//	}
//
// It reads and writes through io interfaces only, so that it also runs in a browser.
package train

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Options are the numbers of a run. The zero values of Beta1, Beta2 and Eps mean 0.9, 0.98 and 1e-9 (Vaswani et al. 2017).
type Options struct {
	Schedule  Schedule
	Beta1     float64
	Beta2     float64
	Eps       float64
	Decay     float64 // decoupled weight decay, on matrices only
	Clip      float64 // largest global gradient norm; 0 for no limit
	Smoothing float64 // of labels
	Dropout   float64 // share of entries zeroed after embedding, attention and MLP; 0 for none
	Average   float64 // decay a step of an exponential average of the weights, such as 0.999; 0 for none
	Workers   int     // goroutines that share a batch; 0 means 1
	Seed      uint64  // of dropout
	BF16      bool    // large matrix products of a step in bfloat16, where there is a matrix unit (kernel.BF16)
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		field *float64
		value float64
	}{{&o.Beta1, 0.9}, {&o.Beta2, 0.98}, {&o.Eps, 1e-9}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	o.Workers = max(o.Workers, 1)
	return o
}

// Report is what one step did.
type Report struct {
	Step     int     // from 1
	Loss     float64 // label-smoothed, nats a target token
	Tokens   int     // encoder and decoder rows
	Rate     float64
	GradNorm float64 // before clipping
}

// Trainer holds a run. It is not safe for concurrent use; its steps use Options.Workers goroutines.
type Trainer struct {
	model      *model.Model
	sampler    *Sampler
	options    Options
	kernels    kernel.Kernels
	parameters []parameter
	first      [][]float32 // Adam's moments, one slice a parameter
	second     [][]float32
	average    [][]float32 // nil if not kept
	workers    []*worker
	step       int
}

// parameter is one weight tensor of the model.
type parameter struct {
	name   string
	weight []float32
	matrix bool // decays
}

// New prepares training of m, whose weights must be float32 and are changed in place.
func New(m *model.Model, sampler *Sampler, options Options) (*Trainer, error) {
	if err := sampler.Check(); err != nil {
		return nil, err
	}
	if options.Dropout < 0 || options.Dropout > 0.9 {
		return nil, fmt.Errorf("train: dropout wants a share from 0 to 0.9, got %g", options.Dropout)
	}
	against := func(e Example) bool { return e.Against != nil }
	if options.Smoothing > 0 && slices.ContainsFunc(sampler.Pools, func(p Pool) bool { return slices.ContainsFunc(p.Examples, against) }) {
		return nil, fmt.Errorf("train: unlikelihood of tokens wants no label smoothing, got %g", options.Smoothing)
	}
	parameters, err := parametersOf(m)
	if err != nil {
		return nil, err
	}
	t := &Trainer{model: m, sampler: sampler, options: options.withDefaults(), kernels: kernel.Best(), parameters: parameters}
	if fast, ok := kernel.BF16(); ok && options.BF16 {
		t.kernels = fast
	}
	stepping := *m // the same weights; whoever asks m gets float32
	stepping.Kernels = t.kernels
	for _, p := range parameters {
		t.first = append(t.first, make([]float32, len(p.weight)))
		t.second = append(t.second, make([]float32, len(p.weight)))
		if options.Average > 0 {
			t.average = append(t.average, slices.Clone(p.weight))
		}
	}
	for range t.options.Workers {
		t.workers = append(t.workers, newWorker(&stepping, parameters))
	}
	return t, nil
}

// Steps is how many steps have been made.
func (t *Trainer) Steps() int { return t.step }

// Kernels is the name of the kernels that steps run on.
func (t *Trainer) Kernels() string { return t.kernels.Name() }

// Parameters counts the numbers that are trained.
func (t *Trainer) Parameters() int {
	total := 0
	for _, p := range t.parameters {
		total += len(p.weight)
	}
	return total
}

// Next makes one step when share (0 … 1) of the run is done.
func (t *Trainer) Next(share float64) (Report, error) {
	batch := t.sampler.Next(share)
	step := t.step + 1
	report := Report{Step: step, Rate: t.options.Schedule.Rate(step, share)}
	targets := 0
	for _, example := range batch {
		report.Tokens += example.Tokens()
		targets += example.learned()
	}
	targets = max(targets, 1)
	shards := deal(batch, len(t.workers))
	job := task{seed: t.options.Seed, step: step, dropout: t.options.Dropout, smoothing: float32(t.options.Smoothing),
		weight: 1 / float32(targets)}
	if err := t.each(func(w int) error { return t.workers[w].gradient(shards[w], job) }); err != nil {
		return report, err
	}
	for _, w := range t.workers {
		report.Loss += w.loss
	}
	report.Loss /= float64(targets)
	if math.IsNaN(report.Loss) || math.IsInf(report.Loss, 0) {
		return report, fmt.Errorf("train: the loss of step %d is %g: the rate %g is too high", step, report.Loss, report.Rate)
	}
	t.update(&report)
	t.step = step
	return report, nil
}

// update sums the workers' gradients in their order, clips, and moves the weights. Parameters are independent of each
// other, so that any number of goroutines gives the same bits.
func (t *Trainer) update(report *Report) {
	squares := make([]float64, len(t.parameters))
	t.eachParameter(func(i int) {
		sum := t.workers[0].gradients[i]
		for _, w := range t.workers[1:] {
			t.kernels.Add(sum, w.gradients[i])
		}
		squares[i] = float64(t.kernels.Dot(sum, sum))
	})
	norm := 0.0
	for _, square := range squares {
		norm += square
	}
	report.GradNorm = math.Sqrt(norm)
	o := t.options
	adam := kernel.AdamW{Rate: float32(report.Rate), Beta1: float32(o.Beta1), Beta2: float32(o.Beta2), Eps: float32(o.Eps), Step: report.Step}
	t.eachParameter(func(i int) {
		p, gradient := t.parameters[i], t.workers[0].gradients[i]
		if o.Clip > 0 && report.GradNorm > o.Clip {
			t.kernels.Scale(float32(o.Clip/report.GradNorm), gradient)
		}
		own := adam
		if p.matrix {
			own.Decay = float32(o.Decay)
		}
		t.kernels.AdamW(p.weight, gradient, t.first[i], t.second[i], own)
		if keep, due := averageDecay(o.Average, report.Step); t.average != nil && due {
			t.kernels.Scale(keep, t.average[i])
			t.kernels.Axpy(1-keep, t.average[i], p.weight)
		}
	})
}

// averageEvery spares memory traffic: after the first averageDense steps, in which the weights move fast, the average
// takes them in only once in this many.
const (
	averageEvery = 5
	averageDense = 100
)

// averageDecay is how much of the average stays at a step, and whether it is updated then; a shorter memory at the start.
func averageDecay(decay float64, step int) (keep float32, due bool) {
	keepOne := min(decay, float64(step)/float64(step+20))
	if step <= averageDense {
		return float32(keepOne), true
	}
	return float32(math.Pow(keepOne, averageEvery)), step%averageEvery == 0
}

// WithAverage calls f while the model holds the averaged weights, or the weights themselves if no average is kept.
func (t *Trainer) WithAverage(f func() error) error {
	if t.average == nil {
		return f()
	}
	t.swapAverage()
	defer t.swapAverage()
	return f()
}

func (t *Trainer) swapAverage() {
	for i, p := range t.parameters {
		for j, w := range p.weight {
			p.weight[j], t.average[i][j] = t.average[i][j], w
		}
	}
}

// each runs f for every worker, in this goroutine if there is only one.
func (t *Trainer) each(f func(worker int) error) error { return parallel(len(t.workers), f) }

// eachParameter runs f for every parameter over the workers, the largest first.
func (t *Trainer) eachParameter(f func(parameter int)) {
	order := sortedBy(len(t.parameters), func(a, b int) int { return len(t.parameters[b].weight) - len(t.parameters[a].weight) })
	load := make([]int, len(t.workers))
	jobs := make([][]int, len(t.workers))
	for _, i := range order {
		least := 0
		for w := range load {
			if load[w] < load[least] {
				least = w
			}
		}
		load[least] += len(t.parameters[i].weight)
		jobs[least] = append(jobs[least], i)
	}
	_ = parallel(len(t.workers), func(w int) error {
		for _, i := range jobs[w] {
			f(i)
		}
		return nil
	})
}

// parallel runs f(0) … f(n-1) at once and returns the first error in that order.
func parallel(n int, f func(i int) error) error {
	if n == 1 {
		return f(0)
	}
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = f(i) })
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// numbered is an example with its place in the batch, from which its dropout is drawn.
type numbered struct {
	Example
	index int
}

// deal splits a batch over n workers, each next longest example to the one with the fewest tokens.
func deal(batch []Example, n int) [][]numbered {
	shards, load := make([][]numbered, n), make([]int, n)
	for _, i := range sortedBy(len(batch), func(a, b int) int { return batch[b].Tokens() - batch[a].Tokens() }) {
		least := 0
		for w := range load {
			if load[w] < load[least] {
				least = w
			}
		}
		shards[least] = append(shards[least], numbered{batch[i], i})
		load[least] += batch[i].Tokens()
	}
	return shards
}

// sortedBy is 0 … n-1 in the order of a comparison; equals stay in their order. One sort of indices serves every list.
func sortedBy(n int, compare func(a, b int) int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, compare)
	return order
}
