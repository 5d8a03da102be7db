// Command bench measures the engine in the browser beside its peers, onnxruntime-web and wllama, on the same weights:
// `go run ./build/bench` after `go run ./build/site` and `npm ci --prefix build/bench`.
//
// One headless Chromium holds all engines, which take turns. Every engine has one thread, but for two-workers; words computes as
// a processor that multiplies no bytes. A random model in the shape of
// GPT-2 small is written once; see weights.go. Then it measures the built site itself, if it holds the model zh-en.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// partNames are what -only can name, in the order in which they run.
var partNames = []string{
	"pellucid", "two-workers", "words", "words-two-workers", "ort-int8", "ort-float32", "wllama", "reader", "reader-wllama", "asking",
	"lab", "page",
}

func main() {
	log.SetFlags(0)
	dist := flag.String("dist", "dist", "the built site")
	data := flag.String("data", filepath.Join("..", "shared", "data"), "where the reader's file is, see reader.go")
	folder := flag.String("folder", filepath.Join("build", "bench"), "where drive.mjs and node_modules are; weights/ is made there")
	chromium := flag.String("chromium", filepath.Join("build", "chromium.sh"), "the browser")
	only := flag.String("only", strings.Join(partNames, ","), "the parts to run")
	asJSON := flag.Bool("json", false, "print JSON instead of tables")
	steps := flag.Int("steps", 24, "next tokens in a round")
	rounds := flag.Int("rounds", 5, "rounds, in which engines take turns; medians are taken over all of them")
	loads := flag.Int("loads", 3, "times that each model is opened; the median is taken")
	flag.Parse()
	b := &bench{dist: *dist, data: *data, folder: *folder, chromium: *chromium, steps: *steps, rounds: *rounds, loads: max(1, *loads)}
	b.only = strings.Split(*only, ",")
	report, err := b.run()
	if err != nil {
		log.Fatal(err)
	}
	if *asJSON {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(report)
	} else {
		err = report.print(os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// bench is one run.
type bench struct {
	dist, data, folder, chromium string
	only                         []string
	steps, rounds, loads         int
}

func (b *bench) run() (*report, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	weights, peers := filepath.Join(b.folder, "weights"), filepath.Join(b.folder, "node_modules")
	if slices.ContainsFunc(b.only, func(name string) bool {
		return name != "page" && name != "asking" && name != "lab" && !strings.HasPrefix(name, "reader")
	}) {
		if err := makeWeights(weights, os.Stderr); err != nil {
			return nil, err
		}
	}
	s, err := serve(b.dist, peers, weights, kernelFolder)
	if err != nil {
		return nil, err
	}
	parts, err := b.parts(weights)
	if err != nil {
		return nil, err
	}
	r := newReport()
	before := loadAverage()
	err = drive(b.folder, b.chromium, s.origin, b.rounds, b.loads, parts, func(a answer) error {
		fetched, err := s.download(filepath.Join(weights, "compressed"))
		if err != nil {
			return err
		}
		if a.Opened {
			r.fetched[a.Name] = fetched
			return nil
		}
		if a.Name != "browser" {
			fmt.Fprintf(os.Stderr, "%s: %s\n", a.Name, map[bool]string{true: "done", false: a.Error}[a.Error == ""])
		}
		return r.add(a)
	})
	if err != nil {
		return nil, err
	}
	if before != "" {
		r.Load = before + " and " + loadAverage()
	}
	r.judge()
	return r, nil
}

// loadAverage is the last minute's, as Linux tells it.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	minute, _, _ := strings.Cut(string(text), " ")
	return minute
}

// check says what is missing before anything is started.
func (b *bench) check() error {
	for _, name := range b.only {
		if !slices.Contains(partNames, name) {
			return fmt.Errorf("-only: there is no part %q; there are %s", name, strings.Join(partNames, ", "))
		}
	}
	wanted := map[string]string{
		filepath.Join(b.dist, "pellucid.js"):                       "build the site first: make site",
		filepath.Join(b.folder, "node_modules", "playwright-core"): "npm ci --prefix " + b.folder,
	}
	if slices.ContainsFunc(b.only, func(name string) bool { return name == "lab" || strings.HasPrefix(name, "words") }) {
		wanted[filepath.Join(kernelFolder, filepath.Base(wordKernels))] = "npm --prefix wasm/kernel run build"
	}
	for path, advice := range wanted {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("there is no %s: %s", path, advice)
		}
	}
	return nil
}

// parts are the pages to run.
func (b *bench) parts(weights string) ([]part, error) {
	var given task
	if text, err := os.ReadFile(filepath.Join(weights, "task.json")); err == nil {
		if err := json.Unmarshal(text, &given); err != nil {
			return nil, err
		}
	}
	options := func(model string) map[string]any {
		return map[string]any{
			"task": given, "steps": b.steps, "model": model,
			"layers": shape.DecoderLayers, "heads": shape.Heads, "dim": shape.HeadDim,
		}
	}
	with := func(more map[string]any) map[string]any {
		all := options("")
		maps.Copy(all, more)
		return all
	}
	_, err := os.Stat(filepath.Join(b.dist, "models", siteModel))
	all := []part{
		{Name: "pellucid", Script: "pellucid.js", Options: options("")},
		{Name: "two-workers", Script: "pellucid.js", Options: with(map[string]any{"engines": 2})},
		{Name: "words", Script: "pellucid.js", Options: with(map[string]any{"kernels": wordKernels})},
		{Name: "words-two-workers", Script: "pellucid.js", Options: with(map[string]any{"engines": 2, "kernels": wordKernels})},
		{Name: "ort-int8", Script: "onnxruntime.js", Options: options("int8")},
		{Name: "ort-float32", Script: "onnxruntime.js", Options: options("float32")},
		{Name: "wllama", Script: "wllama.js", Options: options("")},
		{Name: "page", Options: map[string]any{"model": siteModel, "present": err == nil}},
	}
	if slices.Contains(b.only, "reader") || slices.Contains(b.only, "reader-wllama") {
		reader, err := b.readerParts(weights)
		if err != nil {
			return nil, err
		}
		all = slices.Insert(all, len(all)-1, reader...)
	}
	if slices.Contains(b.only, "asking") {
		asking, err := b.askingPart(weights)
		if err != nil {
			return nil, err
		}
		all = append(all, asking)
	}
	if slices.Contains(b.only, "lab") {
		lab, err := b.labPart(weights)
		if err != nil {
			return nil, err
		}
		all = append(all, lab)
	}
	return slices.DeleteFunc(all, func(p part) bool { return !slices.Contains(b.only, p.Name) }), nil
}

// kernelFolder is where the kernels are built, and wordKernels the address of those that multiply no bytes.
const (
	kernelFolder = "wasm/kernel/build"
	wordKernels  = "/kernels/kernel.words.wasm"
	plainKernels = "/kernels/kernel.simd.wasm" // without relaxed SIMD
)

// siteModel is the model whose page is measured.
const siteModel = "zh-en"
