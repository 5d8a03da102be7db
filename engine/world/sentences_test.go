package world

import (
	"slices"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	words := map[string]bool{"海边": true, "两岁": true}
	if got := cutChinese("皮皮住在海边，两岁", words, 2); !slices.Equal(got, []string{"皮", "皮", "住", "在", "海边", "两岁"}) {
		t.Errorf("cut into %q", got)
	}
	for _, l := range Languages {
		whole := 0
		for _, sentence := range New(1).Sentences(l, 50) {
			if slices.ContainsFunc(sentence, func(w string) bool { return w == "" || strings.ContainsAny(w, " ,.。，") }) {
				t.Fatalf("%s: %q", l, sentence)
			}
			if slices.Contains(sentence, names[0].in(l)) || slices.Contains(sentence, strings.ToLower(names[0].en)) {
				whole++
			}
		}
		if whole == 0 {
			t.Errorf("%s: nothing about %s", l, names[0].in(l))
		}
	}
}
