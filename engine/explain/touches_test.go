package explain

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTouches: a method is named in its own file and in the list, and nowhere else where it would have to be kept in step;
// value zeroing was added so. Files that name most methods would be lists of their own: there are none.
func TestTouches(t *testing.T) {
	root := filepath.Join("..", "..")
	var named []string
	for _, folder := range []string{"engine", "build", "site", "wasm"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if name := entry.Name(); entry.IsDir() {
				if name == "node_modules" || name == "test" || name == "testdata" || name == "run" {
					return filepath.SkipDir
				}
				return nil
			} else if ext := filepath.Ext(name); ext != ".go" && ext != ".ts" || strings.HasSuffix(name, "_test.go") ||
				strings.Contains(name, ".gen.") {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if strings.Contains(string(text), "value_zeroing") || strings.Contains(string(text), "valueZeroing") {
				named = append(named, entry.Name())
			}
			found := 0
			for _, id := range IDs() {
				if strings.Contains(string(text), `"`+id+`"`) || strings.Contains(string(text), "'"+id+"'") {
					found++
				}
			}
			if found > 5 {
				t.Errorf("%s names %d methods: derive them from the list", path, found)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"methods.go", "value_zeroing.go"}; !slices.Equal(named, want) {
		t.Errorf("value zeroing is named in %q, want %q", named, want)
	}
}
