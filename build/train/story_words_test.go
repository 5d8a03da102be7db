package main

import (
	"slices"
	"testing"
)

func TestStoryWords(t *testing.T) {
	known := knownWords([]textPool{{items: []item{{target: "The dog didn’t see the Dog."}, {target: "It didn't. He didn’t!"}}}})
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
	for text, want := range map[string]bool{
		"": false,
		"He was very happy. She was very happy. He was happy too.":                                false,
		"He went to the park. She went to the park. Then they went to the park. It was all good.": true, // went to the park
	} {
		if circles(text) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}
