package token

// Layouts of tokenizer.json whose real files are large: what is special about each, on vocabularies made here.

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// layout is a tokenizer.json of single bytes (all but those left out) and more tokens in the byte alphabet.
func layout(t *testing.T, leftOut string, more []string, rest string) Tokenizer {
	t.Helper()
	vocab := map[string]int{}
	for b := range 256 {
		if !strings.ContainsRune(leftOut, byteAlphabet[b]) {
			vocab[string(byteAlphabet[b])] = b
		}
	}
	merges := []string{}
	for i, m := range more {
		vocab[strings.Replace(m, " ", "", 1)] = 300 + i
		merges = append(merges, m)
	}
	text, err := json.Marshal(map[string]any{"vocab": vocab, "merges": merges})
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf(`{"model":%s,%s}`, text, rest)
	tokenizer, err := ParseHF("v", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return tokenizer
}

func TestLayouts(t *testing.T) {
	const byteLevelStep = `{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}`
	const falcon = `"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},` + byteLevelStep +
		`,{"type":"Digits","individual_digits":false},{"type":"Split","pattern":{"Regex":"[0-9][0-9][0-9]"},"behavior":"Isolated","invert":false}]}`
	const starcoder = `"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},` + byteLevelStep + `]}`
	const neox = `"normalizer":{"type":"NFC"},"pre_tokenizer":` + byteLevelStep +
		`,"added_tokens":[{"id":400,"content":"  ","special":false,"normalized":true},{"id":401,"content":"<|end|>","special":true,"rstrip":true}]`
	for _, c := range []struct {
		name, leftOut, rest, text string
		more                      []string
		want                      []int32
	}{
		{"neox: spaces are tokens, the text is composed", "", neox, "a  e\u0301b", []string{"Ã ©", "a b"}, []int32{'a', 400, 300, 'b'}},
		{"neox: bytes without a token give nothing", "Àõ", neox, "a\xc0\xf5b", nil, []int32{'a', 'b'}},
		{"neox: what stands beside a missing byte is joined", "c", neox, "acb", []string{"a b"}, []int32{300}},
		{"neox: a special token takes the space behind it", "", neox, "a<|end|>  b", nil, []int32{'a', 401, 'b'}},
		{"mpt: a pair listed twice has its last place", "", neox, "abc", []string{"a b", "b c", "a b"}, []int32{'a', 301}},
		{"starcoder: a digit alone", "", starcoder, "x12", []string{"1 2", "x 1"}, []int32{'x', '1', '2'}},
		{"falcon: three digits together, punctuation apart", "", falcon, "a,,1234", []string{", ,", "1 2", "12 3", "3 4", "123 4"},
			[]int32{'a', 300, 302, '4'}},
		{"falcon: bytes that look like numerals", "", falcon, "你", []string{"ä ½", "½ ł"}, []int32{0xE4, 0xBD, 0xA0}},
	} {
		tokenizer := layout(t, c.leftOut, c.more, c.rest)
		if got := IDs(EncodeSpecials(tokenizer, c.text, nil)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q gives %v, want %v", c.name, c.text, got, c.want)
		}
	}
}

// TestKindsWithoutAName: the first files have no model.type.
func TestKindsWithoutAName(t *testing.T) {
	for want, file := range map[string]string{
		"*token.BPE":           `{"pre_tokenizer":{"type":"ByteLevel"},"model":{"vocab":{"a":0},"merges":[]}}`,
		"*token.SentencePiece": `{"model":{"unk_id":0,"vocab":[["<unk>",0],["a",-1]]}}`,
		"*token.WordPiece": `{"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},` +
			`"model":{"unk_token":"[UNK]","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1}}}`,
	} {
		got, err := ParseHF("v", []byte(file))
		if err != nil || fmt.Sprintf("%T", got) != want {
			t.Errorf("%s: got %T, %v", want, got, err)
		}
	}
}
