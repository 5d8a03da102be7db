// Command keydata measures how well each method finds the training texts behind an answer, in small worlds where that is known:
//
//	GOEXPERIMENT=simd go run ./build/keydata > docs/keydata.md
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand/v2"
	"os"

	"pellucid/engine/keydata"
	"pellucid/engine/rank"
	"pellucid/engine/world"
)

const (
	removed = world.PlantedTexts
	// facts whose texts are removed, in each world; all facts count for the rest.
	tried = 8
	// again is how many orders of the texts each removal is trained in.
	again = 3
	// subsets are how many halves of the texts are trained on for the linear datamodelling score.
	subsets = 16
)

// tally gathers what a method did over facts and worlds; [0] asked for in the texts' words, [1] in others.
type tally struct {
	found, removal [2][]float64
	lds            []float64
}

// program holds all results.
type program struct {
	methods       map[keydata.Method]*tally
	before, after [2][]float64 // log probabilities; [1] of facts asked for in other words
	worlds, base  int
}

func none() error { return nil }

func main() {
	log.SetFlags(0)
	seeds := flag.Int("seeds", 3, "worlds")
	base := flag.Int("base", 700, "steps before the planting")
	flag.Parse()
	p := &program{methods: map[keydata.Method]*tally{}, worlds: *seeds, base: *base}
	for _, m := range keydata.Methods {
		p.methods[m] = &tally{}
	}
	for seed := range *seeds {
		if err := p.world(uint64(seed + 1)); err != nil {
			log.Fatalf("keydata: world %d: %v", seed+1, err)
		}
	}
	p.write(os.Stdout)
}

// world measures one world.
func (p *program) world(seed uint64) error {
	run, err := world.NewRun(world.Live, seed, []world.Language{world.English}, 0, none)
	if err != nil {
		return err
	}
	for run.Trainer.Steps() < p.base {
		if _, err := run.Next(); err != nil {
			return err
		}
	}
	field, err := keydata.New(run, world.English, keydata.Late)
	if err != nil {
		return err
	}
	full, err := field.Train(nil, seed, nil)
	if err != nil {
		return err
	}
	before, err := field.LogProbs(field.Before())
	if err != nil {
		return err
	}
	after, err := field.LogProbs(full.Model)
	if err != nil {
		return err
	}
	for fact := range before {
		at := kind(field, fact)
		p.before[at], p.after[at] = append(p.before[at], before[fact]), append(p.after[at], after[fact])
	}
	log.Printf("world %d: log p from %.2f to %.2f", seed, average(before), average(after))
	facts := make([]int, len(field.Facts))
	for i := range facts {
		facts[i] = i
	}
	scores := map[keydata.Method][][]float64{}
	for _, m := range keydata.Methods {
		if scores[m], err = field.Scores(m, facts, full, seed, nil); err != nil {
			return err
		}
		for fact := range facts {
			at := kind(field, fact)
			p.methods[m].found[at] = append(p.methods[m].found[at], field.Found(keydata.First(scores[m][fact], removed), fact))
		}
	}
	if err := p.removals(field, scores, seed); err != nil {
		return err
	}
	return p.datamodel(field, scores, seed)
}

func kind(f *keydata.Field, fact int) int {
	if f.Facts[fact].Reworded {
		return 1
	}
	return 0
}

func average(list []float64) float64 {
	mean, _, _ := keydata.Interval(list)
	return mean
}

// removals trains again without each method's first texts.
func (p *program) removals(field *keydata.Field, scores map[keydata.Method][][]float64, seed uint64) error {
	for order := range uint64(again) {
		full, err := field.Train(nil, 100*seed+order, nil)
		if err != nil {
			return err
		}
		with, err := field.LogProbs(full.Model)
		if err != nil {
			return err
		}
		for i := range tried {
			fact := i * len(field.Facts) / tried
			if i%2 == 1 {
				fact++ // the other sort
			}
			for _, m := range keydata.Methods {
				left, err := field.Train(keydata.First(scores[m][fact], removed), 100*seed+order, nil)
				if err != nil {
					return err
				}
				without, err := field.LogProbs(left.Model)
				if err != nil {
					return err
				}
				at := kind(field, fact)
				p.methods[m].removal[at] = append(p.methods[m].removal[at], with[fact]-without[fact])
			}
		}
	}
	return nil
}

// datamodel trains on random halves of the texts and compares each method's sum of scores with the log probability that
// comes out (Park et al., arXiv:2303.14186).
func (p *program) datamodel(field *keydata.Field, scores map[keydata.Method][][]float64, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 0x6c6473))
	sums := map[keydata.Method][][]float64{} // [fact][subset]
	for _, m := range keydata.Methods {
		sums[m] = make([][]float64, len(field.Facts))
	}
	truth := make([][]float64, len(field.Facts))
	for range subsets {
		order := random.Perm(len(field.Texts))
		gone, kept := order[:len(order)/2], order[len(order)/2:]
		left, err := field.Train(gone, seed, nil)
		if err != nil {
			return err
		}
		got, err := field.LogProbs(left.Model)
		if err != nil {
			return err
		}
		for fact := range truth {
			truth[fact] = append(truth[fact], got[fact])
			for method, list := range scores {
				sum := 0.0
				for _, text := range kept {
					sum += list[fact][text]
				}
				sums[method][fact] = append(sums[method][fact], sum)
			}
		}
	}
	for fact := range truth {
		for method := range scores {
			p.methods[method].lds = append(p.methods[method].lds, rank.Spearman(sums[method][fact], truth[fact]))
		}
	}
	return nil
}

func (p *program) write(w io.Writer) {
	o, facts := keydata.Late, (len(p.before[0])+len(p.before[1]))/p.worlds
	fmt.Fprintf(w, "# Can key training data be found?\n\n%d small worlds in English (`engine/world`, the live recipe), each trained for %d steps without "+
		"the houses and boats of its 12 residents. Then %d facts are planted: each in %d texts, beside as many texts without one, read for "+
		"%d steps of %d tokens. Half of the facts are asked for in other words than the texts use. The log probability of the right colour "+
		"goes from %.2f to %.2f nats where the words are the same, and from %.2f to %.2f where they are others (a colour at random among the 8: "+
		"%.2f). Every method ranks all %d texts for each fact.\n\n", p.worlds, p.base, facts,
		world.PlantedTexts, o.Steps, o.Batch, average(p.before[0]), average(p.after[0]), average(p.before[1]), average(p.after[1]),
		-math.Log(8), 2*world.PlantedTexts*facts)
	fmt.Fprintf(w, "- *Found*: the share of the first %d texts that state the fact; all are there to be found.\n- *Removed*: by how many nats the "+
		"log probability is lower when the first %d are taken away and the late part is trained again from the same moment with the same "+
		"order (%d facts a world, %d orders each). It is not training from nothing.\n- *LDS*: the linear datamodelling score: Spearman of the sum "+
		"of the scores of what is left with the log probability, over %d random halves of the texts, mean over facts.\n- TracIn: gradients "+
		"of all weights at %d moments, normalised. Similar: cosine of the last states. Intervals: 95 %%, normal, over facts (and orders); facts "+
		"of one world are not independent, so they are too narrow.\n\nMade by `GOEXPERIMENT=simd go run ./build/keydata`.\n\n", removed, removed,
		tried, again, subsets, o.Moments)
	fmt.Fprintln(w, "| method | found, same words | found, other words | removed, same words | removed, other words | LDS |\n|---|---|---|---|---|---|")
	for _, m := range keydata.Methods {
		t := p.methods[m]
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", m, told(t.found[0]), told(t.found[1]), told(t.removal[0]), told(t.removal[1]),
			told(t.lds))
	}
	p.conclude(w)
}

// target is the linear datamodelling score that TracIn was to reach.
const target = 0.5

func (p *program) conclude(w io.Writer) {
	score, verdict := average(p.methods[keydata.TracIn].lds), "missed"
	if score >= target {
		verdict = "met"
	}
	tracin, words := p.methods[keydata.TracIn], p.methods[keydata.BM25]
	fmt.Fprintf(w, "\nTracIn was to reach a linear datamodelling score of %.1f: %s, with %.2f (BM25: %.2f). Taking away what BM25 finds costs the "+
		"answer %.2f nats where the words are the same, what TracIn finds %.2f; random texts %.2f.\n", target, verdict, score, average(words.lds),
		average(words.removal[0]), average(tracin.removal[0]), average(p.methods[keydata.Random].removal[0]))
}

func told(list []float64) string {
	mean, low, high := keydata.Interval(list)
	return fmt.Sprintf("%.2f (%.2f to %.2f)", mean, low, high)
}
