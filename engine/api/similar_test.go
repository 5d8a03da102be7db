package api

import (
	"math"
	"testing"

	"pellucid/engine/influence"
	"pellucid/engine/problem"
)

// TestSimilar: a text is most like itself, by both; the vectors are the encoder's own, worked out here from a forward call.
func TestSimilar(t *testing.T) {
	s := translator(t)
	texts := []string{"The cat is on the table.", "I like tea.", "He went home.", "Where is the dog?"}
	for own, text := range texts {
		r, _ := call[SimilarResult](t, s, "similar", SimilarParams{Input: Input{Text: text}, Texts: texts})
		if math.Abs(r.Cosines[own]-1) > 1e-5 || influence.Rank(r.Words)[0] != own || r.LeftOut != 0 {
			t.Errorf("%q is like itself by %v, by words %v; %d left out", text, r.Cosines, r.Words, r.LeftOut)
		}
		mean := make([]float32, len(outputOf(t, s, text)))
		for _, other := range texts {
			for i, v := range outputOf(t, s, other) {
				mean[i] += v / float32(len(texts))
			}
		}
		for i, other := range texts {
			want := influence.Cosine(minus(outputOf(t, s, text), mean), minus(outputOf(t, s, other), mean))
			if math.Abs(r.Cosines[i]-want) > 1e-4 {
				t.Errorf("%q and %q: %g, want %g", text, other, r.Cosines[i], want)
			}
		}
	}
}

// outputOf is the mean of the encoder's output over the text's own tokens: all but the tag before and the end.
func outputOf(t *testing.T, s *OpenModel, text string) []float32 {
	t.Helper()
	p := ForwardParams{Input: Input{Text: text}, Keep: []string{"encoder.ln_final.hook_normalized"}}
	_, tensors := call[ForwardResult](t, s, "forward", p)
	if len(tensors) != 1 {
		t.Fatalf("%d tensors", len(tensors))
	}
	width := s.Model.Config.Width
	rows := len(tensors[0]) / width
	sum := make([]float32, width)
	for i, v := range tensors[0][width : (rows-1)*width] {
		sum[i%width] += v / float32(rows-2)
	}
	return sum
}

func TestSimilarRefuses(t *testing.T) {
	s := translator(t)
	for code, p := range map[problem.Code]SimilarParams{
		problem.Empty:     {Texts: []string{"a"}},
		problem.BadParams: {Input: Input{Text: "The cat."}},
	} {
		_, _, err := try[SimilarResult](t, s, "similar", p)
		wantCode(t, err, code)
	}
	r, _ := call[SimilarResult](t, s, "similar", SimilarParams{Input: Input{Text: "The cat."}, Texts: []string{"", "The dog."}})
	if r.LeftOut != 1 || r.Cosines[0] != 0 || r.Words[1] == 0 {
		t.Errorf("%+v", r)
	}
}
