// Package docs holds the project's pages to the files and modules they name.
package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// path matches a file or folder of this project between back-ticks.
var path = regexp.MustCompile("`((?:engine|wasm|site|assets|build|docs)/[A-Za-z0-9_./-]+)`")

// TestPagesNameFilesThatExist looks for every path that a page names.
func TestPagesNameFilesThatExist(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"ARCHITECTURE.md", "RATIONALE.md", "README.md", "README.zh.md"}
	for _, page := range pages {
		names = append(names, filepath.Join("docs", filepath.Base(page)))
	}
	found := 0
	for _, name := range names {
		for _, match := range path.FindAllStringSubmatch(read(t, name), -1) {
			found++
			if _, err := os.Stat(filepath.Join(root, strings.TrimSuffix(match[1], "/"))); err != nil {
				t.Errorf("%s names %s, which is not there", name, match[1])
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d paths were found in %d pages: is the pattern right?", found, len(names))
	}
}

// TestEveryPackageIsOnTheMap wants every folder of engine/ and build/ in ARCHITECTURE.md.
func TestEveryPackageIsOnTheMap(t *testing.T) {
	text := read(t, "ARCHITECTURE.md")
	for _, parent := range []string{"engine", "build"} {
		entries, err := os.ReadDir(filepath.Join(root, parent))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				continue
			}
			if name := entry.Name(); !strings.Contains(text, "`"+parent+"/"+name+"`") && !strings.Contains(text, "`"+name+"`") {
				t.Errorf("ARCHITECTURE.md does not say what %s/%s is", parent, name)
			}
		}
	}
}

// TestEveryDependencyHasItsReason compares go.mod and the package files with RATIONALE.md's table.
func TestEveryDependencyHasItsReason(t *testing.T) {
	text := read(t, "RATIONALE.md")
	needed := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		needed[match[1]] = true
	}
	for _, file := range []string{"site/package.json", "wasm/kernel/package.json", "build/bench/package.json", "build/edge/package.json"} {
		var list struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal([]byte(read(t, file)), &list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, dependencies := range []map[string]string{list.Dependencies, list.DevDependencies} {
			for name := range dependencies {
				if !strings.HasPrefix(name, "@types/") {
					needed[name] = true
				}
			}
		}
	}
	for name := range needed {
		if !regexp.MustCompile(`(?m)^\|[^|]*` + regexp.QuoteMeta(name) + `[ ,|]`).MatchString(text) {
			t.Errorf("RATIONALE.md does not say why %s is used", name)
		}
	}
	for _, match := range regexp.MustCompile(`(?m)^\| ((?:github\.com|gonum\.org|golang\.org)\S+) \|`).FindAllStringSubmatch(text, -1) {
		if !needed[match[1]] {
			t.Errorf("RATIONALE.md explains %s, which go.mod does not use", match[1])
		}
	}
}

// TestEveryModuleIsUsed wants an import of each module that go.mod asks for by itself.
func TestEveryModuleIsUsed(t *testing.T) {
	var imports strings.Builder
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "run") {
			return filepath.SkipDir
		}
		if err == nil && strings.HasSuffix(path, ".go") {
			name, _ := filepath.Rel(root, path)
			imports.WriteString(read(t, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	modules := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(read(t, "go.mod"), -1)
	if len(modules) < 5 {
		t.Errorf("only %d modules were found: is the pattern right?", len(modules))
	}
	for _, match := range modules {
		if !regexp.MustCompile(`(?m)^\t*(?:import )?(?:[\w.]+ )?"` + regexp.QuoteMeta(match[1]) + `["/]`).MatchString(imports.String()) {
			t.Errorf("go.mod asks for %s, which nothing imports", match[1])
		}
	}
}
