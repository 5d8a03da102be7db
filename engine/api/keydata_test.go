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
	again, _ := call[KeyRemoveResult](t, s, "key_remove", KeyRemoveParams{Fact: 4, Removals: [][]int{{}}, Seeds: []uint64{3}})
	if again.Probs[0][0] != r.Facts[4].After {
		t.Errorf("the same training gave %g and %g", r.Facts[4].After, again.Probs[0][0])
	}
	p := KeyRemoveParams{Fact: 4, Removals: [][]int{{}, ranked.Rankings[2].Texts}, Seeds: []uint64{3, 4}}
	both, _ := call[KeyRemoveResult](t, s, "key_remove", p)
	if len(both.Probs) != 2 || len(both.Probs[1]) != 2 || both.Probs[0][0] != again.Probs[0][0] || both.Probs[1][0] == both.Probs[0][0] {
		t.Errorf("%v", both.Probs)
	}
	for _, bad := range []KeyRemoveParams{
		{Removals: [][]int{{9999}}, Seeds: []uint64{1}}, {Removals: [][]int{{}}}, {Fact: -1, Removals: [][]int{{}}, Seeds: []uint64{1}},
	} {
		if _, _, err := try[KeyRemoveResult](t, s, "key_remove", bad); err == nil {
			t.Errorf("want an error for %+v", bad)
		}
	}
}
