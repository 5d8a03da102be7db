package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLessonsCarryWhatWasTried(t *testing.T) {
	t.Chdir("../..")
	b := &builder{out: t.TempDir()}
	if err := b.lessons(); err != nil {
		t.Fatal(err)
	}
	for _, entry := range b.lessonList {
		text, err := os.ReadFile(filepath.Join(b.out, "lessons", entry.ID+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var lesson struct {
			ID    string
			Steps []json.RawMessage
			Tried struct{ Texts []json.RawMessage }
		}
		if err := json.Unmarshal(text, &lesson); err != nil || lesson.ID != entry.ID || len(lesson.Steps) == 0 || len(lesson.Tried.Texts) != 12 {
			t.Errorf("%s: %v, %d steps, %d tried sentences", entry.ID, err, len(lesson.Steps), len(lesson.Tried.Texts))
		}
	}
	if err := b.shareList(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(b.out, "share.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list shareList
	if err := json.Unmarshal(text, &list); err != nil ||
		len(list.Figures) < 30 || len(list.Fields) < 30 || len(list.Lessons) != len(b.lessonList) {
		t.Errorf("%v: %d figures, %d fields, %d lessons", err, len(list.Figures), len(list.Fields), len(list.Lessons))
	}
}

// TestOnlyASiteWithAWorkerKnowsOfIt: what the page asks for depends on the tag that site/state/edge.ts reads.
func TestOnlyASiteWithAWorkerKnowsOfIt(t *testing.T) {
	const page, tag = "<head></head>", `<meta name="edge" content="https://pellucid.example/">`
	if got := (&builder{address: "https://pellucid.example/"}).withAddress(page); !strings.Contains(got, tag) {
		t.Errorf("a page behind the worker is %s", got)
	}
	if got := (&builder{}).withAddress(page); got != page {
		t.Errorf("another host's page is %s", got)
	}
}
