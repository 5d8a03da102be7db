// Command diet measures how a real chat model fares when it goes on from a long prompt with few of its keys:
//
//	GOEXPERIMENT=simd go run ./build/diet > docs/diet.md
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/api"
	"pellucid/engine/checkpoint"
)

const (
	modelFile = "SmolLM2-135M-Instruct.Q4_1.gguf"
	modelSize = 98362432
	// prompt is the keys of a prompt, written the tokens of its continuation, draws the random choices, seen the tokens of the
	// continuation that the explanation looks at.
	prompt, written, draws, seen = 1024, 64, 4, 1
)

// budgets are shares of the prompt's keys that are kept.
var budgets = []float64{0.1, 0.25, 0.5, 1}

// curve is what one policy loses on each text, [budget][text].
type curve struct {
	fall, same [][]float64
}

func (c *curve) add(at int, fall, same float64) {
	for len(c.fall) <= at {
		c.fall, c.same = append(c.fall, nil), append(c.same, nil)
	}
	c.fall[at], c.same[at] = append(c.fall[at], fall), append(c.same[at], same)
}

// tally is all policies on one sort of text.
type tally struct {
	curves map[string]*curve
	full   []float64 // log probability a token with all keys
	spare  []float64 // [budget] attention's work that is spared
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data", "folder with models/smollm2-135m-instruct and text")
	texts := flag.Int("texts", 5, "texts, and as many needles")
	shots := flag.Bool("labels", false, "ask few-shot questions instead: docs/labelwords.md")
	flag.Parse()
	if err := run(*data, *texts, *shots, os.Stdout); err != nil {
		log.Fatalf("diet: %v", err)
	}
}

func run(data string, texts int, shots bool, w io.Writer) error {
	file := filepath.Join(data, "models/smollm2-135m-instruct", modelFile)
	source := checkpoint.Source{Size: modelSize, Open: func() (io.ReadCloser, error) { return os.Open(file) }}
	m, tokenizer, meta, err := checkpoint.Open(checkpoint.FileMap{modelFile: source})
	if err != nil {
		return err
	}
	if m, err = m.Unpacked(); err != nil {
		return err
	}
	opened := api.New(m, tokenizer, meta)
	if shots {
		return labels(opened, w)
	}
	held, err := stories(filepath.Join(data, "text/african_storybook_en.txt"), texts)
	if err != nil {
		return err
	}
	plain, needles := newTally(), newTally()
	for i, text := range held {
		if err := plain.read(opened, text, "", i); err != nil {
			return err
		}
		hidden, answer := withNeedle(text, i, texts)
		if err := needles.read(opened, hidden, answer, i); err != nil {
			return err
		}
		log.Printf("text %d of %d", i+1, texts)
	}
	times, err := decode(m)
	if err != nil {
		return err
	}
	return write(w, m, plain, needles, times)
}

// stories are texts that are long enough, one after another from the file.
func stories(file string, n int) ([]string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	all := strings.Join(strings.Fields(strings.ReplaceAll(string(content), "<|endoftext|>", " ")), " ")
	const size = 8000 // bytes, more than prompt and continuation take
	if len(all) < n*size {
		return nil, fmt.Errorf("%s is too short for %d texts", file, n)
	}
	var list []string
	for i := range n {
		_, text, _ := strings.Cut(all[i*(len(all)/n):], " ")
		list = append(list, text[:size-100])
	}
	return list, nil
}

// withNeedle puts a number into a text, elsewhere in each, and asks for it at the end.
func withNeedle(text string, i, n int) (hidden, answer string) {
	const room = 3900 // bytes before the question: some thousand tokens
	text = text[:room]
	at := strings.LastIndex(text[:room*(2*i+1)/(2*n)], ". ")
	answer = fmt.Sprint(1000 + (i*7919+4817)%9000)
	hidden = text[:at+2] + "The secret number of the old house is " + answer + ". " + text[at+2:]
	return hidden + " The secret number of the old house is", " " + answer
}

func newTally() *tally { return &tally{curves: map[string]*curve{}} }

// read goes on from a text with few keys: to its own continuation, or to an answer.
func (t *tally) read(opened *api.OpenModel, text, answer string, seed int) error {
	tokens := opened.Tokenizer.Encode(text)
	var ids []int32
	if answer == "" {
		if len(tokens) < prompt+1+written {
			return fmt.Errorf("text %d has %d tokens", seed, len(tokens))
		}
		for _, token := range tokens[prompt+1:][:written] {
			ids = append(ids, token.ID)
		}
		text = text[:tokens[prompt].End]
	} else {
		for _, token := range opened.Tokenizer.Encode(answer) {
			ids = append(ids, token.ID)
		}
	}
	input := api.Input{Text: text, TargetIDs: ids}
	params := api.DietParams{Input: input, Budgets: budgets, Seed: uint64(seed), Draws: draws, Seen: seen}
	r, _, err := api.Answer[api.DietResult](opened, "diet", params)
	if err != nil {
		return err
	}
	t.full, t.spare = append(t.full, r.Full), r.Curves[0].Spare
	for at := range budgets {
		for _, c := range r.Curves {
			t.of(string(c.Policy)).add(at, c.Fall[at], c.Same[at])
		}
		t.of("random").add(at, r.Random[at].Fall, r.Random[at].Same)
	}
	return nil
}

func (t *tally) of(policy string) *curve {
	if t.curves[policy] == nil {
		t.curves[policy] = &curve{}
	}
	return t.curves[policy]
}
