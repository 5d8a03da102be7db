package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "embed"
)

//go:embed serviceworker.js
var serviceWorkerText string

//go:embed serviceworker-off.js
var serviceWorkerOffText string

// serviceWorker writes sw.js: it holds the names and the sums of all files of this version, and a sum over all of them,
// so that a change anywhere makes a new version. With b.offline false it writes the worker that takes the others away.
func (b *builder) serviceWorker() error {
	if !b.offline {
		return b.write("sw.js", []byte(serviceWorkerOffText))
	}
	shell, later := map[string]string{}, map[string]string{}
	version := sha256.New()
	err := filepath.WalkDir(b.out, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(b.out, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := integrity(content)
		switch {
		case inShell(name):
			fmt.Fprintf(version, "%s %s\n", name, sum)
			if name == "index.html" {
				name = "./"
			}
			shell[name] = sum
		case strings.HasPrefix(name, "vocab/"), strings.HasPrefix(name, "learned/"), strings.HasPrefix(name, "kernel."),
			strings.HasPrefix(name, "probes/"):
			later[name] = sum
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range b.index.Models {
		for _, file := range m.Files {
			raw, err := hex.DecodeString(file.SHA256)
			if err != nil {
				return err
			}
			later["models/"+m.Name+"/"+file.Name+"?v="+file.SHA256[:16]] = base64.StdEncoding.EncodeToString(raw) // as fileURL makes it
		}
	}
	text := serviceWorkerText
	for place, value := range map[string]any{`'VERSION'`: hex.EncodeToString(version.Sum(nil))[:16], `'SHELL'`: shell, `'LATER'`: later} {
		if !strings.Contains(text, place) {
			return fmt.Errorf("serviceworker.js has no place %s", place)
		}
		text = strings.Replace(text, place, literal(value), 1)
	}
	return b.write("sw.js", []byte(text))
}

// integrity is the SHA-256 sum of a content in base64, as the web writes it.
func integrity(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// inShell is whether a file is part of every visit, as against models, vocabularies and probes, which come when they are asked for.
func inShell(name string) bool {
	switch {
	case strings.HasPrefix(name, "vocab/"), strings.HasPrefix(name, "learned/"), strings.HasPrefix(name, "gallery/"),
		strings.HasSuffix(name, ".LEGAL.txt"):
		return false
	case strings.HasPrefix(name, "films/"):
		return name == "films/index.json"
	case strings.HasPrefix(name, "probes/"):
		return name == "probes/index.json"
	case strings.HasPrefix(name, "models/"):
		return strings.HasSuffix(name, "/manifest.json") || name == "models/index.json"
	case strings.HasPrefix(name, "kernel.simd-"):
		return false // for the few browsers without relaxed SIMD; kept when it is used
	case name == "LICENSE", name == "NOTICES.txt", name == "share.json":
		return false
	}
	return true
}
