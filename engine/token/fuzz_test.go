package token_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pellucid/engine/token"
)

// seeds are texts of the kinds that break tokenizers; what fuzzing finds is added under testdata/fuzz.
var seeds = []string{
	"", " ", "a", "中文", "我爱 NLP，你呢？", "mixed 中英 text", "👩‍👩‍👧‍👦🇨🇳☠️", "e\u0301\u0302\u0303", "𠮷野家", "\xff", "\xe4\xbd", "中\xe4\xbd文",
	"\r\n\t \u3000 x", "don't we’ll", "<s>the</s>", "<end><end>", "▁the▁", "  the", "1234 ½ 〇三", "\x00\x01", "ﬃ ǅ ﷽", "a\u200db", "한국어 각",
	"\xed\xa0\x80", "\xf4\x90\x80\x80", "\u1100\u1161\u11a8", "\U000e0001", "''''s",
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	tokenizers := token.SmallTokenizers(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range tokenizers {
			tokens := tok.Encode(text)
			ids := token.IDs(tokens)
			want := text
			if _, ok := tok.(*token.SentencePiece); ok { // to which "▁" is a space, as in all of the field
				want = strings.ReplaceAll(text, "▁", " ")
			}
			if got := string(tok.Decode(ids)); got != want {
				t.Fatalf("%s: wanted %q back, got %q", tok.Name(), want, got)
			}
			checkCover(t, text, tokens)
			checkGroups(t, text, tokens)
			checkStream(t, tok, ids, want)
			checkCover(t, text, token.EncodeSpecials(tok, text, nil))
		}
		if utf8.ValidString(text) {
			token.SameCut(t, text)
		}
	})
}

// FuzzLossyTokenizers: what folds or composes the text still names its bytes, in order, and groups every token.
func FuzzLossyTokenizers(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	tokenizers := []token.Tokenizer{token.SmallWordPiece(f), token.SmallComposing(f)}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range tokenizers {
			tokens := tok.Encode(text)
			at := 0
			for i, token := range tokens {
				if token.Start < at || token.End < token.Start || token.End > len(text) {
					t.Fatalf("%s, %q: token %d covers [%d, %d) after %d", tok.Name(), text, i, token.Start, token.End, at)
				}
				at = token.Start
			}
			next, end := 0, 0
			for _, g := range token.Groups(text, tokens) {
				if g.First != next || g.Last <= next || g.Start < end {
					t.Fatalf("%s, %q: group %+v after token %d, byte %d", tok.Name(), text, g, next, end)
				}
				next, end = g.Last, g.End
			}
			if next != len(tokens) {
				t.Fatalf("%s, %q: %d of %d tokens are in groups", tok.Name(), text, next, len(tokens))
			}
			checkStream(t, tok, token.IDs(tokens), string(tok.Decode(token.IDs(tokens))))
		}
	})
}

func FuzzRead(f *testing.F) {
	var file bytes.Buffer
	token.SmallTokenizers(f)[0].(*token.BPE).WriteRanks(&file)
	good := file.String()
	for _, s := range []string{"", good, good[:1000], "YQ== 0\nYQ== 1\n", "YQ== 99999999\n", "YQ==\n", " 1\n", "YQ== 0 0\n",
		"!!!! 0\n", good + "YWJjZGVm 289\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		b, err := token.Read(token.Header{Name: "fuzz", Split: token.SplitHan}, strings.NewReader(file))
		if err == nil {
			checkVocabulary(t, b)
		}
	})
}

func FuzzParseHF(f *testing.F) {
	for _, s := range []string{
		`{}`, `[]`, `{"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]},"pre_tokenizer":{"type":"ByteLevel"}}`,
		`{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a","b"]]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel"}]}}`,
		`{"model":{"vocab":{"[UNK]":0,"a":1,"##a":2},"unk_token":"[UNK]"},"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"}}`,
		`{"model":{"type":"WordPiece","vocab":{"[UNK]":4000}},"added_tokens":[{"id":5,"content":"x","special":true}]}`,
		`{"model":{"type":"BPE","vocab":null,"merges":null},"pre_tokenizer":null,"normalizer":{"type":"NFC"}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		tok, err := token.ParseHF("fuzz", []byte(file))
		if err == nil {
			for _, text := range seeds {
				tok.Decode(token.IDs(tok.Encode(text)))
			}
		}
	})
}

// checkVocabulary makes sure that a vocabulary that was read can be used.
func checkVocabulary(t *testing.T, b *token.BPE) {
	for _, text := range seeds {
		tokens := b.Encode(text)
		if got := string(b.Decode(token.IDs(tokens))); got != text {
			t.Fatalf("wanted %q back, got %q", text, got)
		}
		steps := b.Merges(text)
		if !slices.Equal(steps[len(steps)-1].Pieces, tokens) {
			t.Fatalf("%q: the merges end in other tokens", text)
		}
	}
}

// FuzzOtherFiles: vocabularies of the other forms, one of four parsers by its number. What is taken encodes any text.
func FuzzOtherFiles(f *testing.F) {
	f.Add(uint8(0), "\n\x0a\n\x03<unk>\x15\x00\x00\x00\x00\x18\x02\n\x0a\n\x03\xe2\x96\x81\x15\x00\x00\x80\xbf", "")
	f.Add(uint8(1), "\n\x07\n\x01a\x15\x00\x00\x80\xbf", `{"a":0,"<unk>":1,"</s>":2}`)
	f.Add(uint8(2), `{"a":0,"b":1,"ab":2}`, "#version: 0.2\na b\n")
	f.Add(uint8(3), "[UNK]\na\n##b\n", "")
	f.Add(uint8(3), "", "")
	f.Fuzz(func(t *testing.T, kind uint8, first, second string) {
		var tok token.Tokenizer
		var err error
		switch kind % 4 {
		case 0:
			tok, err = token.ParseSentencePieceModel("fuzz", []byte(first))
		case 1:
			tok, err = token.ParseMarian("fuzz", []byte(first), []byte(second))
		case 2:
			tok, err = token.ParseMerges("fuzz", token.SplitGPT2, []byte(first), []byte(second), nil)
		case 3:
			tok, err = token.ParseWordPieces("fuzz", []byte(first), true)
		}
		if err != nil {
			return
		}
		for _, text := range seeds {
			tok.Decode(token.IDs(tok.Encode(text)))
		}
	})
}
