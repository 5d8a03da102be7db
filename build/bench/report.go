package main

// What was measured, held against the bars.

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"pellucid/engine/checkpoint"
)

// report is a whole run, as JSON has it.
type report struct {
	Browser string             `json:"browser"`
	Load    string             `json:"load"` // of the machine before and after, processes wanting a processor; "" if unknown
	Engines []*engine          `json:"engines"`
	Reader  []*engine          `json:"reader,omitempty"` // the same of a reader's own file
	Asking  *asking            `json:"asking,omitempty"`
	Lab     *lab               `json:"lab,omitempty"`
	Page    map[string]float64 `json:"page,omitempty"` // milliseconds by name; see site.mjs
	Bars    []bar              `json:"bars"`
	Failed  map[string]string  `json:"failed,omitempty"` // parts that gave no figures, and why

	fetched map[string]download // by engine
}

// engine is one column. Figures that an engine does not have are 0.
type engine struct {
	Name         string  `json:"name"`
	Load         float64 `json:"load_ms"`               // from nothing to a model that can run, files from a server on the same machine
	Prompt       float64 `json:"prompt_tokens_per_s"`   // 100 tokens, median
	Next         float64 `json:"next_ms"`               // one token after them, cache kept, median
	Occlusion    float64 `json:"occlusion_ms"`          // 40 tokens, each hidden once, and none
	Download     int     `json:"download_bytes"`        // scripts and WebAssembly that the browser fetched
	Packed       int     `json:"download_brotli_bytes"` // the same as brotli
	Modules      int     `json:"modules_brotli_bytes"`  // the WebAssembly of it
	Memory       int64   `json:"wasm_memory_bytes"`     // of all WebAssembly memories, at most
	RSS          int64   `json:"renderer_peak_bytes"`   // of the page's process, resident, at most
	Weights      int64   `json:"weights_bytes,omitempty"`
	Kernels      string  `json:"kernels,omitempty"`
	Cosine       float64 `json:"cosine,omitempty"` // of its logits to onnxruntime's in float32
	Finite       bool    `json:"finite"`
	Best         int     `json:"likeliest_token"` // after the prompt
	promptMillis float64
	logits       []float32
}

// bar is one thing to reach.
type bar struct {
	Name string  `json:"name"`
	Want string  `json:"want"`
	Got  float64 `json:"got"`
	Unit string  `json:"unit"`
	Met  bool    `json:"met"`
}

func newReport() *report { return &report{Failed: map[string]string{}, fetched: map[string]download{}} }

// measured is what a page in pages/ returns.
type measured struct {
	Load      []float64 `json:"load"`
	Prompt    []float64 `json:"prompt"`
	Next      []float64 `json:"next"`
	Occlusion []float64 `json:"occlusion"`
	Memory    int64     `json:"memory"`
	Weights   int64     `json:"weights"`
	Kernels   string    `json:"kernels"`
	Logits    []float32 `json:"logits"`
	Best      *struct {
		ID      int      `json:"id"`
		LogProb *float64 `json:"logprob"`
	} `json:"best"` // where there are no logits; a value that is no number has no place in JSON and comes as null
}

// add takes one part's answer.
func (r *report) add(a answer) error {
	switch {
	case a.Error != "":
		r.Failed[a.Name] = a.Error
		return nil
	case a.Name == "browser":
		var browser struct{ Version string }
		err := json.Unmarshal(a.Result, &browser)
		r.Browser = browser.Version
		return err
	case a.Name == "page":
		return json.Unmarshal(a.Result, &r.Page)
	case a.Name == "asking":
		return json.Unmarshal(a.Result, &r.Asking)
	case a.Name == "lab":
		return json.Unmarshal(a.Result, &r.Lab)
	}
	var m measured
	if err := json.Unmarshal(a.Result, &m); err != nil {
		return fmt.Errorf("%s: %w", a.Name, err)
	}
	fetched := r.fetched[a.Name]
	e := &engine{
		Name: a.Name, Load: median(m.Load), Next: median(m.Next), Occlusion: median(m.Occlusion),
		Download: fetched.plain, Packed: fetched.packed, Modules: fetched.modules, Memory: m.Memory, RSS: a.RSS, Weights: m.Weights,
		Kernels:      m.Kernels,
		promptMillis: median(m.Prompt), logits: m.Logits,
	}
	e.Prompt = 1000 * promptTokens / e.promptMillis
	if m.Best != nil {
		e.Best, e.Finite = m.Best.ID, m.Best.LogProb != nil
	} else if len(m.Logits) > 0 {
		e.Best, e.Finite = slices.Index(m.Logits, slices.Max(m.Logits)), finite(m.Logits)
	}
	if strings.HasPrefix(a.Name, "reader") {
		r.Reader = append(r.Reader, e)
		return nil
	}
	r.Engines = append(r.Engines, e)
	return nil
}

// median of no values is 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[len(sorted)/2] + sorted[(len(sorted)-1)/2]) / 2
}

func finite(values []float32) bool {
	return !slices.ContainsFunc(values, func(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) })
}

func (r *report) engine(name string) *engine {
	for _, e := range r.Engines {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// judge compares outputs and figures.
func (r *report) judge() {
	if reference := r.engine("ort-float32"); reference != nil {
		for _, e := range r.Engines {
			if e.logits != nil {
				e.Cosine, _ = checkpoint.Cosine(e.logits, reference.logits)
			}
		}
	}
	if own := r.engine("pellucid"); own != nil {
		r.judgeEngine(own)
	}
	r.judgeWorkers()
	r.judgeReader()
	r.judgeAsking()
	r.judgeLab()
	r.judgePage()
}

func (r *report) most(name string, got float64, most float64, unit string) {
	r.Bars = append(r.Bars, bar{name, fmt.Sprintf("≤ %g", most), got, unit, got <= most})
}

func (r *report) least(name string, got float64, least float64, unit string) {
	r.Bars = append(r.Bars, bar{name, fmt.Sprintf("≥ %g", least), got, unit, got >= least})
}

func (r *report) judgeEngine(own *engine) {
	r.most("next token", own.Next, 12, "ms")
	r.least("prompt", own.Prompt, 200, "tokens/s")
	r.most("engine (WebAssembly), brotli", float64(own.Modules)/1e6, 2, "MB")
	if peer := r.fastestLoad(); peer != nil {
		r.most("load, against "+peer.Name, own.Load/peer.Load, 1.2, "×")
	}
	r.most("memory to weights", float64(own.Memory)/float64(own.Weights), 1.6, "×")
	if own.Cosine != 0 {
		r.least("cosine of logits to onnxruntime's in float32", own.Cosine, 0.999, "")
	}
	for _, peer := range r.Engines {
		if slices.Contains(ownEngines, peer.Name) {
			continue
		}
		r.least("next token, against "+peer.Name, peer.Next/own.Next, 4, "× as fast")
		r.least("prompt, against "+peer.Name, own.Prompt/peer.Prompt, 1, "× as fast")
		if peer.Occlusion > 0 {
			r.least("occlusion, against "+peer.Name, peer.Occlusion/own.Occlusion, 3, "× as fast")
		}
	}
}

// ownEngines are this engine with one worker and with two, with products of bytes and without.
var ownEngines = []string{"pellucid", "two-workers", "words", "words-two-workers"}

// judgeWorkers holds two workers to the bar for one call.
func (r *report) judgeWorkers() {
	peer := r.engine("ort-int8")
	for _, name := range ownEngines[1:] {
		if own := r.engine(name); own != nil && peer != nil {
			r.least("occlusion, "+name+" against "+peer.Name, peer.Occlusion/own.Occlusion, 3, "× as fast")
		}
	}
}

// fastestLoad is the peer that was ready first, nil without peers.
func (r *report) fastestLoad() (fastest *engine) {
	for _, peer := range r.Engines {
		if !slices.Contains(ownEngines, peer.Name) && (fastest == nil || peer.Load < fastest.Load) {
			fastest = peer
		}
	}
	return fastest
}

// pageBars are the most milliseconds that each figure of the page may take.
var pageBars = []struct {
	name, text string
	most       float64
}{
	{"first_paint", "first paint of a true result", 1000},
	{"first_bench", "first result in the bench, where one can write", 1000},
	{"own_sentence", "own sentence translated, after navigation", 3000},
	{"tokens", "keystroke to tokens", 30},
	{"attention", "keystroke to attention, 20 tokens", 150},
	{"long_task", "longest main-thread task", 50},
	{"occlusion", "occlusion of 20 tokens, all outputs", 1000},
	{"why_first", "why-card, first rows", 300},
	{"why", "why-card", 2000},
	{"switch_off", "switch-off to output", 150},
	{"walk_frame", "script, style and layout of 95 % of the walk's frames", 8},
	{"word_vectors", "vectors of 2,000 words learned and counted", 30000},
	{"clinic", "layer clinic of one sentence, probes trained", 300},
	{"own_idea", "two lists of eight words told apart", 1000},
	{"clinic_tables", "two tasks at all layers with their controls, three seeds", 10000},
}

func (r *report) judgePage() {
	for _, b := range pageBars {
		if got, ok := r.Page[b.name]; ok {
			r.most("page: "+b.text, got, b.most, "ms")
		}
	}
	for _, language := range []string{"en", "zh"} {
		if got, ok := r.Page["world_told_"+language]; ok {
			r.least("page: live world after 60 s, told facts right, "+language, got, 80, "%")
		}
	}
	if got, ok := r.Page["world_speed"]; ok {
		r.least("page: live world, tokens trained a second", got, 10_000, "tokens/s")
	}
}

// print writes the tables.
func (r *report) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(r.Engines) > 0 {
		fmt.Fprintf(w, "GPT-2 small's shape, random weights, one thread, Chromium %s\n\n", r.Browser)
		r.printEngines(w, r.Engines, "pellucid")
	}
	if len(r.Reader) > 0 {
		fmt.Fprintf(w, "\nSmolLM2-135M-Instruct, Q4_1 (%s), one thread, Chromium %s\n\n", filepath.Base(readerFile), r.Browser)
		r.printEngines(w, r.Reader, "reader")
	}
	if r.Load != "" {
		fmt.Fprintf(w, "\nload of the machine before and after: %s on %d processors; a busy one makes every figure worse\n", r.Load,
			runtime.NumCPU())
	}
	if len(r.Bars) > 0 {
		fmt.Fprintln(w, "\nbar\twanted\tgot\t")
	}
	for _, b := range r.Bars {
		fmt.Fprintf(w, "%s\t%s\t%.4g %s\t%s\n", b.Name, b.Want, b.Got, b.Unit, map[bool]string{true: "met", false: "MISSED"}[b.Met])
	}
	for name, reason := range r.Failed {
		first, _, _ := strings.Cut(reason, "\n")
		fmt.Fprintf(w, "\n%s gave no figures: %s\n", name, first)
	}
	return w.Flush()
}

// printEngines prints a column for each engine, and how many times better than it the own one is.
func (r *report) printEngines(w io.Writer, engines []*engine, ours string) {
	var own *engine
	row := func(name string, cell func(*engine) string) {
		cells := []string{name}
		for _, e := range engines {
			if e.Name == ours {
				own = e
			}
			cells = append(cells, cell(e))
		}
		fmt.Fprintln(w, strings.Join(cells, "\t")+"\t")
	}
	row("", func(e *engine) string { return e.Name })
	// A ratio above 1 says that this engine is so many times better than that one.
	figure := func(name, format string, value func(*engine) float64, moreIsBetter bool) {
		row(name, func(e *engine) string {
			v := value(e)
			if v == 0 {
				return "–"
			}
			text := fmt.Sprintf(format, v)
			if own != nil && own != e && value(own) > 0 {
				ratio := v / value(own)
				if moreIsBetter {
					ratio = 1 / ratio
				}
				text += fmt.Sprintf(" (%.2g×)", ratio)
			}
			return text
		})
	}
	figure("prompt of 100, tokens/s", "%.0f", func(e *engine) float64 { return e.Prompt }, true)
	figure("next token, ms", "%.1f", func(e *engine) float64 { return e.Next }, false)
	figure("occlusion of 40, ms", "%.0f", func(e *engine) float64 { return e.Occlusion }, false)
	figure("load, ms", "%.0f", func(e *engine) float64 { return e.Load }, false)
	figure("download, MB", "%.2f", func(e *engine) float64 { return float64(e.Download) / 1e6 }, false)
	figure("download, brotli, MB", "%.2f", func(e *engine) float64 { return float64(e.Packed) / 1e6 }, false)
	figure("of that WebAssembly, MB", "%.3f", func(e *engine) float64 { return float64(e.Modules) / 1e6 }, false)
	figure("WebAssembly memory, MB", "%.0f", func(e *engine) float64 { return float64(e.Memory) / 1e6 }, false)
	figure("renderer's peak, MB", "%.0f", func(e *engine) float64 { return float64(e.RSS) / 1e6 }, false)
	row("logits", func(e *engine) string {
		switch {
		case !e.Finite:
			return "not finite"
		case e.Cosine != 0:
			return fmt.Sprintf("cosine %.5f", e.Cosine)
		}
		return "finite"
	})
	row("likeliest next token", func(e *engine) string { return fmt.Sprint(e.Best) })
}
