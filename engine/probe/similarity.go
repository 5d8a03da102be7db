package probe

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// CKA is the linear centred kernel alignment (Kornblith et al. 2019, arXiv:1905.00414) of two sets of vectors of the same rows,
// x [rows, a] and y [rows, b]: ‖Y'X‖² / (‖X'X‖·‖Y'Y‖) in Frobenius norms of centred values, 0 to 1. It does not change when
// either space is turned or scaled. With few rows it is large for unrelated spaces too.
func CKA(k kernel.Kernels, x, y model.Array) (float64, error) {
	if len(x.Shape) != 2 || len(y.Shape) != 2 || x.Shape[0] != y.Shape[0] {
		return 0, fmt.Errorf("probe: want the same rows twice, got shapes %v and %v", x.Shape, y.Shape)
	}
	table, err := AllCKA(k, []model.Array{x, y}, nil)
	if err != nil {
		return 0, err
	}
	return table[0][1], nil
}

// AllCKA is [CKA] of every two of several layers of the same rows.
func AllCKA(k kernel.Kernels, layers []model.Array, yield Yield) ([][]float64, error) {
	own, table, centre := make([]float64, len(layers)), make([][]float64, len(layers)), make([]model.Array, len(layers))
	for i, x := range layers {
		centre[i] = centred(x)
		own[i] = cross(k, centre[i], centre[i])
		table[i] = make([]float64, len(layers))
		table[i][i] = 1
		for j := range i {
			if err := yield.call(i, len(layers)); err != nil {
				return nil, err
			}
			table[i][j] = cross(k, centre[i], centre[j]) / math.Sqrt(own[i]*own[j])
			table[j][i] = table[i][j]
		}
	}
	return table, nil
}

// cross is ‖Y'X‖².
func cross(k kernel.Kernels, x, y model.Array) float64 {
	n, a, b := x.Shape[0], x.Shape[1], y.Shape[1]
	product := make([]float32, a*b)
	k.GemmTN(b, a, n, 1, y.Data, b, x.Data, a, 0, product, a)
	sum := 0.0
	for _, v := range product {
		sum += float64(v) * float64(v)
	}
	return sum
}

func centred(x model.Array) model.Array {
	n, width := x.Shape[0], x.Shape[1]
	mean, c := make([]float64, width), model.Array{Data: make([]float32, len(x.Data)), Shape: x.Shape}
	for i, v := range x.Data {
		mean[i%width] += float64(v) / float64(n)
	}
	for i, v := range x.Data {
		c.Data[i] = v - float32(mean[i%width])
	}
	return c
}

// Cosine of rows i and j of x.
func Cosine(x model.Array, i, j int) float64 {
	width := x.Shape[1]
	a, b := x.Data[i*width:(i+1)*width], x.Data[j*width:(j+1)*width]
	var ab, aa, bb float64
	for k, v := range a {
		ab += float64(v) * float64(b[k])
		aa += float64(v) * float64(v)
		bb += float64(b[k]) * float64(b[k])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// Anisotropy is the mean and standard deviation of the cosine of random pairs of different rows (Ethayarajh 2019,
// arXiv:1909.00512): what any cosine of the layer has to be compared with.
func Anisotropy(x model.Array, pairs int, seed uint64) (mean, deviation float64) {
	random := rand.New(rand.NewPCG(seed, 0x636f73))
	square := 0.0
	for range pairs {
		i := random.IntN(x.Shape[0])
		c := Cosine(x, i, (i+1+random.IntN(x.Shape[0]-1))%x.Shape[0])
		mean += c / float64(pairs)
		square += c * c / float64(pairs)
	}
	return mean, math.Sqrt(math.Max(0, square-mean*mean))
}

// Senses are the uses of one word with their senses, as one layer has them; see [NewSenses].
type Senses struct {
	cosine []float64 // [uses, uses]
	sense  []string
}

// NewSenses takes the uses, rows of x, of a word, with their senses. ok is false unless two senses have at least two uses each;
// uses of a sense that occurs once are left out.
func NewSenses(x model.Array, uses []int, senses []string) (s Senses, ok bool) {
	count := map[string]int{}
	for _, sense := range senses {
		count[sense]++
	}
	several := 0
	for _, n := range count {
		if n > 1 {
			several++
		}
	}
	if several < 2 {
		return s, false
	}
	var at []int
	for i, sense := range senses {
		if count[sense] > 1 {
			at, s.sense = append(at, uses[i]), append(s.sense, sense)
		}
	}
	for _, i := range at {
		for _, j := range at {
			s.cosine = append(s.cosine, Cosine(x, i, j))
		}
	}
	return s, true
}

// Separation says how well the senses stand apart: the mean cosine of pairs of the same sense less that of pairs of different
// senses, and the share of uses whose nearest other use has the same sense.
func (s Senses) Separation() (gap, nearest float64) {
	n := len(s.sense)
	for i := range n {
		best, right := math.Inf(-1), false
		for j := range n {
			if c := s.cosine[i*n+j]; i != j && c > best {
				best, right = c, s.sense[i] == s.sense[j]
			}
		}
		if right {
			nearest += 1 / float64(n)
		}
	}
	return s.gap(s.sense), nearest
}

func (s Senses) gap(sense []string) float64 {
	n := len(sense)
	var sum, pairs [2]float64 // different, same
	for i := range n {
		for j := range i {
			kind := 0
			if sense[i] == sense[j] {
				kind = 1
			}
			sum[kind] += s.cosine[i*n+j]
			pairs[kind]++
		}
	}
	return sum[1]/pairs[1] - sum[0]/pairs[0]
}

// Chance is how often a gap as large comes about when the senses are dealt to the uses at random (a permutation test; the
// senses as they are count as one deal).
func (s Senses) Chance(deals int, seed uint64) float64 {
	own, random, dealt, large := s.gap(s.sense), rand.New(rand.NewPCG(seed, 0x73656e736573)), slices.Clone(s.sense), 1
	for range deals {
		random.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
		if s.gap(dealt) >= own-1e-12 {
			large++
		}
	}
	return float64(large) / float64(deals+1)
}
