package main

import (
	"strings"
	"testing"
)

// TestSurvivalIsUnseen: no frame and no number of the test is the training generator's.
func TestSurvivalIsUnseen(t *testing.T) {
	frames, who, err := survivalFrames()
	if err != nil {
		t.Fatal(err)
	}
	training, err := readFrames("frames.tsv")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range training {
		known[skeleton(f.english)], known[skeleton(f.chinese)] = true, true
	}
	for _, list := range frames {
		for _, f := range list {
			if known[skeleton(f.english)] || known[skeleton(f.chinese)] {
				t.Errorf("%q is a training frame", f.english)
			}
		}
	}
	lexicon, err := readLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lexicon {
		for _, e := range list {
			for _, w := range who {
				if e.english[0] == w[0] || e.chinese[0] == w[1] {
					t.Errorf("%q is in the training lexicon", w[0])
				}
			}
		}
	}
	pairs, err := generatedPairs()
	if err != nil {
		t.Fatal(err)
	}
	items, err := survivalTest()
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 1000 {
		t.Fatalf("want 1000 items, got %d", len(items))
	}
	sides := map[string]bool{}
	for _, p := range pairs {
		sides[bare(p.english)], sides[bare(p.chinese)] = true, true
	}
	for _, it := range items {
		if sides[bare(it.source)] || sides[bare(it.target)] {
			t.Errorf("%q is in training", it.source)
		}
		if it.number < 13 || !reserved(it.number) {
			t.Errorf("%d is not reserved", it.number)
		}
		if !it.survived(it.target) {
			t.Errorf("%q: its own reference %q does not count", it.source, it.target)
		}
	}
	for n := 18; n <= 48; n += 15 { // the frequent ones; numbers are digits one by one beside 号
		for _, p := range pairs {
			if !strings.Contains(p.chinese, "号") && hasNumber(p.chinese, n, "zh") {
				t.Fatalf("%q uses %d", p.chinese, n)
			}
		}
	}
}

// TestReservedLeavesUnits: whatever ten and unit a reserved number ends in, training has them behind another hundred.
func TestReservedLeavesUnits(t *testing.T) {
	for end := range 100 {
		free := 0
		for hundreds := range 10 {
			if !reserved(100*hundreds + end) {
				free++
			}
		}
		if free < 6 {
			t.Errorf("only %d numbers end in %02d", free, end)
		}
	}
}

// skeleton is a frame without what its slots are called.
func skeleton(text string) string { return bare(slotPattern.ReplaceAllString(text, "")) }

func TestHasNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		to   string
		want bool
	}{
		{"He sold 118 umbrellas.", 118, "en", true},
		{"He sold 118 umbrellas.", 18, "en", false},
		{"He sold one hundred and eighteen umbrellas.", 118, "en", true},
		{"He sold one hundred and eighteen umbrellas.", 18, "en", false},
		{"Twenty-three songs.", 23, "en", true},
		{"Twenty-three songs.", 3, "en", false},
		{"他写了二十三首歌。", 23, "zh", true},
		{"他写了一百二十三首歌。", 23, "zh", false},
		{"他写了123首歌。", 23, "zh", false},
	} {
		if got := hasNumber(c.text, c.n, c.to); got != c.want {
			t.Errorf("%d in %q: want %v, got %v", c.n, c.text, c.want, got)
		}
	}
}

func TestNegated(t *testing.T) {
	for text, want := range map[string]bool{"I don't know.": true, "I know nothing.": true, "I know another.": false,
		"我不知道。": true, "非常好，不过有点贵。": false} {
		language := "zh"
		if text[0] < 128 {
			language = "en"
		}
		if got := negated(text, language); got != want {
			t.Errorf("%q: want %v, got %v", text, want, got)
		}
	}
}
