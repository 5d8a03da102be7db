package influence

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/train"
)

const goldens = "../../../shared/data/goldens"

// golden is PyTorch's figures for three moments of a small GPT-2.
type golden struct {
	Train []struct{ IDs []int32 } `json:"train"`
	Query []struct{ IDs []int32 } `json:"query"`
	Rates []float64               `json:"rates"`
	// Per moment.
	Moments []struct {
		LossesTrain []float64   `json:"losses_train"`
		CosineAll   [][]float64 `json:"cosine_all"`
	} `json:"moments"`
	Score struct {
		All       [][]float64 `json:"all"`
		LastLayer [][]float64 `json:"last_layer"`
		Embedding [][]float64 `json:"embedding_tied"`
	} `json:"score"`
	Representation [][]float64 `json:"representation_cosine_last_layer_last_token"`
}

func readGolden(t *testing.T) golden {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(goldens, "explain", "explain.json"))
	if err != nil {
		t.Skipf("the reference figures are not here: %v", err)
	}
	var file struct {
		TracIn golden `json:"tracin"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	return file.TracIn
}

// moment opens one of the saved weights with the family's config.
func moment(t *testing.T, name string) *model.Model {
	t.Helper()
	files := checkpoint.FileMap{}
	for to, from := range map[string]string{
		"config.json":       "families/gpt2/config.json",
		"tokenizer.json":    "families/gpt2/tokenizer.json",
		"model.safetensors": "explain/moments/" + name + ".safetensors",
	} {
		content, err := os.ReadFile(filepath.Join(goldens, from))
		if err != nil {
			t.Fatal(err)
		}
		files[to] = checkpoint.Bytes(content)
	}
	m, _, _, err := checkpoint.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// expectNear wants every entry within tolerance of the largest one.
func expectNear(t *testing.T, name string, got, want [][]float64, tolerance float64) {
	t.Helper()
	largest := 0.0
	for _, row := range want {
		for _, v := range row {
			largest = max(largest, math.Abs(v))
		}
	}
	worst := 0.0
	for q, row := range want {
		for i, v := range row {
			worst = max(worst, math.Abs(got[q][i]-v)/largest)
		}
	}
	t.Logf("%s: within %.1e of the largest", name, worst)
	if !(worst <= tolerance) {
		t.Errorf("%s: want within %g of the largest, got %g", name, tolerance, worst)
	}
}

func TestTracInAgreesWithPyTorch(t *testing.T) {
	g := readGolden(t)
	texts := func(list []struct{ IDs []int32 }) (all []Text) {
		for _, one := range list {
			all = append(all, Text{Example: train.Example{Target: one.IDs}})
		}
		return all
	}
	queries, data := texts(g.Query), texts(g.Train)
	var moments []Moment
	for i, name := range []string{"0", "1", "2"} {
		moments = append(moments, Moment{moment(t, name), g.Rates[i]})
	}
	for _, c := range []struct {
		name string
		keep func(string) bool
		want [][]float64
	}{
		{"all weights", nil, g.Score.All},
		{"the last layer", func(name string) bool { return strings.HasPrefix(name, "blocks.2.") }, g.Score.LastLayer},
		{"the tied embedding", func(name string) bool { return name == "embed.weight" }, g.Score.Embedding},
	} {
		got, err := TracIn(moments, queries, data, TracInOptions{Keep: c.keep})
		if err != nil {
			t.Fatal(err)
		}
		expectNear(t, c.name, got, c.want, 1e-4)
	}
	cosines, err := TracIn([]Moment{{moments[1].Model, 1}}, queries, data, TracInOptions{Normalise: true})
	if err != nil {
		t.Fatal(err)
	}
	expectNear(t, "normalised, one moment", cosines, g.Moments[1].CosineAll, 1e-4)
	s, err := newSlope(moments[2].Model, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range data {
		loss, err := s.of(text)
		if err != nil || math.Abs(loss-g.Moments[2].LossesTrain[i]) > 1e-4 {
			t.Errorf("text %d: want a loss of %.6f, got %.6f, %v", i, g.Moments[2].LossesTrain[i], loss, err)
		}
	}
	similar, err := Similar(moment(t, "0"), queries, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	expectNear(t, "representations", similar, g.Representation, 1e-4)
}
