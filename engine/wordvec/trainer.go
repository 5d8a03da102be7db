package wordvec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
)

// Architecture is which way the network is asked.
type Architecture string

// The kinds.
const (
	SkipGram Architecture = "skip_gram" // a word is to tell each of its neighbours
	CBOW     Architecture = "cbow"      // the neighbours together are to tell the word
)

// Options are the numbers of a run. Zero values mean those in brackets.
type Options struct {
	Architecture Architecture
	Dim          int     // [50]
	Window       int     // words on either side at most; each time a random number up to it [5]
	Negatives    int     // [5]
	Rate         float64 // at the start; falls evenly to a ten-thousandth [0.05]
	Epochs       int     // [10]
	Seed         uint64
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		field *int
		value int
	}{{&o.Dim, 50}, {&o.Window, 5}, {&o.Negatives, 5}, {&o.Epochs, 10}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if o.Rate == 0 {
		o.Rate = 0.05
	}
	return o
}

// Trainer learns vectors of one corpus, a few words at a time.
type Trainer struct {
	Network Network

	sentences  [][]int32
	options    Options
	random     *rand.Rand
	cumulative []float64 // of count^0.75 over words
	scratch    scratch
	pair       pair
	order      []int // of the sentences in this epoch
	place      [2]int
	done, all  int // words
}

// New prepares to learn from sentences of words 0 to words-1.
func New(sentences [][]int32, words int, o Options) (*Trainer, error) {
	o = o.withDefaults()
	if o.Architecture != SkipGram && o.Architecture != CBOW {
		return nil, fmt.Errorf("wordvec: want skip_gram or cbow, got %q", o.Architecture)
	}
	if o.Dim < 1 || o.Window < 1 || o.Negatives < 1 || o.Epochs < 1 || o.Rate < 0 {
		return nil, fmt.Errorf("wordvec: want positive numbers, got dim %d, window %d, negatives %d, epochs %d, rate %g", o.Dim, o.Window, o.Negatives, o.Epochs, o.Rate)
	}
	counts, total := make([]int, words), 0
	for i, sentence := range sentences {
		for _, word := range sentence {
			if word < 0 || int(word) >= words {
				return nil, fmt.Errorf("wordvec: sentence %d: want words of 0..%d, got %d", i, words-1, word)
			}
			counts[word]++
			total++
		}
	}
	if total < 2 {
		return nil, fmt.Errorf("wordvec: want at least 2 words to learn from, got %d", total)
	}
	t := &Trainer{sentences: sentences, options: o, random: rand.New(rand.NewPCG(o.Seed, 0x776f7264)), all: total * o.Epochs}
	sum := 0.0
	for _, count := range counts {
		sum += math.Pow(float64(count), 0.75)
		t.cumulative = append(t.cumulative, sum)
	}
	t.Network = Network{Vectors{o.Dim, make([]float32, words*o.Dim)}, Vectors{o.Dim, make([]float32, words*o.Dim)}}
	for i := range t.Network.Input.Data {
		t.Network.Input.Data[i] = (t.random.Float32() - 0.5) / float32(o.Dim)
	}
	t.scratch = scratch{mean: make([]float32, o.Dim), pull: make([]float32, o.Dim)}
	t.order = t.random.Perm(len(sentences))
	return t, nil
}

// Share is how much of the run is done, 0 to 1.
func (t *Trainer) Share() float64 { return float64(t.done) / float64(t.all) }

// Learn goes on by up to n words of the corpus and returns the mean loss of an example, nats; 0 if there was none.
func (t *Trainer) Learn(n int) float64 {
	loss, examples := 0.0, 0
	for ; n > 0 && t.done < t.all; n-- {
		sentence, at := t.next()
		first, last := t.span(len(sentence), at)
		if last-first < 2 {
			continue
		}
		rate := float32(t.options.Rate * max(1-t.Share(), 1e-4))
		t.pair.in = t.pair.in[:0]
		for i := first; i < last; i++ {
			if i == at {
				continue
			}
			if t.options.Architecture == CBOW {
				t.pair.in = append(t.pair.in, sentence[i])
				continue
			}
			t.pair.in, t.pair.out = append(t.pair.in[:0], sentence[at]), sentence[i]
			loss += t.example(rate)
			examples++
		}
		if t.options.Architecture == CBOW {
			t.pair.out = sentence[at]
			loss += t.example(rate)
			examples++
		}
	}
	return loss / float64(max(examples, 1))
}

// next is the next word: its sentence and place there.
func (t *Trainer) next() ([]int32, int) {
	for t.place[0] == len(t.order) || t.place[1] == len(t.sentences[t.order[t.place[0]]]) {
		if t.place[0]++; t.place[0] >= len(t.order) {
			t.order, t.place[0] = t.random.Perm(len(t.sentences)), 0
		}
		t.place[1] = 0
	}
	t.place[1]++
	t.done++
	return t.sentences[t.order[t.place[0]]], t.place[1] - 1
}

// span is the window about a place, from first to before last.
func (t *Trainer) span(length, at int) (first, last int) {
	reach := 1 + t.random.IntN(t.options.Window)
	return max(at-reach, 0), min(at+reach+1, length)
}

// example draws negatives and makes the step of t.pair.
func (t *Trainer) example(rate float32) float64 {
	t.pair.negatives = t.pair.negatives[:0]
	for range t.options.Negatives {
		if word := t.draw(); word != t.pair.out {
			t.pair.negatives = append(t.pair.negatives, word)
		}
	}
	return t.Network.step(t.pair, rate, &t.scratch)
}

// draw is a word with probability ∝ count^0.75.
func (t *Trainer) draw() int32 {
	x := t.random.Float64() * t.cumulative[len(t.cumulative)-1]
	return int32(sort.Search(len(t.cumulative)-1, func(i int) bool { return t.cumulative[i] > x }))
}
