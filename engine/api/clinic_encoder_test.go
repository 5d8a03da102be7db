package api

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/probe"
)

// TestClinicOfAnEncoder opens the small encoder-only models of the goldens (shared/data/goldens/families): their sentence vectors,
// mean and first token's, are transformers' to 1e-4 of the largest value, and the clinic's probes are trained on the bank.
func TestClinicOfAnEncoder(t *testing.T) {
	for _, name := range []string{"bert", "roberta", "distilbert"} {
		folder := filepath.Join("..", "..", "..", "shared", "data", "goldens", "families", name)
		content, err := os.ReadFile(filepath.Join(folder, "reference.json"))
		if err != nil {
			t.Skip("the data is not here: " + folder)
		}
		s, err := Open(os.DirFS(folder))
		if err != nil {
			t.Fatal(err)
		}
		sentenceVectors(t, name, s, content)
		if testing.Short() {
			continue
		}
		hand(t, s, English)
		source := ProbeSource{Language: English, Sentences: 60}
		table, _ := call[ProbeResult](t, s, "probe", ProbeParams{Source: source, Task: PartOfSpeech, Seeds: 1})
		rows := table.Table.Rows
		if len(rows) != len(table.Bed.Sites) || table.RandomModels != 1 || rows[0].Accuracy.Low < table.Table.Majority.Value {
			t.Errorf("%s: %+v", name, table)
		}
		text, spans := "The cat is here.", [][2]int{{0, 3}, {4, 7}, {8, 10}, {11, 15}, {15, 16}}
		applied, _ := call[ProbeApplyResult](t, s, "probe_apply", ProbeApplyParams{Source: source, Input: Input{Text: text}, Spans: spans,
			Tasks: []ProbeTask{PartOfSpeech}, Trees: true})
		if len(applied.Trees) != len(table.Bed.Sites) || len(applied.Tasks[0].Top[0]) != len(spans) {
			t.Errorf("%s: %+v", name, applied)
		}
	}
}

func sentenceVectors(t *testing.T, name string, s *OpenModel, reference []byte) {
	t.Helper()
	var golden struct {
		Cases []struct {
			Text string    `json:"text"`
			IDs  []int32   `json:"ids"`
			Mean []float64 `json:"mean_vector"`
			CLS  []float64 `json:"cls_vector"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(reference, &golden); err != nil {
		t.Fatal(err)
	}
	sites := probe.Layers(s.Model.Config, model.Blocks)
	for _, c := range golden.Cases {
		every := make([]int, len(c.IDs))
		for i := range every {
			every[i] = i
		}
		reading := probe.Reading{Sequence: model.Sequence{Tokens: c.IDs}, Words: [][]int{every, {0}}}
		layers, err := probe.Vectors(s.Model, []probe.Reading{reading}, sites[len(sites)-1:], nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		width := s.Model.Config.Width
		for i, want := range [][]float64{c.Mean, c.CLS} {
			most, off := 0.0, 0.0
			for j, w := range want {
				most, off = max(most, w, -w), max(off, w-float64(layers[0].Data[i*width+j]), float64(layers[0].Data[i*width+j])-w)
			}
			if len(want) != width || off > 1e-4*most {
				t.Errorf("%s, %q: vector %d is off by %.2g of the largest of %d", name, c.Text, i, off/most, len(want))
			}
		}
	}
}
