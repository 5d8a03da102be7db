// Command units runs the TypeScript unit tests: it bundles site/test/unit/*.test.ts and hands them to Node's own test
// runner, for the Node that is asked for does not read TypeScript. With -overlay, a file as the go command has it, other
// texts stand for some files: that is how build/mutate tries its changes.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	log.SetFlags(0)
	overlay := flag.String("overlay", "", "a JSON file whose Replace gives files in place of others")
	flag.Parse()
	if err := run(*overlay); err != nil {
		log.Fatal(err)
	}
}

func run(overlay string) error {
	plugins, err := replaced(overlay)
	if err != nil {
		return err
	}
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
		Plugins: plugins, Tsconfig: "site/tsconfig.json", LogLevel: api.LogLevelWarning,
		Alias:  map[string]string{"wasm_exec": "./build/units/no-engine.js"}, // no test starts Go
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

// replaced reads other files in place of those that an overlay names.
func replaced(overlay string) ([]api.Plugin, error) {
	if overlay == "" {
		return nil, nil
	}
	text, err := os.ReadFile(overlay)
	if err != nil {
		return nil, err
	}
	var list struct{ Replace map[string]string }
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	load := func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		other, ok := list.Replace[args.Path]
		if !ok {
			return api.OnLoadResult{}, nil
		}
		content, err := os.ReadFile(other)
		contents := string(content)
		return api.OnLoadResult{Contents: &contents, Loader: api.LoaderTS}, err
	}
	return []api.Plugin{{Name: "overlay", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.ts$`}, load)
	}}}, nil
}
