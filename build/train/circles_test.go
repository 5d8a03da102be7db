package main

import (
	"errors"
	"os"
	"slices"
	"testing"
)

func TestCircles(t *testing.T) {
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

func TestOpenings(t *testing.T) {
	texts := []item{{target: "One two three four five. Short. “Where is he going,” she said to him again."}, {target: "No."}}
	var got []string
	for _, it := range openings(texts, 3) {
		got = append(got, it.source)
	}
	if want := []string{"One two three"}; !slices.Equal(got[:1], want) || len(got) > 3 {
		t.Errorf("want %q first, got %q", want, got)
	}
	if len(openings(texts[1:], 3)) != 0 {
		t.Error("a text of a word has no opening")
	}
}

// TestUnlearned: of 1 2 3 4 5 6 2 3 4 5 6 7 the second 6 ends a phrase said before; only it is learned, against.
func TestUnlearned(t *testing.T) {
	e := unlearned([]int32{1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 7})
	for at := range e.Given {
		want := at+1 == 10
		if e.Against[at] != want || e.Given[at] == want {
			t.Errorf("token %d: against %v, given %v", at+1, e.Against[at], e.Given[at])
		}
	}
}

// TestOwnTexts come back as they were written, in their pool, and a damaged file says so.
func TestOwnTexts(t *testing.T) {
	s := settings{state: t.TempDir()}
	if items, err := s.readOwn(circlingPool); err != nil || len(items) != 0 {
		t.Fatalf("without a file: %v, %v", items, err)
	}
	text := "He said \"go\".\nHe said go."
	for _, pool := range []string{circlingPool, unrepeatedPool} {
		if err := errors.Join(s.addOwn(pool, []string{text}), s.addOwn(pool, []string{"Go."})); err != nil {
			t.Fatal(err)
		}
		items, err := s.readOwn(pool)
		if err != nil || len(items) != 2 || items[0].target != text || !items[0].own || items[1].circling != (pool == circlingPool) {
			t.Errorf("%s: %+v, %v", pool, items, err)
		}
	}
	if err := os.WriteFile(s.ownFile(unrepeatedPool), []byte("no quotes\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := s.readOwn(unrepeatedPool); err == nil {
		t.Error("want an error about a line without quotes")
	}
}

func TestDistinct(t *testing.T) {
	got := distinct([]item{{source: "a"}, {source: "b"}, {source: "a"}, {source: "c"}}, []item{{source: "c"}})
	if len(got) != 2 || got[0].source != "a" || got[1].source != "b" {
		t.Errorf("got %+v", got)
	}
}

func TestWriteWantsWeightsAndARecipe(t *testing.T) {
	state := t.TempDir()
	if writeOwnTexts(&stories, settings{state: state}) == nil || writeOwnTexts(&tiny, settings{state: state, from: "weights"}) == nil {
		t.Error("want an error without -from, and of a recipe that learns nothing of its own output")
	}
}
