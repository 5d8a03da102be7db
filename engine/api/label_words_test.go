package api

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

func moods() LabelWordsParams {
	return LabelWordsParams{
		Shots:   []LabelShot{{"cat", "yes"}, {"dog", "no"}, {"cats", "yes"}},
		Queries: []LabelShot{{"dogs", "yes"}, {"table", "no"}},
		Form:    LabelForm{Before: " ", Middle: ": ", After: "."}, Seed: 1, Draws: 4,
	}
}

func TestLabelWords(t *testing.T) {
	for _, position := range []string{"learned", "rotary"} {
		s, p := session(t, "decoder", position), moods()
		r, _ := call[LabelWordsResult](t, s, "label_words", p)
		layers := s.Model.Config.DecoderLayers
		labelTokens := len(s.Tokenizer.Encode("yes")) + len(s.Tokenizer.Encode("no")) + len(s.Tokenizer.Encode("yes"))
		if !slices.Equal(r.Labels, []string{"yes", "no"}) || len(r.Answers) != 2 || len(r.Flow.ToLabels) != layers {
			t.Fatalf("%s: %+v", position, r)
		}
		if r.Kept != labelTokens || labelTokens <= len(p.Shots) {
			t.Errorf("%s: %d tokens kept, the labels have %d", position, r.Kept, labelTokens)
		}
		for layer := range layers {
			// Of the last layer only the last place is read.
			if toLabels := r.Flow.ToLabels[layer]; (toLabels > 0) != (layer < layers-1) || r.Flow.ToAnswer[layer] <= 0 || r.Flow.Rest[layer] <= 0 {
				t.Errorf("%s: nothing flows in layer %d: %+v", position, layer, r.Flow)
			}
		}
		for i, a := range r.Answers {
			if a.Right != i {
				t.Errorf("%s: question %d has the label %d", position, i, a.Right)
			}
			for name, probs := range map[string][]float64{"full": a.Full, "labels": a.Labels, "form": a.Form, "random": a.Random} {
				if len(probs) != 2 || math.Abs(probs[0]+probs[1]-1) > 1e-6 {
					t.Errorf("%s: %s %v", position, name, probs)
				}
			}
			// With all keys it is what the model says of the whole prompt.
			text := ""
			for _, shot := range p.Shots {
				text += p.Form.Before + shot.Text + p.Form.Middle + shot.Label + p.Form.After
			}
			text += p.Form.Before + p.Queries[i].Text + p.Form.Middle
			ids, err := (&Call{OpenModel: s}).labelTokens(text, r.Labels)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := s.read(Input{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			trace, err := s.Model.Forward(model.Batch{{Tokens: whole.start}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
			if err != nil {
				t.Fatal(err)
			}
			logits := trace.Logits(0).Data
			odds := float64(logits[ids[0]] - logits[ids[1]])
			if want := 1 / (1 + math.Exp(-odds)); math.Abs(a.Full[0]-want) > 1e-4 {
				t.Errorf("%s: question %d: want %g with all keys, got %g", position, i, want, a.Full[0])
			}
		}
		if again, _ := call[LabelWordsResult](t, s, "label_words", p); again.Answers[0].Same != r.Answers[0].Same {
			t.Errorf("%s: one seed, other draws", position)
		}
	}
}

// TestFormHasNothingOfTheLabels: a label of several tokens is no part of what stays without label words.
func TestFormHasNothingOfTheLabels(t *testing.T) {
	s, p := session(t, "decoder", "learned"), moods()
	shots, texts, err := (&Call{OpenModel: s}).shots(p, "dogs", p.labels())
	if err != nil {
		t.Fatal(err)
	}
	said := func(places []int) (text string) {
		for _, at := range places {
			if id := shots.Tokens[at]; id != s.Model.Config.Begin {
				text += string(s.Tokenizer.Decode([]int32{id}))
			}
		}
		return strings.ReplaceAll(text, " ", "") // of a token that begins with one
	}
	if got := said(shots.Form); got != strings.Repeat(":.", len(p.Shots)) {
		t.Errorf("the form is %q", got)
	}
	if got := said(shots.Labels); got != "yesnoyes" || said(texts) != "catdogcats" {
		t.Errorf("labels %q, texts %q", got, said(texts))
	}
}

func TestLabelWordsRefuses(t *testing.T) {
	s := session(t, "decoder", "learned")
	for name, change := range map[string]func(*LabelWordsParams){
		"one demonstration":       func(p *LabelWordsParams) { p.Shots = p.Shots[:1] },
		"one label":               func(p *LabelWordsParams) { p.Shots[1].Label = "yes"; p.Queries[1].Label = "yes" },
		"an unknown label":        func(p *LabelWordsParams) { p.Queries[0].Label = "fair" },
		"no question":             func(p *LabelWordsParams) { p.Queries = nil },
		"labels that begin alike": func(p *LabelWordsParams) { p.Shots[1].Label = "yes."; p.Queries[1].Label = "yes." },
	} {
		p := moods()
		change(&p)
		_, _, err := try[LabelWordsResult](t, s, "label_words", p)
		if err == nil {
			t.Errorf("%s is not refused", name)
			continue
		}
		wantCode(t, err, problem.BadParams)
	}
	_, _, err := try[LabelWordsResult](t, translator(t), "label_words", moods())
	wantCode(t, err, problem.WrongKind)
}
