// Command pack makes the edge worker's folder: `go run ./build/edge/pack -out FOLDER` compiles build/edge for
// JavaScript and puts Go's own glue and the worker's beside it. The folder goes to a host that runs workers.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"pellucid/build/edge/paths"
	"pellucid/build/serve/static"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", filepath.Join("run", "edge"), "the folder to write")
	flag.Parse()
	if err := pack(*out); err != nil {
		log.Fatal(err)
	}
	fmt.Println(*out)
}

func pack(out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	program := filepath.Join(out, "app.wasm")
	build := exec.Command("go", "build", "-tags", "edge", "-trimpath", "-ldflags=-s -w", "-o", program, "pellucid/build/edge")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("compiling the worker: %w", err)
	}
	found, err := exec.Command("go", "list", "-f", "{{.Root}}\n{{.Dir}}", "runtime", "pellucid/build/edge").Output()
	if err != nil {
		return fmt.Errorf("finding Go's glue: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(found)), "\n") // Go's root, runtime, the module's root, build/edge
	glue, err := os.ReadFile(filepath.Join(lines[0], "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	worker, err := os.ReadFile(filepath.Join(lines[len(lines)-1], "worker.mjs"))
	if err != nil {
		return err
	}
	text := string(worker)
	for place, value := range map[string]any{"ANSWERED": paths.All(), "HEADERS": static.Headers, "TYPES": static.Types,
		"HASHED": static.Hashed, "FOREVER": static.Forever, "REVALIDATE": static.Revalidate} {
		literal, err := json.Marshal(value)
		if err != nil {
			return err
		}
		if !strings.Contains(text, "'"+place+"'") {
			return fmt.Errorf("worker.mjs has no place %s", place)
		}
		text = strings.Replace(text, "'"+place+"'", string(literal), 1)
	}
	if err := os.WriteFile(filepath.Join(out, "worker.mjs"), []byte(text), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "wasm_exec.js"), glue, 0o644)
}
