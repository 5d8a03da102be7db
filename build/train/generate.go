package main

// Pairs that are made, not found: frames (pairs/frames.tsv) whose slots are filled from a lexicon (pairs/lexicon.tsv) and with
// numbers, prices, times and dates. Found sentences hold few of what every visitor types.

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"
)

//go:embed pairs
var pairFiles embed.FS

// frame is a sentence with slots in both languages.
type frame struct{ english, chinese string }

// generator fills frames.
type generator struct {
	lexicon map[string][]entry
	random  *rand.Rand
	skip    func(int) bool // numbers never to be used
	drawn   map[string]forms
	used    map[string]bool // entries of this pair
	digits  bool            // this pair's numbers are in digits
}

// forms of one filled slot: "" is the plain one.
type forms struct{ english, chinese map[string]string }

// readLines reads an embedded file of two or more fields a line; # begins a comment.
func readLines(name string, fields int) ([][]string, error) {
	content, err := pairFiles.ReadFile("pairs/" + name)
	if err != nil {
		return nil, err
	}
	var lines [][]string
	n := 0
	for line := range strings.Lines(string(content)) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != fields {
			return nil, fmt.Errorf("pairs/%s:%d: want %d fields, got %d", name, n, fields, len(f))
		}
		lines = append(lines, f)
	}
	return lines, nil
}

// readFrames reads a file of frames.
func readFrames(name string) ([]frame, error) {
	lines, err := readLines(name, 2)
	var frames []frame
	for _, f := range lines {
		frames = append(frames, frame{f[0], f[1]})
	}
	return frames, err
}

// newGenerator reads the lexicon.
func newGenerator(seed uint64, skip func(int) bool) (*generator, error) {
	lexicon, err := readLexicon()
	return &generator{lexicon: lexicon, random: rand.New(rand.NewPCG(seed, 0x70616972)), skip: skip}, err
}

// generated is n different pairs of the frames, each frame as often as it has different fillings to give.
func (g *generator) generated(frames []frame, n int, source string) ([]pair, error) {
	var pairs []pair
	seen := map[pair]bool{}
	for misses := 0; len(pairs) < n && misses < 20*n; {
		p, err := g.fill(frames[g.random.IntN(len(frames))])
		if err != nil {
			return nil, err
		}
		p.source = source
		if seen[p] {
			misses++
			continue
		}
		seen[p] = true
		pairs = append(pairs, p)
	}
	return pairs, nil
}

var slotPattern = regexp.MustCompile(`\{[^}]+\}`)

// fill draws a filling for each slot of a frame.
func (g *generator) fill(f frame) (pair, error) {
	g.drawn, g.used, g.digits = map[string]forms{}, map[string]bool{}, g.random.IntN(3) == 0
	var failed error
	side := func(text string, of func(forms) map[string]string) string {
		return slotPattern.ReplaceAllStringFunc(text, func(slot string) string {
			key, form, _ := strings.Cut(strings.Trim(slot, "{}"), ".")
			if _, ok := g.drawn[key]; !ok {
				kind := strings.TrimRight(key, "0123456789")
				filling, err := g.draw(kind)
				if err != nil {
					failed = fmt.Errorf("frame %q: %w", f.english, err)
					return ""
				}
				g.drawn[key] = filling
			}
			value, ok := of(g.drawn[key])[form]
			if !ok {
				failed = fmt.Errorf("frame %q: %s has no form %q", f.english, key, form)
			}
			return value
		})
	}
	p := pair{
		english: capital(side(f.english, func(v forms) map[string]string { return v.english })),
		chinese: side(f.chinese, func(v forms) map[string]string { return v.chinese }),
	}
	if g.random.IntN(6) == 0 {
		p.english = longForm.Replace(p.english)
	}
	return p, failed
}

// longForm writes contractions out.
var longForm = strings.NewReplacer("won't", "will not", "can't", "cannot", "n't", " not", "I'm", "I am", "It's", "It is", "I'll", "I will")

// capital makes the first letter of each sentence one.
func capital(text string) string {
	runes := []rune(text)
	start := true
	for i, r := range runes {
		if start && unicode.IsLetter(r) {
			runes[i] = unicode.ToUpper(r)
		}
		start = start && !unicode.IsLetter(r) && !unicode.IsDigit(r) ||
			i > 1 && r == ' ' && strings.ContainsRune("!?", runes[i-1]) || i > 2 && r == ' ' && runes[i-1] == '.' &&
			!strings.Contains("MrMrsMsDr", lastWord(runes[:i-1]))
	}
	return string(runes)
}

func lastWord(runes []rune) string {
	fields := strings.Fields(string(runes))
	return fields[len(fields)-1]
}

// number draws one of low to high that is not to be skipped.
func (g *generator) number(low, high int) int {
	for {
		if n := low + g.random.IntN(high-low+1); !g.skip(n) {
			return n
		}
	}
}

// write is a number in both languages; counted is followed by a measure word in Chinese, so that 2 is 两.
func (g *generator) write(n int, counted bool) (english, chinese string) {
	if g.digits {
		return grouped(n), fmt.Sprint(n)
	}
	english, chinese = englishNumber(n), chineseNumber(n, g.random.IntN(3) == 0)
	if n == 2 && counted {
		chinese = "两"
	}
	return english, chinese
}
