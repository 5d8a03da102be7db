package main

import (
	"strings"
	"testing"
	"unicode"
)

func TestNumerals(t *testing.T) {
	for n, want := range map[int][2]string{
		0: {"zero", "零"}, 10: {"ten", "十"}, 12: {"twelve", "十二"}, 20: {"twenty", "二十"}, 105: {"one hundred and five", "一百零五"},
		110: {"one hundred and ten", "一百一十"}, 250: {"two hundred and fifty", "二百五十"}, 1005: {"one thousand and five", "一千零五"},
		1050: {"one thousand and fifty", "一千零五十"}, 2200: {"two thousand two hundred", "两千二百"}, 20000: {"twenty thousand", "两万"},
		30415: {"thirty thousand four hundred and fifteen", "三万零四百一十五"},
	} {
		if got := englishNumber(n); got != want[0] {
			t.Errorf("%d: want %s, got %s", n, want[0], got)
		}
		if got := chineseNumber(n, false); got != want[1] {
			t.Errorf("%d: want %s, got %s", n, want[1], got)
		}
	}
}

func TestGenerated(t *testing.T) {
	pairs, err := generatedPairs()
	if err != nil {
		t.Fatal(err)
	}
	if len(pairs) < 50000 {
		t.Errorf("want 50000 different pairs at least, got %d", len(pairs))
	}
	for i, p := range pairs {
		if i%97 == 0 {
			t.Logf("%s\t%s", p.english, p.chinese)
		}
		if !strings.ContainsFunc(p.chinese, unicode.IsLetter) {
			continue // a number by itself: "26", "4%"
		}
		if strings.ContainsAny(p.english+p.chinese, "{}|_") || strings.Contains(p.english, "  ") || script(p) != "" {
			t.Fatalf("not a sentence: %q / %q", p.english, p.chinese)
		}
	}
}
