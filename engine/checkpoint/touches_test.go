package checkpoint

// What adding a family or a block format touches, as ARCHITECTURE.md says.

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTouches: outside its own file a family is named only in the list of families, or by another that builds on it.
func TestTouches(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	qwen3 := regexp.MustCompile(`\bqwen3\b`)
	var named []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if qwen3.Match(text) {
			named = append(named, name)
		}
	}
	if got := strings.Join(named, " "); got != "family.go family_qwen3.go" {
		t.Errorf("the family Qwen3 is named in %s, want family.go and family_qwen3.go", got)
	}
	for _, f := range families {
		if f.name == "" || f.config == nil || f.names == nil || len(f.architectures) == 0 || f.modelType == "" ||
			(f.gguf != "") != (f.ggufConfig != nil) {
			t.Errorf("the family %q lacks a part", f.name)
		}
	}
}
