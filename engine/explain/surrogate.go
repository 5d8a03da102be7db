package explain

import (
	"math/rand/v2"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// surrogate grows a small tree that imitates the model.
var surrogate = Analysis{
	Card: Card{
		ID: "surrogate", Name: Text{"Surrogate tree", "替身决策树"},
		Measures: Text{
			"The best small decision tree that imitates the model on versions of your sentence with words hidden, and how often it agrees on versions it has not seen.",
			"在遮掉若干词的各种版本上模仿模型的最佳小决策树，以及它在没见过的版本上有多少次与模型一致。"},
		Not:       Text{"High fidelity near one sentence says nothing about other sentences.", "在一个句子附近模仿得好，对别的句子什么也说明不了。"},
		Cost:      Text{"200 to 600 passes", "200 到 600 次前向"},
		Reference: "Craven & Shavlik 1996; Bastani, Kim & Bastani 2017, arXiv:1705.08504; Breiman et al. 1984",
	},
	Price: func(q *Question) Price {
		variants, _ := surrogateVariants(len(q.Units), q.samples(treeSamples), q.Seed)
		return q.shared().Plus(Price{Forward: len(variants)})
	},
}

// Surrogate is a small tree that imitates the model near one input (Craven & Shavlik 1996; Bastani et al. 2017,
// arXiv:1705.08504): its questions are "is this unit shown?", its classes the token the model then writes at one
// output. It says nothing of other inputs.
type Surrogate struct {
	Tree    *Tree
	Classes []int32 // tokens, most frequent first
	// Fidelity is the share of held-out perturbations on which tree and model agree, Majority what always answering the
	// most frequent token would reach on them.
	Fidelity, Majority float64
	Train, Held        int
}

// SurrogateOptions are the knobs; the zero value takes the defaults named.
type SurrogateOptions struct {
	Samples int // perturbations; 0 is 40 a unit, at least 200, at most 600. A third is held out.
	Depth   int // most questions on a path; 0 is 3
	Seed    uint64
}

// GrowSurrogate perturbs the subject with the scorer's masking, each unit hidden with a probability that is itself
// uniform, records the model's most probable token at the output (earlier outputs held fixed), and grows the tree on
// two thirds of them. Held-out perturbations never occur among those grown on.
func GrowSurrogate(c *Scorer, output int, o SurrogateOptions, yield Yield) (*Surrogate, error) {
	n := len(c.Subject.Units)
	if output < 0 || output >= c.Subject.Outputs() {
		return nil, problem.Outside("output", output, 0, c.Subject.Outputs()-1)
	}
	if n < MinUnits {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "units", "got": n, "want": MinUnits},
			"%d units are too few for a tree to ask about, want at least %d", n, MinUnits)
	}
	if o.Samples == 0 {
		o.Samples = treeSamples(n)
	}
	if o.Depth == 0 {
		o.Depth = 3
	}
	variants, extra := surrogateVariants(n, o.Samples, o.Seed)
	tokens, err := c.winners(variants, output, yield)
	if err != nil {
		return nil, err
	}
	variants, tokens = variants[extra:], tokens[extra:]
	classes, examples := label(variants, tokens)
	held := len(examples) / 3
	s := &Surrogate{Classes: classes, Train: len(examples) - held, Held: held}
	if s.Tree, err = GrowTree(examples[held:], len(classes), o.Depth, 2); err != nil {
		return nil, err
	}
	s.Fidelity = s.Tree.Agreement(examples[:held])
	majority := &Tree{Feature: -1, Class: s.Tree.Class}
	s.Majority = majority.Agreement(examples[:held])
	return s, nil
}

// treeSamples is the standard number of perturbations.
func treeSamples(units int) int { return min(max(200, 40*units), 600) }

// surrogateVariants are the variants drawn, behind the whole input if that is not among them; extra is 1 then, else 0.
func surrogateVariants(n, samples int, seed uint64) (variants []Hidden, extra int) {
	drawn := distinctVariants(n, samples, seed)
	if slices.ContainsFunc(drawn, func(v Hidden) bool { return !v.any() }) {
		return drawn, 0
	}
	return append([]Hidden{hiding(n)}, drawn...), 1
}

// distinctVariants draws perturbations without repeats, shuffled by their drawing; there may be fewer than asked.
func distinctVariants(n, samples int, seed uint64) []Hidden {
	rng := rand.New(rand.NewPCG(seed, 5))
	seen := map[string]bool{}
	var variants []Hidden
	for tries := 0; len(variants) < samples && tries < 20*samples; tries++ {
		share, v := rng.Float64(), make(Hidden, n)
		for i := range v {
			v[i] = rng.Float64() < share
		}
		if !seen[v.key()] {
			seen[v.key()] = true
			variants = append(variants, v)
		}
	}
	return variants
}

// winners is the model's most probable token at one output for each variant.
func (c *Scorer) winners(variants []Hidden, output int, yield Yield) ([]int32, error) {
	if err := c.sharePrefix(); err != nil {
		return nil, err
	}
	batches, first := c.drawnBatches(variants)
	winners, done := make([]int32, len(variants)), 0
	err := c.Subject.spread(len(batches), func(b int) ([]float64, error) {
		var numbers []float64
		err := c.forward(batches[b], yield.at(done, len(variants)), func(i int, logits model.Array) {
			vocab := c.Subject.Model.Config.Vocab
			numbers = append(numbers, float64(model.Argmax(logits.Data[output*vocab:(output+1)*vocab])))
			if batches[b][i].whole {
				_, probs := c.values(logits)
				numbers = append(numbers, probs...)
			}
		})
		return numbers, err
	}, func(b int, numbers []float64) error {
		for i, job := range batches[b] {
			winners[first[b]+i], numbers = int32(numbers[0]), numbers[1:]
			if job.whole {
				c.Subject.told(numbers[:c.Subject.Outputs()])
				numbers = numbers[c.Subject.Outputs():]
			}
		}
		done += len(batches[b])
		return yield.call(done, len(variants))
	})
	return winners, err
}

// drawnBatches are a pass for each variant, as many as fit together; each batch draws anew what it draws. first are the variants
// that batches begin with.
func (c *Scorer) drawnBatches(variants []Hidden) (batches [][]masked, first []int) {
	most := batchRows(c.Subject.Model.Config)
	for at := 0; at < len(variants); at += len(batches[len(batches)-1]) {
		rng := rand.New(rand.NewPCG(c.Masking.Seed, 0))
		var jobs []masked
		rows := 0
		for _, v := range variants[at:] {
			job := c.Masking.apply(c.Subject.Read, c.positions(v), rng)
			job.whole = !v.any()
			if rows += c.rows(job); rows > most && len(jobs) > 0 {
				break
			}
			jobs = append(jobs, job)
		}
		batches, first = append(batches, jobs), append(first, at)
	}
	return batches, first
}

// label turns shown units into features and tokens into classes, the most frequent token first.
func label(variants []Hidden, tokens []int32) ([]int32, []Example) {
	count := map[int32]int{}
	for _, id := range tokens {
		count[id]++
	}
	var classes []int32
	for id := range count {
		classes = append(classes, id)
	}
	slices.SortFunc(classes, func(a, b int32) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return int(a - b)
	})
	examples := make([]Example, len(variants))
	for i, v := range variants {
		features := make([]bool, len(v))
		for u, hidden := range v {
			features[u] = !hidden
		}
		examples[i] = Example{features, slices.Index(classes, tokens[i])}
	}
	return classes, examples
}
