package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// written is what effects.json says, by lesson.
func written(t *testing.T) (known map[string]tried) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, effectsFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	return known
}

// TestEffectsHold tries sentences again: one of each lesson, and all of them with PELLUCID_TIER=long.
func TestEffectsHold(t *testing.T) {
	if testing.Short() {
		t.Skip("short: models are opened and asked")
	}
	known := written(t)
	most := 1
	if os.Getenv("PELLUCID_TIER") == "long" {
		most = math.MaxInt
	}
	again, err := tryAll(root, most)
	if err != nil {
		t.Fatal(err)
	}
	for id, lesson := range again {
		for i, text := range lesson.Texts {
			if i >= len(known[id].Texts) || known[id].Texts[i] != text {
				t.Errorf("%s: %q is not written down; run `go run ./build/lessons`", id, text.En)
				continue
			}
			for lang, pair := range map[string][2]effect{
				"en": {known[id].Found[i].En, lesson.Found[i].En}, "zh": {known[id].Found[i].Zh, lesson.Found[i].Zh},
			} {
				if !same(pair[0], pair[1]) {
					t.Errorf("%s, %s, sentence %d: %v was written down and %v is found; if the models have changed, run `go run ./build/lessons`",
						id, lang, i+1, pair[0], pair[1])
				}
			}
		}
	}
}

// TestEveryLessonHasTwelve holds the list to the lessons there are, and the effects to the list.
func TestEveryLessonHasTwelve(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "assets/lessons/*.json"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%v; %d lessons", err, len(files))
	}
	known := written(t)
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".json")
		if lesson := known[id]; len(lesson.Texts) != 12 || len(lesson.Found) != 12 {
			t.Errorf("%s has %d tried sentences and %d effects, want 12", id, len(lesson.Texts), len(lesson.Found))
		}
	}
}

// TestAnotherEffectIsSeen makes sure that the comparison can fail.
func TestAnotherEffectIsSeen(t *testing.T) {
	a := effect{"word": "cat", "tau": 0.31}
	for _, b := range []effect{{"word": "dog", "tau": 0.31}, {"word": "cat", "tau": 0.41}, {"word": "cat"}, {}} {
		if same(a, b) || same(b, a) {
			t.Errorf("%v and %v count as the same", a, b)
		}
	}
	if !same(a, effect{"tau": 0.33, "word": "cat"}) {
		t.Error("a number that differs in its last digits counts as another")
	}
}

// same compares effects; measured numbers may differ a little between processors.
func same(a, b effect) bool {
	if len(a) != len(b) {
		return false
	}
	for name, x := range a {
		y, found := b[name]
		if !found {
			return false
		}
		p, number := numeric(x)
		q, too := numeric(y)
		if number && too && math.Abs(p-q) > 0.05 || !(number && too) && x != y {
			return false
		}
	}
	return true
}

// numeric is a number as it was measured, or as JSON gives it back.
func numeric(x any) (float64, bool) {
	switch x := x.(type) {
	case int:
		return float64(x), true
	case float64:
		return x, true
	}
	return 0, false
}
