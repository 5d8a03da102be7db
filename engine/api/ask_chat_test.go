package api

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pellucid/engine/ask"
	"pellucid/engine/problem"
	"pellucid/engine/world"
)

func shippedStories(t *testing.T) *OpenModel {
	t.Helper()
	s, err := Open(os.DirFS(filepath.Join("..", "..", "assets", "models", "stories")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var capital = ask.Question{Text: "What is the capital of France?", Right: "Paris", Wrong: []string{"Rome", "Bern", "Oslo"}}

// Every part of a question comes back as asked for, from any decoder; one that knows nothing about letters too.
func TestAskAbout(t *testing.T) {
	s := shippedStories(t)
	plan := ask.Plan{Orders: 2, Samples: 3, Temperature: 1, Hint: true}
	p := AskAboutParams{Style: AskStyle{Language: world.English}, Question: capital, Plan: plan}
	r, _ := call[AskAboutResult](t, s, "ask_about", p)
	sum := 0.0
	for _, v := range r.Asked.Labels.Probability {
		sum += v
	}
	if sum < 0.999 || sum > 1.001 || len(r.Asked.Samples.Answers) != 3 || r.Asked.Hint == nil || r.Forward.Passes == 0 {
		t.Errorf("%+v", r)
	}
	again, _ := call[AskAboutResult](t, s, "ask_about", p)
	if again.Asked.Answer != r.Asked.Answer || again.Forward.Rows > r.Forward.Rows {
		t.Errorf("asked again: %+v, then %+v", r, again)
	}
	p.Plan = ask.Plan{Orders: 1}
	if r, _ = call[AskAboutResult](t, s, "ask_about", p); r.Asked.Samples != nil || r.Asked.Hint != nil || r.Asked.Agree != -1 {
		t.Errorf("what was not asked for: %+v", r.Asked)
	}
}

func TestAskWhy(t *testing.T) {
	s := shippedStories(t)
	units := strings.SplitAfter("Where did the little girl go?", " ")
	r, _ := call[AskWhyResult](t, s, "ask_why", AskWhyParams{Style: AskStyle{Language: world.English}, Units: units, Samples: 2})
	if len(r.Tokens) != len(r.Sure) || len(r.Samples) != 2 || len(r.Why.ForAnswer) != len(units) {
		t.Errorf("%+v", r)
	}
	open, _ := call[AskOpenlyResult](t, s, "ask_openly", AskOpenlyParams{Style: AskStyle{Language: world.English}, Question: strings.Join(units, "")})
	if open.Open.Answer != r.Open.Answer {
		t.Errorf("%q, then %q", r.Open.Answer, open.Open.Answer)
	}
	fit, _ := call[CalibrateResult](t, s, "calibrate", CalibrateParams{Confidence: []float64{1, 1, 0}, Right: []bool{true, true, false}})
	if fit.Fit.ECE != 0 || fit.Fit.N != 3 {
		t.Errorf("%+v", fit)
	}
}

func TestAskChatRefuses(t *testing.T) {
	s := shippedStories(t)
	good := AskAboutParams{Style: AskStyle{Language: world.English}, Question: capital, Plan: ask.Plan{Orders: 1}}
	for _, spoil := range []func(*AskAboutParams){
		func(p *AskAboutParams) { p.Style.Language = "fr" }, func(p *AskAboutParams) { p.Question.Text = "" },
		func(p *AskAboutParams) { p.Question.Wrong = nil }, func(p *AskAboutParams) { p.Plan.Orders = 0 },
		func(p *AskAboutParams) { p.Plan.Samples = 1000 }, func(p *AskAboutParams) { p.Plan.Temperature = -1 },
		func(p *AskAboutParams) { p.Question.Text = strings.Repeat("a", mostAsked+1) },
	} {
		p := good
		spoil(&p)
		_, _, err := try[AskAboutResult](t, s, "ask_about", p)
		wantCode(t, err, problem.BadParams)
	}
	_, _, err := try[AskAboutResult](t, session(t, "encoder-decoder", "rotary"), "ask_about", good)
	wantCode(t, err, problem.WrongKind)
	_, _, err = try[CalibrateResult](t, s, "calibrate", CalibrateParams{Confidence: []float64{2}, Right: []bool{true}})
	wantCode(t, err, problem.BadParams)
	stop := errors.New("stop")
	_, _, err = s.Call("ask_openly", []byte(`{"style":{"language":"en","before":"","between":""},"question":"Who?"}`), nil,
		func() error { return stop }, nil)
	if !errors.Is(err, stop) {
		t.Errorf("given up: %v", err)
	}
}
