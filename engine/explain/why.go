package explain

import (
	"cmp"
	"slices"

	"pellucid/engine/problem"
)

// WhyOptions asks several methods why one output token was written.
type WhyOptions struct {
	Output   int
	Methods  []string // ids; nil is DefaultWhy
	Masking  Masking  // of methods that hide units
	Evaluate Masking  // of the faithfulness test; its Mask must differ
	Orders   int      // random orders; 0 is RandomOrders
	Seed     uint64
}

// WhyRow is one method's credit of the units for the output.
type WhyRow struct {
	Method string
	Credit []float64
	Curves *Faithfulness // nil until judged, or if the text is too short to judge an order
}

// Why is the whole card.
type Why struct {
	Output     int
	Rows       []WhyRow
	Agreement  [][]Agreement // between rows
	Prob       float64       // p(y) with nothing hidden
	HiddenProb []float64     // p(y) with each unit hidden, under Masking
	Report     *FaithfulnessReport
}

// filled has the standard values where nothing was said.
func (o WhyOptions) filled() WhyOptions {
	if o.Methods == nil {
		o.Methods = DefaultWhy
	}
	if o.Orders == 0 {
		o.Orders = RandomOrders
	}
	return o
}

// question is what the methods are asked. Nothing that was written after the output matters to it.
func (o WhyOptions) question(s *Subject, t Target) *Question {
	return &Question{Subject: s.upTo(o.Output), Target: t.only(o.Output),
		Options: Options{Only: []int{o.Output}, Masking: o.Masking, Seed: o.Seed}}
}

// methods are the methods named, cheapest first, each with its row.
func (o WhyOptions) methods(q *Question) ([]*Method, []int, error) {
	found, rows := make([]*Method, len(o.Methods)), make([]int, len(o.Methods))
	for i, id := range o.Methods {
		if found[i], rows[i] = Find(id), i; found[i] == nil {
			return nil, nil, Unknown("methods", id)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		return cmp.Compare(found[a].Price(q).weight(), found[b].Price(q).weight())
	})
	return found, rows, nil
}

// NewWhy runs the methods, cheapest first; row is called with each as soon as it is known (nil to ignore).
func NewWhy(s *Subject, t Target, o WhyOptions, row func(WhyRow), yield Yield) (*Why, error) {
	if _, err := checkOutputs(s, t, []int{o.Output}); err != nil {
		return nil, err
	}
	if o.Evaluate.Mask == o.Masking.Mask {
		return nil, problem.New(problem.SameMask, problem.Values{"mask": o.Masking.Mask},
			"scores made with masking %q must be judged with another one", o.Masking.Mask)
	}
	o = o.filled()
	q := o.question(s, t)
	methods, byPrice, err := o.methods(q)
	if err != nil {
		return nil, err
	}
	w := &Why{Output: o.Output, Rows: make([]WhyRow, len(methods))}
	for _, i := range byPrice {
		a, err := Attribute(methods[i], q, yield)
		if err != nil {
			return nil, err
		}
		if a.HiddenProb != nil {
			w.HiddenProb = a.HiddenProb[0]
		}
		w.Rows[i] = WhyRow{Method: o.Methods[i], Credit: a.Token[0]}
		if row != nil {
			row(w.Rows[i])
		}
	}
	if err := w.hide(q, yield); err != nil {
		return nil, err
	}
	w.agree()
	return w, w.judge(q, o, yield)
}

// WhyPrice is what [NewWhy] costs.
func WhyPrice(s *Subject, t Target, o WhyOptions) (Price, error) {
	o = o.filled()
	q := o.question(s, t)
	methods, _, err := o.methods(q)
	if err != nil {
		return Price{}, err
	}
	price, paid := Price{}, map[string]bool{}
	for _, m := range append(methods, &occlusion) {
		if key := cmp.Or(m.Shares, m.Card.ID); !paid[key] {
			paid[key] = true
			price = price.Plus(m.Price(q))
		}
	}
	return price.Plus(q.Judging(o.Evaluate, len(methods), o.Orders)), nil
}

// hide fills Prob, and HiddenProb if no method has.
func (w *Why) hide(q *Question, yield Yield) error {
	if w.HiddenProb == nil {
		a, err := Attribute(&occlusion, q, yield)
		if err != nil {
			return err
		}
		w.HiddenProb = a.HiddenProb[0]
	}
	probs, err := q.Probs()
	if err == nil {
		w.Prob = probs[w.Output]
	}
	return err
}

func (w *Why) agree() {
	k := max(1, (len(w.HiddenProb)+2)/4)
	for _, a := range w.Rows {
		var row []Agreement
		for _, b := range w.Rows {
			row = append(row, Agree(a.Credit, b.Credit, k))
		}
		w.Agreement = append(w.Agreement, row)
	}
}

func (w *Why) judge(q *Question, o WhyOptions, yield Yield) error {
	if len(q.Units) < MinUnits {
		return nil
	}
	c, err := NewScorer(q.Subject, Target{}, o.Evaluate)
	if err != nil {
		return err
	}
	rankings := make([][]int, len(w.Rows))
	for i, r := range w.Rows {
		rankings[i] = Ranking(r.Credit)
	}
	if w.Report, err = Faithful(c, rankings, []int{o.Output}, o.Orders, o.Seed, yield); err != nil {
		return err
	}
	for i := range w.Rows {
		w.Rows[i].Curves = &w.Report.Methods[i]
	}
	return nil
}
