package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReaderTask(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "data", readerFile)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the model is not here: %v", err)
	}
	given, err := readerTask(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(given.PromptIDs) != promptTokens || given.Prompt == "" {
		t.Errorf("the prompt has %d tokens, want %d", len(given.PromptIDs), promptTokens)
	}
}

// TestReaderIsJudged: both engines of a reader's file are compared, and kept apart from the others.
func TestReaderIsJudged(t *testing.T) {
	r := newReport()
	for name, result := range map[string]string{
		"reader":        `{"load":[900,1100,1000],"prompt":[100],"next":[10],"memory":120,"weights":100,"logits":[0,1]}`,
		"reader-wllama": `{"load":[800],"prompt":[700],"next":[40],"memory":300}`,
	} {
		if err := r.add(answer{Name: name, Result: []byte(result)}); err != nil {
			t.Fatal(err)
		}
	}
	r.judge()
	if len(r.Engines) != 0 || len(r.Reader) != 2 || len(r.Bars) != 4 {
		t.Fatalf("%d engines, %d of the reader's file, %d bars", len(r.Engines), len(r.Reader), len(r.Bars))
	}
	for i, want := range []struct {
		got float64
		met bool
	}{{1.2, true}, {1.25, false}, {4, true}, {7, false}} {
		if b := r.Bars[i]; b.Got != want.got || b.Met != want.met {
			t.Errorf("%s: %v, met %v, want %v, %v", b.Name, b.Got, b.Met, want.got, want.met)
		}
	}
}

// TestWorkersAreJudged: each way of this engine is held against onnxruntime's int8, and loading against the faster peer.
func TestWorkersAreJudged(t *testing.T) {
	r := newReport()
	for _, a := range []struct{ name, result string }{
		{"pellucid", `{"load":[1000],"occlusion":[1000],"prompt":[100],"next":[5],"memory":100,"weights":100}`},
		{"two-workers", `{"occlusion":[500]}`}, {"words-two-workers", `{"occlusion":[1001]}`},
		{"ort-int8", `{"load":[900],"occlusion":[3000],"prompt":[100],"next":[20]}`}, {"wllama", `{"load":[2000],"prompt":[100],"next":[30]}`},
	} {
		if err := r.add(answer{Name: a.name, Result: []byte(a.result)}); err != nil {
			t.Fatal(err)
		}
	}
	r.judge()
	got := map[string]bool{}
	for _, b := range r.Bars {
		got[b.Name] = b.Met
	}
	for name, met := range map[string]bool{
		"load, against ort-int8": true, "occlusion, against ort-int8": true, "occlusion, two-workers against ort-int8": true,
		"occlusion, words-two-workers against ort-int8": false,
	} {
		if have, judged := got[name]; !judged || have != met {
			t.Errorf("%s: judged %v, met %v", name, judged, have)
		}
	}
	for name := range got {
		if strings.Contains(name, "against two-workers") {
			t.Errorf("this engine is held against itself: %s", name)
		}
	}
}
