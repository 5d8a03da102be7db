package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestModelsOnOffer(t *testing.T) {
	models := t.TempDir()
	for name, content := range map[string]string{
		"abc/weights.safetensors": "w", "zh-en/weights.safetensors": "weights", "zh-en/card.json": `{"name":"x"}`,
		"zh-en/moments/1.json": "1", "notes/readme.txt": "no model",
	} {
		path := filepath.Join(models, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := &builder{out: t.TempDir(), models: models, openings: map[string]opening{"zh": {Model: "zh-en"}}}
	if err := b.copyModels(); err != nil {
		t.Fatal(err)
	}
	if len(b.index.Models) != 2 || b.index.Models[0].Name != "zh-en" || b.index.Models[1].Name != "abc" {
		t.Fatalf("got %+v, want zh-en and abc", b.index.Models)
	}
	m := b.index.Models[0]
	if len(m.Files) != 2 || m.Bytes != len("weights")+len(`{"name":"x"}`) || string(m.Card) != `{"name":"x"}` {
		t.Errorf("got %+v", m)
	}
	// printf weights | sha256sum
	const sum = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"
	if got := m.Files[1]; got.Name != "weights.safetensors" || got.SHA256 != sum {
		t.Errorf("got %+v", got)
	}
	for _, name := range []string{"models/zh-en/manifest.json", "models/index.json"} {
		if _, err := os.Stat(filepath.Join(b.out, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(b.out, "models/zh-en/moments")); err == nil {
		t.Error("the site has moments of training that no page reads")
	}
}
