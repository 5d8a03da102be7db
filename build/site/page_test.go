package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPageNamesWhatItLoads(t *testing.T) {
	b := &builder{out: t.TempDir(), imports: map[string][]string{
		"x-2.js": {"chunk-A.js"}, "chunk-A.js": {"chunk-B.js"}, "chunk-B.js": {"chunk-A.js"}, "other.js": {"chunk-C.js"},
	}}
	f := first{file: "first-ABCDEFGH.json", sum: "SUM="}
	text := `{"input":{"text":"<猫"},"generate":{"text":"cat","steps":[{"token":{"text":" cat"},"prob":0.456}]}}`
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	b.firsts = map[string]first{"zh": f}
	for _, name := range []string{"b-1.css", "s-1.css", "x-2.js", "chunk-A.js", "chunk-B.js"} {
		if err := b.write(name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	p := page{"site", "index.html", "<html><head>\n<link href=\"a/b.css\">\n<link rel=\"stylesheet\" href=\"a/s.css\">\n" +
		"<!-- first zh -->\n<link data-first href=\"first.json\">\n<!-- input -->: <!-- output -->\n<!-- tokens -->\n<!-- /first -->\n<script src=\"x.ts\"></script></head></html>"}
	outputs := map[string]string{"site/a/b.css": "b-1.css", "site/a/s.css": "s-1.css", "site/x.ts": "x-2.js"}
	if err := b.page(p, outputs); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(filepath.Join(b.out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`href="b-1.css"`,
		`<style>s-1.css</style>`,
		`style-src 'self' 'sha256-` + integrity([]byte("s-1.css")) + `';`,
		`src="x-2.js"`,
		`<link data-first="SUM=" href="first-ABCDEFGH.json">`,
		"&lt;猫: cat\n<li>cat <b>46%</b></li>\n",
		`<link rel="modulepreload" href="chunk-A.js" integrity="sha256-` + integrity([]byte("chunk-A.js")) + `">`,
		`<link rel="modulepreload" href="chunk-B.js" `,
	} {
		if strings.Count(string(written), want) != 1 {
			t.Errorf("want %s once in %s", want, written)
		}
	}
	if strings.Contains(string(written), "chunk-C.js") {
		t.Errorf("the page fetches a script that it does not use: %s", written)
	}
	b.firsts = nil
	if err := b.page(p, outputs); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(filepath.Join(b.out, "index.html")); strings.Contains(string(text), "first") {
		t.Errorf("without a first result the page still asks for one: %s", text)
	}
}

func TestPolicyAllowsNoInlineScript(t *testing.T) {
	for _, part := range strings.Split(policy, ";") {
		loose := strings.Contains(part, "inline") || strings.Contains(part, "'unsafe-eval'") || strings.Contains(part, "http")
		if strings.HasPrefix(strings.TrimSpace(part), "script-src ") && loose {
			t.Errorf("policy allows too much: %s", part)
		}
	}
}

func TestShell(t *testing.T) {
	for name, want := range map[string]bool{
		"app-ABCDEFGH.js": true, "engine-ABCDEFGH.wasm": true, "kernel.relaxed-ABCDEFGH.wasm": true, "kernel.simd-ABCDEFGH.wasm": false,
		"models/index.json": true, "models/zh-en/manifest.json": true, "models/zh-en/weights.safetensors": false, "vocab/gpt2.tiktoken": false,
		"gallery/token-strip.html": false, "bank/zh.txt": true, "questions/zh.txt": true, "probes/index.json": true,
		"probes/stories.safetensors": false,
	} {
		if got := inShell(name); got != want {
			t.Errorf("%s in every visit: %v, want %v", name, got, want)
		}
	}
}

func TestCompressedCopies(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	b := &builder{out: t.TempDir()}
	files := map[string]string{"long.js": strings.Repeat("var a = 1;\n", 1000), "short.js": "x",
		"weights.safetensors": strings.Repeat("0", 5000)}
	for name, content := range files {
		if err := b.write(name, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.compress(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"long.js.br": true, "long.js.gz": true, "short.js.br": false, "weights.safetensors.br": false} {
		if _, err := os.Stat(filepath.Join(b.out, name)); (err == nil) != want {
			t.Errorf("%s: there is %v, want %v", name, err == nil, want)
		}
	}
}
