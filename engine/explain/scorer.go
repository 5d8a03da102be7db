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
	if err := c.sharePrefix(); err != nil {
		return nil, nil, err
	}
	outputs := c.Subject.Outputs()
	sums := &sums{Scorer: c, jobs: jobs, of: of, scores: zeros(len(variants), outputs), probs: zeros(len(variants), outputs)}
	batches, done := c.batches(jobs), 0
	sums.come = make([][]float64, len(batches))
	err = c.Subject.spread(len(batches), func(b int) ([]float64, error) {
		var numbers []float64
		err := c.forward(batches[b], yield.at(done, len(jobs)), func(_ int, logits model.Array) {
			values, probs := c.values(logits)
			numbers = append(append(numbers, values...), probs...)
		})
		return numbers, err
	}, func(b int, numbers []float64) error {
		done += len(batches[b])
		sums.take(b, numbers)
		return yield.call(done, len(jobs))
	})
	return sums.scores, sums.probs, err
}

// pieceRows is about how many rows a batch has: with fewer the weights are read too often, and more divide badly over engines.
const pieceRows = 128

// batches are jobs in order, in passes of about as many rows each: an even number of them, so that two engines have as much to do.
func (c *Scorer) batches(jobs []masked) [][]masked {
	total, most := 0, min(pieceRows, batchRows(c.Subject.Model.Config))
	for _, job := range jobs {
		total += c.rows(job)
	}
	n := (total + most - 1) / most
	if n > 1 {
		n += n % 2
	}
	var batches [][]masked
	for from, at, rows := 0, 0, 0; at < len(jobs); {
		rows += c.rows(jobs[at])
		if at++; at == len(jobs) || rows*n >= total*(len(batches)+1) {
			batches, from = append(batches, jobs[from:at]), at
		}
	}
	return batches
}

// rows is how many rows of a pass a job takes.
func (c *Scorer) rows(job masked) int {
	rows := len(job.read) + len(c.Subject.Write)
	if c.Subject.guesses() {
		return len(job.read)
	}
	if !c.Subject.encoderDecoder() {
		rows -= min(job.first, len(job.read)-1)
	}
	return rows
}

// sums adds the batches' numbers in the order of the jobs, whichever come first, so that the sums are always the same.
type sums struct {
	*Scorer
	jobs          []masked
	of            []int
	come          [][]float64 // by batch, not yet added
	added         int         // batches
	done          int         // jobs added
	shown         int         // variants whose scores are whole
	scores, probs [][]float64
}

func (s *sums) take(batch int, numbers []float64) {
	s.come[batch] = numbers
	for ; s.added < len(s.come) && s.come[s.added] != nil; s.added++ {
		s.add(s.come[s.added])
	}
}

// add adds one batch and shows the variants that are whole with it.
func (s *sums) add(numbers []float64) {
	outputs := s.Subject.Outputs()
	for ; len(numbers) > 0; numbers = numbers[2*outputs:] {
		job := s.jobs[s.done]
		s.done++
		for j := range outputs {
			s.scores[job.variant][j] += job.share * numbers[j]
			s.probs[job.variant][j] += job.share * numbers[outputs+j]
		}
		if job.whole {
			s.Subject.told(numbers[outputs : 2*outputs])
		}
	}
	for ; s.shown < len(s.of) && (s.done == len(s.jobs) || s.of[s.shown] < s.jobs[s.done].variant); s.shown++ {
		s.scores[s.shown], s.probs[s.shown] = s.scores[s.of[s.shown]], s.probs[s.of[s.shown]]
		if s.Finished != nil {
			s.Finished(s.shown, s.scores[s.shown])
		}
	}
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
	if q.encoderDecoder() || q.guesses() {
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

// values are one pass's target and probability of every output.
func (c *Scorer) values(logits model.Array) (values, probs []float64) {
	y := c.Subject.outputTokens()
	probs = logProbs(c.Subject.Model.Kernels, logits.Data, y)
	for j, log := range probs {
		probs[j] = math.Exp(log)
	}
	return c.Target.values(c.Subject.Model.Kernels, logits.Data, y), probs
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
		run.Logits.Rows[i] = c.Subject.predicting(len(batch[i].Tokens), job.gone)
		run.Edits = append(run.Edits, c.Masking.edits(c.Subject, job, i, from, c.mean)...)
	}
	trace, err := c.Subject.forward(batch, run)
	if err != nil {
		return err
	}
	c.trace = trace
	for i := range jobs {
		show(i, trace.Logits(i))
		if err := yield.call(0, 0); err != nil {
			return err
		}
	}
	return nil
}

// sequence is the model's input of one job, and how many of its leading positions come from the shared cache.
func (c *Scorer) sequence(job masked) (model.Sequence, int) {
	s := c.Subject
	if s.encoderDecoder() {
		return model.Sequence{Source: job.read, Tokens: s.Write[:len(s.Write)-1]}, 0
	}
	if s.guesses() {
		return model.Sequence{Tokens: job.read}, 0
	}
	from := min(job.first, len(job.read)-1) // the row that predicts the first output must be computed
	tokens := slices.Concat(job.read[from:], s.Write[:len(s.Write)-1])
	return model.Sequence{Tokens: tokens, Cache: c.prefix.View(from)}, from
}

// sharePrefix runs a decoder-only model once over the unmasked input, for the variants to fork.
func (c *Scorer) sharePrefix() error {
	if c.Subject.encoderDecoder() || c.Subject.guesses() || c.prefix != nil {
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
