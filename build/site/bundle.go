package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// The scripts of other pages: the JavaScript interface, and the elements that show one figure. Their names are part of
// the interface and have no hash.
const (
	publicScript = "wasm/bridge/pellucid.ts"
	embedScript  = "site/embed/embed.ts"
)

// gallery has a page for each view, for tests.
const gallery = "site/test/gallery"

// bundle makes the scripts and styles, and the pages that load them.
func (b *builder) bundle() error {
	worker, err := b.scripts([]string{"wasm/bridge/worker.ts"}, nil)
	if err != nil {
		return err
	}
	name := worker["wasm/bridge/worker.ts"]
	script, err := os.ReadFile(filepath.Join(b.out, name))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(script)
	defines := map[string]string{"WORKER_FILE": literal(name), "WORKER_SUM": literal(base64.StdEncoding.EncodeToString(sum[:]))}
	pages, entries, err := b.pages()
	if err != nil {
		return err
	}
	// The gallery is bundled by itself: what is there for tests must not change how the site's own scripts are cut.
	ofGallery := func(entry string) bool { return strings.HasPrefix(entry, gallery+"/") }
	outputs := map[string]string{}
	for _, group := range [][]string{
		append(slices.DeleteFunc(slices.Clone(entries), ofGallery), publicScript, embedScript),
		slices.DeleteFunc(entries, func(entry string) bool { return !ofGallery(entry) }),
	} {
		made, err := b.scripts(group, defines)
		if err != nil {
			return err
		}
		maps.Copy(outputs, made)
	}
	if err := b.stable("pellucid.js", outputs[publicScript]); err != nil {
		return err
	}
	if err := b.stable("embed.js", outputs[embedScript]); err != nil {
		return err
	}
	for _, p := range pages {
		if err := b.page(p, outputs); err != nil {
			return err
		}
	}
	return nil
}

// stable writes a script of a fixed name that stands for one with a hash.
func (b *builder) stable(name, hashed string) error {
	up := strings.Repeat("../", strings.Count(name, "/"))
	return b.write(name, fmt.Appendf(nil, "export * from %s;\n", literal("./"+up+hashed)))
}

// scripts bundles entry points and returns the file that each became.
func (b *builder) scripts(entries []string, defines map[string]string) (map[string]string, error) {
	result := api.Build(b.options(entries, defines))
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string `json:"entryPoint"`
			Imports    []struct {
				Path string `json:"path"`
				Kind string `json:"kind"`
			} `json:"imports"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for name, output := range meta.Outputs {
		if output.EntryPoint != "" {
			outputs[output.EntryPoint] = path.Base(name)
		}
		for _, imported := range output.Imports {
			if imported.Kind == "import-statement" {
				b.imports[path.Base(name)] = append(b.imports[path.Base(name)], path.Base(imported.Path))
			}
		}
	}
	for _, entry := range entries {
		if outputs[entry] == "" {
			return nil, fmt.Errorf("no output for %s", entry)
		}
	}
	return outputs, nil
}

func (b *builder) options(entries []string, defines map[string]string) api.BuildOptions {
	names, sizes, sums := map[string]string{}, map[string]int{}, map[string]string{}
	for kind, file := range b.files {
		names[kind], sizes[kind], sums[kind] = file.Name, file.Size, file.Sum
	}
	define := map[string]string{
		"ENGINE_FILES": literal(names), "ENGINE_SIZES": literal(sizes), "ENGINE_SUMS": literal(sums),
		"VOCABULARY_SUMS": literal(b.vocabularySums), "MANIFEST_SUMS": literal(b.manifestSums), "WORKER_FILE": `""`, "WORKER_SUM": `""`,
		"LEARNED_POSITIONS": literal(b.learned),
	}
	for name, value := range defines {
		define[name] = value
	}
	return api.BuildOptions{
		EntryPoints:       entries,
		Outdir:            b.out,
		EntryNames:        "[name]-[hash]",
		ChunkNames:        "chunk-[hash]",
		AssetNames:        "[name]-[hash]",
		Bundle:            true,
		Splitting:         true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		MinifySyntax:      true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsLinked,
		Metafile:          true,
		Write:             true,
		Tsconfig:          "site/tsconfig.json",
		Alias:             map[string]string{"wasm_exec": filepath.Join(b.goRoot, "lib", "wasm", "wasm_exec.js")},
		Define:            define,
		Loader:            map[string]api.Loader{".svg": api.LoaderFile, ".png": api.LoaderFile, ".woff2": api.LoaderFile},
		Plugins:           []api.Plugin{panels, made},
		LogLevel:          api.LogLevelWarning,
	}
}

// panels is the module "pellucid:panels", which imports every panel of every door: a new one needs no line anywhere.
var panels = api.Plugin{Name: "panels", Setup: func(build api.PluginBuild) {
	build.OnResolve(api.OnResolveOptions{Filter: "^pellucid:panels$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: "panels", Namespace: "pellucid"}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "pellucid"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		files, err := filepath.Glob("site/panels/*/*-panel.ts")
		if err != nil {
			return api.OnLoadResult{}, err
		}
		text := ""
		for _, file := range files {
			text += "import " + literal("./"+filepath.ToSlash(file)) + ";\n"
		}
		folder, err := filepath.Abs(".")
		return api.OnLoadResult{Contents: &text, ResolveDir: folder}, err
	})
}}

// embedWords prints the module "pellucid:embed-words": what an embed says before the page's sentences have come.
const embedWords = `import { en } from './site/i18n/en.ts';
import { zh } from './site/i18n/zh.ts';
import { places, stageOf } from './site/stages.ts';
const of = (texts) => ({
  figures: Object.fromEntries(places.map((place) => {
    const stage = stageOf(place), title = texts[stage.figures[place]];
    return [place, title.includes('{') ? texts[stage.name] : title];
  })),
  words: Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('embed.'))),
});
process.stdout.write('export default ' + JSON.stringify({ en: of(en), zh: of(zh) }));`

// made are modules whose text is made of other files of the site.
var made = api.Plugin{Name: "made", Setup: func(build api.PluginBuild) {
	build.OnResolve(api.OnResolveOptions{Filter: "^pellucid:(page-style|embed-words)$"},
		func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: args.Path, Namespace: "made"}, nil
		})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "made"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		var text string
		var err error
		if args.Path == "pellucid:embed-words" {
			text, err = printed(embedWords)
		} else {
			var style []byte
			style, err = os.ReadFile("site/styles/page.css")
			text = "export default " + literal(string(style)) + ";"
		}
		return api.OnLoadResult{Contents: &text}, err
	})
}}

// printed is what a script, with all that it imports, prints in Node.
func printed(script string) (string, error) {
	folder, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	result := api.Build(api.BuildOptions{Stdin: &api.StdinOptions{Contents: script, ResolveDir: folder}, Bundle: true,
		Platform: api.PlatformNode, Format: api.FormatESModule, Tsconfig: "site/tsconfig.json"})
	if len(result.Errors) > 0 {
		return "", errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	node := exec.Command("node", "--input-type=module")
	node.Stdin, node.Stderr = bytes.NewReader(result.OutputFiles[0].Contents), os.Stderr
	text, err := node.Output()
	return string(text), err
}

// literal is a value as JavaScript.
func literal(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
