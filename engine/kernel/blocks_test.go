package kernel

// The block formats against what the gguf package unpacks random bytes to.

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

type blockVector struct {
	WeightsPerBlock int       `json:"weights_per_block"`
	BytesPerBlock   int       `json:"bytes_per_block"`
	Hex             string    `json:"hex"`
	Values          []float32 `json:"values"`
}

func blockVectors(t *testing.T) map[string]blockVector {
	t.Helper()
	text, err := os.ReadFile("testdata/gguf_blocks.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors map[string]blockVector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

func TestBlocksUnpack(t *testing.T) {
	vectors := blockVectors(t)
	for _, f := range BlockFormats {
		v, ok := vectors[f.Name]
		data, err := hex.DecodeString(v.Hex)
		if !ok || err != nil || v.WeightsPerBlock != f.Weights || v.BytesPerBlock != f.Size {
			t.Fatalf("%s: %d weights in %d bytes, want %d in %d, %v", f.Name, f.Weights, f.Size, v.WeightsPerBlock, v.BytesPerBlock, err)
		}
		w := Blocks{f, 1, len(v.Values), data}
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		y := make([]float32, w.Cols)
		w.Row(y, 0)
		for i, want := range v.Values {
			if y[i] != want {
				t.Fatalf("%s: weight %d is %v, want %v", f.Name, i, y[i], want)
			}
		}
		if at := w.NotFinite(); at != -1 {
			t.Errorf("%s: block %d is said to have a scale that is no number", f.Name, at)
		}
		for _, at := range f.halves {
			broken := append([]byte(nil), data...)
			broken[f.Size+at], broken[f.Size+at+1] = 0, 0x7C
			if got := (Blocks{f, 1, w.Cols, broken}).NotFinite(); got != 1 {
				t.Errorf("%s: an infinite scale at byte %d of block 1 is found in block %d", f.Name, at, got)
			}
		}
	}
}

// TestBlocksProducts compares products with those of the unpacked matrix.
func TestBlocksProducts(t *testing.T) {
	for name, v := range blockVectors(t) {
		for _, f := range BlockFormats {
			if f.Name != name {
				continue
			}
			data, _ := hex.DecodeString(v.Hex)
			cols := 2 * f.Weights
			w := Blocks{f, len(v.Values) / cols, cols, data}
			dense := make([]float32, w.Rows*cols)
			Unpack(dense, w)
			d := Dense{w.Rows, cols, dense}
			random := rand.New(rand.NewPCG(1, 2))
			for _, k := range []Kernels{Plain{}, Best()} {
				for _, m := range []int{1, 5} {
					x, y, want := make([]float32, m*cols), make([]float32, m*w.Rows), make([]float32, m*w.Rows)
					for i := range x {
						x[i] = float32(random.NormFloat64())
					}
					w.Linear(k, m, y, x)
					d.Linear(Plain{}, m, want, x)
					sameWithin(t, name+" Linear", y, want, 1e-2)
					dx, dwant := make([]float32, m*cols), make([]float32, m*cols)
					w.LinearGrad(k, m, 0, dx, want)
					d.LinearGrad(Plain{}, m, 0, dwant, want)
					sameWithin(t, name+" LinearGrad", dx, dwant, 1e-5)
				}
			}
		}
	}
}

// TestBlocksFastUnpack: what the fastest implementation unpacks itself has the same bits.
func TestBlocksFastUnpack(t *testing.T) {
	fast, ok := Best().(blocked)
	if !ok {
		t.Skipf("%s unpacks no blocks itself", Best().Name())
	}
	vectors, known := blockVectors(t), 0
	for _, f := range BlockFormats {
		data, _ := hex.DecodeString(vectors[f.Name].Hex)
		w := Blocks{f, len(data) / f.Size, f.Weights, data}
		got, want := make([]float32, len(vectors[f.Name].Values)-f.Weights), make([]float32, len(vectors[f.Name].Values))
		if !fast.unpackBlocks(got, w, 1, w.Rows-1) {
			continue
		}
		known++
		Unpack(want, w)
		for i, v := range want[f.Weights:] {
			if got[i] != v {
				t.Fatalf("%s: weight %d is %v, want %v", f.Name, i, got[i], v)
			}
		}
	}
	if known < 5 {
		t.Errorf("%d formats are unpacked, want Q4_0, Q4_1, Q4_K, Q5_K and Q6_K", known)
	}
}

// sameWithin compares relative to the largest value.
func sameWithin(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(float64(v)))
	}
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= tolerance*largest) {
			t.Fatalf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}
