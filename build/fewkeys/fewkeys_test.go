package main

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// counting is kernels that count the multiply-adds of their products.
type counting struct {
	kernel.Kernels
	done *float64
}

func (c counting) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, to []float32, ldc int) {
	*c.done += float64(m * n * k)
	c.Kernels.GemmNT(m, n, k, alpha, a, lda, b, ldb, beta, to, ldc)
}

func (c counting) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, to []float32, ldc int) {
	*c.done += float64(m * n * k)
	c.Kernels.GemmNN(m, n, k, alpha, a, lda, b, ldb, beta, to, ldc)
}

func (c counting) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, to []float32, ldc int) {
	*c.done += float64(m * n * k)
	c.Kernels.GemmTN(m, n, k, alpha, a, lda, b, ldb, beta, to, ldc)
}

func small() settings {
	p := plan
	p.seeds, p.steps, p.first, p.every, p.texts, p.held = 2, 6, 2, 2, 4, 2
	p.rows, p.group, p.keys, p.far, p.vocab = 64, 8, 12, 16, 320
	p.width, p.heads, p.hidden = 16, 2, 16
	return p
}

// TestWorkIsWhatTheKernelsDo compares the work that is told with the products that kernels make, for every way.
func TestWorkIsWhatTheKernelsDo(t *testing.T) {
	p := small()
	e, err := vocabulary(p)
	if err != nil {
		t.Fatal(err)
	}
	c := &compared{settings: p, seed: 1, encoder: e, texts: []tale{newTale(e, 1, p)}}
	c.all = c.layers(func(int) choose { return everyKey })
	if err := c.begin(); err != nil {
		t.Fatal(err)
	}
	had := map[string]float64{}
	for _, way := range ways {
		example := c.pool[0]
		if err := c.choose(way, 1, &example, true); err != nil {
			t.Fatal(err)
		}
		done, rows := 0.0, model.LogitRows{}
		if way == tokens || way == unsure {
			rows = model.LogitRows{Mode: model.SomeRows, Rows: make([][]int, 1)}
			for row, given := range example.Given {
				if !given {
					rows.Rows[0] = append(rows.Rows[0], row)
				}
			}
		}
		m := *c.model
		m.Kernels = counting{m.Kernels, &done}
		trace, err := m.Forward(model.Batch{{Tokens: example.Target[:p.rows], Keys: example.Keys}}, model.Run{Tape: true, Logits: rows})
		if err != nil {
			t.Fatal(err)
		}
		logits := trace.AllLogits()
		if want := forward(m.Config, example.Keys, p.rows, logits.Shape[0]).total(); done != want {
			t.Errorf("%s: forward makes %.0f multiply-adds, %.0f are told", way, done, want)
		}
		if _, err := m.Backward(trace, logits, model.Want{Weights: true}); err != nil {
			t.Fatal(err)
		}
		had[way] = trained(m.Config, example.Keys, p.rows, logits.Shape[0]).total()
		if done != had[way] {
			t.Errorf("%s: a step makes %.0f multiply-adds, %.0f are told", way, done, had[way])
		}
	}
	if had[sinks] != had[random] || had[sinks] != had[learned] || had[sinks] >= had[full] ||
		had[tokens] >= had[full] || had[unsure] != had[tokens] {
		t.Errorf("few keys cost alike, and less than all; got %v", had)
	}
}

func TestLists(t *testing.T) {
	p := small()
	if got := p.window(40); len(got) != p.keys || got[3] != 3 || got[4] != 32 || got[11] != 39 {
		t.Errorf("window before row 40: %v", got)
	}
	attention := make([][]float32, p.rows/p.group)
	for i := range attention {
		attention[i] = make([]float32, p.rows)
		attention[i][5], attention[i][60] = 3, 9 // 60 is never before
		attention[i][17] = 2
	}
	got := lists(p, p.most(attention))
	if len(got) != p.rows/p.group || len(got[7].Keys) != p.keys+p.group || got[7].Keys[0] != 0 || got[7].Keys[5] != 5 {
		t.Errorf("learned keys: %v", got[7])
	}
	found := false
	for _, key := range got[7].Keys[:p.keys] {
		found = found || key == 17
	}
	if !found {
		t.Errorf("the key with most attention is not kept: %v", got[7].Keys)
	}
}

func TestTale(t *testing.T) {
	p := small()
	p.rows = 512
	e, err := vocabulary(p)
	if err != nil {
		t.Fatal(err)
	}
	one, same, other := newTale(e, 5, p), newTale(e, 5, p), newTale(e, 6, p)
	if len(one.example.Target) != p.rows+1 || len(one.again) != p.rows {
		t.Fatalf("%d tokens, %d marks", len(one.example.Target), len(one.again))
	}
	text := func(t tale) string { return string(e.Tokenizer.Decode(t.example.Target[1:])) }
	if text(one) != text(same) || text(one) == text(other) {
		t.Error("a seed is a tale")
	}
	n := 0
	for i, again := range one.again {
		if again {
			n++
			if i < p.far {
				t.Errorf("token %d cannot have been told so far back", i)
			}
			word := string(e.Tokenizer.Decode(one.example.Target[i+1 : i+2]))
			if !strings.Contains(text(one)[:len(text(one))/2], strings.TrimRight(word, ". ")) {
				t.Errorf("%q was not told before", word)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d values are told again", n)
	}
}

func TestEasier(t *testing.T) {
	if got := easier([]float32{3, 1, 2, 2, 9}); got[0] || !got[1] || !got[2] || !got[3] || got[4] {
		t.Errorf("easy are %v", got)
	}
}

// TestStudy runs all of it, small: the shared part is the same, and what is told fits together.
func TestStudy(t *testing.T) {
	p := small()
	var runs []run
	for seed := range p.seeds {
		some, err := compare(p, uint64(seed+1))
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, some...)
	}
	if len(runs) != p.seeds*len(ways) {
		t.Fatalf("%d runs", len(runs))
	}
	for i, r := range runs {
		base := runs[i/len(ways)*len(ways)]
		if len(r.curve) != 3 || r.curve[0].step != p.first || r.last().step != p.steps {
			t.Errorf("%s: measured at %+v", r.way, r.curve)
		}
		if r.curve[0].loss <= 0 || math.IsNaN(r.last().loss) || r.last().seconds < r.curve[0].seconds {
			t.Errorf("%s: curve %+v", r.way, r.curve)
		}
		if (r.way == tokens || r.way == unsure) && r.curve[0].loss != base.curve[0].loss {
			t.Errorf("the first part differs: %g and %g", r.curve[0].loss, base.curve[0].loss)
		}
		if chooses := r.way == learned || r.way == tokens || r.way == unsure; chooses != (r.chosen.total() > 0) {
			t.Errorf("%s: choosing costs %+v", r.way, r.chosen)
		}
	}
	for _, r := range runs {
		for way, h := range r.last().halves {
			if math.Abs(h.learned+h.other-2*r.last().loss) > 1e-6 || len(r.last().halves) != 2 {
				t.Errorf("%s: halves by %s are %+v of %g", r.way, way, h, r.last().loss)
			}
		}
	}
	f := summarise(p, runs)
	if w := f.Ways[0]; w.Steps != (Range{}) || w.Time != (Range{}) || w.Work != 1 || f.Share <= 0 || f.Share >= 1 {
		t.Errorf("all keys beside itself: %+v", w)
	}
}

// TestConclusions plants results and reads what is said.
func TestConclusions(t *testing.T) {
	planted := func(steps, time, toRandom Range) string {
		f := Figures{}
		for _, name := range ways {
			f.Ways = append(f.Ways, Way{Way: name, Steps: steps, Time: time, Random: toRandom, Work: 0.5, Seconds: Range{Mean: 0.6}})
		}
		return strings.Join(f.conclusions(), "\n")
	}
	low, high, unsure := Range{-0.2, -0.3, -0.1}, Range{0.2, 0.1, 0.3}, Range{-0.1, -0.3, 0.1}
	for _, c := range []struct {
		steps, time, random Range
		said, not           []string
	}{
		{high, low, low,
			[]string{"higher (+0.200", "seconds lower (-0.200", "does get faster",
				"kept matters: after as many steps both", "known to be key or not"},
			[]string{"not get faster", "not shown"}},
		{high, high, unsure,
			[]string{"does not get faster", "not shown to matter"},
			[]string{"does get faster", "kept matters", "known to be key"}},
		{unsure, unsure, high,
			[]string{"steps the loss is not shown to differ", "not shown that training gets faster", "not shown to matter"},
			[]string{"does get faster", "does not get faster"}},
	} {
		got := planted(c.steps, c.time, c.random)
		says(t, got, c.said, c.not)
	}
	mixed := Figures{}
	for _, name := range ways {
		mixed.Ways = append(mixed.Ways, Way{Way: name, Random: unsure, Time: high})
	}
	mixed.Ways[1].Random, mixed.Ways[4].Time = low, low
	const misled = "takes the unlikely for likely"
	if strings.Contains(strings.Join(mixed.conclusions(), "\n"), misled) {
		t.Error("nothing misleads")
	}
	mixed.Ways[4].Steps = high
	if !strings.Contains(strings.Join(mixed.conclusions(), "\n"), misled) {
		t.Error("choosing by loss misleads, and that is not said")
	}
	got := strings.Join(mixed.conclusions(), "\n")
	if !strings.Contains(got, "is lower: with key tokens by loss.") || !strings.Contains(got, "ends window and sinks (-0.200") ||
		!strings.Contains(got, "but not learned top-k") {
		t.Errorf("one is faster and one better than random:\n%s", got)
	}
}

// says wants some phrases in a text, and others not.
func says(t *testing.T, text string, said, not []string) {
	t.Helper()
	for _, s := range said {
		if !strings.Contains(text, s) {
			t.Errorf("want %q in\n%s", s, text)
		}
	}
	for _, s := range not {
		if strings.Contains(text, s) {
			t.Errorf("want no %q in\n%s", s, text)
		}
	}
}

func TestHalves(t *testing.T) {
	at := func(mean float64) Range { return Range{mean, mean - 0.1, mean + 0.1} }
	for _, c := range []struct {
		h         Halves
		said, not []string
	}{
		{Halves{at(1), at(2), at(2), at(1)}, []string{"ends at 1.000 (with all tokens: 2.000)", "is forgotten", "learned better"},
			[]string{"worse"}},
		{Halves{at(2), at(1), at(1), at(1)}, []string{"learned worse"}, []string{"forgotten", "better"}},
		{Halves{at(1), at(1), at(1.1), at(1)}, nil, []string{"worse", "forgotten", "better"}},
	} {
		got := c.h.told()
		says(t, got, c.said, c.not)
	}
}

// TestDocsFitTheFigures: what docs conclude is what the program concludes from the figures that the page shows.
func TestDocsFitTheFigures(t *testing.T) {
	text, err := os.ReadFile("../../assets/fewkeys/tales.json")
	if err != nil {
		t.Fatal(err)
	}
	var f Figures
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile("../../docs/fewkeys.md")
	if err != nil {
		t.Fatal(err)
	}
	said := f.conclusions()
	if !strings.HasSuffix(string(docs), "\n- "+strings.Join(said, "\n- ")+"\n") || len(said) < len(ways) {
		t.Errorf("docs/fewkeys.md does not end with\n%s", strings.Join(said, "\n"))
	}
}

func TestRange(t *testing.T) {
	if r := rangeOf([]float64{1, 2, 3}); r.Mean != 2 || math.Abs(r.High-2-4.3027/math.Sqrt(3)) > 1e-3 {
		t.Errorf("got %+v", r)
	}
	r := run{curve: []point{{seconds: 1, loss: 4}, {seconds: 3, loss: 2}}}
	for seconds, want := range map[float64]float64{0: 4, 1: 4, 2: 3, 3: 2, 9: 2} {
		if got := r.after(seconds); got != want {
			t.Errorf("after %g seconds %g, want %g", seconds, got, want)
		}
	}
}
