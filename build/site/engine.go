package main

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"pellucid/build/positions"
	"pellucid/build/segments"
)

// kernelBuilds are the SIMD kernels, by what the browser must be able to do.
var kernelBuilds = []string{"relaxed", "simd"}

// engine compiles the Go program and the kernels to WebAssembly.
func (b *builder) engine() error {
	root, err := command("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	b.goRoot = strings.TrimSpace(root)
	b.files = map[string]artefact{}
	scratch, err := os.MkdirTemp("", "pellucid-engine-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	path := filepath.Join(scratch, "engine.wasm")
	if err := compileWasm(path, "./wasm"); err != nil {
		return err
	}
	if err := slim(path); err != nil {
		return err
	}
	if err := b.artefact("engine", path); err != nil {
		return err
	}
	if _, err := command("npm", "--prefix", filepath.Join("wasm", "kernel"), "run", "--silent", "build"); err != nil {
		return fmt.Errorf("compiling the kernels (npm ci --prefix wasm/kernel first): %w", err)
	}
	for _, kind := range kernelBuilds {
		if err := b.artefact(kind, filepath.Join("wasm", "kernel", "build", "kernel."+kind+".wasm")); err != nil {
			return err
		}
	}
	return nil
}

// cold are packages in which no time is spent in calls: without functions written out where they are called the engine's file is 8 %
// smaller (1.88 to 1.73 MB as brotli) and no pass of a model takes longer. The tokenizers would be a tenth to a third slower.
var cold = append(
	under("pellucid/engine/", "api", "ask", "checkpoint", "diet", "doubt", "evenness", "explain", "influence", "keydata", "model", "probe",
		"problem", "rank", "share", "train", "wordvec", "world"),
	"encoding/json", "fmt", "reflect", "strconv", "unicode/utf16", "regexp", "regexp/syntax", "github.com/dlclark/regexp2/syntax",
	"io", "io/fs", "os", "strings", "bytes", "bufio", "time", "syscall", "path", "internal/poll",
	"internal/strconv", "internal/fmtsort", "internal/bisect", "internal/godebug", "internal/reflectlite", "errors", "syscall/js",
	"encoding/base64", "sort", "gonum.org/v1/gonum/mat", "gonum.org/v1/gonum/lapack/gonum",
	"gonum.org/v1/gonum/integrate/quad", "encoding/binary", "encoding/hex", "container/heap", "gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/mathext/internal/cephes", "gonum.org/v1/gonum/mathext", "pellucid/wasm",
)

// under are packages by their names below a path.
func under(path string, names ...string) []string {
	for i, name := range names {
		names[i] = path + name
	}
	return names
}

// compileWasm compiles a Go program for JavaScript hosts.
func compileWasm(out, program string) error {
	arguments := []string{"build", "-trimpath", "-ldflags=-s -w", "-o", out}
	for _, name := range cold {
		arguments = append(arguments, "-gcflags="+name+"=-l")
	}
	build := exec.Command("go", append(arguments, program)...)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("compiling %s: %w", program, err)
	}
	return nil
}

// slim rewrites a compiled program so that it compresses better. With a Go whose tables are not known it does what it can.
func slim(path string) error {
	program, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if program, err = segments.Join(program); err != nil {
		return err
	}
	if err := positions.Drop(program, "main.", "pellucid/"); err != nil {
		log.Printf("the engine keeps its line numbers and names, which makes it larger: %v", err)
	}
	return os.WriteFile(path, program, 0o644)
}

// artefact is a file that scripts refer to by a name with its hash.
type artefact struct {
	Name string
	Size int
	Sum  string // SHA-256, base64
}

// artefact copies a WebAssembly module into the site.
func (b *builder) artefact(kind, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	name := kind + "-" + shortHash(content) + ".wasm"
	if kind != "engine" {
		name = "kernel." + name
	}
	b.files[kind] = artefact{name, len(content), integrity(content)}
	return b.write(name, content)
}

// shortHash is eight characters that stand for a content, in esbuild's manner.
func shortHash(content []byte) string {
	sum := sha256.Sum256(content)
	return base32.StdEncoding.EncodeToString(sum[:])[:8]
}

// command runs a program and returns what it printed.
func command(name string, arguments ...string) (string, error) {
	run := exec.Command(name, arguments...)
	run.Stderr = os.Stderr
	out, err := run.Output()
	return string(out), err
}
