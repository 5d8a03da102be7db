package probe

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Bounds of a reader's own idea.
const (
	fewestWords = 4  // of a list, for leaving one out to say anything
	mostWords   = 80 // of all lists
	shuffles    = 5  // control tasks: the same words, their lists dealt anew
)

// Idea is how well a reader's own word lists can be told apart in one layer.
type Idea struct {
	Accuracy float64   `json:"accuracy"` // leaving one word out, trained on the others
	Right    []bool    `json:"right"`    // by word
	Control  []float64 `json:"control"`  // likewise with the lists shuffled, one a shuffle
	Majority float64   `json:"majority"`
	Chance   float64   `json:"chance"` // probability of at least this accuracy if each word were guessed with the majority's luck
}

// TooFew says that a list has too few words; it is an answer, not a failure.
type TooFew struct{ List, Words, Want int }

func (e TooFew) Error() string {
	return fmt.Sprintf("list %d has %d words; give at least %d, so that the others can say something about each", e.List+1, e.Words, e.Want)
}

// Own tests word lists at one layer: x is [words, width], y the list of each. Each word in turn is guessed by a linear probe
// trained on all others.
func Own(k kernel.Kernels, x model.Array, y []int32, lists int, seed uint64, yield Yield) (Idea, error) {
	counts := make([]int, lists)
	for _, l := range y {
		counts[l]++
	}
	for l, n := range counts {
		if n < fewestWords {
			return Idea{}, TooFew{l, n, fewestWords}
		}
	}
	if len(y) > mostWords {
		return Idea{}, fmt.Errorf("probe: %d words; want at most %d", len(y), mostWords)
	}
	low, err := ownSpace(x)
	if err != nil {
		return Idea{}, err
	}
	idea := Idea{Majority: float64(counts[most(counts)]) / float64(len(y))}
	if idea.Right, err = leaveOneOut(k, low, y, lists, yield); err != nil {
		return Idea{}, err
	}
	idea.Accuracy = shareRight(idea.Right)
	shuffled, random := append([]int32(nil), y...), rand.New(rand.NewPCG(seed, 0x69646561))
	for range shuffles {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		right, err := leaveOneOut(k, low, shuffled, lists, yield)
		if err != nil {
			return Idea{}, err
		}
		idea.Control = append(idea.Control, shareRight(right))
	}
	idea.Chance = atLeast(len(y), int(math.Round(idea.Accuracy*float64(len(y)))), idea.Majority)
	return idea, nil
}

func shareRight(right []bool) float64 {
	n := 0.0
	for _, r := range right {
		if r {
			n++
		}
	}
	return n / float64(len(right))
}

// ownSpace turns rows to the axes that they span, scaled to a mean squared length of 1: with an L2 penalty a linear probe of few
// rows in many dimensions is exactly one in as many dimensions as there are rows, and much smaller.
func ownSpace(x model.Array) (model.Array, error) {
	n, width := x.Shape[0], x.Shape[1]
	c, gram, trace := centred(x), mat.NewSymDense(n, nil), 0.0
	for i := range n {
		for j := range i + 1 {
			sum := 0.0
			for d := range width {
				sum += float64(c.Data[i*width+d]) * float64(c.Data[j*width+d])
			}
			gram.SetSym(i, j, sum)
		}
		trace += gram.At(i, i)
	}
	low := model.Array{Data: make([]float32, n*n), Shape: []int{n, n}}
	if trace == 0 {
		return low, nil // all words look the same here; every probe guesses
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, true) {
		return low, fmt.Errorf("probe: the words' vectors are not finite numbers")
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	for j, value := range eigen.Values(nil) {
		for i := range n {
			low.Data[i*n+j] = float32(v.At(i, j) * math.Sqrt(math.Max(0, value)*float64(n)/trace))
		}
	}
	return low, nil
}

// leaveOneOut guesses each row by a probe trained on the others.
func leaveOneOut(k kernel.Kernels, x model.Array, y []int32, lists int, yield Yield) ([]bool, error) {
	n, width := x.Shape[0], x.Shape[1]
	rest, labels := model.Array{Data: make([]float32, (n-1)*width), Shape: []int{n - 1, width}}, make([]int32, n-1)
	right := make([]bool, n)
	for i := range n {
		if err := yield.call(i, n); err != nil {
			return nil, err
		}
		copy(rest.Data, x.Data[:i*width])
		copy(rest.Data[i*width:], x.Data[(i+1)*width:])
		copy(labels, y[:i])
		copy(labels[i:], y[i+1:])
		l, err := Fit(k, rest, labels, lists, tableEffort(n-1, nil), nil)
		if err != nil {
			return nil, err
		}
		right[i] = l.Classify(k, rows(x, i, i+1))[0] == y[i]
	}
	return right, nil
}

// atLeast is the probability of at least k successes of n, each with chance p.
func atLeast(n, k int, p float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return math.Min(1, sum)
}
