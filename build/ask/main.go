// Command ask asks a chat model the shipped question sets, with the engine's own templates and readers, and reports how well its
// kinds of confidence fit, whether it follows a false hint and says so, whether its reasons name the words that decided, and what it
// says about things that do not exist:
//
//	GOEXPERIMENT=simd go run ./build/ask -raw run/ask.jsonl -report docs/ask.md
//
// With -translator it asks the shipped translator instead how often a character said with 90 % is right.
//
// The model is SmolLM2-135M-Instruct, from ../shared/data. A run that was broken off goes on where its raw file ends.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"pellucid/engine/ask"
	"pellucid/engine/checkpoint"
)

// chat is what SmolLM2's template puts around a first message, as transformers renders it (reference.json beside the model).
var chat = ask.Style{
	Language: ask.English,
	Before: "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n" +
		"<|im_start|>user\n",
	Between: "<|im_end|>\n<|im_start|>assistant\n",
}

// plan is what every question is asked. It was fixed before the model was asked anything.
var plan = ask.Plan{Orders: 4, Samples: 5, Temperature: 1, Hint: true, Seed: 1}

const (
	modelFile = "SmolLM2-135M-Instruct.Q4_1.gguf"
	modelSize = 98362432
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data", "folder with models/smollm2-135m-instruct")
	sets := flag.String("questions", "assets/questions", "folder of the question sets")
	raw := flag.String("raw", "run/ask.jsonl", "file of the answers, one a line: read if it is there, and gone on with")
	report := flag.String("report", "docs/ask.md", "file for the tables")
	n := flag.Int("n", 200, "questions")
	reasons := flag.Int("reasons", 100, "of them, asked for a reason whose words are deleted one by one")
	made := flag.Int("made", 40, "things that do not exist, and as many that do, asked about openly")
	asked := flag.Bool("asked", false, "ask nothing more: report the answers that the raw file has up to its first gap")
	translator := flag.String("translator", "", "ask no chat model: write to this file how often the shipped translator is right when it is sure")
	pairs := flag.Int("pairs", 1000, "held-out sentences in each direction, for the translator")
	flag.Parse()
	if *translator != "" {
		if err := forced(*data, *translator, *pairs); err != nil {
			log.Fatalf("ask: %v", err)
		}
		return
	}
	if err := run(*data, *sets, *raw, *report, sizes{*n, *reasons, *made}, *asked); err != nil {
		log.Fatalf("ask: %v", err)
	}
}

func run(data, sets, raw, report string, size sizes, asked bool) error {
	known, absent, err := questions(sets)
	if err != nil {
		return err
	}
	list := tasks(known, absent, size)
	all, err := kept(list, raw)
	if !asked && err == nil {
		var witness *ask.Speaker
		if witness, err = open(filepath.Join(data, "models/smollm2-135m-instruct", modelFile)); err == nil {
			all, err = interview(witness, list, raw)
		}
	}
	if err != nil {
		return err
	}
	out, err := os.Create(report)
	if err != nil {
		return err
	}
	defer out.Close()
	return write(out, all, len(all) < len(list))
}

func questions(folder string) ([]ask.Question, []ask.Absent, error) {
	file, err := os.Open(filepath.Join(folder, "en.txt"))
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	known, err := ask.ReadQuestions(file)
	if err != nil {
		return nil, nil, err
	}
	other, err := os.Open(filepath.Join(folder, "absent.en.txt"))
	if err != nil {
		return nil, nil, err
	}
	defer other.Close()
	absent, err := ask.ReadAbsent(other)
	return known, absent, err
}

// open makes a witness of the model.
func open(file string) (*ask.Speaker, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("the model is not there: %w", err)
	}
	source := checkpoint.Source{Size: modelSize, Open: func() (io.ReadCloser, error) { return os.Open(file) }}
	m, t, _, err := checkpoint.Open(checkpoint.FileMap{modelFile: source})
	if err != nil {
		return nil, err
	}
	if m, err = m.Unpacked(); err != nil {
		return nil, err
	}
	return &ask.Speaker{Model: m, Tokenizer: t, Special: true}, nil
}
