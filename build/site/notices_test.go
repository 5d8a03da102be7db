package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNotices wants a licence for every part of the site, and the build to stop where one is missing.
func TestNotices(t *testing.T) {
	if _, err := os.Stat("../../site/node_modules"); err != nil {
		t.Skip("the packages of npm are not installed: make test-site does it")
	}
	t.Chdir("../..")
	root, err := command("go", "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{out: t.TempDir(), models: filepath.Join("assets", "models"), goRoot: strings.TrimSpace(root)}
	if err := b.copyModels(); err != nil {
		t.Fatal(err)
	}
	if err := b.notices(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(b.out, "NOTICES.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"The Go Authors", "gonum.org/v1/gonum ", "rivo/uniseg", "golang.org/x/text ", "regexp2", "tiktoken-go-loader", "lit-html", "d3-scale",
		"wasm-feature-detect", "Tatoeba", "TinyStories", "CC BY-SA 4.0",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("NOTICES.txt does not name %s", want)
		}
	}
	if _, err := licenceOf(t.TempDir()); err == nil {
		t.Error("a part without a licence passes")
	}
}
