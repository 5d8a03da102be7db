package wordvec

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Counts is how often two words stand within window words of each other, [words, words], symmetric.
func Counts(sentences [][]int32, words, window int) []float64 {
	counts := make([]float64, words*words)
	for _, sentence := range sentences {
		for at, word := range sentence {
			for i := at + 1; i < min(at+window+1, len(sentence)); i++ {
				other := sentence[i]
				counts[int(word)*words+int(other)]++
				counts[int(other)*words+int(word)]++
			}
		}
	}
	return counts
}

// PPMI is positive pointwise mutual information, natural logarithm; 0 for words that never meet:
//
//	max(0, log(p(a,b) / (p(a)*p(b))))
func PPMI(counts []float64, words int) []float64 {
	rows, total := make([]float64, words), 0.0
	for i := range words {
		for _, n := range counts[i*words : (i+1)*words] {
			rows[i] += n
		}
		total += rows[i]
	}
	ppmi := make([]float64, len(counts))
	for i := range words {
		for j := range words {
			if n := counts[i*words+j]; n > 0 {
				ppmi[i*words+j] = max(0, math.Log(n*total/(rows[i]*rows[j])))
			}
		}
	}
	return ppmi
}

// The search for the largest singular values: some more directions than asked for, and how often they are turned.
const (
	spareDirections = 8
	turns           = 20
	rowsAtOnce      = 100 // between two chances to cancel
)

// Reduce is vectors of dim numbers whose inner products come nearest to a symmetric matrix [words, words] of few entries, and
// its largest singular values: the eigenvectors times the roots of their values' sizes, found by subspace iteration (Halko
// et al., arXiv:0909.4061). pause, which may be nil, is called often; an error from it ends the search.
func Reduce(matrix []float64, words, dim int, pause func() error) (Vectors, []float64, error) {
	if dim < 1 || dim > words {
		return Vectors{}, nil, fmt.Errorf("wordvec: want 1 to %d numbers a vector, got %d", words, dim)
	}
	wide := min(dim+spareDirections, words)
	random := rand.New(rand.NewPCG(1, 0x737664))
	basis := make([]float64, words*wide)
	for i := range basis {
		basis[i] = random.NormFloat64()
	}
	orthonormalise(basis, wide)
	for range turns {
		product, err := times(matrix, basis, words, wide, pause)
		if err != nil {
			return Vectors{}, nil, err
		}
		basis = product
		orthonormalise(basis, wide)
	}
	product, err := times(matrix, basis, words, wide, pause)
	if err != nil {
		return Vectors{}, nil, err
	}
	values, vectors, err := eigenOf(basis, product, words, wide)
	if err != nil {
		return Vectors{}, nil, err
	}
	order := make([]int, wide)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(values[b]), math.Abs(values[a])) })
	v, sizes := Vectors{dim, make([]float32, words*dim)}, make([]float64, dim)
	for k, from := range order[:dim] {
		sizes[k] = math.Abs(values[from])
		for i := range words {
			v.Data[i*dim+k] = float32(vectors[i*wide+from] * math.Sqrt(sizes[k]))
		}
	}
	return v, sizes, nil
}

// times is matrix·basis, [words, wide]; zeros cost nothing.
func times(matrix, basis []float64, words, wide int, pause func() error) ([]float64, error) {
	product := make([]float64, words*wide)
	for i := range words {
		if pause != nil && i%rowsAtOnce == 0 {
			if err := pause(); err != nil {
				return nil, err
			}
		}
		row := product[i*wide : (i+1)*wide]
		for j, factor := range matrix[i*words : (i+1)*words] {
			if factor != 0 {
				for k, b := range basis[j*wide : (j+1)*wide] {
					row[k] += factor * b
				}
			}
		}
	}
	return product, nil
}

// orthonormalise makes the columns of a matrix with rows of wide entries orthonormal (Gram–Schmidt, twice, for rounding);
// a column that depends on others becomes zeros.
func orthonormalise(basis []float64, wide int) {
	along := func(a, b int) (sum float64) {
		for i := 0; i < len(basis); i += wide {
			sum += basis[i+a] * basis[i+b]
		}
		return sum
	}
	for column := range wide {
		before := math.Sqrt(along(column, column))
		for range 2 {
			for other := range column {
				share := along(column, other)
				for i := 0; i < len(basis); i += wide {
					basis[i+column] -= share * basis[i+other]
				}
			}
		}
		scale := 0.0
		if size := math.Sqrt(along(column, column)); size > 1e-12*before {
			scale = 1 / size
		}
		for i := 0; i < len(basis); i += wide {
			basis[i+column] *= scale
		}
	}
}

// eigenOf is the eigenvalues of a symmetric matrix within a basis, and its eigenvectors, [words, wide]; product is the
// matrix times the basis.
func eigenOf(basis, product []float64, words, wide int) (values, vectors []float64, err error) {
	q := mat.NewDense(words, wide, basis)
	var small, turn, turned mat.Dense
	small.Mul(q.T(), mat.NewDense(words, wide, product))
	core := mat.NewSymDense(wide, nil)
	for i := range wide {
		for j := i; j < wide; j++ {
			core.SetSym(i, j, (small.At(i, j)+small.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(core, true) {
		return nil, nil, fmt.Errorf("wordvec: the decomposition of a matrix of %d words did not settle", words)
	}
	eigen.VectorsTo(&turn)
	turned.Mul(q, &turn)
	return eigen.Values(nil), turned.RawMatrix().Data, nil
}
