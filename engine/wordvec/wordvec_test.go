package wordvec

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// golden is PyTorch's and numpy's figures: one step of each network, and PPMI of a small table.
type golden struct {
	Input    [][]float64 `json:"input"`
	Output   [][]float64 `json:"output"`
	SkipGram goldenStep  `json:"skip_gram"`
	CBOW     goldenStep  `json:"cbow"`
	Counts   [][]float64 `json:"counts"`
	PPMI     [][]float64 `json:"ppmi"`
	Singular []float64   `json:"ppmi_singular_values"`
}

type goldenStep struct {
	In          []int32     `json:"in"`
	Out         int32       `json:"out"`
	Negatives   []int32     `json:"negatives"`
	Rate        float32     `json:"rate"`
	Loss        float64     `json:"loss"`
	InputAfter  [][]float64 `json:"input_after"`
	OutputAfter [][]float64 `json:"output_after"`
}

func readGolden(t *testing.T) golden {
	t.Helper()
	content, err := os.ReadFile("../../../shared/data/goldens/explain/explain.json")
	if err != nil {
		t.Skipf("the reference figures are not here: %v", err)
	}
	var file struct {
		Words golden `json:"word_vectors"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	return file.Words
}

func table(rows [][]float64) Vectors {
	v := Vectors{Dim: len(rows[0])}
	for _, row := range rows {
		for _, x := range row {
			v.Data = append(v.Data, float32(x))
		}
	}
	return v
}

func TestStepsAgreeWithPyTorch(t *testing.T) {
	g := readGolden(t)
	for name, want := range map[string]goldenStep{"skip-gram": g.SkipGram, "cbow": g.CBOW} {
		n := Network{table(g.Input), table(g.Output)}
		s := scratch{mean: make([]float32, n.Input.Dim), pull: make([]float32, n.Input.Dim)}
		loss := n.step(pair{want.In, want.Out, want.Negatives}, want.Rate, &s)
		if math.Abs(loss-want.Loss) > 1e-5 {
			t.Errorf("%s: want a loss of %g, got %g", name, want.Loss, loss)
		}
		for which, pair := range map[string][2]Vectors{"input": {n.Input, table(want.InputAfter)}, "output": {n.Output,
			table(want.OutputAfter)}} {
			for i, x := range pair[0].Data {
				if math.Abs(float64(x-pair[1].Data[i])) > 1e-5 {
					t.Errorf("%s: %s[%d] wants %g, got %g", name, which, i, pair[1].Data[i], x)
				}
			}
		}
	}
}

func TestPPMIAgreesWithNumpy(t *testing.T) {
	g := readGolden(t)
	flat := func(rows [][]float64) []float64 { return slices.Concat(rows...) }
	got := PPMI(flat(g.Counts), len(g.Counts))
	for i, want := range flat(g.PPMI) {
		if math.Abs(got[i]-want) > 1e-5 {
			t.Errorf("entry %d: want %g, got %g", i, want, got[i])
		}
	}
	for _, dim := range []int{8, 3} {
		v, sizes, err := Reduce(got, len(g.Counts), dim, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, size := range sizes {
			if math.Abs(size-g.Singular[k]) > 1e-5*g.Singular[0] {
				t.Errorf("dim %d: singular value %d wants %g, got %g", dim, k, g.Singular[k], size)
			}
			column := 0.0
			for i := range v.Words() {
				column += float64(v.Data[i*dim+k]) * float64(v.Data[i*dim+k])
			}
			if math.Abs(column-size) > 1e-4*g.Singular[0] {
				t.Errorf("dim %d: column %d wants a squared length of its value %g, got %g", dim, k, size, column)
			}
		}
	}
}

// TestReduceOfAPlantedMatrix wants the inner products back of a matrix that has few directions.
func TestReduceOfAPlantedMatrix(t *testing.T) {
	const words, dim = 60, 4
	random := rand.New(rand.NewPCG(2, 2))
	rows, matrix := make([]float64, words*dim), make([]float64, words*words)
	for i := range rows {
		rows[i] = random.NormFloat64()
	}
	inner := func(i, j int, at func(k int) float64) (sum float64) {
		for k := range dim {
			sum += at(i*dim+k) * at(j*dim+k)
		}
		return sum
	}
	for i := range words {
		for j := range words {
			matrix[i*words+j] = inner(i, j, func(k int) float64 { return rows[k] })
		}
	}
	v, _, err := Reduce(matrix, words, dim, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range words {
		for j := range words {
			if got := inner(i, j, func(k int) float64 { return float64(v.Data[k]) }); math.Abs(got-matrix[i*words+j]) > 1e-4 {
				t.Fatalf("inner product of %d and %d wants %g, got %g", i, j, matrix[i*words+j], got)
			}
		}
	}
}

// kinds is a corpus of two kinds of words, even and odd, that stand beside their own kind only.
func kinds(words int) [][]int32 {
	random := rand.New(rand.NewPCG(3, 3))
	var sentences [][]int32
	for i := range 600 {
		var sentence []int32
		for range 8 {
			sentence = append(sentence, int32(2*random.IntN(words/2)+i%2))
		}
		sentences = append(sentences, sentence)
	}
	return sentences
}

// TestKindsAreFound wants neighbours of one's own kind and the stranger as the odd one, of all three; and of random vectors not.
func TestKindsAreFound(t *testing.T) {
	const words = 40
	sentences := kinds(words)
	counted, _, err := Reduce(PPMI(Counts(sentences, words, 5), words), words, 10, nil)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]Vectors{"ppmi": counted}
	for _, kind := range []Architecture{SkipGram, CBOW} {
		trainer, err := New(sentences, words, Options{Architecture: kind, Dim: 10, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		tables["before "+string(kind)] = Vectors{10, slices.Clone(trainer.Network.Input.Data)}
		first, last := trainer.Learn(2000), 0.0
		for trainer.Share() < 1 {
			last = trainer.Learn(2000)
		}
		if !(last < first) {
			t.Errorf("%s: the loss went from %g to %g", kind, first, last)
		}
		tables[string(kind)] = trainer.Network.Input
	}
	for name, v := range tables {
		own, odd := 0, 0
		for word := range int32(words) {
			for _, n := range v.Neighbours(word, 5) {
				if n.Word%2 == word%2 {
					own++
				}
			}
			if v.OddOneOut([]int32{word, (word + 1) % words, (word + 2) % words, (word + 4) % words}) == 1 {
				odd++
			}
		}
		t.Logf("%-17s %3d of %d neighbours of the own kind, %2d of %d strangers found", name, own, 5*words, odd, words)
		found := own >= 5*words*95/100 && odd >= words*95/100
		if learned := name == "ppmi" || name == "cbow" || name == "skip_gram"; learned != found {
			t.Errorf("%s: want the kinds found: %v", name, learned)
		}
	}
}

func TestARunIsTheSameForASeed(t *testing.T) {
	run := func(seed uint64, chunk int) []float32 {
		trainer, err := New(kinds(20), 20, Options{Architecture: SkipGram, Dim: 4, Epochs: 1, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for trainer.Share() < 1 {
			trainer.Learn(chunk)
		}
		return trainer.Network.Input.Data
	}
	if !slices.Equal(run(1, 100), run(1, 7)) || slices.Equal(run(1, 100), run(2, 100)) {
		t.Error("want a run that depends on its seed and not on how it is cut")
	}
}

func TestWhatCannotBeLearned(t *testing.T) {
	some := [][]int32{{0, 1}}
	for name, call := range map[string]func() error{
		"no kind":      func() error { _, err := New(some, 2, Options{}); return err },
		"one word":     func() error { _, err := New([][]int32{{0}}, 1, Options{Architecture: CBOW}); return err },
		"unknown word": func() error { _, err := New(some, 1, Options{Architecture: CBOW}); return err },
		"window":       func() error { _, err := New(some, 2, Options{Architecture: CBOW, Window: -1}); return err },
		"wide vectors": func() error { _, _, err := Reduce(make([]float64, 4), 2, 3, nil); return err },
	} {
		if call() == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
