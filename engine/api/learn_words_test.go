package api

import (
	"math"
	"slices"
	"testing"

	"pellucid/engine/problem"
	"pellucid/engine/wordvec"
	"pellucid/engine/world"
)

// TestLearnWords learns the small world's words and asks of them; colours must be found to belong together.
func TestLearnWords(t *testing.T) {
	s := session(t, "encoder-decoder", "sinusoidal")
	result, _ := call[LearnWordsResult](t, s, "learn_words", LearnWordsParams{World: world.English, Architecture: wordvec.SkipGram, Seed: 1})
	if result.Words < 100 || result.Parameters != 2*32*result.Words || len(result.Shown) != 26 || len(result.Places) != 3 {
		t.Errorf("%d words, %d parameters, %d shown, %d maps", result.Words, result.Parameters, len(result.Shown), len(result.Places))
	}
	first, last := result.Loss[0], result.Loss[len(result.Loss)-1]
	if last.Share != 1 || last.Loss >= first.Loss {
		t.Errorf("loss from %+v to %+v", first, last)
	}
	ask := LearnedWordsParams{Near: "red", Odd: []string{"red", "blue", "green", "noodles"}}
	asked, _ := call[LearnedWordsResult](t, s, "learned_words", ask)
	for _, table := range asked.Tables {
		t.Logf("%s: near red %v; odd %q %.2f", table.From, table.Near, table.Odd, table.Mean)
		if table.From != FromNetwork && table.From != FromCounts {
			continue
		}
		if table.Odd != "noodles" {
			t.Errorf("%s: the odd one of red, blue, green, noodles is %q", table.From, table.Odd)
		}
		colours := 0
		for _, n := range table.Near {
			if slices.Contains([]string{"blue", "green", "yellow", "white", "black", "purple", "orange"}, n.Word) {
				colours++
			}
		}
		if colours < 3 {
			t.Errorf("%s: %d colours near red: %v", table.From, colours, table.Near)
		}
	}
}

func TestLearnWordsOfAText(t *testing.T) {
	s := session(t, "encoder-decoder", "sinusoidal")
	_, _, err := try[LearnedWordsResult](t, s, "learned_words", LearnedWordsParams{})
	wantCode(t, err, problem.Empty)
	few := LearnWordsParams{Sentences: [][]string{{"two", "words", "only"}}, Architecture: wordvec.CBOW}
	_, _, err = try[LearnWordsResult](t, s, "learn_words", few)
	wantCode(t, err, problem.TooShort)
	var sentences [][]string
	for i := range 60 {
		sentences = append(sentences, [][]string{{"the", "cat", "sleeps"}, {"a", "dog", "runs"}}[i%2])
	}
	p := LearnWordsParams{Sentences: sentences, Architecture: wordvec.CBOW, Seed: 2, Dim: 4}
	a, _ := call[LearnWordsResult](t, s, "learn_words", p)
	b, _ := call[LearnWordsResult](t, s, "learn_words", p)
	if !slices.Equal(a.Loss, b.Loss) || a.Words != 6 || a.Read != 180 {
		t.Errorf("%d words of %d, twice the same: %v", a.Words, a.Read, slices.Equal(a.Loss, b.Loss))
	}
	rated := []RatedPair{{"cat", "sleeps", 4}, {"cat", "nowhere", 1}}
	asked, _ := call[LearnedWordsResult](t, s, "learned_words", LearnedWordsParams{Rated: rated, Odd: []string{"cat", "nowhere", "dog"}})
	for _, table := range asked.Tables {
		if table.Like != nil || table.Odd != "" {
			t.Errorf("%s: too few pairs, or an unknown word, and yet %+v", table.From, table)
		}
	}
	for range 12 { // a planted order: what stands together is rated higher
		rated = append(rated, RatedPair{"the", "cat", 4}, RatedPair{"the", "dog", 0})
	}
	asked, _ = call[LearnedWordsResult](t, s, "learned_words", LearnedWordsParams{Rated: rated})
	for _, table := range asked.Tables {
		if l := table.Like; l == nil || l.Pairs != 25 || l.Low > l.Spearman || l.High < l.Spearman || math.IsNaN(l.Spearman) {
			t.Errorf("%s: %+v", table.From, l)
		} else if table.From == FromCounts && l.Spearman < 0.9 {
			t.Errorf("counting orders the planted pairs by %g", l.Spearman)
		}
	}
}
