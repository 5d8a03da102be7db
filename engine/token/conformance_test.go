package token_test

// Other implementations' results: OpenAI's and Microsoft's for the published vocabularies, llama.cpp's for GGUF files,
// the reference's greedy text for stories260K. The files are large, so they live beside the repository.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
	"pellucid/engine/token"
)

// shared returns a data file, or skips the test.
func shared(t testing.TB, path string) []byte {
	t.Helper()
	root := os.Getenv("PELLUCID_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	data, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Skipf("skipped: shared data is not here (PELLUCID_DATA says where): %v", err)
	}
	return data
}

func published(t testing.TB, name string) *token.BPE {
	t.Helper()
	h, err := token.Published(name)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Replace(h.Name, "p50k_edit", "p50k_base", 1)
	b, err := token.ReadPublished(name, bytes.NewReader(shared(t, "tokenizers/tiktoken/"+file+".tiktoken")))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gguf(t testing.TB, path string) token.Tokenizer {
	t.Helper()
	data := shared(t, path)
	g, err := checkpoint.ReadGGUF(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	tok, err := token.FromGGUF(filepath.Base(path), g.Metadata)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func huggingFace(t testing.TB, name string) token.Tokenizer {
	t.Helper()
	tok, err := token.ParseHF(name, shared(t, "tokenizers/hf/"+name+".tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestPlans(t *testing.T) {
	text := string(shared(t, "tokenizers/expected/TestPlans.txt"))
	vocabularies := map[string]*token.BPE{}
	cases := map[string]int{}
	for i, plan := range strings.Split(text, "EncodingName: ")[1:] {
		name, rest, _ := strings.Cut(plan, "\nSample: ")
		sample, encoded, ok := strings.Cut(rest, "\nEncoded: ")
		if !ok {
			t.Fatalf("plan %d cannot be read: %q", i, plan)
		}
		var want []int32
		if err := json.Unmarshal([]byte(encoded), &want); err != nil {
			t.Fatal(err)
		}
		if vocabularies[name] == nil {
			vocabularies[name] = published(t, name)
		}
		b := vocabularies[name]
		tokens := b.Encode(sample)
		if got := token.IDs(tokens); !slices.Equal(got, want) {
			t.Errorf("%s, %q: wanted %v, got %v", name, sample, want, got)
		}
		if got := string(b.Decode(want)); got != sample {
			t.Errorf("%s: wanted %q decoded, got %q", name, sample, got)
		}
		checkCover(t, sample, tokens)
		cases[name]++
	}
	for _, name := range []string{"r50k_base", "p50k_base", "cl100k_base", "o200k_base"} {
		if cases[name] < 50 {
			t.Errorf("wanted at least 50 plans for %s, got %d", name, cases[name])
		}
	}
	t.Logf("plans: %v", cases)
}

func TestMicrosoftFile(t *testing.T) {
	text := string(shared(t, "tokenizers/expected/microsoft_lib.rs.txt"))
	for file, name := range map[string]string{"gpt2": "gpt2", "p50k_base": "p50k"} {
		var want []int32
		if err := json.Unmarshal(shared(t, "tokenizers/expected/microsoft_tokens_"+file+".json"), &want); err != nil {
			t.Fatal(err)
		}
		if got := token.IDs(published(t, name).Encode(text)); !slices.Equal(got, want) {
			t.Errorf("%s: wanted %d tokens, got %d, first difference at %d", file, len(want), len(got), firstDifference(want, got))
		}
	}
}

func firstDifference(a, b []int32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func TestLlamaCppVocabularies(t *testing.T) {
	for _, name := range []string{"gpt-2", "phi-3", "bert-bge"} {
		path := "tokenizers/gguf/ggml-vocab-" + name + ".gguf"
		tok := gguf(t, path)
		texts := strings.Split(strings.TrimSuffix(string(shared(t, path+".inp")), "\n__ggml_vocab_test__\n"), "\n__ggml_vocab_test__\n")
		lines := strings.Split(strings.TrimSuffix(string(shared(t, path+".out")), "\n"), "\n")
		if len(texts) != len(lines) {
			t.Fatalf("%s: %d texts and %d results", name, len(texts), len(lines))
		}
		for i, text := range texts {
			var want []int32
			for _, field := range strings.Fields(lines[i]) {
				var id int32
				fmt.Sscan(field, &id)
				want = append(want, id)
			}
			if got := token.IDs(tok.Encode(text)); !slices.Equal(got, want) {
				t.Errorf("%s, %q: wanted %v, got %v", name, text, want, got)
			}
		}
		t.Logf("%s: %d texts", name, len(texts))
	}
}

func TestHuggingFaceGPT2IsR50K(t *testing.T) {
	hf, ranks := huggingFace(t, "gpt2"), published(t, "gpt2")
	for _, text := range naughtyStrings(t) {
		want, got := ranks.Encode(text), hf.Encode(text)
		if !slices.Equal(want, got) {
			t.Errorf("%q: r50k %v, tokenizer.json %v", text, want, got)
		}
	}
	if !slices.Equal(hf.Specials(), ranks.Specials()) || hf.Size() != ranks.Size() {
		t.Errorf("wanted %v and %d ids, got %v and %d", ranks.Specials(), ranks.Size(), hf.Specials(), hf.Size())
	}
}

// The pieces that transformers' BertTokenizer gives for these texts.
func TestBERTChinese(t *testing.T) {
	tok := huggingFace(t, "bert-base-chinese")
	for _, c := range []struct {
		text string
		want []string
	}{
		{"我爱北京天安门。", []string{"我", "爱", "北", "京", "天", "安", "门", "。"}},
		{"  你好\n世界 ", []string{"你", "好", "世", "界"}},
		{"", nil},
	} {
		var got []string
		tokens := tok.Encode(c.text)
		for _, piece := range tokens {
			got = append(got, string(tok.Bytes(piece.ID)))
			if covered := c.text[piece.Start:piece.End]; covered != got[len(got)-1] {
				t.Errorf("%q: the token %q covers %q", c.text, got[len(got)-1], covered)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: wanted %q, got %q", c.text, c.want, got)
		}
	}
	if got, want := string(tok.Decode(token.IDs(tok.Encode("你好，世界。")))), "你好，世界。"; got != want {
		t.Errorf("wanted %q, got %q", want, got)
	}
}

// stories260K's reference run gives ids and their text.
func TestStories260K(t *testing.T) {
	tok := gguf(t, "models/stories260K/stories260K.gguf")
	text := strings.TrimSuffix(string(shared(t, "models/stories260K/stories260K_expected_stdout.txt")), "\n")
	tokens := tok.Encode(text)
	if got := string(tok.Decode(token.IDs(tokens))); got != text {
		t.Errorf("wanted %q, got %q", text, got)
	}
	var reference struct {
		IDs  []int32 `json:"greedy_ids"`
		Text string  `json:"greedy_text"`
	}
	if err := json.Unmarshal(shared(t, "models/stories260K/stories260K_greedy_reference.json"), &reference); err != nil {
		t.Fatal(err)
	}
	if len(reference.IDs) == 0 || reference.IDs[0] != 1 {
		t.Fatalf("wanted ids that begin with 1, got %v", reference.IDs)
	}
	if got := string(tok.Decode(reference.IDs)); got != reference.Text {
		t.Errorf("wanted %q, got %q", reference.Text, got)
	}
	checkStream(t, tok, reference.IDs, reference.Text)
}

func naughtyStrings(t testing.TB) []string {
	t.Helper()
	var texts []string
	if err := json.Unmarshal(shared(t, "tokenizers/expected/blns.json"), &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestNaughtyStringsRoundTrip(t *testing.T) {
	texts := naughtyStrings(t)
	texts = append(texts, "", "中文", "中英 mixed 混合", "👩‍👩‍👧‍👦", "𠮷𡈽", "\xe4\xbd", "a\xff\xfe中\xc3", "\x00")
	for _, tok := range []token.Tokenizer{
		published(t, "r50k"), published(t, "p50k"), published(t, "cl100k"), published(t, "o200k"), huggingFace(t, "gpt2"),
		gguf(t, "tokenizers/gguf/ggml-vocab-gpt-2.gguf"), gguf(t, "tokenizers/gguf/ggml-vocab-phi-3.gguf"),
		gguf(t, "models/stories260K/stories260K.gguf"),
	} {
		for _, text := range texts {
			tokens := tok.Encode(text)
			if got := string(tok.Decode(token.IDs(tokens))); got != text {
				t.Errorf("%s: wanted %q back, got %q", tok.Name(), text, got)
			}
			checkCover(t, text, tokens)
			checkGroups(t, text, tokens)
			checkStream(t, tok, token.IDs(tokens), text)
		}
	}
}

// TestLongRunsAreEncodedAlike holds the encoding of long pieces, which tiktoken-go is not asked for, against tiktoken-go.
func TestLongRunsAreEncodedAlike(t *testing.T) {
	for _, name := range []string{"r50k", "cl100k", "o200k"} {
		b := published(t, name)
		for _, unit := range []string{"a", "ab", "中文字", "= ", "Zz9", "é", " ", "\n", "\xff"} {
			short := strings.Repeat(unit, 150)
			long := short + " . " + strings.Repeat("x", 3000)
			want, got := token.IDs(b.Encode(short+" . ")), token.IDs(b.Encode(long))
			if n := len(want) - 2; !slices.Equal(want[:n], got[:n]) {
				t.Errorf("%s, %q: wanted %v, got %v", name, unit, want[:n], got[:n])
			}
		}
	}
}
