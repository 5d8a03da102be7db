package explain

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pellucid/engine/model"
)

// batchRows bounds the rows of one forward pass: enough that weights are read for many variants at once, few enough that
// the activations of a wide model stay at some 12 MiB, for a page's memory never shrinks.
func batchRows(c model.Config) int {
	const values = 3 << 20
	perRow := 8*c.Width + 2*c.Hidden // what a layer holds of a row at most, nearly
	return max(128, min(512, values/perRow))
}

// Scorer computes a subject's target for variants of its input with units hidden. Variants run together in ragged
// batches; a causal model re-runs only what follows the first hidden token.
type Scorer struct {
	Subject *Subject
	Target  Target
	Masking Masking
	// Finished, if set, is shown each variant's scores as soon as they are known, so that a page can fill up while it waits.
	Finished func(variant int, scores []float64)

	mean   []float32    // mean token embedding, for MeanMask
	prefix *model.Cache // the unmasked pass of a decoder-only model
	trace  *model.Trace // storage reused from pass to pass
	passes int
}

// NewScorer checks its arguments and makes a scorer.
func NewScorer(s *Subject, t Target, k Masking) (*Scorer, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if err := t.Check(s); err != nil {
		return nil, err
	}
	if err := k.Check(s); err != nil {
		return nil, err
	}
	c := &Scorer{Subject: s, Target: t, Masking: k}
	if k.Mask == MeanMask {
		c.mean = meanEmbedding(s.Model)
	}
	return c, nil
}

// Passes is the number of forward passes (sequences run) so far: the honest cost of a method.
func (c *Scorer) Passes() int { return c.passes }

// Hidden is a set of units to hide.
type Hidden []bool

// Score returns the target of every output for each variant, [variant][output]; with Resample each is the mean over
// its draws. yield may cancel between batches.
func (c *Scorer) Score(variants []Hidden, yield Yield) ([][]float64, error) {
	draws := c.Masking.Draws()
	jobs := make([]masked, 0, len(variants)*draws)
	for _, v := range variants {
		if len(v) != len(c.Subject.Units) {
			return nil, fmt.Errorf("explain: a variant of %d units, want %d", len(v), len(c.Subject.Units))
		}
		positions := c.positions(v)
		rng := rand.New(rand.NewPCG(c.Masking.Seed, 0)) // every variant draws alike, so that differences are of the units
		for range draws {
			jobs = append(jobs, c.Masking.apply(c.Subject.Read, positions, rng))
		}
	}
	scores := make([][]float64, len(variants))
	for i := range scores {
		scores[i] = make([]float64, c.Subject.Outputs())
	}
	for done := 0; done < len(jobs); {
		n := c.take(jobs[done:])
		rows, err := c.run(jobs[done:done+n], yield.at(done, len(jobs)))
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			sum := scores[(done+i)/draws]
			for j, value := range row {
				sum[j] += value / float64(draws)
			}
		}
		for v := done / draws; c.Finished != nil && v < (done+n)/draws; v++ {
			c.Finished(v, scores[v])
		}
		done += n
		if err := yield.call(done, len(jobs)); err != nil {
			return nil, err
		}
	}
	return scores, nil
}

// positions lists the hidden positions of the explained sequence, ascending.
func (c *Scorer) positions(v Hidden) []int {
	var positions []int
	for u, hidden := range v {
		if hidden {
			positions = append(positions, c.Subject.Units[u].Tokens...)
		}
	}
	slices.Sort(positions)
	return positions
}

// take says how many jobs fit one batch.
func (c *Scorer) take(jobs []masked) int {
	rows, most := 0, batchRows(c.Subject.Model.Config)
	for i, j := range jobs {
		rows += len(j.read) + len(c.Subject.Write)
		if !c.Subject.encoderDecoder() {
			rows -= min(j.first, len(j.read)-1)
		}
		if rows > most && i > 0 {
			return i
		}
	}
	return len(jobs)
}

// run scores one batch, [job][output].
func (c *Scorer) run(jobs []masked, yield Yield) ([][]float64, error) {
	scores := make([][]float64, len(jobs))
	err := c.forward(jobs, yield, func(i int, logits model.Array) { scores[i] = c.read(logits) })
	return scores, err
}

// forward runs one batch and shows each job's logits, [output, vocab], which last until the next batch.
func (c *Scorer) forward(jobs []masked, yield Yield, show func(job int, logits model.Array)) error {
	if err := c.sharePrefix(); err != nil {
		return err
	}
	batch := make(model.Batch, len(jobs))
	run := model.Run{Logits: model.LogitRows{Mode: model.SomeRows, Rows: make([][]int, len(jobs))}, Reuse: c.trace, Yield: yield}
	for i, job := range jobs {
		from := 0
		batch[i], from = c.sequence(job)
		run.Logits.Rows[i] = lastRows(len(batch[i].Tokens), c.Subject.Outputs())
		run.Edits = append(run.Edits, c.Masking.edits(c.Subject, job, i, from, c.mean)...)
	}
	trace, err := c.Subject.Model.Forward(batch, run)
	if err != nil {
		return err
	}
	c.trace, c.passes = trace, c.passes+len(jobs)
	for i := range jobs {
		show(i, trace.Logits(i))
	}
	return nil
}

// sequence is the model's input of one job, and how many of its leading positions come from the shared cache.
func (c *Scorer) sequence(job masked) (model.Sequence, int) {
	s := c.Subject
	if s.encoderDecoder() {
		return model.Sequence{Source: job.read, Tokens: s.Write[:len(s.Write)-1]}, 0
	}
	from := min(job.first, len(job.read)-1) // the row that predicts the first output must be computed
	tokens := slices.Concat(job.read[from:], s.Write[:len(s.Write)-1])
	return model.Sequence{Tokens: tokens, Cache: c.prefix.View(from)}, from
}

// sharePrefix runs a decoder-only model once over the unmasked input, for the variants to fork.
func (c *Scorer) sharePrefix() error {
	if c.Subject.encoderDecoder() || c.prefix != nil {
		return nil
	}
	cache := c.Subject.Model.NewCache()
	_, err := c.Subject.Model.Forward(model.Batch{{Tokens: c.Subject.Read, Cache: cache}}, model.Run{Logits: model.LogitRows{Mode: model.NoRows}})
	if err != nil {
		return err
	}
	c.prefix, c.passes = cache, c.passes+1
	return nil
}

// read turns logits [output, vocab] into the target's values.
func (c *Scorer) read(logits model.Array) []float64 {
	y := make([]int32, c.Subject.Outputs())
	for i := range y {
		y[i] = c.Subject.Output(i)
	}
	return c.Target.values(c.Subject.Model.Kernels, logits.Data, y)
}

func lastRows(rows, n int) []int {
	last := make([]int, n)
	for i := range last {
		last[i] = rows - n + i
	}
	return last
}

// meanEmbedding is the mean row of the embedding matrix, as it enters the first layer.
func meanEmbedding(m *model.Model) []float32 {
	width, vocab := m.Config.Width, m.Config.Vocab
	sum := make([]float64, width)
	for id := range vocab {
		for j, x := range m.Embedding(int32(id)) {
			sum[j] += float64(x)
		}
	}
	mean := make([]float32, width)
	for j := range mean {
		mean[j] = float32(sum[j] / float64(vocab))
	}
	return mean
}
