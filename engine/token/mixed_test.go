package token

// Real vocabularies on 1,646 texts of both languages, naughty strings, code, emoji and odd code points: the ids that
// Hugging Face's tokenizers and sentencepiece give.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const sharedData = "../../../shared/data"

// readShared reads a file of the data that is not kept with the code.
func readShared(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedData, path))
	if err != nil {
		t.Skipf("the data is not here: %v", err)
	}
	return data
}

func TestMixedTexts(t *testing.T) {
	var mixed struct {
		Texts []string
		IDs   map[string][][]int32
	}
	if err := json.Unmarshal(readShared(t, "tokenizers/expected/mixed_texts.json"), &mixed); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"gpt2": "tokenizers/hf/gpt2.tokenizer.json", "bert-base-chinese": "tokenizers/hf/bert-base-chinese.tokenizer.json",
		"xlm-roberta": "tokenizers/hf/xlm-roberta.tokenizer.json", "smollm2": "models/smollm2-135m-instruct/tokenizer.json",
		"tok512": "models/stories260K/tok512.model",
	} {
		t.Run(name, func(t *testing.T) {
			data := readShared(t, path)
			var tokenizer Tokenizer
			var err error
			if filepath.Ext(path) == ".model" {
				tokenizer, err = ParseSentencePieceModel(name, data)
			} else {
				tokenizer, err = ParseHF(name, data)
			}
			if err != nil {
				t.Fatal(err)
			}
			affixes, _ := HFAffixes(data)
			wrong := 0
			for i, text := range mixed.Texts {
				tokens := EncodeSpecials(tokenizer, text, nil)
				got := slices.Concat(affixes.Before, IDs(tokens), affixes.After)
				if want := mixed.IDs[name][i]; !slices.Equal(got, want) {
					if wrong++; wrong <= 5 {
						t.Errorf("%q: ids %v, want %v", text, got, want)
					}
				}
				for _, token := range tokens {
					if token.Start < 0 || token.End < token.Start || token.End > len(text) {
						t.Fatalf("%q: token %d covers [%d, %d)", text, token.ID, token.Start, token.End)
					}
				}
			}
			if wrong > 0 {
				t.Errorf("%d of %d texts differ", wrong, len(mixed.Texts))
			}
		})
	}
}
