package main

// Pairs that a model made of single sentences: for the other direction, where what is learned is the side that people wrote and only
// the source may err (back-translation, Sennrich et al. 2016, arXiv:1511.06709), and for the same.

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pellucid/engine/doubt"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

// leastSure is the mean logarithm of the tokens' probabilities below which a translation is thrown away.
const leastSure = -1.3

// translatedFile is where the pairs made of single sentences lie.
func (s settings) translatedFile() string { return filepath.Join(s.state, "translated.tsv") }

// monolingual are the files of single sentences by the language they are translated to; most says how many are.
var monolingual = map[string]string{"en": "mono_zh.txt", "zh": "mono_en.txt"}

// most is how many sentences of a pool are translated: of single sentences, whose pairs serve in both directions, and of the sources
// of everyday pairs, which the model learns to translate greedily as its beam did (Kim and Rush 2016, arXiv:1606.07947).
var most = map[string]int{"single to en": 30000, "everyday to zh": 36000, "everyday to en": 30000, "single to zh": 8000}

// translateMono translates, by a beam search with the weights of -from, the single sentences of the data folder and both sides of
// its everyday pairs, and writes what the rules of the corpora leave.
func translateMono(r *run) error {
	sets, err := readSets(r.data)
	if err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		return err
	}
	r.tokenizer.ReadAs(reading(r.tokenizer))
	held := heldOut(sets["dev"], sets["test"])
	everyday := slices.DeleteFunc(tidied(sets["train"]), func(p pair) bool { return p.source != "tatoeba" })
	everyday, _ = clean(everyday, corpusRules(held)...)
	var made []pair
	for _, to := range []string{"en", "zh"} {
		items, err := single(filepath.Join(r.data, "mt", monolingual[to]), to, heldOut(sets["train"], sets["dev"], sets["test"]))
		if err != nil {
			return err
		}
		for _, of := range []struct {
			name  string
			items []item
		}{{"single", items}, {"everyday", directed(everyday, to)}} {
			name := of.name + " to " + to
			of.items = spread(of.items, most[name])
			r.log("%d: %s", len(of.items), name)
			slices.SortStableFunc(of.items, func(a, b item) int { return len(a.source) - len(b.source) })
			pairs, err := r.translations(of.items, name)
			if err != nil {
				return err
			}
			made = append(made, pairs...)
		}
	}
	kept, dropped := clean(made, corpusRules(held)...)
	for reason, n := range dropped {
		r.log("left out %6d: %s", n, reason)
	}
	return writeFile(r.translatedFile(), func(f *os.File) error {
		w := bufio.NewWriter(f)
		for _, p := range kept {
			fmt.Fprintf(w, "%s\t%s\t%s\n", p.english, p.chinese, p.source)
		}
		return w.Flush()
	})
}

// single reads sentences, one a line, as sources; those that known drops are left out, and each comes once.
func single(path, to string, known rule) ([]item, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var texts []pair
	for line := range strings.Lines(string(content)) {
		text := token.Tidy(strings.TrimSpace(line))
		texts = append(texts, pair{english: text, chinese: text})
	}
	texts, _ = clean(texts, known)
	random := rand.New(rand.NewPCG(1, 3))
	random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	return directed(texts, to), nil
}

// translations are the pairs of sources and what the model is sure enough of.
func (r *run) translations(items []item, source string) (pairs []pair, err error) {
	for part := range slices.Chunk(items, 4096) {
		found, err := r.beams(r.model, part)
		if err != nil {
			return nil, err
		}
		for i, h := range found {
			text := r.text(h.Tokens)
			if h.LogProb < leastSure*float64(len(h.Tokens)) || !h.Ended || doubt.Loops(text) {
				continue
			}
			p := pair{english: text, chinese: part[i].source, source: source}
			if part[i].to == "zh" {
				p.english, p.chinese = part[i].source, text
			}
			pairs = append(pairs, p)
		}
		r.log("%d pairs", len(pairs))
	}
	return pairs, nil
}

// readTranslated is the pairs of the file of translations by pool; none where nothing was translated.
func (s settings) readTranslated() (map[string][]pair, error) {
	pairs, err := readPairs(s.translatedFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	pools := map[string][]pair{}
	for _, p := range pairs {
		pools[p.source] = append(pools[p.source], p)
	}
	return pools, err
}

// nearChrF is how near a translation of an everyday pair must come to what people wrote, so that errors are not learned.
var nearChrF = map[string]float64{"everyday to en": 45, "everyday to zh": 25}

// near leaves out translations of everyday pairs that are far from every known one.
func near(translations, everyday []pair, pool string) []pair {
	least, ok := nearChrF[pool]
	if !ok {
		return translations
	}
	sides := func(p pair) (source, target string) { return p.chinese, p.english }
	if strings.HasSuffix(pool, "zh") {
		sides = func(p pair) (source, target string) { return p.english, p.chinese }
	}
	known := map[string][]string{}
	for _, p := range everyday {
		source, target := sides(p)
		known[source] = append(known[source], target)
	}
	chrF := train.ChrF2()
	return slices.DeleteFunc(translations, func(p pair) bool {
		source, target := sides(p)
		return !slices.ContainsFunc(known[source], func(reference string) bool {
			return chrF.Score(chrF.Count(target, reference)) >= least
		})
	})
}
