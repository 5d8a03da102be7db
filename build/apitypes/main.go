// Command apitypes writes wasm/bridge/protocol.gen.ts: the calls of engine/api as TypeScript, so that
// the page's compiler checks every request and response. Types come from reflection over api.Calls,
// documentation from the Go comments. It also writes cards.gen.ts beside it: what each method of explanation measures and
// does not. With -check it writes nothing and fails if a file is stale.
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
	text, err := generate(root, api.Calls)
	if err != nil {
		log.Fatal(err)
	}
	cards, err := methodCards()
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range map[string][]byte{"protocol.gen.ts": text, "cards.gen.ts": cards} {
		path := filepath.Join(root, "wasm", "bridge", name)
		if !*check {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				log.Fatal(err)
			}
			continue
		}
		if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, text) {
			log.Fatalf("wasm/bridge/%s is stale: run go generate ./engine/api", name)
		}
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
