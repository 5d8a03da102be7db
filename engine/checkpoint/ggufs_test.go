package checkpoint

// GGUF files of shared/data/goldens: twelve families, one model in sixteen quantisations, and in parts.

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

func sharedFile(t *testing.T, parts ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{sharedGoldens}, parts...)...))
	if err != nil {
		t.Skipf("the data is not here: %v", err)
	}
	return content
}

func TestGGUFFamilies(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(sharedGoldens, "gguf/families/*.gguf"))
	if len(files) == 0 {
		t.Skip("the data is not here: shared/data/goldens/gguf/families")
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".gguf")
		t.Run(name, func(t *testing.T) {
			m, tokenizer, meta, err := Open(FileMap{"x.gguf": Bytes(sharedFile(t, "gguf/families", name+".gguf"))})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range readFamilyReference(t, filepath.Join(sharedGoldens, "families", name, "reference.json")).Cases {
				ids := slices.Concat(meta.Affixes.Before, token.IDs(token.EncodeSpecials(tokenizer, c.Text, nil)), meta.Affixes.After)
				if !slices.Equal(ids, c.IDs) {
					t.Errorf("%q: ids %v, want %v", c.Text, ids, c.IDs)
				}
				checkCase(t, m, c)
			}
		})
	}
}

// TestGGUFQuantised: each file's logits are as near to float64 on the same weights as llama.cpp's own, or nearer.
func TestGGUFQuantised(t *testing.T) {
	var r struct {
		IDs   []int32
		Files map[string]struct {
			Logits   []float64 `json:"logits_last"`
			LlamaCpp []float64 `json:"llamacpp_logits_last"`
			Argmax   []int32
		}
	}
	raw := sharedFile(t, "gguf/quantised/reference.json")
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	for name, want := range r.Files {
		name = strings.TrimSuffix(name, ".gguf")
		t.Run(name, func(t *testing.T) {
			m, _, _, err := Open(FileMap{"x.gguf": Bytes(sharedFile(t, "gguf/quantised", name+".gguf"))})
			if err != nil {
				t.Fatal(err)
			}
			trace, err := m.Forward(model.Batch{{Tokens: r.IDs}}, model.Run{})
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := 0.0, 0.0
			vocab := m.Config.Vocab
			logits := trace.Logits(0).Data
			last := logits[len(logits)-vocab:]
			for j, v := range want.Logits {
				ours += math.Pow(float64(last[j])-v, 2)
				theirs += math.Pow(want.LlamaCpp[j]-v, 2)
			}
			ours, theirs = math.Sqrt(ours/float64(vocab)), math.Sqrt(theirs/float64(vocab))
			t.Logf("root mean square distance from float64 %.3g, llama.cpp's %.3g", ours, theirs)
			if len(want.Logits) != vocab || ours > 1.1*theirs {
				t.Errorf("root mean square distance from float64 %.3g, llama.cpp's %.3g", ours, theirs)
			}
		})
	}
}

func TestGGUFParts(t *testing.T) {
	files := FileMap{}
	for _, n := range []string{"1", "2", "3"} {
		name := "tiny-q8_0-0000" + n + "-of-00003.gguf"
		files[name] = Bytes(sharedFile(t, "gguf/sharded", name))
	}
	m, _, meta, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	whole, _, _, err := Open(FileMap{"x.gguf": Bytes(sharedFile(t, "gguf/quantised/q8_0.gguf"))})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "logits", 1e-2, logits(t, m, 9), logits(t, whole, 9))
	if len(meta.Files) != 3 {
		t.Errorf("opened %v, want three files", meta.Files)
	}
	delete(files, "tiny-q8_0-00002-of-00003.gguf")
	expectError(t, "a part missing", "00002-of-00003.gguf", func() error { _, _, _, err := Open(files); return err })
}
