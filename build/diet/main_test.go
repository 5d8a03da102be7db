package main

import (
	"strings"
	"testing"
)

// TestWithNeedle: the number stands once in the text, at another depth in each, and the question ends it.
func TestWithNeedle(t *testing.T) {
	text := strings.Repeat("The dog ran home and slept. ", 300)
	last := -1
	for i := range 5 {
		hidden, answer := withNeedle(text, i, 5)
		number := strings.TrimSpace(answer)
		at := strings.Index(hidden, number)
		if strings.Count(hidden, number) != 1 || at <= last || !strings.HasSuffix(hidden, "The secret number of the old house is") {
			t.Errorf("text %d: %s at %d after %d", i, number, at, last)
		}
		last = at
	}
}
