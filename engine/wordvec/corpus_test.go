package wordvec

import (
	"math"
	"slices"
	"testing"
)

func TestCorpus(t *testing.T) {
	c := NewCorpus([][]string{{"a", "b", "a"}, {"c", "a"}, {"b", "b", "d"}}, 2, 1)
	if !slices.Equal(c.Words, []string{"a", "b"}) || !slices.Equal(c.Counts, []int{3, 3}) || c.Left != 2 {
		t.Errorf("words %v, counts %v, left %d", c.Words, c.Counts, c.Left)
	}
	if len(c.Sentences) != 2 || !slices.Equal(c.Sentences[0], []int32{0, 1, 0}) || !slices.Equal(c.Sentences[1], []int32{1, 1}) {
		t.Errorf("sentences %v: a single word has no company", c.Sentences)
	}
	if c = NewCorpus([][]string{{"a", "b", "a"}}, 9, 2); !slices.Equal(c.Words, []string{"a"}) || len(c.Sentences) != 1 {
		t.Errorf("at least twice: %+v", c)
	}
}

// TestTelling has two words that stand beside one word each, and one that stands beside both.
func TestTelling(t *testing.T) {
	c := NewCorpus([][]string{{"x", "a"}, {"x", "b"}, {"a", "x"}, {"b", "x"}}, 9, 1)
	telling := Telling(Counts(c.Sentences, len(c.Words), 1), len(c.Words))
	at := func(word string) float64 { return telling[slices.Index(c.Words, word)] }
	// Of all places beside a word, half are x: log(1 / 0.5); x has a and b half each, which are a quarter of all.
	if math.Abs(at("a")-math.Log(2)) > 1e-12 || math.Abs(at("x")-math.Log(2)) > 1e-12 {
		t.Errorf("a %g, x %g, want %g", at("a"), at("x"), math.Log(2))
	}
	c = NewCorpus([][]string{{"x", "a"}, {"x", "b"}, {"x", "x"}, {"a", "a"}, {"a", "b"}, {"b", "b"}}, 9, 1)
	telling = Telling(Counts(c.Sentences, len(c.Words), 1), len(c.Words))
	if at("a") > 0.2 {
		t.Errorf("a word beside everything tells %g", at("a"))
	}
}
