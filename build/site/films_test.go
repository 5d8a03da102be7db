package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestFilms: a run of its own and a model's moments, each moment a file with its sum; the page of one file has but the list.
func TestFilms(t *testing.T) {
	assets := t.TempDir()
	history := `{"points":[{"step":0,"dev_loss":2,"attention":[{"heads":[{"entropy":1},{"entropy":0.5}]},{"heads":[{"entropy":0.6}]}]}]}`
	for name, content := range map[string]string{
		"films/first/vocab.json": "{}", "films/first/vocab.tiktoken": "a", "films/first/0.safetensors": "zero",
		"films/first/history.json": history,
		"films/first/moments.json": `[{"file":"0.safetensors","step":0}]`,
		"models/abc/vocab.json":    "{}", "models/abc/vocab.tiktoken": "b", "models/abc/weights.safetensors": "weights",
		"models/abc/history.json":          history,
		"models/abc/moments/1.safetensors": "one",
		"models/abc/moments/moments.json":  `[{"file":"1.safetensors","step":1},{"file":"../weights.safetensors","step":9}]`,
	} {
		path := filepath.Join(assets, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := &builder{out: t.TempDir(), models: filepath.Join(assets, "models")}
	if err := b.films(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(b.out, "films", "index.json"))
	var list []film
	if err != nil || json.Unmarshal(text, &list) != nil || len(list) != 2 || list[0].Name != "first" || list[1].Name != "abc" {
		t.Fatalf("%v: %s", err, text)
	}
	if p := list[0].Curve[0]; math.Abs(p.Even-0.7) > 1e-9 || p.Loss != 2 {
		t.Errorf("point %+v", p)
	}
	if len(list[1].Moments) != 2 || list[1].Moments[1].Step != 9 {
		t.Fatalf("%+v", list[1].Moments)
	}
	for _, f := range []filmFile{list[0].Vocabulary[1], list[1].Moments[0].filmFile, list[1].Moments[1].filmFile} {
		content, err := os.ReadFile(filepath.Join(b.out, filepath.FromSlash(f.File)))
		if err != nil || len(content) != f.Bytes || integrity(content) != f.Sum {
			t.Errorf("%+v: %v", f, err)
		}
		if read(f.File) || inShell(f.File) {
			t.Errorf("%s is in every visit, or in the page of one file", f.File)
		}
	}
	if !read("films/index.json") || !inShell("films/index.json") {
		t.Error("the list of films is missing")
	}
}
