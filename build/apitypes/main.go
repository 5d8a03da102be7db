// Command apitypes writes wasm/bridge/protocol.gen.ts: the calls of engine/api as TypeScript, so that
// the page's compiler checks every request and response. Types come from reflection over api.Methods,
// documentation from the Go comments. With -check it writes nothing and fails if the file is stale.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"pellucid/engine/api"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "fail if the file is stale instead of writing it")
	flag.Parse()
	root, err := moduleRoot()
	if err != nil {
		log.Fatal(err)
	}
	text, err := generate(root, api.Methods)
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(root, "wasm", "bridge", "protocol.gen.ts")
	if !*check {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			log.Fatal(err)
		}
		return
	}
	if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, text) {
		log.Fatal("wasm/bridge/protocol.gen.ts is stale: run go generate ./engine/api")
	}
}

// moduleRoot is the nearest folder above the working one that holds go.mod.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(folder, "go.mod")); missing == nil {
			return folder, nil
		}
		if filepath.Dir(folder) == folder {
			return "", fmt.Errorf("no go.mod above the working folder")
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}
