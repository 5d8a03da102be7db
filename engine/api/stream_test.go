package api

import (
	"slices"
	"testing"

	"pellucid/engine/model"
)

// TestOneSeedWritesOneText: a page and a card, which the trainer writes with Model.Generate, give the same text for one seed.
func TestOneSeedWritesOneText(t *testing.T) {
	s := session(t, "decoder", "learned")
	different := false
	for seed := range uint64(4) {
		sampling := Sampling{Temperature: 0.8, Seed: seed, MaxTokens: 12}
		page, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: Input{Text: "The cat"}, Sampling: sampling})
		var shown, card []int32
		for _, token := range page.Output.Tokens {
			shown = append(shown, token.ID)
		}
		start := page.Source.Tokens
		read := make([]int32, len(start))
		for i, token := range start {
			read[i] = token.ID
		}
		err := s.Model.Generate(model.Sequence{Tokens: read}, model.Sampling{Temperature: 0.8, Seed: seed, MaxTokens: 12},
			func(step model.Step) error {
				card = append(card, step.Token)
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(shown, card) {
			t.Errorf("seed %d: the page writes %v, the card %v", seed, shown, card)
		}
		greedy, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: Input{Text: "The cat"}, Sampling: Sampling{MaxTokens: 12}})
		different = different || len(greedy.Output.Tokens) != len(shown) || greedy.Output.Tokens[1].ID != shown[1]
	}
	if !different {
		t.Error("no seed differs from greedy: this case shows nothing")
	}
}
