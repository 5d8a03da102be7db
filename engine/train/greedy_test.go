package train

import (
	"slices"
	"testing"
)

// TestGreedyUnrepeated: a model of random weights soon says the same again; without repeats it never does, prompts included, and
// keeps to the greedy tokens until then.
func TestGreedyUnrepeated(t *testing.T) {
	m := tinyDecoder(20, 64, 1)
	m.Config.End = -1 // texts of one length
	prompts := []Prompt{{Tokens: []int32{0, 5, 6, 7}}, {Tokens: []int32{0, 3}}, {Tokens: []int32{0, 9, 9, 9}}}
	const n = 3
	again := func(tokens []int32) int { // where n tokens end that came before; their number if nowhere
		for end := n + 1; end <= len(tokens); end++ {
			for i := n; i < end; i++ {
				if slices.Equal(tokens[i-n:i], tokens[end-n:end]) {
					return end
				}
			}
		}
		return len(tokens)
	}
	plain, err := Greedy(m, prompts, 40, 2)
	if err != nil {
		t.Fatal(err)
	}
	unrepeated, err := GreedyUnrepeated(m, prompts, 40, 2, n)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range prompts {
		greedy, own := slices.Concat(p.Tokens, plain[i]), slices.Concat(p.Tokens, unrepeated[i])
		first := again(greedy)
		if first == len(greedy) {
			t.Fatalf("prompt %d: the greedy text %v repeats nothing: choose another seed", i, greedy)
		}
		if at := again(own); at != len(own) || len(own) != len(greedy) {
			t.Errorf("prompt %d: %v repeats at %d", i, own, at)
		}
		if !slices.Equal(own[:first-1], greedy[:first-1]) {
			t.Errorf("prompt %d: %v is not %v up to token %d", i, own, greedy, first-1)
		}
	}
}
