package token

import (
	"strings"
	"testing"
)

func TestTidy(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"It’s  “fine” —\tyes…", `It's "fine" - yes...`},
		{" Hello!\n", "Hello!"},
		{"Ｈｅｌｌｏ， ２ ｃａｔｓ！", "Hello, 2 cats!"},
		{"cafe\u0301", "café"},
		{" 你 好，Tom Smith 说「是」! ", "你好，Tom Smith说“是”！"},
		{"你好吗?我很好,谢谢.", "你好吗？我很好，谢谢。"},
		{"现在3:15。价格3.5元,不贵", "现在3:15。价格3.5元，不贵"},
		{"等等...", "等等..."},
		{"我有２本书(新的)", "我有2本书（新的）"},
		{"我\u200b很\u3000好", "我很好"},
		{"", ""},
		{"  ", ""},
		{"a\xffb", "a\xffb"},
	} {
		if got := Tidy(c.text); got != c.want {
			t.Errorf("%q: want %q, got %q", c.text, c.want, got)
		}
		if again := Tidy(c.want); again != c.want {
			t.Errorf("%q is tidied again, to %q", c.want, again)
		}
	}
}

// readingVocabulary is a vocabulary of single bytes and a few characters that reads traditional ones as simplified.
func readingVocabulary(t *testing.T) *BPE {
	t.Helper()
	b, err := Train(strings.SplitSeq("说话你好|hello world|说话你好|hello world", "|"),
		Options{Name: "reading", Vocab: 280, HanSingle: true, MinCount: 1})
	if err != nil {
		t.Fatal(err)
	}
	b.ReadAs(&Reading{Simplify: "說说話话"})
	return b
}

func TestReadingKeepsPlaces(t *testing.T) {
	b := readingVocabulary(t)
	for _, text := range []string{"說話。", "  你 說 話 ! ", "hello  ‘world’", "說話\xff好", "", "…", "e\u0301"} {
		read, changed := b.Reads(text)
		if changed != (read != text) {
			t.Errorf("%q: says it is changed: %v", text, changed)
		}
		if got := string(b.Decode(IDs(b.Encode(text)))); got != read {
			t.Errorf("%q: encoded as %q, read as %q", text, got, read)
		}
		end := 0
		for _, token := range b.Encode(text) {
			if token.Start < 0 || token.End > len(text) || token.Start > token.End {
				t.Fatalf("%q: token at [%d, %d)", text, token.Start, token.End)
			}
			if token.End < end {
				t.Errorf("%q: token at [%d, %d) ends before the one before it", text, token.Start, token.End)
			}
			end = token.End
		}
	}
	tokens := b.Encode("  說 話")
	if len(tokens) != 2 || tokens[0].Start != 2 || tokens[0].End != 5 || tokens[1].Start != 6 {
		t.Errorf("want a token a character at its own place, got %v", tokens)
	}
}

func TestReadingIsTheSameForEverySpelling(t *testing.T) {
	b := readingVocabulary(t)
	for _, same := range [][]string{
		{"說話!", "说话！", " 说话!\n", "说 话！"},
		{"hello 'world'", "hello ‘world’", "hello  ’world’", "ｈｅｌｌｏ 'world'"},
	} {
		for _, text := range same[1:] {
			want, _ := b.Reads(same[0])
			if got, _ := b.Reads(text); got != want {
				t.Errorf("%q: want %q, got %q", text, want, got)
			}
		}
	}
}

func TestWithoutReadingNothingIsTidied(t *testing.T) {
	b := readingVocabulary(t)
	b.ReadAs(nil)
	text := " 說  ‘話’ "
	if got := string(b.Decode(IDs(b.Encode(text)))); got != text {
		t.Errorf("want %q as it is, got %q", text, got)
	}
}

// TestCapitals: English typed without a capital gets those that the vocabulary needs, and keeps every place.
func TestCapitals(t *testing.T) {
	b, err := Train(strings.SplitSeq(strings.Repeat("I live in Beijing.|He may go on Monday.|in the may|live|he|go on|", 3), "|"),
		Options{Name: "capitals", Vocab: 330, MinCount: 1})
	if err != nil {
		t.Fatal(err)
	}
	b.ReadAs(&Reading{Capitals: true})
	for _, c := range []struct{ text, want string }{
		{"i live in beijing.", "I live in Beijing."},
		{"he may go on monday. may i go? go on!", "He may go on Monday. May I go? Go on!"},
		{"\"may i?\" he", "\"may I?\" he"},
		{"he \"may go.\"", "He \"may go.\""},
		{"live in beijing", "live in Beijing"},
		{"go", "go"},
		{"I live in beijing.", "I live in beijing."}, // who writes one capital writes all
		{"在 beijing.", "在beijing."},
		{"3.5 go on, 2nd. 3 go.", "3.5 go on, 2nd. 3 go."},
		{"it's i-th, i.e. he and i", "it's i-th, i.e. he and I"},
		{"été i.", "été I."},
		{"", ""},
	} {
		got, changed := b.Reads(c.text)
		if got != c.want || changed != (c.text != c.want) {
			t.Errorf("%q: want %q, got %q (changed %v)", c.text, c.want, got, changed)
		}
		if len(got) != len(c.text) {
			continue
		}
		for _, token := range b.Encode(c.text) {
			if piece := got[token.Start:token.End]; piece != string(b.Bytes(token.ID)) {
				t.Errorf("%q: token %q at the place of %q", c.text, b.Bytes(token.ID), piece)
			}
		}
	}
}
