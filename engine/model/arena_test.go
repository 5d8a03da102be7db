package model

import "testing"

// TestArenaJoinsOnlyWhatIsNeededAgain: after the only pass over a long prompt its blocks serve the next passes as they are;
// when a second long pass follows a long one, they become one.
func TestArenaJoinsOnlyWhatIsNeededAgain(t *testing.T) {
	var a arena
	long := func() {
		for range 8 {
			a.take(blockSize)
		}
	}
	long()
	for range 3 {
		a.reset()
		a.take(1)
		if len(a.blocks) != 8 {
			t.Fatalf("a short pass after a long one finds %d blocks, want the 8 that there are", len(a.blocks))
		}
	}
	a.reset()
	long()
	a.reset()
	long()
	a.reset()
	if len(a.blocks) != 1 || len(a.blocks[0]) != 8*blockSize {
		t.Errorf("two long passes leave %d blocks, want one", len(a.blocks))
	}
}
