package main

// What is measured on a sentence, by kinds. Each calls the engine as the page does.

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	library "github.com/pkoukk/tiktoken-go-loader/assets"

	"pellucid/engine/api"
	"pellucid/engine/explain"
	"pellucid/engine/world"
)

// chosen is the output token that lessons look at, as the page's opening has it.
const chosen = 1

// trier has the models open that were needed.
type trier struct {
	root   string
	models map[string]*model
}

type model struct {
	*api.OpenModel
	written map[string]api.GenerateResult
}

func (t *trier) open(name string) (*model, error) {
	if m, ok := t.models[name]; ok {
		return m, nil
	}
	session, err := api.Open(os.DirFS(filepath.Join(t.root, modelFolder, name)))
	if err != nil {
		return nil, err
	}
	m := &model{session, map[string]api.GenerateResult{}}
	t.models[name] = m
	return m, nil
}

// call has a model answer a call.
func call[R any](m *model, method string, params any) (result R, err error) {
	text, err := json.Marshal(params)
	if err != nil {
		return result, err
	}
	head, _, err := m.Call(method, text, nil, nil, nil)
	if err != nil {
		return result, err
	}
	return result, json.Unmarshal(head, &result)
}

// try measures one kind on a sentence. A kind that asks questions of its own gets their number as the text and puts the
// question in its place.
func (t *trier) try(kind string, text *string, lang world.Language) (effect, error) {
	name := map[string]string{"kept": "stories", "reason": "world", "world": "world"}[kind]
	if name == "" {
		name = "zh-en"
	}
	m, err := t.open(name)
	if err != nil {
		return nil, err
	}
	switch kind {
	case "cut":
		return m.cut(*text)
	case "written":
		return m.output(*text)
	case "order":
		return m.order(*text)
	case "clue", "decisive":
		return t.why(m, kind, *text)
	case "decided":
		return m.decided(*text)
	case "kept":
		return m.kept(*text)
	case "reason", "world":
		return m.asked(kind, text, lang)
	}
	return nil, fmt.Errorf("there is no kind %q", kind)
}

// cut counts the sentence's tokens in the model's vocabulary and in GPT-2's.
func (m *model) cut(text string) (effect, error) {
	if m.written["gpt2"].Text == "" {
		file, err := library.Assets.Open("r50k_base.tiktoken")
		if err != nil {
			return nil, err
		}
		ranks, err := io.ReadAll(file)
		if err != nil {
			return nil, err
		}
		if _, _, err := m.Call("vocab", []byte(`{"name":"gpt2"}`), ranks, nil, nil); err != nil {
			return nil, err
		}
		m.written["gpt2"] = api.GenerateResult{Text: "handed over"}
	}
	own, err := call[api.TokenizeResult](m, "tokenize", api.TokenizeParams{Text: text})
	if err != nil {
		return nil, err
	}
	other, err := call[api.TokenizeResult](m, "tokenize", api.TokenizeParams{Text: text, Vocab: "gpt2"})
	return effect{"own": len(own.Tokens.Tokens), "other": len(other.Tokens.Tokens)}, err
}

// generate is the greedy output, in an order of positions.
func (m *model) generate(text string, order api.Order) (api.GenerateResult, error) {
	return call[api.GenerateResult](m, "generate", api.GenerateParams{Input: api.Input{Text: text, Positions: order, Seed: 1}})
}

func (m *model) output(text string) (effect, error) {
	r, err := m.generate(text, "")
	return effect{"text": r.Text}, err
}

// order says whether the output needs positions, and the words in their order.
func (m *model) order(text string) (effect, error) {
	usual, err := m.generate(text, "")
	if err != nil {
		return nil, err
	}
	none, err := m.generate(text, "none")
	if err != nil {
		return nil, err
	}
	shuffled, err := m.generate(text, "shuffled")
	return effect{"text": usual.Text, "none": none.Text, "shuffled": shuffled.Text}, err
}

// why compares hiding words with attention for the chosen output, over the page's own words.
func (t *trier) why(m *model, kind, text string) (effect, error) {
	spans, err := wordSpans(t.root, text)
	if err != nil {
		return nil, err
	}
	usual, err := m.generate(text, "")
	if err != nil {
		return nil, err
	}
	output := min(chosen, len(usual.Steps)-1)
	r, err := call[api.WhyResult](m, "why", api.WhyParams{
		Explained: api.Explained{Input: api.Input{Text: text}, Units: "word", Spans: spans},
		Output:    output, Methods: []string{"occlusion", "attention"}, Orders: 1, Seed: 1,
		Masking: api.Masking{Mask: explain.Mask("replace"), Seed: 1}, Evaluate: api.Masking{Mask: explain.Mask("blank"), Seed: 1},
	})
	if err != nil {
		return nil, err
	}
	found := effect{"output": strings.TrimSpace(r.Head.Written.Tokens[output].Text)}
	if kind == "clue" {
		if !r.TooShort {
			found["tau"] = rounded(r.Kendall[0][1])
		}
		return found, nil
	}
	best := 0
	for i, credit := range r.Rows[0].Credit {
		if credit > r.Rows[0].Credit[best] {
			best = i
		}
	}
	found["word"] = strings.TrimSpace(r.Head.Units[best].Text)
	return found, nil
}

// decided finds the layer from which on the chosen output is the likeliest, read at each layer's output.
func (m *model) decided(text string) (effect, error) {
	r, err := call[api.LensResult](m, "lens", api.LensParams{Explained: api.Explained{Input: api.Input{Text: text}}, Top: 1})
	if err != nil {
		return nil, err
	}
	at := min(chosen, len(r.Next)-1)
	from := len(r.Cells)
	for from > 0 && r.Cells[from-1][at].Top[0].Token.ID == r.Next[at].ID {
		from--
	}
	return effect{"output": strings.TrimSpace(r.Next[at].Text), "layer": from, "layers": len(r.Cells) - 1}, nil
}

// kept reads the output again with a quarter of the prompt's words.
func (m *model) kept(text string) (effect, error) {
	r, err := call[api.DietResult](m, "diet", api.DietParams{Input: api.Input{Text: text}, Budgets: []float64{0.25}, Seed: 1})
	if err != nil {
		return nil, err
	}
	return effect{"named": rounded(r.Curves[0].Fall[0]), "random": rounded(r.Random[0].Fall)}, nil
}

// asked puts a question of the small world to its model, as the honest witness and as the bluffer.
func (m *model) asked(kind string, text *string, lang world.Language) (effect, error) {
	seed, err := strconv.ParseUint(*text, 10, 64)
	if err != nil {
		return nil, err
	}
	sort := world.QuizSorts[int(seed)%len(world.QuizSorts)]
	ask := func(w world.Witness) (api.AskWorldResult, error) {
		return call[api.AskWorldResult](m, "ask_world", api.AskWorldParams{Witness: w, Language: lang, Sort: sort, Seed: seed})
	}
	honest, err := ask(world.Honest)
	if err != nil {
		return nil, err
	}
	*text = honest.Prompt
	if kind == "world" {
		return effect{"answer": honest.Asked.Output, "right": honest.Asked.Right}, nil
	}
	bluffer, err := ask(world.Bluffer)
	return effect{"honest": honest.Asked.Output, "bluffer": bluffer.Asked.Output,
		"real": honest.Asked.Reasons, "made_up": !bluffer.Asked.Reasons}, err
}

// rounded keeps two digits, for figures that differ in the last ones between processors.
func rounded(x float64) float64 { return math.Round(100*x) / 100 }
