package token

// The tokenizer inside a GGUF file: its metadata keys begin with "tokenizer.ggml.".

import (
	"fmt"
	"slices"
)

// FromGGUF makes the tokenizer that a GGUF file's metadata describe: a *BPE (model "gpt2"), a *SentencePiece ("llama") or
// a *WordPiece ("bert"). Arrays are expected as []string, []float32 and []int32, single values as string and bool.
func FromGGUF(name string, metadata map[string]any) (Tokenizer, error) {
	r := ggufReader{metadata: metadata}
	model := r.text("model")
	tokens := r.strings("tokens")
	types, _ := r.value("token_type").([]int32)
	var t Tokenizer
	err := r.err
	if err != nil {
		return nil, &vocabularyError{name, err}
	}
	switch model {
	case "gpt2":
		v := ByteLevelVocabulary{Name: name, Tokens: tokens, Types: types, Merges: r.strings("merges")}
		pre, said := r.value("pre").(string)
		if architecture, _ := metadata["general.architecture"].(string); !said || pre == "default" {
			pre = preOfArchitecture[architecture]
		}
		if v.Split, err = SplitOfGGUF(pre); err == nil {
			err = r.err
		}
		v.NFC = v.Split == SplitQwen2
		v.IgnoreMerges = v.Split == SplitLlama3
		if err != nil {
			return nil, &vocabularyError{name, err}
		}
		t, err = NewByteLevel(v)
	case "llama":
		scores, _ := r.value("scores").([]float32)
		addSpace, said := r.value("add_space_prefix").(bool)
		merges, _ := r.value("merges").([]string)
		if slices.ContainsFunc(scores, func(s float32) bool { return s != 0 }) {
			merges = nil // scores say the order
		}
		t, err = NewSentencePiece(SentencePieceVocabulary{Merges: merges, Name: name, Tokens: tokens, Scores: scores, Types: types,
			AddSpace: addSpace || !said})
	case "bert":
		t, err = NewWordPiece(WordPieceVocabulary{Name: name, Tokens: tokens, Types: types, Lowercase: true, StripAccents: true})
	default:
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.ggml.model is %q: wanted gpt2, llama or bert", model)}
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// preOfArchitecture is the pre-tokenizer of files that name none: that of the architecture's makers.
var preOfArchitecture = map[string]string{
	"gpt2": "gpt-2", "gptneox": "gpt-2", "llama": "llama-bpe", "qwen2": "qwen2", "qwen3": "qwen2", "smollm3": "llama-bpe", "phi3": "gpt-2",
}

// ggufReader keeps the first error.
type ggufReader struct {
	metadata map[string]any
	err      error
}

func (r *ggufReader) value(key string) any { return r.metadata["tokenizer.ggml."+key] }

func (r *ggufReader) text(key string) string {
	s, ok := r.value(key).(string)
	if !ok {
		r.fail("a string", key)
	}
	return s
}

func (r *ggufReader) strings(key string) []string {
	s, ok := r.value(key).([]string)
	if !ok {
		r.fail("a list of strings", key)
	}
	return s
}

func (r *ggufReader) fail(wanted, key string) {
	if r.err == nil {
		r.err = fmt.Errorf("tokenizer.ggml.%s: wanted %s, got %T", key, wanted, r.value(key))
	}
}
