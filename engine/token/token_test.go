package token

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// smallSentencePiece is a vocabulary with bytes and a few pieces.
func smallSentencePiece(t testing.TB) *SentencePiece {
	t.Helper()
	v := SentencePieceVocabulary{Name: "sp", AddSpace: true}
	add := func(token string, score float32, kind int32) {
		v.Tokens, v.Scores, v.Types = append(v.Tokens, token), append(v.Scores, score), append(v.Types, kind)
	}
	add("<unk>", 0, TypeUnknown)
	add("<s>", 0, TypeControl)
	for b := range 256 {
		add(fmt.Sprintf("<0x%02X>", b), 0, TypeByte)
	}
	for i, piece := range []string{"▁t", "he", "▁the", "at", "▁c", "▁cat", "▁▁", "▁", "t", "h", "e", "c", "a", "中", "中文", "文"} {
		add(piece, float32(-i), TypeNormal)
	}
	add("<end>", 0, TypeUserDefined)
	s, err := NewSentencePiece(v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// smallByteLevel merges h+e, t+he, Ġ+the; "hex" is a token no merge leads to.
func smallByteLevel(t testing.TB, change func(*ByteLevelVocabulary)) *BPE {
	t.Helper()
	v := byteLevel([]string{"he", "the", "Ġthe", "hex"}, "h e", "t he", "Ġ the")
	if change != nil {
		change(&v)
	}
	b, err := NewByteLevel(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func smallWordPiece(t testing.TB) *WordPiece {
	t.Helper()
	v := WordPieceVocabulary{Name: "wp", Prefix: "##", Lowercase: true, StripAccents: true,
		Tokens: []string{"[UNK]", "[CLS]", "play", "##ing", "##s", "中", "文", "cafe", "!", "p"}}
	v.Types = slices.Repeat([]int32{TypeNormal}, len(v.Tokens))
	v.Types[0], v.Types[1] = TypeControl, TypeControl
	w, err := NewWordPiece(v)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func readings(t Tokenizer, tokens []Token) []string {
	var out []string
	for _, token := range tokens {
		out = append(out, string(t.Bytes(token.ID)))
	}
	return out
}

func TestEncode(t *testing.T) {
	own, sp, wp := smallVocabulary(t), smallSentencePiece(t), smallWordPiece(t)
	merges := smallByteLevel(t, nil)
	whole := smallByteLevel(t, func(v *ByteLevelVocabulary) { v.IgnoreMerges = true })
	for _, c := range []struct {
		tokenizer Tokenizer
		text      string
		want      []string
	}{
		{own, "", nil},
		{own, "猫\xe7\x8c", []string{"猫", "\xe7", "\x8c"}},
		{merges, " the hex", []string{" the", " ", "he", "x"}},
		{whole, "hex", []string{"hex"}},
		{merges, "\xffhe", []string{"\xff", "he"}},
		{sp, "the cat", []string{" the", " cat"}},
		{sp, "中文é", []string{" ", "中文", "\xc3", "\xa9"}},
		{sp, " the", []string{" ", " the"}},
		{sp, "the<end>the", []string{" the", "<end>", " the"}},
		{sp, "<s>", []string{" ", "<", "s", ">"}},
		{wp, "Playing 中文 CAFÉ plays!", []string{"play", "ing", "中", "文", "cafe", "play", "s", "!"}},
		{wp, "pq [CLS] \x00\xff", []string{"[UNK]", "[UNK]", "[UNK]", "[UNK]"}},
	} {
		tokens := c.tokenizer.Encode(c.text)
		if got := readings(c.tokenizer, tokens); !slices.Equal(got, c.want) {
			t.Errorf("%s, %q: wanted %q, got %q", c.tokenizer.Name(), c.text, c.want, got)
		}
		if _, lossy := c.tokenizer.(*WordPiece); !lossy {
			if got := string(c.tokenizer.Decode(IDs(tokens))); got != c.text {
				t.Errorf("%s: wanted %q back, got %q", c.tokenizer.Name(), c.text, got)
			}
		}
	}
}

func TestWordPieceNamesTheBytesOfTheText(t *testing.T) {
	const text = "Playing, CAFE\u0301\u4e2d"
	w := smallWordPiece(t)
	var got []string
	for _, token := range w.Encode(text) {
		got = append(got, text[token.Start:token.End])
	}
	if want := []string{"Play", "ing", ",", "CAFE", "中"}; !slices.Equal(got, want) {
		t.Errorf("wanted %q, got %q", want, got)
	}
	if got := string(w.Decode(IDs(w.Encode("playing cafe中文 plays")))); got != "playing cafe中文plays" {
		t.Errorf("got %q decoded", got)
	}
}

func TestNFCNamesTheBytesOfTheOriginal(t *testing.T) {
	b := smallByteLevel(t, func(v *ByteLevelVocabulary) { v.NFC = true })
	const text = "the e\u0301x" // e and an accent, composed to é (two bytes)
	tokens := b.Encode(text)
	if got := string(b.Decode(IDs(tokens))); got != "the éx" {
		t.Errorf("wanted the text composed, got %q", got)
	}
	var got []string
	for _, g := range Groups(text, tokens) {
		got = append(got, text[g.Start:g.End])
	}
	if want := []string{"the", " ", "e\u0301", "x"}; !slices.Equal(got, want) {
		t.Errorf("wanted the groups %q, got %q", want, got)
	}
}

func TestEncodeSpecials(t *testing.T) {
	own, sp := smallVocabulary(t), smallSentencePiece(t)
	for _, c := range []struct {
		tokenizer Tokenizer
		text      string
		allowed   []string
		want      []string
	}{
		{own, "<s>猫</s><pad>", nil, []string{"<s>", "猫", "</s>", "<pad>"}},
		{own, "<s>猫</s>", []string{"<s>"}, []string{"<s>", "猫", "<", "/", "s", ">"}},
		{own, "<s>", []string{}, []string{"<", "s", ">"}},
		{own, "", nil, nil},
		{sp, "<s>the", nil, []string{"<s>", " the"}},
	} {
		tokens := EncodeSpecials(c.tokenizer, c.text, c.allowed)
		var got []string
		for _, token := range tokens {
			for _, b := range []string{string(c.tokenizer.Bytes(token.ID))} {
				got = append(got, b)
			}
		}
		if c.tokenizer == Tokenizer(own) { // "</" may or may not be merged: compare the text only
			if strings.Join(got, "") != strings.Join(c.want, "") || (c.allowed == nil && !slices.Equal(got, c.want)) {
				t.Errorf("%q, %v: wanted %q, got %q", c.text, c.allowed, c.want, got)
			}
		} else if !slices.Equal(got, c.want) {
			t.Errorf("%q: wanted %q, got %q", c.text, c.want, got)
		}
	}
	if got := own.Decode(IDs(EncodeSpecials(own, "<s>猫</s>", nil))); string(got) != "猫" {
		t.Errorf("wanted special tokens to stand for no text, got %q", got)
	}
}

func TestGroups(t *testing.T) {
	bytes := func(text string) []Token { // a token a byte: the hardest case
		var tokens []Token
		for i := range len(text) {
			tokens = append(tokens, Token{0, i, i + 1})
		}
		return tokens
	}
	for _, c := range []struct {
		text   string
		tokens []Token
		want   []string
	}{
		{"", nil, nil},
		{"a中b", bytes("a中b"), []string{"a", "中", "b"}},
		{"👩‍👩‍👧‍👦!", bytes("👩‍👩‍👧‍👦!"), []string{"👩‍👩‍👧‍👦", "!"}},
		{"🇨🇳🇬🇧", bytes("🇨🇳🇬🇧"), []string{"🇨🇳", "🇬🇧"}},
		{"e\u0301x", bytes("e\u0301x"), []string{"e\u0301", "x"}},
		{"𠮷野", bytes("𠮷野"), []string{"𠮷", "野"}},
		{"\xe4\xbd中\xff", bytes("\xe4\xbd中\xff"), []string{"\xe4", "\xbd", "中", "\xff"}},
		{"\xe4\xbd", bytes("\xe4\xbd"), []string{"\xe4", "\xbd"}},
		{"你好吗", []Token{{0, 0, 6}, {0, 6, 9}}, []string{"你好", "吗"}},                                  // a token of several characters
		{"你好吗", []Token{{0, 0, 4}, {0, 4, 9}}, []string{"你好吗"}},                                      // a token that ends inside one
		{"中", []Token{{0, 0, 0}, {0, 0, 2}, {0, 2, 2}, {0, 2, 3}, {0, 3, 3}}, []string{"", "中", ""}}, // tokens that cover nothing
		{"a b", []Token{{0, 0, 1}, {0, 2, 3}}, []string{"a", "b"}},                                   // WordPiece covers no white space
		{"\r\n", bytes("\r\n"), []string{"\r\n"}},
		// No rule for conjuncts (UAX #29, GB9c): the page says so under a chosen token (detail.how).
		{"क्षि", bytes("क्षि"), []string{"क्", "षि"}},
	} {
		var got []string
		next := 0
		for _, g := range Groups(c.text, c.tokens) {
			if g.First != next || g.Last <= g.First {
				t.Errorf("%q: wanted a group from token %d, got %+v", c.text, next, g)
			}
			next = g.Last
			got = append(got, c.text[g.Start:g.End])
		}
		if !slices.Equal(got, c.want) || next != len(c.tokens) {
			t.Errorf("%q: wanted the groups %q, got %q", c.text, c.want, got)
		}
	}
}

func showSteps(t Tokenizer, steps []MergeStep) []string {
	var out []string
	for _, s := range steps {
		var pieces []string
		for i, p := range s.Pieces {
			piece := string(t.Bytes(p.ID))
			if i == s.At {
				piece = "[" + piece + "]"
			}
			pieces = append(pieces, piece)
		}
		out = append(out, fmt.Sprintf("%d %s", s.Rank, strings.Join(pieces, "|")))
	}
	return out
}

func TestMerges(t *testing.T) {
	for _, c := range []struct {
		tokenizer interface {
			Tokenizer
			Merges(string) []MergeStep
		}
		word string
		want []string
	}{
		{smallByteLevel(t, nil), " the", []string{"-1  |t|h|e", "0  |t|[he]", "1  |[the]", "2 [ the]"}},
		{smallByteLevel(t, nil), "hehe", []string{"-1 h|e|h|e", "0 [he]|h|e", "0 he|[he]"}},
		{smallByteLevel(t, nil), "", []string{"-1 "}},
		{smallVocabulary(t), "猫", []string{"-1 \xe7|\x8c|\xab", "256 [猫]"}},
		{smallSentencePiece(t), "the", []string{"-1  |t|h|e", "0 [ t]|h|e", "1  t|[he]", "2 [ the]"}},
		{smallSentencePiece(t), "é", []string{"-1  |\xc3|\xa9"}},
	} {
		steps := c.tokenizer.Merges(c.word)
		if got := showSteps(c.tokenizer, steps); !slices.Equal(got, c.want) {
			t.Errorf("%s, %q: wanted %q, got %q", c.tokenizer.Name(), c.word, c.want, got)
		}
	}
}

// TestMergesEndInTheTokens makes sure that the trace tells how Encode got its result.
func TestMergesEndInTheTokens(t *testing.T) {
	sp := smallSentencePiece(t)
	for _, b := range []*BPE{smallVocabulary(t), smallByteLevel(t, nil), smallByteLevel(t,
		func(v *ByteLevelVocabulary) { v.IgnoreMerges = true })} {
		for _, text := range append(slices.Clone(corpus), "hex the hex", "a\xff\xe7猫", "  \n the") {
			steps := b.Merges(text)
			if got, want := steps[len(steps)-1].Pieces, b.Encode(text); !slices.Equal(got, want) {
				t.Errorf("%q: Encode gives %v, the trace ends in %v", text, want, got)
			}
			steps = sp.Merges(text)
			if got, want := steps[len(steps)-1].Pieces, sp.Encode(text); !slices.Equal(got, want) {
				t.Errorf("%q: Encode gives %v, the trace ends in %v", text, want, got)
			}
		}
	}
}

func TestStreamHoldsBackBegunCharacters(t *testing.T) {
	b := smallVocabulary(t)
	s := NewStream(b)
	for i, c := range []struct {
		id   int32
		want string
	}{{0xE4, ""}, {0xBD, ""}, {0xA0, "你"}, {'a', "a"}, {0xE4, ""}, {'b', "\xe4b"}, {0xFF, "\xff"}, {0xF0, ""}, {0x9F, ""}} {
		if got := s.Push(c.id); got != c.want {
			t.Errorf("push %d: wanted %q, got %q", i, c.want, got)
		}
	}
	if got := s.Flush(); got != "\xf0\x9f" {
		t.Errorf("wanted the begun character at the end, got %q", got)
	}
}

func TestUnknownIdsAreNothing(t *testing.T) {
	for _, tok := range []Tokenizer{smallVocabulary(t), smallSentencePiece(t), smallWordPiece(t), smallByteLevel(t, nil)} {
		for _, id := range []int32{-1, int32(tok.Size()), 1 << 30, -1 << 31} {
			if b := tok.Bytes(id); b != nil {
				t.Errorf("%s: id %d reads as %q", tok.Name(), id, b)
			}
			if b := tok.Decode([]int32{id}); len(b) != 0 {
				t.Errorf("%s: id %d is decoded to %q", tok.Name(), id, b)
			}
		}
	}
}

// TestLongTextsTakeTimeInProportion encodes a megabyte without a place to cut. Squared it would take hours.
func TestLongTextsTakeTimeInProportion(t *testing.T) {
	if runtime.GOARCH == "wasm" {
		t.Skip("what grows out of proportion does so on every processor; the native test looks")
	}
	for _, unit := range []string{"a", "the", "猫", " ", "!", "\xff", "<s", "e\u0301"} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		for _, tok := range []Tokenizer{smallVocabulary(t), smallSentencePiece(t), smallWordPiece(t),
			smallByteLevel(t, func(v *ByteLevelVocabulary) { v.NFC = true })} {
			start := time.Now()
			tokens := tok.Encode(text)
			Groups(text, tokens)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s: %d bytes of %q took %v", tok.Name(), len(text), unit, took)
			}
		}
	}
}
