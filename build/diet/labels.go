package main

// Label words: few-shot prompts of our own, asked of the real chat model.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/api"
)

// shotsFile has the prompts that the page offers, by language.
var shotsFile = filepath.Join("assets", "shots.json")

// labels asks the questions and writes what they show.
func labels(opened *api.OpenModel, w io.Writer) error {
	content, err := os.ReadFile(shotsFile)
	if err != nil {
		return err
	}
	var prompts map[string]api.LabelWordsParams
	if err := json.Unmarshal(content, &prompts); err != nil {
		return fmt.Errorf("%s: %w", shotsFile, err)
	}
	fmt.Fprintf(w, "# Does the answer hang on the label words?\n\n%s\n\n", strings.Join([]string{
		"SmolLM2-135M-Instruct (Q4_1) reads demonstrations of our own (`assets/shots.json`) and a question, whose label it is to write. *Flow*:",
		"I = Σ over heads of |A ∂L/∂A|, mean over pairs of places, times 1,000 (Wang et al., arXiv:2305.14160): from what stands before them to the",
		"label words, from the label words to the answer, and of all other pairs, by thirds of the layers. *Kept*: the question sees the",
		"demonstrations' form and label words alone; *form*: the form alone; *random*: the form and as many other tokens, 20 draws.",
	}, "\n"))
	fmt.Fprintf(w, "Made by `GOEXPERIMENT=simd go run ./build/diet -labels > docs/labelwords.md`.\n")
	for _, language := range []string{"en", "zh"} {
		p := prompts[language]
		p.Draws, p.Seed = 20, 1
		r, _, err := api.Answer[api.LabelWordsResult](opened, "label_words", p)
		if err != nil {
			return err
		}
		writeLabels(w, language, &r)
	}
	return nil
}

func writeLabels(w io.Writer, language string, r *api.LabelWordsResult) {
	n := len(r.Answers)
	fmt.Fprintf(w, "\n## %s\n\n%d tokens of label words, %d others to draw from, %d questions, at most %d tokens.\n\n", language, r.Kept, r.Words, n, r.Tokens)
	fmt.Fprintf(w, "| layers | to the label words | label words to the answer | all others |\n|---|---|---|---|\n")
	layers := len(r.Flow.Rest)
	for third := range 3 {
		from, to := third*layers/3, (third+1)*layers/3
		mean := func(values []float64) float64 {
			sum := 0.0
			for _, v := range values[from:to] {
				sum += 1000 * v / float64(to-from)
			}
			return sum
		}
		fmt.Fprintf(w, "| %d–%d | %.3f | %.3f | %.3f |\n", from+1, to, mean(r.Flow.ToLabels), mean(r.Flow.ToAnswer), mean(r.Flow.Rest))
	}
	var right, same, form, random float64
	best := func(p []float64) int {
		if p[1] > p[0] {
			return 1
		}
		return 0
	}
	for _, a := range r.Answers {
		full := best(a.Full)
		if full == a.Right {
			right++
		}
		if best(a.Labels) == full {
			same++
		}
		if best(a.Form) == full {
			form++
		}
		random += a.Same
	}
	share := func(x float64) float64 { return 100 * x / float64(n) }
	fmt.Fprintf(w, "\nRight with all keys: %.0f %%. The same answer with the label words: %.0f %%, with the form alone %.0f %%, with random words %.0f %%.\n",
		share(right), share(same), share(form), share(random))
}
