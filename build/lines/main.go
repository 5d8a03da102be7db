// Command lines reports lines of hand-written code that are too wide to be read beside another file: TypeScript and
// JavaScript above 120 columns, Go above 140. A tab is one column. Sentences (site/i18n), generated files, test data and
// lines of Go that hold one long text in quotes are left out.
package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"unicode/utf8"
)

// widths are the widest lines by the end of a file's name.
var widths = map[string]int{".ts": 120, ".mjs": 120, ".js": 120, ".go": 140}

// skipped are folders and files that are not code written by hand.
var skipped = regexp.MustCompile(`(^|/)(node_modules|testdata|test-results)$|` +
	`^(\.git|dist|run|bin|site/i18n|wasm/kernel/build)$|\.gen\.ts$|_gen\.go$`)

// text is one in Go that no line break can be put into.
var text = regexp.MustCompile("\"[^\"]{80,}\"|`[^`]{80,}`?")

func main() {
	log.SetFlags(0)
	bad := 0
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if skipped.MatchString(filepath.ToSlash(file)) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		width := widths[filepath.Ext(file)]
		if entry.IsDir() || width == 0 {
			return nil
		}
		n, err := check(file, width)
		bad += n
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	if bad > 0 {
		log.Fatalf("%d lines are too wide: break them, or give their parts names", bad)
	}
}

// check prints the lines of a file that are wider than width, and returns how many there are.
func check(file string, width int) (int, error) {
	content, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer content.Close()
	bad, number := 0, 0
	lines := bufio.NewScanner(content)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		number++
		if columns := utf8.RuneCount(lines.Bytes()); columns > width && !(filepath.Ext(file) == ".go" && text.Match(lines.Bytes())) {
			fmt.Printf("%s:%d: %d columns, at most %d\n", file, number, columns, width)
			bad++
		}
	}
	return bad, lines.Err()
}
