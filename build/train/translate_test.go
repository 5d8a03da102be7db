package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestNear: translations of everyday pairs must come near what people wrote for that very source; those of single sentences,
// for which nobody wrote any, are left.
func TestNear(t *testing.T) {
	everyday := []pair{{"The cat sleeps on the sofa.", "猫在沙发上睡觉。", "tatoeba"}, {"I like tea.", "我喜欢茶。", "tatoeba"}}
	good := pair{"The cat is sleeping on the sofa.", "猫在沙发上睡觉。", "everyday to en"}
	wrong := pair{"I like tea.", "猫在沙发上睡觉。", "everyday to en"}
	if got := near([]pair{good, wrong}, everyday, "everyday to en"); !slices.Equal(got, []pair{good}) {
		t.Errorf("want the good one alone, got %v", got)
	}
	if got := near([]pair{wrong}, everyday, "single to en"); len(got) != 1 {
		t.Errorf("single sentences have nothing to be near to, got %v", got)
	}
}

// TestSingle: sentences that a pair holds are left out, each comes once, and its spelling is the engine's.
func TestSingle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mono.txt")
	if err := os.WriteFile(path, []byte("我喜欢茶。\n他走了！\n他走了！\n  她来了 \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	items, err := single(path, "en", heldOut([]pair{{"I like tea.", "我喜欢茶", ""}}))
	if err != nil {
		t.Fatal(err)
	}
	var sources []string
	for _, it := range items {
		sources = append(sources, it.source)
	}
	slices.Sort(sources)
	if !slices.Equal(sources, []string{"他走了！", "她来了"}) {
		t.Errorf("got %q", sources)
	}
}
