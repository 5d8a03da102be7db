package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "embed"
)

//go:embed serviceworker.js
var serviceWorkerText string

// serviceWorker writes sw.js: it holds the names of all files of this version and a sum over their contents, so that a
// change anywhere makes a new version.
func (b *builder) serviceWorker() error {
	shell := []string{"./"}
	sum := sha256.New()
	err := filepath.WalkDir(b.out, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(b.out, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		if !inShell(name) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(content))
		sum.Write(content)
		if name != "index.html" {
			shell = append(shell, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(shell)
	for _, place := range []string{`'VERSION'`, `'SHELL'`} {
		if !strings.Contains(serviceWorkerText, place) {
			return fmt.Errorf("serviceworker.js has no place %s", place)
		}
	}
	text := strings.NewReplacer(
		`'VERSION'`, literal(hex.EncodeToString(sum.Sum(nil))[:16]),
		`'SHELL'`, literal(shell),
	).Replace(serviceWorkerText)
	return b.write("sw.js", []byte(text))
}

// inShell is whether a file is part of every visit, as against models and vocabularies, which come when they are asked for.
func inShell(name string) bool {
	switch {
	case strings.HasPrefix(name, "vocab/"), strings.HasPrefix(name, "gallery/"), strings.HasSuffix(name, ".LEGAL.txt"):
		return false
	case strings.HasPrefix(name, "models/"):
		return strings.HasSuffix(name, "/manifest.json") || name == "models/index.json"
	case strings.HasPrefix(name, "kernel.simd-"):
		return false // for the few browsers without relaxed SIMD; kept when it is used
	}
	return true
}
