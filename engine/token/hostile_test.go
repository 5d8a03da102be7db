package token

// Vocabularies that are wrong: each must give one error that says what is wrong, and take no more memory than its size.

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// rankLines returns a file of ranks with all single bytes, and extra lines.
func rankLines(extra ...string) string {
	var s strings.Builder
	for b := range 256 {
		fmt.Fprintf(&s, "%s %d\n", base64.StdEncoding.EncodeToString([]byte{byte(b)}), b)
	}
	for _, line := range extra {
		s.WriteString(line + "\n")
	}
	return s.String()
}

func TestReadRefusesBrokenVocabularies(t *testing.T) {
	h := Header{Name: "v", Split: SplitGPT2}
	for _, c := range []struct {
		name, file string
		header     Header
		want       string
	}{
		{"empty", "", h, "lacks tokens for 256 of the 256 single bytes"},
		{"a byte is missing", strings.Replace(rankLines(), "QQ== 65\n", "", 1), h, "0x41 first"},
		{"rank twice", rankLines("YWI= 256", "YWM= 256"), h, "line 258: rank 256 is used twice"},
		{"token twice", rankLines("YWI= 256", "YWI= 257"), h, `"ab" twice, as 256 and 257`},
		{"no rank", rankLines("YWI="), h, "line 257: wanted base64, a space and a rank"},
		{"rank is no number", rankLines("YWI= x"), h, "line 257"},
		{"negative rank", rankLines("YWI= -1"), h, "line 257"},
		{"huge rank", rankLines("YWI= 2000000000"), h, "a rank below"},
		{"overflowing rank", rankLines("YWI= 99999999999999999999"), h, "a rank below"},
		{"not base64", rankLines("Y*I= 256"), h, "in base64"},
		{"empty token", rankLines(" 256"), h, "in base64"},
		{"truncated", rankLines()[:1000], h, "line 124"},
		{"binary", "\x00\xff\xfe", h, "line 1"},
		{"wrong count", rankLines(), Header{Split: SplitGPT2, Tokens: 300}, "wanted 300 tokens, got 256"},
		{"unknown pre-tokenizer", rankLines(), Header{Split: "(a+)+$"}, "unknown pre-tokenizer"},
		{"special on a token", rankLines(), Header{Split: SplitGPT2, Special: []Special{{65, "<s>"}}}, "id 65 of an ordinary token"},
		{"special twice", rankLines(), Header{Split: SplitGPT2, Special: []Special{{256, "<s>"}, {257, "<s>"}}}, "listed twice"},
		{"two specials with an id", rankLines(), Header{Split: SplitGPT2, Special: []Special{{256, "<s>"}, {256, "<p>"}}}, "the same id 256"},
		{"special far away", rankLines(), Header{Split: SplitGPT2, Special: []Special{{1 << 30, "<s>"}}}, "wanted an id from 0"},
		{"nameless special", rankLines(), Header{Split: SplitGPT2, Special: []Special{{256, ""}}}, "has no name"},
	} {
		_, err := Read(c.header, strings.NewReader(c.file))
		wantError(t, c.name, err, c.want)
	}
}

func wantError(t *testing.T, name string, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: wanted an error with %q, got %v", name, want, err)
	}
}

// byteLevel returns a vocabulary of the single bytes and more, in GPT-2's alphabet.
func byteLevel(tokens []string, merges ...string) ByteLevelVocabulary {
	v := ByteLevelVocabulary{Name: "v", Split: SplitGPT2, Merges: merges}
	for _, r := range byteAlphabet {
		v.Tokens = append(v.Tokens, string(r))
	}
	v.Tokens = append(v.Tokens, tokens...)
	return v
}

func TestNewByteLevelRefusesBrokenVocabularies(t *testing.T) {
	for _, c := range []struct {
		name string
		v    ByteLevelVocabulary
		want string
	}{
		{"merge of what is no token", byteLevel([]string{"ab"}, "a c"), `"ac" is not a token`},
		{"merge without a space", byteLevel([]string{"ab"}, "ab"), "two tokens with a space between"},
		{"merge with an empty side", byteLevel([]string{"ab"}, " b"), "two tokens with a space between"},
		{"token outside the alphabet", byteLevel([]string{"中"}), "characters of the byte alphabet"},
		{"token twice", byteLevel([]string{"ab", "ab"}), "twice"},
		{"types of another length", ByteLevelVocabulary{Split: SplitGPT2, Tokens: []string{"a"}, Types: []int32{1, 1}},
			"a type for each of 1 tokens, got 2"},
	} {
		_, err := NewByteLevel(c.v)
		wantError(t, c.name, err, c.want)
	}
}

func TestNewSentencePieceRefusesBrokenVocabularies(t *testing.T) {
	nan := float32(0)
	nan /= nan
	for _, c := range []struct {
		name string
		v    SentencePieceVocabulary
		want string
	}{
		{"no way for unknown characters", SentencePieceVocabulary{Tokens: []string{"a"}, Scores: []float32{0}, Types: []int32{1}},
			"no token for the byte 0x00"},
		{"scores missing", SentencePieceVocabulary{Tokens: []string{"a"}, Types: []int32{1}}, "a score and a type for each of 1 tokens"},
		{"bad type", SentencePieceVocabulary{Tokens: []string{"a"}, Scores: []float32{0}, Types: []int32{9}}, "wanted a type from 1 to 6, got 9"},
		{"bad byte", SentencePieceVocabulary{Tokens: []string{"<0xZZ>"}, Scores: []float32{0}, Types: []int32{6}}, "wanted a byte such as"},
		{"not a number", SentencePieceVocabulary{Tokens: []string{"<unk>"}, Scores: []float32{nan}, Types: []int32{2}}, "not a number"},
		{"piece twice", SentencePieceVocabulary{Tokens: []string{"<unk>", "▁a", "▁a"}, Scores: make([]float32, 3), Types: []int32{2,
			1, 1}}, "twice"},
	} {
		_, err := NewSentencePiece(c.v)
		wantError(t, c.name, err, c.want)
	}
}

func TestParseHFRefusesWhatItCannotRead(t *testing.T) {
	const byteLevelStep = `"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}`
	for _, c := range []struct{ name, json, want string }{
		{"not JSON", `{`, "tokenizer.json"},
		{"WordLevel", `{"model":{"type":"WordLevel","vocab":{"a":0}}}`, `type "WordLevel"`},
		{"unigram without a way out", `{"model":{"type":"Unigram","vocab":[["a",-1.0]]}}`, "no unknown token"},
		{"unigram piece twice", `{"model":{"type":"Unigram","vocab":[["a",-1.0],["a",-2.0]]}}`, "listed twice"},
		{"unigram piece without a score", `{"model":{"type":"Unigram","vocab":[["a"]]}}`, "[text, score]"},
		{"unknown pre-tokenizer", `{"pre_tokenizer":{"type":"UnicodeScripts"},"model":{"type":"BPE","vocab":{},"merges":[]}}`, "UnicodeScripts"},
		{"cut charsmap", `{"normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="},"model":{"type":"Unigram","vocab":[["a",-1.0]]}}`, "cut short"},
		{"hostile pattern", `{"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"},` +
			`{"type":"ByteLevel","use_regex":false}]},"model":{"type":"BPE","vocab":{},"merges":[]}}`, "none of those known here"},
		{"normalizer", `{"normalizer":{"type":"Nmt"},` + byteLevelStep + `,"model":{"type":"BPE","vocab":{},"merges":[]}}`, `normalizer "Nmt"`},
		{"huge id", `{` + byteLevelStep + `,"model":{"type":"BPE","vocab":{"a":2000000000},"merges":[]}}`, "wanted an id below"},
		{"negative id", `{` + byteLevelStep + `,"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}`, "wanted an id below"},
		{"bad merge", `{` + byteLevelStep + `,"model":{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}}`, "wanted a merge"},
		{"WordPiece without the unknown token", `{"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},` +
			`"model":{"type":"WordPiece","vocab":{"a":0},"unk_token":"[UNK]"}}`, `wanted the token "[UNK]"`},
	} {
		_, err := ParseHF("v", []byte(c.json))
		wantError(t, c.name, err, c.want)
	}
}

func TestFromGGUFRefusesWhatItCannotRead(t *testing.T) {
	for _, c := range []struct {
		name     string
		metadata map[string]any
		want     string
	}{
		{"nothing", nil, "tokenizer.ggml.model: wanted a string"},
		{"wrong types", map[string]any{"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": 3}, "wanted a list of strings, got int"},
		{"unknown model", map[string]any{"tokenizer.ggml.model": "t5", "tokenizer.ggml.tokens": []string{"a"}}, `model is "t5"`},
		{"unknown pre-tokenizer", map[string]any{"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.tokens": []string{"a"},
			"tokenizer.ggml.merges": []string{},
			"tokenizer.ggml.pre":    "bloom"}, `"bloom" is not supported`},
		{"no scores", map[string]any{"tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": []string{"a"}}, "a score and a type"},
	} {
		_, err := FromGGUF("v", c.metadata)
		wantError(t, c.name, err, c.want)
	}
}
