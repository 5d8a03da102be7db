package token

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode"
)

func piecesOf(s splitter, text string) []string {
	var pieces []string
	s.split(text, func(start, end int) { pieces = append(pieces, text[start:end]) })
	return pieces
}

func TestOwnSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"Hello, world!", []string{"Hello", ",", " world", "!"}},
		{"I don't know", []string{"I", " don", "'t", " know"}},
		{"It’s 2024.", []string{"It", "’s", " ", "2", "0", "2", "4", "."}},
		{"我爱NLP，你呢？", []string{"我", "爱", "NLP", "，", "你", "呢", "？"}},
		{"我 love 你", []string{"我", " love", " ", "你"}},
		{"……——“好”", []string{"…", "…", "—", "—", "“", "好", "”"}},
		{"a  b\n\n c \t", []string{"a", " ", " b", "\n\n", " c", " \t"}},
		{"カタカナ漢字ひらがな", []string{"カタカナ", "漢", "字", "ひらがな"}},
		{"𠮷野家〇", []string{"𠮷", "野", "家", "〇"}},
		{"wow!!! 👩‍👩‍👧", []string{"wow", "!!!", " 👩‍👩‍👧"}},
		{"e\u0301te\u0301", []string{"e\u0301te\u0301"}},
		{"a\u3000b", []string{"a", "\u3000", "b"}},
	} {
		if got := piecesOf(ownSplit{true}, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: wanted %q, got %q", c.text, c.want, got)
		}
	}
	if got := piecesOf(ownSplit{false}, "我爱NLP。"); !slices.Equal(got, []string{"我爱NLP", "。"}) {
		t.Errorf("without HanSingle Han characters are letters, got %q", got)
	}
}

// TestOwnSplitIsItsPattern makes sure that the trainer (code) and tiktoken-go (pattern) cut alike.
func TestOwnSplitIsItsPattern(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	few := []rune("a b'stre’ll 中3。,!\n\t\u3000\u0301👩\u200d〇々ー・é—“")
	for _, name := range []string{SplitHan, SplitWords} {
		code, _ := newSplitter(name)
		pattern := &patternSplit{pattern: patterns[name]}
		for range 3000 {
			text := make([]rune, random.IntN(12))
			for i := range text {
				text[i] = few[random.IntN(len(few))]
			}
			checkSameCut(t, code, pattern, string(text))
		}
		for r := rune(0); r < 0x30000; r++ {
			if r > 0x3400 && r < 0xF900 || r > 0x20000 { // long ranges of one class
				r += 60
			}
			if r < 0xD800 || r > 0xDFFF {
				checkSameCut(t, code, pattern, "a"+string(r)+string(r)+"b "+string(r))
			}
		}
	}
}

func checkSameCut(t *testing.T, a, b splitter, text string) {
	t.Helper()
	if got, want := piecesOf(a, text), piecesOf(b, text); !slices.Equal(got, want) {
		t.Fatalf("%q: the pattern cuts %q, the code %q", text, want, got)
	}
}

func TestClassesOfCommonRangesAreTheTables(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if classOf(r) != slowClass(r) {
			t.Fatalf("%U: wanted class %d, got %d", r, slowClass(r), classOf(r))
		}
	}
}
