// Command units runs the TypeScript unit tests: it bundles site/test/unit/*.test.ts and hands them to Node's own test
// runner, for the Node that is asked for does not read TypeScript.
package main

import (
	"errors"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	tests, err := filepath.Glob("site/test/unit/*.test.ts")
	if err != nil {
		return err
	}
	if len(tests) == 0 {
		return errors.New("no unit tests in site/test/unit")
	}
	scratch, err := os.MkdirTemp("", "pellucid-units-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	result := api.Build(api.BuildOptions{
		EntryPoints: tests, Outdir: scratch, OutExtension: map[string]string{".js": ".mjs"}, Bundle: true, Write: true,
		Platform: api.PlatformNode, Format: api.FormatESModule, Target: api.ES2022, Sourcemap: api.SourceMapInline,
		Tsconfig: "site/tsconfig.json", LogLevel: api.LogLevelWarning,
		Define: map[string]string{"WORKER_FILE": `"worker.js"`, "ENGINE_FILES": `{}`, "ENGINE_SIZES": `{}`},
	})
	if len(result.Errors) > 0 {
		return errors.New("the unit tests do not compile")
	}
	bundles, err := filepath.Glob(filepath.Join(scratch, "*.mjs"))
	if err != nil {
		return err
	}
	node := exec.Command("node", append([]string{"--enable-source-maps", "--test"}, bundles...)...)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return node.Run()
}
