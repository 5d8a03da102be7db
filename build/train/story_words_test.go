package main

import (
	"slices"
	"testing"
)

func TestStoryWords(t *testing.T) {
	known := knownWords([]textPool{{items: []item{{target: "The dog didn’t see the Dog."}, {target: "It didn't. He didn’t!"},
		{target: "See, see the blorp, blorp", own: true}}}})
	for word, want := range map[string]bool{"the": true, "dog": true, "didn’t": true, "see": false, "didn't": false} {
		if known[word] != want {
			t.Errorf("%q: known is %v", word, known[word])
		}
	}
	odd, n := unknownIn(known, " The dog glorped the do", true)
	if !slices.Equal(odd, []string{"glorped"}) || n != 4 {
		t.Errorf("cut: %v of %d", odd, n)
	}
	if odd, n = unknownIn(known, " The dog. the do", false); !slices.Equal(odd, []string{"do"}) || n != 4 {
		t.Errorf("not cut: %v of %d", odd, n)
	}
}
