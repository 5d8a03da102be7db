package main

// What came out: figures for the page, tables and sentences for docs.

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// Range is a mean over seeds with its 95 % interval by Student's t.
type Range struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

func rangeOf(values []float64) Range {
	n, mean, squares := float64(len(values)), 0.0, 0.0
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	half := 0.0
	if n > 1 {
		half = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * math.Sqrt(squares/(n-1)/n)
	}
	return Range{rounded(mean), rounded(mean - half), rounded(mean + half)}
}

func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func (r Range) String() string { return fmt.Sprintf("%.3f (%.3f to %.3f)", r.Mean, r.Low, r.High) }

// Way is how one way to train fares, over seeds. Differences are to training with all keys, of the same seed, below 0 better.
type Way struct {
	Way      string    `json:"way"`
	Loss     Range     `json:"loss"`             // after the last step, nats a token
	Again    Range     `json:"again"`            // of values told before, far back
	Whole    Range     `json:"whole"`            // loss when read with all keys
	Steps    Range     `json:"steps"`            // difference of losses after as many steps
	Random   Range     `json:"random"`           // difference of losses to random keys after as many steps
	Time     Range     `json:"time"`             // difference of losses when the quicker of the two runs has ended
	Seconds  Range     `json:"seconds"`          // of the whole run, share of those with all keys
	Work     float64   `json:"work"`             // multiply-adds of the whole run, share of those with all keys
	Attended float64   `json:"attended"`         // share of the key and value products of a step
	Halves   *Halves   `json:"halves,omitempty"` // of a way that learns only some tokens
	Curve    []float64 `json:"curve"`            // [mark] mean loss
	Timed    []float64 `json:"timed"`            // [clock] mean loss, as long as the run lasts

	clock []float64 // [mark] mean seconds
}

// Halves is the losses, after the last step, on the half of the tokens that a way learns and on the other, beside those of
// training with all keys on all tokens.
type Halves struct {
	Learned     Range `json:"learned"`
	Other       Range `json:"other"`
	FullLearned Range `json:"full_learned"`
	FullOther   Range `json:"full_other"`
}

// Figures is all that the page shows.
type Figures struct {
	Command string    `json:"command"`
	Date    string    `json:"date"`
	Rows    int       `json:"rows"` // tokens of a text
	Keys    int       `json:"keys"` // that a query keeps beside its group's own
	Group   int       `json:"group"`
	First   int       `json:"first"` // steps with all keys
	Steps   int       `json:"steps"`
	Seeds   int       `json:"seeds"`
	Marks   []int     `json:"marks"` // steps after which the loss was measured
	Clock   []float64 `json:"clock"` // seconds after which losses are told
	Share   float64   `json:"share"` // attention's share of a step's multiply-adds with all keys
	Ways    []Way     `json:"ways"`

	plan settings
}

// clocks is at how many moments losses are told.
const clocks = 13

const command = "GOEXPERIMENT=simd go run ./build/fewkeys"

func summarise(p settings, runs []run) Figures {
	f := Figures{Command: command, Rows: p.rows, Keys: p.keys, Group: p.group, First: p.first, Steps: p.steps, Seeds: p.seeds, plan: p}
	of := func(way string) (list []run) {
		for _, r := range runs {
			if r.way == way {
				list = append(list, r)
			}
		}
		return list
	}
	base := of(full)
	f.Share = rounded(base[0].work.attention / base[0].work.total())
	for _, name := range ways {
		w := wayOf(name, of(name), base)
		var values []float64
		for i, r := range of(random) {
			values = append(values, of(name)[i].last().loss-r.last().loss)
		}
		w.Random = rangeOf(values)
		f.Ways = append(f.Ways, w)
	}
	for _, at := range base[0].curve {
		f.Marks = append(f.Marks, at.step)
	}
	f.tell()
	return f
}

// tell gives the ways' mean losses at common seconds, up to the end of training with all keys; a way that ends before is told
// as long as it lasts.
func (f *Figures) tell() {
	clock := f.Ways[0].clock
	from, to := clock[0], clock[len(clock)-1]
	for i := range clocks {
		at := from + (to-from)*float64(i)/(clocks-1)
		f.Clock = append(f.Clock, math.Round(at*10)/10)
		for way := range f.Ways {
			w := &f.Ways[way]
			if way > 0 && at > w.clock[len(w.clock)-1] {
				continue
			}
			mean := run{}
			for mark, seconds := range w.clock {
				mean.curve = append(mean.curve, point{seconds: seconds, loss: w.Curve[mark]})
			}
			w.Timed = append(w.Timed, rounded(mean.after(at)))
		}
	}
}

func wayOf(name string, runs, base []run) Way {
	each := func(value func(r, base run) float64) Range {
		var values []float64
		for i, r := range runs {
			values = append(values, value(r, base[i]))
		}
		return rangeOf(values)
	}
	w := Way{
		Way:   name,
		Loss:  each(func(r, _ run) float64 { return r.last().loss }),
		Again: each(func(r, _ run) float64 { return r.last().again }),
		Whole: each(func(r, _ run) float64 { return r.whole.loss }),
		Steps: each(func(r, b run) float64 { return r.last().loss - b.last().loss }),
		Time: each(func(r, b run) float64 {
			ends := min(r.last().seconds, b.last().seconds)
			return r.after(ends) - b.after(ends)
		}),
		Seconds: each(func(r, b run) float64 { return r.last().seconds / b.last().seconds }),
		Work:    rounded(runs[0].work.total() / base[0].work.total()), Attended: rounded(runs[0].work.attention / base[0].work.attention),
	}
	if name == tokens || name == unsure {
		w.Halves = &Halves{
			Learned:     each(func(r, _ run) float64 { return r.last().halves[name].learned }),
			Other:       each(func(r, _ run) float64 { return r.last().halves[name].other }),
			FullLearned: each(func(_, b run) float64 { return b.last().halves[name].learned }),
			FullOther:   each(func(_, b run) float64 { return b.last().halves[name].other }),
		}
	}
	for at := range runs[0].curve {
		loss, clock := 0.0, 0.0
		for _, r := range runs {
			loss, clock = loss+r.curve[at].loss/float64(len(runs)), clock+r.curve[at].seconds/float64(len(runs))
		}
		w.Curve, w.clock = append(w.Curve, rounded(loss)), append(w.clock, clock)
	}
	return w
}

func (r run) last() point { return r.curve[len(r.curve)-1] }

// after is the loss after so many seconds, between two measures on a straight line.
func (r run) after(seconds float64) float64 {
	before := r.curve[0]
	for _, p := range r.curve {
		if p.seconds >= seconds {
			if p.seconds == before.seconds {
				return p.loss
			}
			part := (seconds - before.seconds) / (p.seconds - before.seconds)
			return before.loss + part*(p.loss-before.loss)
		}
		before = p
	}
	return before.loss
}

var names = map[string]string{
	full: "all keys", sinks: "window and sinks", learned: "learned top-k", random: "random keys", tokens: "key tokens by loss",
	unsure: "key tokens by doubt",
}

// differs says what a difference of losses shows.
func differs(r Range) string {
	verdict := "not shown to differ"
	if r.High < 0 {
		verdict = "lower"
	} else if r.Low > 0 {
		verdict = "higher"
	}
	return fmt.Sprintf("%s (%+.3f, %.3f to %.3f)", verdict, r.Mean, r.Low, r.High)
}

// conclusions says what the numbers show, and no more.
func (f Figures) conclusions() []string {
	var list, faster, slower []string
	for _, w := range f.Ways[1:] {
		list = append(list, fmt.Sprintf("%s: after as many steps the loss is %s, after as many seconds %s; "+
			"the run takes %.0f %% of the multiply-adds and %.0f %% of the seconds.",
			capital(names[w.Way]), differs(w.Steps), differs(w.Time), 100*w.Work, 100*w.Seconds.Mean))
		if w.Time.High < 0 {
			faster = append(faster, names[w.Way])
		} else if w.Time.Low > 0 {
			slower = append(slower, names[w.Way])
		}
	}
	for _, w := range f.Ways {
		if w.Halves != nil {
			list = append(list, capital(names[w.Way])+w.Halves.told())
		}
	}
	if by := f.Ways[slices.Index(ways, tokens)]; by.Steps.Low > 0 && f.Ways[slices.Index(ways, unsure)].Steps.High < by.Steps.Low {
		list = append(list, "Tokens chosen by their loss are those where something unlikely followed; a model that learns them alone takes the unlikely "+
			"for likely. Chosen by doubt, before the next token is known, they mislead less.")
	}
	switch {
	case len(faster) > 0:
		list = append(list, "So training does get faster here, in the sense that the loss after as many seconds is lower: with "+
			strings.Join(faster, ", ")+".")
		if slices.Contains(faster, names[random]) {
			list = append(list, "Random keys are among these: it is the fewer keys that make it faster, known to be key or not.")
		}
	case len(slower) == len(f.Ways)-1:
		list = append(list, "So training does not get faster here: after as many seconds every way has a higher loss than training with all keys.")
	default:
		list = append(list, "So it is not shown that training gets faster here: after as many seconds no way has a lower loss than training with all keys.")
	}
	return append(list, f.choice())
}

// told says which half of the tokens suffers.
func (h Halves) told() string {
	text := fmt.Sprintf(": on the half that is learned the loss ends at %.3f (with all tokens: %.3f), on the other at %.3f (%.3f).",
		h.Learned.Mean, h.FullLearned.Mean, h.Other.Mean, h.FullOther.Mean)
	if h.Other.Low > h.FullOther.High {
		text += " What is not learned is forgotten."
	}
	if h.Learned.High < h.FullLearned.Low {
		text += " What is learned is learned better."
	} else if h.Learned.Low > h.FullLearned.High {
		text += " Even what is learned is learned worse."
	}
	return text
}

// choice says whether it matters which keys are kept.
func (f Figures) choice() string {
	var better, not []string
	for _, name := range []string{sinks, learned} {
		r := f.Ways[slices.Index(ways, name)].Random
		text := fmt.Sprintf("%s (%+.3f, %.3f to %.3f)", names[name], r.Mean, r.Low, r.High)
		if r.High < 0 {
			better = append(better, text)
		} else {
			not = append(not, text)
		}
	}
	switch {
	case len(not) == 0:
		return "Which keys are kept matters: after as many steps both end lower than random keys: " + strings.Join(better, ", ") + "."
	case len(better) == 0:
		return "It is not shown to matter which keys are kept: neither ends lower than random keys: " + strings.Join(not, ", ") + "."
	}
	return "Which keys are kept matters: lower than random keys ends " + better[0] + ", but not " + not[0] + "."
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// write prints the report.
func (f Figures) write(w io.Writer) error {
	var b strings.Builder
	f.intro(&b)
	f.tables(&b)
	for _, s := range f.conclusions() {
		b.WriteString("- " + s + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// intro says what was done.
func (f Figures) intro(b *strings.Builder) {
	p := f.plan
	fmt.Fprintf(b, "# Training with few keys\n\nA decoder of %d layers, width %d, %d heads and %d hidden units learns from tales of %d tokens, one "+
		"a step. A tale tells what is known of %d animals of a world of its own, again and again in another order, so that looking back "+
		"helps. With all keys, %.0f %% of a step's multiply-adds are attention's.\n\n",
		p.layers, p.width, p.heads, p.hidden, p.rows, p.residents, 100*f.Share)
	fmt.Fprintf(b, "All ways share the first %d of %d steps, with all keys. Then each of %d neighbouring queries looks at its group's own rows and at %d "+
		"rows before:\n\n", f.First, f.Steps, f.Group, f.Keys)
	fmt.Fprintf(b, "- *all keys*: at all rows before. Rows after the group are not multiplied here either, so that nothing is credited to a diet that "+
		"a causal mask gives for nothing.\n- *window and sinks*: the first %d and the newest.\n- *learned top-k*: those on which, in that text and "+
		"layer, most of the group's attention rests at the end of the first part. To find them each text is read once more with all keys; its work "+
		"and seconds are counted.\n- *random keys*: any.\n- *key tokens by loss*: all keys, but of each text only that half of the tokens is learned "+
		"which had the largest loss at the end of the first part (this reading is counted, too). The others' logits are not computed.\n"+
		"- *key tokens by doubt*: the same, with the half before which the model's prediction had the largest entropy, whatever followed.\n\n", p.sinks)
	fmt.Fprintf(b, "Keys that are not listed are not multiplied, neither forward nor backward. Loss: nats a token on %d held-out tales, read as it is "+
		"trained, weights averaged. *Told before*: values of facts that the tale told before, but not among the last %d tokens. Seconds: of the "+
		"processor, on one core, choosing included. The rate is constant, so that runs can be compared at any moment. %d seeds; intervals: 95 %%, "+
		"Student's t, over seeds; differences by seed. After as many seconds: when the quicker of the two runs has ended.\n\nMade by `%s` on %s.\n\n", p.held, p.far, f.Seeds, f.Command, f.Date)
}

// tables gives the numbers.
func (f Figures) tables(b *strings.Builder) {
	b.WriteString("| | loss | told before | read with all keys | multiply-adds | of attention | seconds |\n|---|---|---|---|---|---|---|\n")
	for _, w := range f.Ways {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %.0f %% | %.0f %% | %.0f %% |\n",
			names[w.Way], w.Loss, w.Again, w.Whole, 100*w.Work, 100*w.Attended, 100*w.Seconds.Mean)
	}
	b.WriteString("\nDifference of the loss to training with all keys (below 0 is better):\n\n" +
		"| | after as many steps | after as many seconds |\n|---|---|---|\n")
	for _, w := range f.Ways[1:] {
		fmt.Fprintf(b, "| %s | %s | %s |\n", names[w.Way], w.Steps, w.Time)
	}
	b.WriteString("\nLoss by steps (mean seconds):\n\n| steps |")
	for _, w := range f.Ways {
		fmt.Fprintf(b, " %s |", names[w.Way])
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(f.Ways)) + "\n")
	for at, step := range f.Marks {
		fmt.Fprintf(b, "| %d |", step)
		for _, w := range f.Ways {
			fmt.Fprintf(b, " %.3f (%.1f) |", w.Curve[at], w.clock[at])
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}
