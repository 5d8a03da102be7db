package probe

import (
	"fmt"
	"math"
	"math/rand/v2"

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
	x, y = centred(x), centred(y)
	return cross(k, x, y) / math.Sqrt(cross(k, x, x)*cross(k, y, y)), nil
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

// Separation says how well the senses of one word stand apart in a layer: the mean cosine of pairs of the same sense less that of
// pairs of different senses, and the share of its uses whose nearest other use has the same sense. ok is false unless two
// senses have at least two uses each. Uses of a sense that occurs once are left out.
func Separation(x model.Array, uses []int, senses []string) (gap, nearest float64, ok bool) {
	count := map[string]int{}
	for _, s := range senses {
		count[s]++
	}
	var at []int
	several := 0
	for _, n := range count {
		if n > 1 {
			several++
		}
	}
	if several < 2 {
		return 0, 0, false
	}
	for i, s := range senses {
		if count[s] > 1 {
			at = append(at, i)
		}
	}
	var sum, pairs [2]float64 // different, same
	for _, i := range at {
		best, right := math.Inf(-1), false
		for _, j := range at {
			if i == j {
				continue
			}
			same := senses[i] == senses[j]
			c := Cosine(x, uses[i], uses[j])
			kind := 0
			if same {
				kind = 1
			}
			sum[kind] += c
			pairs[kind]++
			if c > best {
				best, right = c, same
			}
		}
		if right {
			nearest += 1 / float64(len(at))
		}
	}
	return sum[1]/pairs[1] - sum[0]/pairs[0], nearest, true
}
