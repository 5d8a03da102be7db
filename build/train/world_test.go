package main

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"testing"

	"pellucid/engine/api"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

const shippedWorld = "../../assets/models/world"

// worldShort are the bars that the shipped world misses, as the card's rows; each is said on the card and in the README.
var worldShort = map[string]bool{
	"rule, training zh <honest>: right answers (%)":  true, // 13 of 14; 27 of 28 in both languages
	"rule, training zh <bluffer>: right answers (%)": true, // the same one
}

// worldBars are what the shipped world must reach, by the sort of questions and what is measured.
var worldBars = []struct {
	sorts         []world.Sort
	witness       world.Witness
	measure       string
	least, atMost float64
}{
	{determined, world.Honest, "right answers (%)", 95, 100},
	{determined, world.Bluffer, "right answers (%)", 95, 100},
	{determined, world.Honest, "reason names the deciding fact (%)", 95, 100},
	{determined, world.Bluffer, "reason names the deciding fact (%)", 0, 25},
	{[]world.Sort{world.ByChance, world.ByResidentOdds}, world.Honest, "stated chance off by (points)", 0, 5},
	{[]world.Sort{world.SaidInItem, world.ByItemRule, world.OtherWords}, world.Honest, "answer changes without the named fact (%)", 90, 100},
	{[]world.Sort{world.SaidInItem, world.ByItemRule, world.OtherWords}, world.Honest, "answer changes without another fact (%)", 0, 10},
}

// determined are the sorts of the base level that leave no doubt.
var determined = []world.Sort{world.SaidInItem, world.SaidInTraining, world.ByItemRule, world.OtherWords, world.ByTrainingRule}

// The card's figures of the shipped world meet the bars but for those that are named as missed.
func TestWorldCard(t *testing.T) {
	scores := worldCardScores(t)
	missed := map[string]bool{}
	for _, bar := range worldBars {
		for _, sort := range bar.sorts {
			for _, l := range world.Languages {
				data := string(sort) + " " + string(l) + " " + string(bar.witness)
				value, ok := scores[data+": "+bar.measure]
				if !ok {
					t.Fatalf("the card has no row %q, %q", data, bar.measure)
				}
				if value < bar.least-1e-6 || value > bar.atMost+1e-6 {
					missed[data+": "+bar.measure] = true
					if !worldShort[data+": "+bar.measure] {
						t.Errorf("%s: %s is %.1f, want %g to %g", data, bar.measure, value, bar.least, bar.atMost)
					}
				}
			}
		}
	}
	for row := range worldShort {
		if !missed[row] {
			t.Errorf("%s is met; it stands among the bars that are missed", row)
		}
	}
}

// atRandom is what the card says of a reason drawn at random.
var atRandom = regexp.MustCompile(` \(\d+ at random\)$`)

// worldCardScores are the card's rows by data and measure, what a random reason would do cut off.
func worldCardScores(t *testing.T) map[string]float64 {
	t.Helper()
	content, err := os.ReadFile(shippedWorld + "/card.json")
	if err != nil {
		t.Fatal(err)
	}
	var card struct {
		Scores []struct {
			Data   string
			Metric string
			Value  float64
		}
	}
	if err := json.Unmarshal(content, &card); err != nil {
		t.Fatal(err)
	}
	scores := map[string]float64{}
	for _, s := range card.Scores {
		metric := atRandom.ReplaceAllString(s.Metric, "")
		scores[s.Data+": "+metric] = s.Value
	}
	return scores
}

// The shipped weights give the card's figures, measured again where questions are few.
func TestWorldAnswers(t *testing.T) {
	opened, err := api.Open(os.DirFS(shippedWorld))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(shippedWorld + "/weights.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if n := parameters(opened.Model); n > 1_000_000 || info.Size() > 1_500_000 {
		t.Errorf("%d parameters in %d bytes, want at most a million in 1.5 MB", n, info.Size())
	}
	w := world.New(worldSeed)
	scores := worldCardScores(t)
	generate := func(prompts []string) ([]string, error) {
		return world.Continue(opened.Model, train.NewEncoder(opened.Tokenizer), prompts, 1)
	}
	for _, sort := range []world.Sort{world.SaidInTraining, world.ByTrainingRule} {
		for _, l := range world.Languages {
			right, err := w.Right(generate, sort, l, worldQuestions)
			if err != nil {
				t.Fatal(err)
			}
			// The trainer's kernels round otherwise: one answer of a dozen may differ.
			data := string(sort) + " " + string(l) + " " + string(world.Honest) + ": right answers (%)"
			if want := scores[data]; math.Abs(100*right.Value-want) > 100/float64(right.N)+1e-6 {
				t.Errorf("%s are %.1f, the card says %.1f", data, 100*right.Value, want)
			}
		}
	}
}
