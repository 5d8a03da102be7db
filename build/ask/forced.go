package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/api"
	"pellucid/engine/ask"
)

// translatorFolder is the model that the site ships.
const translatorFolder = "assets/models/zh-en"

// forced reports how often the translator's most likely next token is the reference's, the reference before it given, at each probability.
func forced(data, report string, pairs int) error {
	session, err := api.Open(os.DirFS(translatorFolder))
	if err != nil {
		return err
	}
	file, err := os.Open(filepath.Join(data, "mt", "test.tsv"))
	if err != nil {
		return fmt.Errorf("the held-out sentences are not here: %w", err)
	}
	defer file.Close()
	sums := []*guesses{{to: "zh"}, {to: "en"}}
	lines := bufio.NewScanner(file)
	for n := 0; n < pairs && lines.Scan(); n++ {
		sides := strings.Split(lines.Text(), "\t")
		if len(sides) < 2 {
			return fmt.Errorf("a line with %d columns, want 2", len(sides))
		}
		for i, input := range []api.Input{{Text: sides[0], To: "zh", Target: sides[1]}, {Text: sides[1], To: "en", Target: sides[0]}} {
			if err := sums[i].add(session, input); err != nil {
				return err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	out, err := os.Create(report)
	if err != nil {
		return err
	}
	defer out.Close()
	return writeForced(out, sums)
}

// guesses are the most likely next tokens in one direction.
type guesses struct {
	to         string
	sentences  int
	confidence []float64
	right      []bool
}

func (g *guesses) add(session *api.OpenModel, input api.Input) error {
	r, _, err := api.Answer[api.ForwardResult](session, "forward", api.ForwardParams{Input: input, Top: 1})
	if err != nil {
		return err
	}
	g.sentences++
	for row := range len(r.Target.Tokens) - 1 {
		first := r.Top[row][0]
		g.confidence = append(g.confidence, min(float64(first.Prob), 1))
		g.right = append(g.right, first.Token.ID == r.Target.Tokens[row+1].ID)
	}
	return nil
}

func writeForced(w io.Writer, sums []*guesses) error {
	fmt.Fprint(w, "# A translator: as sure as it is right?\n\nThe shipped translator reads a held-out reference translation token by token. At each place its "+
		"most likely next token is compared with the reference's, given all of the reference before it. In Chinese a token is a character. "+
		"Another good translation counts as wrong here, so that a translator is righter than this says. "+
		"Intervals are 95 % by resampling tokens. Made by `go run ./build/ask -translator docs/sure.md`.\n")
	for _, g := range sums {
		c, err := ask.Calibrate(g.confidence, g.right, seed)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n## To %s\n\n%d sentences, %d tokens. Mean probability %.3f, right %.3f; ECE %.3f (%.3f–%.3f; by chance up to %.3f); Brier %.3f; AUROC %.3f.\n\n"+
			"| to | tokens | probability | right | from | to |\n|---|---|---|---|---|---|\n", g.to, g.sentences, c.N, c.Mean, c.BaseRate, c.ECE,
			c.ECELow, c.ECEHigh, c.ECEPerfect, c.Brier, c.AUROC)
		for _, b := range c.Bins {
			fmt.Fprintf(w, "| %s | %d | %.3f | %.3f | %.3f | %.3f |\n", g.to, b.Count, b.Confidence, b.Right, b.Low, b.High)
		}
	}
	return nil
}
