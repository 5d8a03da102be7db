package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// dataFolder is the folder of the corpora; a test that needs it is skipped where it is absent.
func dataFolder(t *testing.T) string {
	folder := os.Getenv("PELLUCID_DATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(folder, "mt", "train.tsv")); err != nil {
		t.Skipf("no corpora: %v (PELLUCID_DATA names their folder)", err)
	}
	return folder
}

// loadOnce reads the corpora once for all tests.
var loadOnce = sync.OnceValues(func() (*corpus, error) { return loadPairs(settings{data: corpora}) })

var corpora string

func loaded(t *testing.T) *corpus {
	t.Helper()
	if testing.Short() {
		t.Skip("long: all corpora are read and cleaned")
	}
	corpora = dataFolder(t)
	c, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestNoHeldOutSideIsTrainedOn holds whatever the rules say: no side of a dev or test pair is left in any pool.
func TestNoHeldOutSideIsTrainedOn(t *testing.T) {
	c := loaded(t)
	held := map[string]bool{}
	for _, items := range [][]item{c.dev, c.test} {
		if len(items) != 2000 {
			t.Errorf("want 1000 held-out pairs in both directions, got %d items", len(items))
		}
		for _, it := range items {
			held[bare(it.source)], held[bare(it.target)] = true, true
		}
	}
	for _, pool := range c.pools {
		least := 300
		if strings.HasPrefix(pool.name, "tatoeba") || strings.HasPrefix(pool.name, "general") || strings.HasPrefix(pool.name, "generated") {
			least = 50000
		}
		if len(pool.items) < least {
			t.Errorf("pool %q: want at least %d items after cleaning, got %d", pool.name, least, len(pool.items))
		}
		for _, it := range pool.items {
			if held[bare(it.source)] || held[bare(it.target)] {
				t.Fatalf("pool %q shares a side with a held-out pair", pool.name)
			}
		}
	}
}
