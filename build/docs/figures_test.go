package docs

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	heading = regexp.MustCompile(`(?m)^#+ `)
	// figure matches a measured one. An interval's 95 % and the whole are none.
	figure  = regexp.MustCompile(`\d[\d.,]*\s?(?:MB|KB|GB|ms|µs|s\b|minutes|hours|GFLOP)|\d[\d.,]*\s?%`)
	command = regexp.MustCompile(`make [a-z-]+|go (?:run|test) `)
)

// TestFiguresHaveACommand: a section that states a figure names the command that makes it, or the page's head does.
func TestFiguresHaveACommand(t *testing.T) {
	names := []string{"README.md", "README.zh.md", "build/train/README.md"}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		names = append(names, "docs/"+filepath.Base(page))
	}
	found := 0
	for _, name := range names {
		sections := heading.Split(read(t, name), -1)
		for i, section := range sections {
			var figures []string
			for _, f := range figure.FindAllString(section, -1) {
				if f != "95 %" && f != "100 %" {
					figures = append(figures, f)
				}
			}
			found += len(figures)
			head := strings.Join(sections[:min(i+1, 2)], "")
			if len(figures) > 0 && !command.MatchString(head) && !command.MatchString(section) {
				title, _, _ := strings.Cut(section, "\n")
				t.Errorf("%s, %q states %q: which command makes them?", name, title, figures)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d figures were found: is the pattern right?", found)
	}
}
