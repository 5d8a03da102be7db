package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/rank"
	"pellucid/engine/train"
)

// sign is something that could tell the loss of a model.
type sign struct {
	ID   string
	Name string
	Of   func(Moment) []float64 // one value: fitted by a parabola, for a gauge has two sides; several: by a plane
	// Attention tells whether it is a reading of attention.
	Attention bool
}

// signs are fixed before any model is trained. "together" is the gauge that the page judges by.
var signs = []sign{
	{"together", "all four readings together", func(m Moment) []float64 {
		return []float64{m.Readings.Entropy, m.Readings.Spared, m.Readings.Next, m.Readings.Inputs}
	}, true},
	{"entropy", "entropy", func(m Moment) []float64 { return []float64{m.Readings.Entropy} }, true},
	{"spared", "entropy without sinks", func(m Moment) []float64 { return []float64{m.Readings.Spared} }, true},
	{"next", "divergence of neighbouring layers", func(m Moment) []float64 { return []float64{m.Readings.Next} }, true},
	{"inputs", "divergence of inputs", func(m Moment) []float64 { return []float64{m.Readings.Inputs} }, true},
	{"step", "step", func(m Moment) []float64 { return []float64{float64(m.Step)} }, false},
	{"norm", "weight norm", func(m Moment) []float64 { return []float64{m.Norm} }, false},
	{"train", "training loss", func(m Moment) []float64 { return []float64{m.Trained} }, false},
}

// Gauge is how well a sign, fitted on one half of the models, ranks the other half at one step.
type Gauge struct {
	ID       string  `json:"id"`
	Step     int     `json:"step"`
	Spearman float64 `json:"spearman"` // of the predicted and the true loss of the other half
	Low      float64 `json:"low"`      // 95 % bootstrap over those models
	High     float64 `json:"high"`
	Plain    float64 `json:"plain"` // of the sign itself and the loss, all models; 0 for several values
}

// study is all that is concluded from the trained models.
type study struct {
	models []Trained
	gauges []Gauge
	// predicted[step][model] is what "together" predicts.
	predicted [][]float64
	// Two models that a glance gets wrong: an able one with the most even attention, and a poor one with the least.
	broad, narrow int
}

const resamples = 2000

func newStudy(models []Trained) *study {
	s := &study{models: models}
	for at := range marks {
		for _, sign := range signs {
			predicted := s.fit(sign, at)
			s.gauges = append(s.gauges, s.gauge(sign, at, predicted))
			if sign.ID == "together" {
				s.predicted = append(s.predicted, predicted)
			}
		}
	}
	s.lies()
	return s
}

func (s *study) gauge(sign sign, at int, predicted []float64) Gauge {
	var guess, loss, values, losses []float64
	for i, m := range s.models {
		values, losses = append(values, sign.Of(m.Moments[at])[0]), append(losses, m.Moments[at].Loss)
		if !m.Fit {
			guess, loss = append(guess, predicted[i]), append(loss, m.Moments[at].Loss)
		}
	}
	g := Gauge{ID: sign.ID, Step: marks[at]}
	if len(sign.Of(s.models[0].Moments[at])) == 1 {
		g.Plain = rank.Spearman(values, losses)
	}
	g.Spearman, g.Low, g.High = train.Spearman(guess, loss, resamples, 1)
	return g
}

// ridge holds coefficients back: of standardised values, by as much as one model weighs.
const ridge = 1

// fit predicts the loss of every model from a sign, by least squares over the half that is fitted on.
func (s *study) fit(sign sign, at int) []float64 {
	rows := make([][]float64, len(s.models))
	for i, m := range s.models {
		rows[i] = sign.Of(m.Moments[at])
	}
	s.standardise(rows)
	for i, row := range rows {
		if len(row) == 1 {
			row = append(row, row[0]*row[0])
		}
		rows[i] = append([]float64{1}, row...)
	}
	width := len(rows[0])
	normal, right := mat.NewSymDense(width, nil), mat.NewVecDense(width, nil)
	for a := range width {
		for b := a; b < width; b++ {
			sum := 0.0
			for i, m := range s.models {
				if m.Fit {
					sum += rows[i][a] * rows[i][b]
				}
			}
			if a == b && a > 0 {
				sum += ridge
			}
			normal.SetSym(a, b, sum)
		}
		for i, m := range s.models {
			if m.Fit {
				right.SetVec(a, right.AtVec(a)+rows[i][a]*m.Moments[at].Loss)
			}
		}
	}
	var weights mat.VecDense
	if err := weights.SolveVec(normal, right); err != nil {
		panic(fmt.Sprintf("ability: %s: %v", sign.ID, err)) // the ridge keeps it regular
	}
	predicted := make([]float64, len(s.models))
	for i, row := range rows {
		for a, x := range row {
			predicted[i] += weights.AtVec(a) * x
		}
	}
	return predicted
}

// standardise gives each column mean 0 and deviation 1 in the half that is fitted on.
func (s *study) standardise(rows [][]float64) {
	for column := range rows[0] {
		var n, sum, squares float64
		for i, m := range s.models {
			if m.Fit {
				x := rows[i][column]
				n, sum, squares = n+1, sum+x, squares+x*x
			}
		}
		mean := sum / n
		deviation := math.Sqrt(max(squares/n-mean*mean, 0))
		for i := range rows {
			rows[i][column] -= mean
			if deviation > 1e-9 {
				rows[i][column] /= deviation
			}
		}
	}
}

// lies finds, at the last step, the model with the most even attention among the best quarter, and that with the least among
// the worse half.
func (s *study) lies() {
	last := len(marks) - 1
	order := make([]int, len(s.models))
	for i := range order {
		order[i] = i
	}
	loss := func(i int) float64 { return s.models[i].Moments[last].Loss }
	slices.SortFunc(order, func(a, b int) int {
		if loss(a) < loss(b) {
			return -1
		}
		return 1
	})
	entropy := func(a, b int) int {
		if s.models[a].Moments[last].Readings.Entropy < s.models[b].Moments[last].Readings.Entropy {
			return -1
		}
		return 1
	}
	s.broad = slices.MaxFunc(order[:len(order)/4], entropy)
	s.narrow = slices.MinFunc(order[len(order)/2:], entropy)
}

// Shown is what the page shows of a model: at the last step.
type Shown struct {
	Width     int     `json:"width"`
	Layers    int     `json:"layers"`
	Dates     int     `json:"dates"`
	Rate      float64 `json:"rate"`
	Fit       bool    `json:"fit"`
	Loss      float64 `json:"loss"`
	Exact     float64 `json:"exact"`
	Entropy   float64 `json:"entropy"`
	Spared    float64 `json:"spared"`
	Next      float64 `json:"next"`
	Inputs    float64 `json:"inputs"`
	Predicted float64 `json:"predicted"` // by "together"
}

// Page is the file that the page loads.
type Page struct {
	Steps  int     `json:"steps"` // of all models
	Models []Shown `json:"models"`
	Gauges []Gauge `json:"gauges"` // at that step
	Broad  int     `json:"broad"`  // place in Models of the able model with the most even attention
	Narrow int     `json:"narrow"` // of the poor one with the least
}

func (s *study) page() Page {
	last := len(marks) - 1
	p := Page{Steps: marks[last], Broad: s.broad, Narrow: s.narrow}
	for i, m := range s.models {
		at := m.Moments[last]
		p.Models = append(p.Models, Shown{m.Width, m.Layers, m.Dates, m.Rate, m.Fit, short(at.Loss), short(m.Exact), short(at.Readings.Entropy),
			short(at.Readings.Spared), short(at.Readings.Next), short(at.Readings.Inputs), short(s.predicted[last][i])})
	}
	for _, g := range s.gauges {
		if g.Step == p.Steps {
			g.Spearman, g.Low, g.High, g.Plain = short(g.Spearman), short(g.Low), short(g.High), short(g.Plain)
			p.Gauges = append(p.Gauges, g)
		}
	}
	return p
}

// short keeps four decimals.
func short(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func (s *study) report() []byte {
	var w bytes.Buffer
	fit := 0
	for _, m := range s.models {
		if m.Fit {
			fit++
		}
	}
	fmt.Fprintf(&w, "# Does attention tell how able a model is?\n\n")
	fmt.Fprintf(&w, "%d small date translators (the recipe of `engine/train/dates.go`) that differ in width (%v), layers of each tower (%v), dates "+
		"they learn from (%v) and peak rate (%v), each %d steps of %d tokens. A program fits each sign to the held-out loss of %d of them, "+
		"drawn before any was trained, and ranks the other %d. All are compared at the same step: within one run everything grows with "+
		"the step. Averaged weights; held-out loss on %d dates both ways; attention read on %d other ones.\n\n", len(s.models), grid.widths,
		grid.layers, grid.dates, grid.rates, marks[len(marks)-1], train.DateTask.Batch, fit, len(s.models)-fit, heldLoss, heldInputs)
	fmt.Fprintf(&w, "- *Entropy* of a row is divided by the logarithm of the keys it may see: 1 is even, 0 is one key. *Without sinks*: the first "+
		"key and special tokens are left out, and the rest of the row sums to 1 again.\n- *Divergence* is Jensen–Shannon's in bits: of the maps "+
		"(mean of all heads) of neighbouring layers of one sort, and of a head's maps of different inputs, on the places that both have.\n"+
		"- A single sign is fitted by a parabola, for a gauge may have two sides; the four readings together by a plane; both with a ridge of %d.\n"+
		"- *Plain* is the rank correlation of the sign itself with the loss, all models, nothing fitted. Intervals are 95 %% bootstrap over the "+
		"models that are ranked.\n\nMade by `GOEXPERIMENT=simd go run ./build/ability`.\n", ridge)
	for _, mark := range marks {
		fmt.Fprintf(&w, "\n## At step %d\n\n| sign | Spearman with the loss of the other half | plain |\n|---|---|---|\n", mark)
		for _, g := range s.gauges {
			if g.Step == mark {
				plain := fmt.Sprintf("%+.2f", g.Plain)
				if g.ID == "together" {
					plain = "–"
				}
				fmt.Fprintf(&w, "| %s | %+.2f (%+.2f to %+.2f) | %s |\n", nameOf(g.ID), g.Spearman, g.Low, g.High, plain)
			}
		}
	}
	fmt.Fprintf(&w, "\nThe step is one value for all models, so it ranks nothing; held-out loss ranks itself, with 1.00.\n")
	s.conclude(&w)
	s.reportLies(&w)
	s.reportModels(&w)
	return w.Bytes()
}

// conclude says what the figures come to, at the last step and against the first.
func (s *study) conclude(w *bytes.Buffer) {
	at := func(id string, mark int) Gauge {
		return s.gauges[slices.IndexFunc(s.gauges, func(g Gauge) bool { return g.ID == id && g.Step == marks[mark] })]
	}
	last := len(marks) - 1
	together, early, late, loss := at("together", last), at("entropy", 0), at("entropy", last), at("train", last)
	verdict := "fails here: its interval includes chance"
	if together.Low >= 0.5 {
		verdict = "holds here"
	} else if together.Low > 0 {
		verdict = "holds in part: better than chance, but loosely"
	}
	fmt.Fprintf(w, "\n## What it comes to\n\nThe claim %s (%+.2f, %+.2f to %+.2f, all four readings together at step %d). Entropy itself, "+
		"nothing fitted, goes with the loss by %+.2f at step %d and by %+.2f at step %d. The training loss, which costs nothing, ranks "+
		"with %+.2f.\n", verdict, together.Spearman, together.Low, together.High, together.Step, early.Plain, early.Step, late.Plain, late.Step,
		loss.Spearman)
}

func nameOf(id string) string {
	return signs[slices.IndexFunc(signs, func(s sign) bool { return s.ID == id })].Name
}

func (s *study) reportLies(w *bytes.Buffer) {
	last := len(marks) - 1
	fmt.Fprintf(w, "\n## Where it lies\n\n")
	for _, c := range []struct {
		model int
		what  string
	}{
		{s.broad, "Of the best quarter, the model with the most even attention"},
		{s.narrow, "Of the worse half, the model with the least even attention"},
	} {
		m := s.models[c.model]
		at := m.Moments[last]
		lower, better := 0, 0
		for _, other := range s.models {
			if other.Moments[last].Readings.Entropy < at.Readings.Entropy {
				lower++
			}
			if other.Moments[last].Loss < at.Loss {
				better++
			}
		}
		fmt.Fprintf(w, "- %s (width %d, %d layers, %d dates, rate %g): entropy %.2f, which %d of %d models undercut; held-out loss %.3f, "+
			"which %d undercut; %.0f %% of held-out dates exact. Layer by layer: ", c.what, m.Width, m.Layers, m.Dates, m.Rate,
			at.Readings.Entropy, lower, len(s.models), at.Loss, better, 100*m.Exact)
		for i, l := range at.Layers {
			sum := 0.0
			for _, e := range l.Entropy {
				sum += e / float64(len(l.Entropy))
			}
			if i > 0 {
				fmt.Fprint(w, ", ")
			}
			fmt.Fprintf(w, "`%s` %.2f", l.Site, sum)
		}
		fmt.Fprintln(w, ".")
	}
}

func (s *study) reportModels(w *bytes.Buffer) {
	last := len(marks) - 1
	fmt.Fprintf(w, "\n## All models at step %d\n\n| width | layers | dates | rate | half | entropy | without sinks | layers apart | inputs apart | "+
		"norm | training loss | held-out loss | exact |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n", marks[last])
	for _, m := range s.models {
		half, at := "ranked", m.Moments[last]
		if m.Fit {
			half = "fitted"
		}
		r := at.Readings
		fmt.Fprintf(w, "| %d | %d | %d | %g | %s | %.3f | %.3f | %.3f | %.3f | %.1f | %.3f | %.3f | %.0f %% |\n", m.Width, m.Layers, m.Dates,
			m.Rate, half, r.Entropy, r.Spared, r.Next, r.Inputs, at.Norm, at.Trained, at.Loss, 100*m.Exact)
	}
}
