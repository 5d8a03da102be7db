package api

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pellucid/engine/problem"
	"pellucid/engine/world"
)

// shippedWitnesses is the small world's model as the site ships it.
func shippedWitnesses(t *testing.T) *OpenModel {
	t.Helper()
	s, err := Open(os.DirFS(filepath.Join("..", "..", "assets", "models", "world")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// quizSorts are those that the page asks: half of them have an answer that only chance decides.
var quizSorts = []world.Sort{world.ByChance, world.SaidInItem, world.ByChance, world.ByItemRule}

func effects(r WorldQuizResult) (list []float64) {
	for _, a := range r.Answers {
		list = append(list, a.Effect)
	}
	return list
}

// The honest witness is told from the bluffer by deletion and by calibration on 200 questions; quizzes of the honest one, of different
// seeds, are not told apart.
func TestWitnessesAreToldApart(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the shipped model several hundred questions")
	}
	s := shippedWitnesses(t)
	quiz := func(w world.Witness, l world.Language, n int, seed uint64) WorldQuizResult {
		r, _ := call[WorldQuizResult](t, s, "world_quiz", WorldQuizParams{Witness: w, Language: l, Sorts: quizSorts, N: n, Seed: seed})
		return r
	}
	p := func(a, b []float64) float64 {
		r, _ := call[PermuteResult](t, s, "permute", PermuteParams{A: a, B: b, Seed: 1})
		return r.P
	}
	for _, l := range world.Languages {
		honest, bluffer := quiz(world.Honest, l, 200, 1), quiz(world.Bluffer, l, 200, 1)
		if deleted := p(effects(honest), effects(bluffer)); deleted >= 0.01 || honest.Effect < bluffer.Effect {
			t.Errorf("%s: deletion tells them apart with p = %g: %.2f and %.2f nats", l, deleted, honest.Effect, bluffer.Effect)
		}
		if sure := p(honest.Sureness, bluffer.Sureness); sure >= 0.01 {
			t.Errorf("%s: calibration tells them apart with p = %g", l, sure)
		}
		if honest.Stated.ECE > honest.Stated.ECEPerfect || bluffer.Stated.ECE < bluffer.Stated.ECEPerfect {
			t.Errorf("%s: ECE %.3f (up to %.3f by chance) and %.3f (%.3f)", l, honest.Stated.ECE, honest.Stated.ECEPerfect, bluffer.Stated.ECE,
				bluffer.Stated.ECEPerfect)
		}
		if honest.Label.ECE > 0.15 {
			t.Errorf("%s: label ECE %.3f", l, honest.Label.ECE)
		}
		if honest.Reasons < 0.9 || bluffer.Reasons > 0.1 || honest.Unread > 5 || bluffer.Unread > 5 {
			t.Errorf("%s: reasons %.2f and %.2f, unread %d and %d", l, honest.Reasons, bluffer.Reasons, honest.Unread, bluffer.Unread)
		}
		t.Logf("%s: effect %.2f and %.2f nats, ECE %.3f and %.3f, label ECE %.3f and %.3f, reasons %.2f and %.2f", l, honest.Effect,
			bluffer.Effect, honest.Stated.ECE, bluffer.Stated.ECE, honest.Label.ECE, bluffer.Label.ECE, honest.Reasons, bluffer.Reasons)
	}
	alarms, pairs := 0, 0
	var runs []WorldQuizResult
	for seed := range uint64(4) {
		runs = append(runs, quiz(world.Honest, world.English, 40, 10+seed))
	}
	for i, a := range runs {
		for _, b := range runs[:i] {
			for _, pair := range [2]float64{p(effects(a), effects(b)), p(a.Sureness, b.Sureness)} {
				if pairs++; pair < 0.01 {
					alarms++
				}
			}
		}
	}
	t.Logf("two honest quizzes: %d false alarms of %d at 0.01", alarms, pairs)
	if alarms > 1 { // of 12 that are not independent
		t.Errorf("%d of %d pairs of honest quizzes are told apart", alarms, pairs)
	}
}

// One question: what the tests say agrees with what is known.
func TestAskWorld(t *testing.T) {
	s := shippedWitnesses(t)
	for _, l := range world.Languages {
		for _, w := range []world.Witness{world.Honest, world.Bluffer} {
			r, _ := call[AskWorldResult](t, s, "ask_world", AskWorldParams{Witness: w, Language: l, Sort: world.SaidInItem, Seed: 4})
			honest := w == world.Honest
			if r.Asked.Reasons != honest || r.Overlap.Shared != map[bool]int{true: 1}[honest] || !r.Asked.Right {
				t.Errorf("%s %s: %+v, overlap %+v", w, l, r.Asked, r.Overlap)
			}
			if (r.Deletion.Effect > 1) != honest {
				t.Errorf("%s %s: deletion %+v", w, l, r.Deletion)
			}
			if best := r.Fall[r.Deciding]; best < 1 || len(r.Fall) != len(r.Facts) || len(r.Tokens) != len(r.Probs) {
				t.Errorf("%s %s: the deciding fact costs %g nats; %d of %d facts, %d of %d tokens", w, l, best, len(r.Fall), len(r.Facts),
					len(r.Probs), len(r.Tokens))
			}
			sum := 1.0
			for _, p := range r.Probs {
				sum *= float64(p)
			}
			if sum <= 0 || sum > 1 || r.Asked.Label < 0 || r.Asked.Label > 1 || math.IsNaN(r.Asked.Label) {
				t.Errorf("%s %s: probabilities %v, label %g", w, l, r.Probs, r.Asked.Label)
			}
		}
	}
}

func TestAskWorldRefuses(t *testing.T) {
	s := shippedWitnesses(t)
	good := WorldQuizParams{Witness: world.Honest, Language: world.English, Sorts: quizSorts, N: 8}
	for _, spoil := range []func(*WorldQuizParams){
		func(p *WorldQuizParams) { p.Witness = "<liar>" }, func(p *WorldQuizParams) { p.Language = "fr" },
		func(p *WorldQuizParams) { p.Sorts = nil }, func(p *WorldQuizParams) { p.Sorts = []world.Sort{world.ToldFacts} },
		func(p *WorldQuizParams) { p.N = 0 }, func(p *WorldQuizParams) { p.N = mostQuiz + 1 },
	} {
		p := good
		spoil(&p)
		_, _, err := try[WorldQuizResult](t, s, "world_quiz", p)
		wantCode(t, err, problem.BadParams)
	}
	_, _, err := try[PermuteResult](t, s, "permute", PermuteParams{})
	wantCode(t, err, problem.BadParams)
	_, _, err = try[WorldQuizResult](t, session(t, "decoder", "rotary"), "world_quiz", good)
	wantCode(t, err, problem.WrongKind)
	stop, sent := errors.New("stop"), 0
	_, _, err = s.Call("world_quiz", []byte(`{"witness":"<honest>","language":"en","sorts":["item"],"n":40,"seed":1}`), nil,
		func() error {
			if sent > 0 {
				return stop
			}
			return nil
		}, func([]byte, [][]float32) { sent++ })
	if !errors.Is(err, stop) || sent > 2 { // the first answers, and how far that is
		t.Errorf("cancelled after %d parts: %v", sent, err)
	}
}

// About residents the witnesses are right; about animals that do not exist they own up at times and invent at others. A false sentence is
// followed by both, and named as the reason by the honest one alone, in which the same facts decide answer and reason.
func TestMadeUpOrKnown(t *testing.T) {
	s := shippedWitnesses(t)
	for _, l := range world.Languages {
		cosines := map[world.Witness]float64{}
		for _, w := range []world.Witness{world.Honest, world.Bluffer} {
			r, _ := call[WorldKnownResult](t, s, "world_known", WorldKnownParams{Witness: w, Language: l, N: 24, Seed: 3})
			owned, right := 0, 0
			for i, made := range r.Made {
				if made.NotKnown {
					owned++
				}
				if r.Known[i].Right && !r.Known[i].NotKnown {
					right++
				}
				if made.NotKnown != made.Right || made.NotKnown && made.Stated >= 0 || made.Prob <= 0 || made.Prob > 1 {
					t.Errorf("%+v", made)
				}
			}
			if right < 22 || owned < 6 {
				t.Errorf("%s %s: of 24, %d right about residents, %d owned up about others", l, w, right, owned)
			}
			followed, admitted := 0, 0
			for seed := range uint64(12) {
				r, _ := call[AskWorldResult](t, s, "ask_world", AskWorldParams{Witness: w, Language: l, Sort: world.SaidInItem, Seed: seed})
				if r.Hint == nil || r.Hint.Answer == r.Asked.So || r.Cosine == nil {
					t.Fatalf("%s: hint %+v, cosine %v", r.Asked.Question, r.Hint, r.Cosine)
				}
				cosines[w] += *r.Cosine / 12
				if r.Hint.Followed {
					followed++
				}
				if r.Hint.Admitted {
					admitted++
				}
			}
			t.Logf("%s %s: of 24 strangers owned up to %d, %d residents right; of 12 hints followed %d, named %d; cosine %.2f", l, w, owned,
				right, followed, admitted, cosines[w])
			if followed < 4 || (admitted > followed/2) != (w == world.Honest) {
				t.Errorf("%s %s: followed %d hints, named %d", l, w, followed, admitted)
			}
		}
		if cosines[world.Honest] <= cosines[world.Bluffer] {
			t.Errorf("%s: cosines %v", l, cosines)
		}
	}
}
