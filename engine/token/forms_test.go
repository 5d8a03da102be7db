package token

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestAffixesOfEveryForm: what stands around a text, in every form that tokenizer.json has for it.
func TestAffixesOfEveryForm(t *testing.T) {
	roberta := `{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",7]}`
	template := `{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"</s>"}}],` +
		`"special_tokens":{"<s>":{"id":"<s>","ids":[1]},"</s>":{"id":"</s>","ids":[4,5]}}}`
	for _, c := range []struct {
		processor     string
		before, after []int32
	}{
		{roberta, []int32{7}, []int32{2}},
		{strings.Replace(roberta, "Roberta", "Bert", 1), []int32{7}, []int32{2}},
		{`{"type":"BertProcessing","sep":["x"],"cls":["x","y"]}`, nil, nil},
		{template, []int32{1}, []int32{4, 5}},
		{`{"type":"ByteLevel"}`, nil, nil},
		{`{"type":"Sequence","processors":[` + template + `,` + roberta + `]}`, []int32{7, 1}, []int32{4, 5, 2}},
	} {
		a, ok := HFAffixes([]byte(`{"post_processor":` + c.processor + `}`))
		if !ok || !slices.Equal(a.Before, c.before) || !slices.Equal(a.After, c.after) {
			t.Errorf("%s: %+v, %v", c.processor, a, ok)
		}
	}
	for _, none := range []string{`{}`, `{"post_processor":null}`, `[]`} {
		if _, ok := HFAffixes([]byte(none)); ok {
			t.Errorf("%s has affixes", none)
		}
	}
}

// field writes one field of a message, by the type of its value: a number, a float or bytes.
func field(b *bytes.Buffer, number int, value any) {
	switch value := value.(type) {
	case int:
		b.Write(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3), uint64(value)))
	case float32:
		b.Write(binary.LittleEndian.AppendUint32(binary.AppendUvarint(nil, uint64(number)<<3|5), math.Float32bits(value)))
	case float64:
		b.Write(binary.LittleEndian.AppendUint64(binary.AppendUvarint(nil, uint64(number)<<3|1), math.Float64bits(value)))
	case []byte:
		b.Write(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3|2), uint64(len(value))))
		b.Write(value)
	}
}

// TestSentencePieceModelByHand: a model file with numbers of every width, and a compiled normalisation of x to y: the trie's
// root leads over the byte 'x' (1 ^ 'x' = 121) to its value (3 ^ 121 = 122), the place of the text.
func TestSentencePieceModelByHand(t *testing.T) {
	units := make([]uint32, 128)
	units[0], units[1^'x'] = 1<<10, 3<<10|1<<8|'x'
	rules := binary.LittleEndian.AppendUint32(nil, uint32(4*len(units)))
	for _, unit := range units {
		rules = binary.LittleEndian.AppendUint32(rules, unit)
	}
	rules = append(rules, "y\x00"...)
	var file bytes.Buffer
	for _, piece := range []struct {
		text  string
		score float32
		kind  int
	}{{"<unk>", 0, 2}, {"猫", -1, 1}, {"y", -2, 1}, {"猫y", -0.5, 1}, {"<s>", 0, 3}} {
		var b bytes.Buffer
		field(&b, 1, []byte(piece.text))
		field(&b, 2, piece.score)
		field(&b, 9, float64(1)) // of a newer version
		field(&b, 3, piece.kind)
		field(&file, 1, b.Bytes())
	}
	var trainer, normalizer bytes.Buffer
	field(&trainer, 3, 2)
	field(&file, 2, trainer.Bytes())
	field(&normalizer, 2, rules)
	field(&normalizer, 3, 0)
	field(&normalizer, 4, 0)
	field(&file, 3, normalizer.Bytes())
	tok, err := ParseSentencePieceModel("hand", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]int32{"猫x": {3}, "x猫": {2, 1}, "xx": {2, 2}, "猫猫": {1, 1}} {
		if got := IDs(tok.Encode(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	if s := tok.Specials(); len(s) != 2 || s[1].ID != 4 {
		t.Errorf("special tokens %+v", s)
	}
	for cut := 1; cut < file.Len(); cut += 7 {
		if _, err := ParseSentencePieceModel("cut", file.Bytes()[:cut]); err == nil && cut < 40 {
			t.Errorf("the first %d bytes were taken", cut)
		}
	}
}

// TestParseMergesKnowsSpecials: the texts named, GPT-2's own, and whatever is not in the alphabet of bytes are special.
func TestParseMergesKnowsSpecials(t *testing.T) {
	v := byteLevel([]string{"he", "<s>", "<|endoftext|>", "<pad>"}, "h e")
	ids := map[string]int32{}
	for id, text := range v.Tokens {
		ids[text] = int32(id)
	}
	vocabulary, err := json.Marshal(ids)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := ParseMerges("m", "", vocabulary, []byte("#version: 0.2\r\nh e\r\n"), []string{"<s>"})
	if err != nil {
		t.Fatal(err)
	}
	var special []string
	for _, s := range tok.Specials() {
		special = append(special, s.Text)
	}
	if !slices.Equal(special, []string{"<s>", "<|endoftext|>"}) {
		t.Errorf("special tokens %q", special)
	}
	if got := IDs(tok.Encode("he")); !slices.Equal(got, []int32{ids["he"]}) {
		t.Errorf("he is %v", got)
	}
	if tok, err = ParseMerges("m", "", vocabulary, []byte("h e"), nil); err != nil || len(tok.Specials()) != 1 {
		t.Errorf("without names: %+v, %v", tok.Specials(), err)
	}
}

// TestStreamAcrossMarks: marks and unknown ids between two words do not make the second one the first of a text.
func TestStreamAcrossMarks(t *testing.T) {
	for _, c := range []struct {
		tok  Tokenizer
		mark int32
		text string
	}{{smallWordPiece(t), 0, "play play"}, {smallSentencePiece(t), 99999, "the cat"}} {
		ids := slices.Insert(IDs(c.tok.Encode(c.text)), 1, c.mark, c.mark)
		s, got := NewStream(c.tok), ""
		for _, id := range ids {
			got += s.Push(id)
		}
		if got += s.Flush(); got != c.text || string(c.tok.Decode(ids)) != got {
			t.Errorf("%s: the stream reads %q, all at once %q", c.tok.Name(), got, c.tok.Decode(ids))
		}
	}
}

// TestOnlyTheFirstTextOpens: a vocabulary that puts a space before the first text only puts none after a mark.
func TestOnlyTheFirstTextOpens(t *testing.T) {
	tok := *smallSentencePiece(t)
	tok.v.onlyFirst = true
	the := IDs(tok.Encode("the"))
	bare := IDs(EncodeAfter(&tok, "the"))
	if slices.Equal(the, bare) {
		t.Fatal("the word is the same with and without a space before it")
	}
	for text, want := range map[string][]int32{
		"the":    the,
		"<s>the": slices.Concat([]int32{1}, bare), "the<s>the": slices.Concat(the, []int32{1}, bare),
	} {
		if got := IDs(EncodeSpecials(&tok, text, nil)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestASCIISpaces are those that a pattern's \s takes below 128.
func TestASCIISpaces(t *testing.T) {
	for c := range 128 {
		if got := isASCIISpace(byte(c)); got != strings.ContainsRune("\t\n\v\f\r ", rune(c)) {
			t.Errorf("%q: %v", rune(c), got)
		}
	}
}

// TestMostUserDefinedTokens is a limit that may be reached and not passed.
func TestMostUserDefinedTokens(t *testing.T) {
	for _, more := range []int{0, 1} {
		v := byteLevel(nil)
		v.Types = slices.Repeat([]int32{TypeNormal}, len(v.Tokens))
		for i := range maxUserDefined + more {
			v.Tokens, v.Types = append(v.Tokens, fmt.Sprintf("<user %d>", i)), append(v.Types, TypeUserDefined)
		}
		if _, err := NewByteLevel(v); (err != nil) != (more > 0) {
			t.Errorf("%d user-defined tokens: %v", maxUserDefined+more, err)
		}
	}
}
