package explain

import (
	"fmt"
	"math"
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

// Hidden is a set of units to hide.
type Hidden []bool

// any says whether anything is hidden.
func (v Hidden) any() bool { return slices.Contains(v, true) }

// Score returns the target of every output for each variant, [variant][output]; with Resample each is the mean over
// its draws. Variants that are alike run once. yield may cancel between batches.
func (c *Scorer) Score(variants []Hidden, yield Yield) ([][]float64, error) {
	scores, _, err := c.ScoreProbs(variants, yield)
	return scores, err
}

// ScoreProbs is Score with the outputs' probabilities beside it, which the same passes tell.
func (c *Scorer) ScoreProbs(variants []Hidden, yield Yield) (scores, probs [][]float64, err error) {
	jobs, of, err := c.jobs(variants)
	if err != nil {
		return nil, nil, err
	}
	scores, probs = zeros(len(variants), c.Subject.Outputs()), zeros(len(variants), c.Subject.Outputs())
	shown := 0
	for done := 0; done < len(jobs); {
		n := c.take(jobs[done:])
		err := c.forward(jobs[done:done+n], yield.at(done, len(jobs)), func(i int, logits model.Array) {
			job := jobs[done+i]
			c.add(scores[job.variant], probs[job.variant], logits, job.share)
		})
		if err != nil {
			return nil, nil, err
		}
		done += n
		for ; shown < len(variants) && (done == len(jobs) || of[shown] < jobs[done].variant); shown++ {
			scores[shown], probs[shown] = scores[of[shown]], probs[of[shown]]
			if c.Finished != nil {
				c.Finished(shown, scores[shown])
			}
		}
		if err := yield.call(done, len(jobs)); err != nil {
			return nil, nil, err
		}
	}
	return scores, probs, nil
}

// jobs are the passes that variants need; of names, for each variant, the first that is like it.
func (c *Scorer) jobs(variants []Hidden) (jobs []masked, of []int, err error) {
	seen := map[string]int{}
	for i, v := range variants {
		if len(v) != len(c.Subject.Units) {
			return nil, nil, fmt.Errorf("explain: a variant of %d units, want %d", len(v), len(c.Subject.Units))
		}
		first, again := seen[v.key()]
		if !again {
			first, seen[v.key()] = i, i
			jobs = append(jobs, c.variant(i, v)...)
		}
		of = append(of, first)
	}
	return jobs, of, nil
}

// variant is one variant's passes: one, or a draw each of Resample.
func (c *Scorer) variant(number int, v Hidden) []masked {
	positions, draws := c.positions(v), c.Masking.draws(v)
	rng := rand.New(rand.NewPCG(c.Masking.Seed, 0)) // every variant draws alike, so that differences are of the units
	jobs := make([]masked, draws)
	for i := range jobs {
		jobs[i] = c.Masking.apply(c.Subject.Read, positions, rng)
		jobs[i].variant, jobs[i].share, jobs[i].whole = number, 1/float64(draws), len(positions) == 0
	}
	return jobs
}

// draws is the number of passes of one variant.
func (k Masking) draws(v Hidden) int {
	if v.any() {
		return k.Draws()
	}
	return 1
}

// scored is what scoring variants costs.
func (q *Question) scored(variants []Hidden) Price {
	price, seen := q.shared(), map[string]bool{}
	for _, v := range variants {
		if key := v.key(); !seen[key] {
			seen[key] = true
			price.Forward += q.Masking.draws(v)
		}
	}
	return price
}

// shared is what a scorer of this subject pays once: the prompt that a decoder-only model's variants share.
func (q *Question) shared() Price {
	if q.encoderDecoder() {
		return Price{}
	}
	return Price{Forward: 1}
}

// scorer makes the question's scorer.
func (q *Question) scorer() (*Scorer, error) {
	c, err := NewScorer(q.Subject, q.Target, q.Masking)
	if err == nil {
		c.Finished = q.Finished
	}
	return c, err
}

// add adds one pass's share to its variant's scores and probabilities.
func (c *Scorer) add(scores, probs []float64, logits model.Array, share float64) {
	y := c.Subject.outputTokens()
	for j, value := range c.Target.values(c.Subject.Model.Kernels, logits.Data, y) {
		scores[j] += share * value
	}
	for j, log := range logProbs(c.Subject.Model.Kernels, logits.Data, y) {
		probs[j] += share * math.Exp(log)
	}
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
	trace, err := c.Subject.forward(batch, run)
	if err != nil {
		return err
	}
	c.trace = trace
	for i, job := range jobs {
		if job.whole {
			c.Subject.note(trace.Logits(i))
		}
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
	batch := model.Batch{{Tokens: c.Subject.Read, Cache: cache}}
	_, err := c.Subject.forward(batch, model.Run{Logits: model.LogitRows{Mode: model.NoRows}})
	if err != nil {
		return err
	}
	c.prefix = cache
	return nil
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

// hiding is the set of the units named.
func hiding(n int, units ...int) Hidden {
	v := make(Hidden, n)
	for _, u := range units {
		v[u] = true
	}
	return v
}

func total(row []float64) float64 {
	sum := 0.0
	for _, x := range row {
		sum += x
	}
	return sum
}
