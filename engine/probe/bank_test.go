package probe

import (
	"os"
	"slices"
	"testing"
)

// The bank: enough sentences and words, valid trees, and a few rules of the annotation that are easy to break by hand.
func TestBank(t *testing.T) {
	for _, language := range []string{"en", "zh"} {
		file, err := os.Open("../../assets/bank/" + language + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		list, err := ReadBank(file, language == "en")
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", language, err)
		}
		uses := map[string]map[string]int{} // of a word's senses
		for _, s := range list {
			senses := 0
			for i, w := range s.Words {
				if w.Sense != "" {
					senses++
					word := Stem(Type(w))
					if uses[word] == nil {
						uses[word] = map[string]int{}
					}
					uses[word][w.Sense]++
				}
				if problem := unlikely(s, i); problem != "" {
					t.Errorf("%s: %q: %s: %s", language, s.Text, w.Text, problem)
				}
			}
			if senses != 1 {
				t.Errorf("%s: %q notes %d senses, want 1", language, s.Text, senses)
			}
		}
		several := 0
		for word, senses := range uses {
			enough := 0
			for _, n := range senses {
				if n > 2 {
					enough++
				}
			}
			if enough > 1 {
				several++
			} else {
				t.Logf("%s: %s has no two senses with three uses: %v", language, word, senses)
			}
		}
		t.Logf("%s: %d sentences, %d words with two senses of three uses or more", language, len(list), several)
		if len(list) < 300 || several < 30 {
			t.Errorf("%s: %d sentences and %d words of several senses; want 300 and 30", language, len(list), several)
		}
	}
}

// unlikely says what about a word is against the rules of the annotation.
func unlikely(s Sentence, i int) string {
	w := s.Words[i]
	fixed := map[string][]string{"punct": {"PUNCT"}, "det": {"DET"}, "cc": {"CCONJ"}, "nummod": {"NUM"}, "clf": {"NOUN"}, "cop": {"AUX"},
		"case": {"ADP", "PART"}, "amod": {"ADJ"}, "discourse": {"PART", "INTJ"}}
	if tags := fixed[w.Relation]; tags != nil && !slices.Contains(tags, w.Tag) {
		return w.Relation + " of a " + w.Tag
	}
	if w.Head < 0 {
		return ""
	}
	head := s.Words[w.Head]
	nominal := slices.Contains([]string{"NOUN", "PROPN", "PRON", "NUM"}, head.Tag)
	switch {
	case slices.Contains([]string{"det", "nummod"}, w.Relation) && !nominal:
		return w.Relation + " under a " + head.Tag
	case slices.Contains([]string{"obj", "iobj"}, w.Relation) && head.Tag != "VERB":
		return w.Relation + " under a " + head.Tag
	case slices.Contains([]string{"PUNCT", "CCONJ", "ADP"}, head.Tag):
		return "hangs under a " + head.Tag
	case head.Tag == "DET" && w.Relation != "clf":
		return "hangs under a DET"
	}
	for j, other := range s.Words { // the bank has no crossing edges
		if j != i && other.Head >= 0 && crosses(i, w.Head, j, other.Head) {
			return "its edge crosses that of " + other.Text
		}
	}
	return ""
}

func crosses(a, b, c, d int) bool {
	if a > b {
		a, b = b, a
	}
	if c > d {
		c, d = d, c
	}
	return a < c && c < b && b < d
}
