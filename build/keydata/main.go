// Command keydata measures how well each method finds the training texts behind an answer, in small worlds where that is known:
//
//	GOEXPERIMENT=simd go run ./build/keydata > docs/keydata.md
package main

import (
	"flag"
	"log"
	"math/rand/v2"
	"os"
	"slices"

	"pellucid/engine/influence"
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

// harmful takes away the texts that TracIn says pushed against the answer: the last of its ranking. It only shows in removals.
const harmful keydata.Method = "tracin, last"

// taken are the ways to take texts away.
var taken = append(slices.Clone(keydata.Methods), harmful)

// tally gathers what a method did over facts and worlds; [0] asked for in the texts' words, [1] in others.
type tally struct {
	found, removal, anew [2][]float64
	lds                  []float64
}

// scored is what the methods give, [fact][text].
type scored map[keydata.Method][][]float64

// gone is what becomes of a fact without a method's texts, nats, a value for each training.
type gone map[keydata.Method]map[int][]float64

// program holds all results.
type program struct {
	methods       map[keydata.Method]*tally
	before, after [2][]float64 // log probabilities; [1] of facts asked for in other words
	worlds, base  int
	starts        int          // trainings from nothing a world
	effects       [2][]float64 // of each removal of each fact: trained again from the moment, and from nothing
	halves, limit []float64    // Spearman over the halves, a fact: moment and from nothing; two trainings from nothing
}

func none() error { return nil }

func main() {
	log.SetFlags(0)
	seeds := flag.Int("seeds", 3, "worlds")
	base := flag.Int("base", 700, "steps before the planting")
	starts := flag.Int("starts", 2, "trainings from nothing a world")
	flag.Parse()
	p := &program{methods: map[keydata.Method]*tally{}, worlds: *seeds, base: *base, starts: *starts}
	for _, m := range taken {
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
	field, err := p.field(seed, 0)
	if err != nil {
		return err
	}
	full, err := field.Train(nil, seed, nil)
	if err != nil {
		return err
	}
	if err := p.learned(field, full, seed); err != nil {
		return err
	}
	facts := make([]int, len(field.Facts))
	for i := range facts {
		facts[i] = i
	}
	scores := scored{}
	for _, m := range keydata.Methods {
		if scores[m], err = field.Scores(m, facts, full, seed, nil); err != nil {
			return err
		}
		for fact := range facts {
			at := kind(field, fact)
			p.methods[m].found[at] = append(p.methods[m].found[at], field.Found(keydata.First(scores[m][fact], removed), fact))
		}
	}
	effects, err := removals(field, scores, seed, again)
	if err != nil {
		return err
	}
	truth, err := halves(field, seed)
	if err != nil {
		return err
	}
	p.datamodel(field, scores, seed, truth)
	for m, list := range effects {
		for fact, each := range list {
			at := kind(field, fact)
			p.methods[m].removal[at] = append(p.methods[m].removal[at], each...)
		}
	}
	return p.fromNothing(seed, scores, effects, truth)
}

// learned notes how well the facts are known before and after the late part.
func (p *program) learned(field *keydata.Field, full keydata.Trained, seed uint64) error {
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
	return nil
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

// away is which texts a method takes away for a fact.
func away(scores scored, m keydata.Method, fact int) []int {
	if m != harmful {
		return keydata.First(scores[m][fact], removed)
	}
	order := influence.Rank(scores[keydata.TracIn][fact])
	return order[len(order)-removed:]
}

// chosen are the facts whose texts are removed.
func chosen(field *keydata.Field) []int {
	list := make([]int, tried)
	for i := range list {
		list[i] = i * len(field.Facts) / tried
		if i%2 == 1 {
			list[i]++ // the other sort
		}
	}
	return list
}

// removals trains the late part again without each method's texts: by how many nats the fact's log probability is lower, by
// method, fact and order of the texts.
func removals(field *keydata.Field, scores scored, seed, orders uint64) (gone, error) {
	effects := gone{}
	for _, m := range taken {
		effects[m] = map[int][]float64{}
	}
	for order := range orders {
		full, err := field.Train(nil, 100*seed+order, nil)
		if err != nil {
			return nil, err
		}
		with, err := field.LogProbs(full.Model)
		if err != nil {
			return nil, err
		}
		for _, fact := range chosen(field) {
			for _, m := range taken {
				left, err := field.Train(away(scores, m, fact), 100*seed+order, nil)
				if err != nil {
					return nil, err
				}
				without, err := field.LogProbs(left.Model)
				if err != nil {
					return nil, err
				}
				effects[m][fact] = append(effects[m][fact], with[fact]-without[fact])
			}
		}
	}
	return effects, nil
}

// half is a random half of the texts that is taken away, and the one that is kept, the same for a world and a number.
func half(field *keydata.Field, seed uint64, number int) (left, kept []int) {
	random := rand.New(rand.NewPCG(seed, 0x6c6473))
	var order []int
	for range number + 1 {
		order = random.Perm(len(field.Texts))
	}
	return order[:len(order)/2], order[len(order)/2:]
}

// halves is the log probabilities of the facts, [fact][subset], after training on random halves of the texts.
func halves(field *keydata.Field, seed uint64) ([][]float64, error) {
	truth := make([][]float64, len(field.Facts))
	for number := range subsets {
		away, _ := half(field, seed, number)
		left, err := field.Train(away, seed, nil)
		if err != nil {
			return nil, err
		}
		got, err := field.LogProbs(left.Model)
		if err != nil {
			return nil, err
		}
		for fact := range truth {
			truth[fact] = append(truth[fact], got[fact])
		}
	}
	return truth, nil
}

// datamodel compares each method's sum of scores of a half with the log probability that comes out (Park et al., arXiv:2303.14186).
func (p *program) datamodel(field *keydata.Field, scores scored, seed uint64, truth [][]float64) {
	for method, lists := range scores {
		for fact := range truth {
			var sums []float64
			for number := range subsets {
				_, kept := half(field, seed, number)
				sum := 0.0
				for _, text := range kept {
					sum += lists[fact][text]
				}
				sums = append(sums, sum)
			}
			p.methods[method].lds = append(p.methods[method].lds, rank.Spearman(sums, truth[fact]))
		}
	}
}
