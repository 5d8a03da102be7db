package api

import (
	"slices"
	"testing"

	"pellucid/engine/keydata"
	"pellucid/engine/world"
)

// TestKeyData: with no text taken away and the same seed, training again gives what it gave; every method ranks.
func TestKeyData(t *testing.T) {
	s := session(t, "decoder", "rotary")
	if _, _, err := try[KeyRankResult](t, s, "key_rank", KeyRankParams{Most: 3}); err == nil {
		t.Errorf("want an error before key_data, got %v", err)
	}
	call[WorldRun](t, s, "world_begin", WorldBeginParams{Seed: 2, Language: world.Chinese, Steps: 8})
	call[WorldStepsResult](t, s, "world_steps", WorldStepsParams{Steps: 8})
	r, _ := call[KeyDataResult](t, s, "key_data", KeyDataParams{Seed: 3})
	ranked, _ := call[KeyRankResult](t, s, "key_rank", KeyRankParams{Fact: 4, Most: 5})
	if len(r.Facts) < 20 || len(ranked.Rankings) != len(keydata.Methods) {
		t.Fatalf("%d facts, %d rankings", len(r.Facts), len(ranked.Rankings))
	}
	for _, ranking := range ranked.Rankings {
		falling := slices.IsSortedFunc(ranking.Scores, func(a, b float64) int { return int(max(min(1e9*(b-a), 1), -1)) })
		if len(ranking.Texts) != 5 || !falling {
			t.Errorf("%s: %v %v", ranking.Method, ranking.Texts, ranking.Scores)
		}
	}
	again, _ := call[KeyRemoveResult](t, s, "key_remove", KeyRemoveParams{Fact: 4, Seeds: []uint64{3}})
	if again.Probs[0] != r.Facts[4].After {
		t.Errorf("the same training gave %g and %g", r.Facts[4].After, again.Probs[0])
	}
	less, _ := call[KeyRemoveResult](t, s, "key_remove", KeyRemoveParams{Fact: 4, Texts: ranked.Rankings[2].Texts, Seeds: []uint64{3, 4}})
	if len(less.Probs) != 2 || less.Probs[0] == again.Probs[0] {
		t.Errorf("%v", less.Probs)
	}
	if _, _, err := try[KeyRemoveResult](t, s, "key_remove", KeyRemoveParams{Texts: []int{9999}, Seeds: []uint64{1}}); err == nil {
		t.Error("want an error for a text that is not there")
	}
}
