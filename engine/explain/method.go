package explain

import (
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Text is a sentence in both languages of the page.
type Text struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// Card says what a method is good for. It is shown beside every result and exported with it.
type Card struct {
	ID        string `json:"id"`
	Name      Text   `json:"name"`
	Measures  Text   `json:"measures"`
	Not       Text   `json:"not"` // what it does not show
	Cost      Text   `json:"cost"`
	Reference string `json:"reference"`
}

// Family is what a method looks at.
type Family string

// The families.
const (
	Hiding    Family = "hiding"    // the output while units are hidden
	Gradients Family = "gradient"  // slopes
	Weights   Family = "attention" // the attention weights of one pass
	Zeroing   Family = "zeroing"   // inner states while something inside is taken away
)

// Method is one way to give credit to units for outputs: everything that the page, exported files, the why-card, the
// tables in docs/ and the tests know of it. Each stands in a file of its own and is listed in [Methods].
type Method struct {
	Card   Card
	Family Family
	// Signed credit below 0 speaks against the output. Otherwise credit is a size.
	Signed bool
	// Shares names what several methods read and what is paid for once by those that are asked together; "" for nothing.
	Shares string
	// ByOutput methods do their work once an output, so that they cost less when fewer are asked for.
	ByOutput bool
	// Samples is the standard number of random variants, orders or nodes for so many units; nil where there is no such number.
	Samples func(units int) int
	// Seeded methods draw at random.
	Seeded bool
	// Exact is the most units for which all variants can be tried instead of random ones ([Options.Exact]); 0: never.
	Exact int
	// Price is what Run costs, counted before it is run.
	Price func(q *Question) Price
	// Run computes the credit: rows of the outputs asked for if ByOutput, else of all.
	Run func(q *Question, yield Yield) (*Attribution, error)
}

// Analysis is a study that gives no credit to units: it has a card and a price like a method.
type Analysis struct {
	Card  Card
	Price func(q *Question) Price
}

// Options are what a method may be told; a method ignores those that mean nothing to it.
type Options struct {
	Only     []int    // outputs asked for: rows of the result; nil: all
	Masking  Masking  // how units are hidden
	Samples  int      // variants, orders or nodes; 0 is the method's standard
	Exact    bool     // try every variant instead of random ones; see Method.Exact
	Seed     uint64   // of what is drawn
	Baseline Baseline // of integrated gradients
	Sinks    []int    // positions read that attention leaves out
	// Finished is shown each variant's scores as soon as they are known (occlusion: the whole input, then unit after unit).
	Finished func(variant int, scores []float64)
}

// Question is what methods are asked: a subject, the scale, and the options. Methods that are asked the same question
// share the recorded pass and the gradients.
type Question struct {
	*Subject
	Target Target
	Options

	attention *Attention
	slopes    *Slopes
}

// outputs are the outputs asked for.
func (q *Question) outputs() []int {
	if q.Only != nil {
		return q.Only
	}
	all := make([]int, q.Outputs())
	for j := range all {
		all[j] = j
	}
	return all
}

// samples is how many are to be drawn.
func (q *Question) samples(standard func(int) int) int {
	if q.Samples > 0 {
		return q.Samples
	}
	return standard(len(q.Units))
}

func constant(n int) func(int) int { return func(int) int { return n } }

// Price is a number of passes. AtMost says that it is a bound, because the work depends on what is found.
type Price struct {
	Forward  int  `json:"forward"`
	Backward int  `json:"backward"`
	AtMost   bool `json:"at_most,omitempty"`
}

// Plus adds prices.
func (p Price) Plus(others ...Price) Price {
	for _, o := range others {
		p.Forward, p.Backward, p.AtMost = p.Forward+o.Forward, p.Backward+o.Backward, p.AtMost || o.AtMost
	}
	return p
}

// weight is the price in forward passes, nearly: a backward pass costs two.
func (p Price) weight() int { return p.Forward + 2*p.Backward }

// Fits says whether a meter shows what was announced.
func (p Price) Fits(m model.Meter) bool {
	if p.AtMost {
		return m.Forward.Passes <= p.Forward && m.Backward.Passes <= p.Backward
	}
	return m.Forward.Passes == p.Forward && m.Backward.Passes == p.Backward
}

// Attribute asks one method. Every way to credit comes through here.
func Attribute(m *Method, q *Question, yield Yield) (*Attribution, error) {
	if err := q.check(m); err != nil {
		return nil, err
	}
	a, err := m.Run(q, yield)
	if err != nil {
		return nil, err
	}
	if q.Only != nil && !m.ByOutput {
		a.pick(q.Only)
	}
	a.sum()
	return a, nil
}

func (q *Question) check(m *Method) error {
	if _, err := checkOutputs(q.Subject, q.Target, q.Only); err != nil {
		return err
	}
	if q.Exact && len(q.Units) > m.Exact {
		return tooManyUnits(len(q.Units), m.Exact)
	}
	return nil
}

// tooManyUnits is the error of a question whose every variant cannot be tried.
func tooManyUnits(n, most int) error {
	return problem.New(problem.TooLong, problem.Values{"what": "text", "unit": "words", "got": n, "limit": most},
		"every variant of %d units is 2^%d passes; want at most %d units", n, n, most)
}

// Find is the method of an id, nil if there is none.
func Find(id string) *Method {
	i := slices.IndexFunc(Methods, func(m *Method) bool { return m.Card.ID == id })
	if i < 0 {
		return nil
	}
	return Methods[i]
}

// IDs lists the methods' ids in the order of the page.
func IDs() []string {
	ids := make([]string, len(Methods))
	for i, m := range Methods {
		ids[i] = m.Card.ID
	}
	return ids
}

// Unknown is the error of an id that is no method's.
func Unknown(field, id string) error { return problem.NoneOf(field, id, IDs()...) }

// CardOf is the card of a method or an analysis; false if there is none.
func CardOf(id string) (Card, bool) {
	for _, card := range Cards() {
		if card.ID == id {
			return card, true
		}
	}
	return Card{}, false
}

// Cards lists all cards: of the methods, then of the analyses.
func Cards() []Card {
	var cards []Card
	for _, m := range Methods {
		cards = append(cards, m.Card)
	}
	for _, a := range Analyses {
		cards = append(cards, a.Card)
	}
	return cards
}

func checkOutputs(s *Subject, t Target, outputs []int) ([]int, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if err := t.Check(s); err != nil {
		return nil, err
	}
	if outputs == nil {
		for j := range s.Outputs() {
			outputs = append(outputs, j)
		}
	}
	for _, j := range outputs {
		if j < 0 || j >= s.Outputs() {
			return nil, problem.Outside("output", j, 0, s.Outputs()-1)
		}
	}
	return outputs, nil
}
