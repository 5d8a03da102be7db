package token

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// tokenizerJSON returns a file with the single bytes, "he", "the" and one special token, and other parts as given.
func tokenizerJSON(t *testing.T, preTokenizer, normalizer, merges, model string) []byte {
	t.Helper()
	vocab := map[string]int{"<s>": 0} // the special tokens come first, as in SmolLM2
	for _, r := range byteAlphabet {
		vocab[string(r)] = len(vocab)
	}
	vocab["he"], vocab["the"] = len(vocab), len(vocab)+1
	text, err := json.Marshal(vocab)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(`{"added_tokens":[{"id":0,"content":"<s>","special":true},{"id":400,"content":"<end>","special":false}],"normalizer":` + normalizer +
		`,"pre_tokenizer":` + preTokenizer + `,"model":{"type":"BPE","vocab":` + string(text) + `,"merges":` + merges + model + `}}`)
}

// TestParseHFForms reads the pre-tokenizers as the files of these models write them.
func TestParseHFForms(t *testing.T) {
	split := func(pattern string) string {
		text, _ := json.Marshal(pattern)
		return `{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":` + string(text) +
			`},"behavior":"Isolated","invert":false},` +
			`{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}`
	}
	const gpt2 = `{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}`
	const smol = `{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},` +
		`{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}`
	const words, lists = `["h e","t he"]`, `[["h","e"],["t","he"]]`
	const numbers = "a 1234½ the猫"
	for _, c := range []struct {
		name, preTokenizer, normalizer, merges, model, split string
		pieces                                               []string
	}{
		{"GPT-2", gpt2, "null", words, "", SplitGPT2, []string{"a", " 1234½", " the猫"}},
		{"SmolLM2", smol, "null", words, "", SplitDigitsGPT2, []string{"a", " ", "1", "2", "3", "4", "½", " the猫"}},
		{"Llama 3", split(patterns[SplitLlama3]), "null", lists, `,"ignore_merges":true`, SplitLlama3, []string{"a", " ", "123", "4½", " the猫"}},
		{"Qwen2", split(patterns[SplitQwen2]), `{"type":"NFC"}`, words, "", SplitQwen2, []string{"a", " ", "1", "2", "3", "4", "½", " the猫"}},
	} {
		tok, err := ParseHF(c.name, tokenizerJSON(t, c.preTokenizer, c.normalizer, c.merges, c.model))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		b := tok.(*BPE)
		if b.Header().Split != c.split || b.whole != strings.Contains(c.model, "true") || (len(b.steps) > 0) != (c.normalizer != "null") {
			t.Errorf("%s: wanted pre-tokenizer %s, got %+v, whole %v, NFC %v", c.name, c.split, b.Header(), b.whole, (len(b.steps) > 0))
		}
		if got := piecesOf(b.splitter, numbers); !slices.Equal(got, c.pieces) {
			t.Errorf("%s: wanted the pieces %q, got %q", c.name, c.pieces, got)
		}
		if got, want := readings(b, b.Encode("the<end>")), []string{"the", "<end>"}; !slices.Equal(got, want) {
			t.Errorf("%s: wanted %q, got %q", c.name, want, got)
		}
		if want := []Special{{0, "<s>"}}; !slices.Equal(b.Specials(), want) || b.Size() != 401 {
			t.Errorf("%s: wanted the specials %v and 401 ids, got %v and %d", c.name, want, b.Specials(), b.Size())
		}
	}
}

func TestByteAlphabetIsGPT2s(t *testing.T) {
	for b, want := range map[byte]rune{' ': 'Ġ', '\n': 'Ċ', '\t': 'ĉ', '!': '!', '~': '~', 0: 'Ā', 0x7F: 'ġ', 0xA0: 'ł',
		0xAD: 'Ń', 0xFF: 'ÿ'} {
		if byteAlphabet[b] != want {
			t.Errorf("byte 0x%02X: wanted %q, got %q", b, want, byteAlphabet[b])
		}
	}
}
