// Values and gradients against the same tiny models in PyTorch (testdata/golden.py).

package model

import (
	"embed"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"testing"
)

//go:embed testdata/*.json
var goldenFiles embed.FS

// golden is one file that testdata/golden.py wrote.
type golden struct {
	Config         Config
	Tokens, Source []int32
	Weights, Sites map[string]goldenArray
	Logits, Mix    goldenArray
	Gradients      map[string]goldenArray
}

type goldenArray struct {
	Shape []int
	Data  string
}

func (g goldenArray) array(t *testing.T) Array {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(g.Data)
	if err != nil {
		t.Fatal(err)
	}
	a := Array{make([]float32, len(raw)/4), g.Shape}
	for i := range a.Data {
		a.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return a
}

func readGolden(t *testing.T, name string) (golden, *Model) {
	t.Helper()
	data, err := goldenFiles.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	tensors := map[string]*Tensor{}
	for name, w := range g.Weights {
		a := w.array(t)
		tensors[name] = &Tensor{Shape: a.Shape, F32: a.Data}
	}
	m, err := New(g.Config, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return g, m
}

func TestGolden(t *testing.T) {
	files, err := goldenFiles.ReadDir("testdata")
	if err != nil || len(files) != 6 {
		t.Fatalf("want 6 golden files, got %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(file.Name(), func(t *testing.T) {
			g, m := readGolden(t, file.Name())
			trace := forward(t, m, Batch{{Source: g.Source, Tokens: g.Tokens}}, Run{Tape: true, Keep: every})
			if d := apart(trace.Logits(0).Data, g.Logits.array(t).Data); d > 1e-4 {
				t.Errorf("logits differ by %g", d)
			}
			sites := 0
			for site := range m.Config.Sites() {
				got, err := trace.At(site, 0)
				if err != nil {
					t.Fatal(err)
				}
				want := g.Sites[site.String()].array(t)
				if d := apart(got.Data, want.Data); d > 1e-4 || !slices.Equal(got.Shape, want.Shape) {
					t.Errorf("%v: shapes %v and %v, differ by %g", site, got.Shape, want.Shape, d)
				}
				sites++
			}
			if sites != len(g.Sites) {
				t.Errorf("the model has %d sites, the golden file %d", sites, len(g.Sites))
			}
			grads, err := m.Backward(trace, g.Mix.array(t), Want{Weights: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range m.Config.Specs() {
				if d := apart(grads.Weight(spec.Name), g.Gradients[spec.Name].array(t).Data); d > 1e-3 {
					t.Errorf("gradient of %s differs by %g", spec.Name, d)
				}
			}
		})
	}
}
