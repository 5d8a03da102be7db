package explain

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// headFinder measures what each head does.
var headFinder = Analysis{
	Card: Card{
		ID: "heads", Name: Text{"What heads do", "各头在做什么"},
		Measures: Text{
			"Where each head looks on this text: how evenly, how far, and how much of it at the first token, the one before, the same one, or what followed it before.",
			"每个头在这段文字上看哪里：有多均匀、多远，有多少落在第一个词元、前一个、相同的词元或曾跟在其后的词元上。"},
		Not:       Text{"What a head reads there, and whether the output needs it.", "读到了什么、输出用不用得上，这里看不到。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Clark et al. 2019, arXiv:1906.04341; Olsson et al. 2022, arXiv:2209.11895",
	},
	Price: passPrice,
}

// HeadMetrics says what one head does with one text; all are means over queries that see at least two keys.
type HeadMetrics struct {
	Site model.Site
	Head int
	// Entropy is −Σ_j A_ij log A_ij / log(visible keys): 1 is uniform, 0 is all on one key.
	Entropy float64
	// Distance is Σ_j A_ij |i − j| in tokens, for self-attention; for cross-attention, positions are compared as shares
	// of their sequences, scaled to the source length.
	Distance float64
	First    float64 // share on the first key
	Last     float64 // share on the last key: the end token of an encoder's input
	Previous float64 // share on the key just before the query; NaN for cross-attention
	Self     float64 // share on the query's own position; NaN for cross-attention
	// Duplicate and Induction are TransformerLens' detect_head scores, Σ(A⊙D)/ΣA over all rows. D marks earlier occurrences
	// of the query's own token, or the keys right behind those (Olsson et al. 2022, arXiv:2209.11895). NaN if no token
	// occurs twice, and for cross-attention.
	Duplicate, Induction float64
	// Alignment is the mean over the rows of a cross-attention of the largest weight on any word: a key that is no mark of
	// the model's own. NaN for self-attention.
	Alignment float64
}

// Metrics computes the metrics of every head. marks are the positions read of the model's own marks (begin, language
// tag, end), which are no words to align with. uniform has, for each head, what one that looks everywhere alike would
// have: the floor that a score must rise above before it says anything.
func (a *Attention) Metrics(s *Subject, marks []int) (metrics, uniform []HeadMetrics) {
	for _, m := range a.Maps {
		floor := m.even().metrics(0, s.tokensOf(m), marks)
		for head := range m.Heads {
			floor.Head = head
			metrics, uniform = append(metrics, m.metrics(head, s.tokensOf(m), marks)), append(uniform, floor)
		}
	}
	return metrics, uniform
}

// even is a map of one head that looks at all it can see alike.
func (m AttentionMap) even() AttentionMap {
	m.Heads, m.Pattern = 1, make([]float32, m.Queries*m.Keys)
	for q := range m.Queries {
		visible := m.Keys
		if m.Causal {
			visible = q + 1
		}
		for k := range visible {
			m.Pattern[q*m.Keys+k] = 1 / float32(visible)
		}
	}
	return m
}

// tokensOf is the row of tokens a self-attention runs over; nil for cross-attention.
func (s *Subject) tokensOf(m AttentionMap) []int32 {
	switch {
	case m.Site.Point == model.CrossPattern:
		return nil
	case m.Site.Stack == model.Encoder:
		return s.Read
	}
	return s.sequence().Tokens
}

func (m AttentionMap) metrics(head int, tokens []int32, marks []int) HeadMetrics {
	h := HeadMetrics{Site: m.Site, Head: head}
	h.Duplicate, h.Induction = m.repeats(head, tokens)
	var entropy, distance, first, last, previous, self, alignment mean
	for q := range m.Queries {
		row := m.Pattern[(head*m.Queries+q)*m.Keys:][:m.Keys]
		visible := m.Keys
		if m.Causal {
			visible = q + 1
		}
		if visible < 2 {
			continue
		}
		entropy.add(rowEntropy(row) / math.Log(float64(visible)))
		distance.add(m.rowDistance(row, q))
		first.add(float64(row[0]))
		last.add(float64(row[m.Keys-1]))
		if tokens == nil {
			alignment.add(largestBut(row, marks))
			continue
		}
		if q > 0 {
			previous.add(float64(row[q-1]))
		}
		self.add(float64(row[q]))
	}
	h.Entropy, h.Distance, h.First, h.Last = entropy.value(), distance.value(), first.value(), last.value()
	h.Previous, h.Self, h.Alignment = previous.value(), self.value(), alignment.value()
	return h
}

// rowEntropy in nats.
func rowEntropy(row []float32) float64 {
	sum := 0.0
	for _, p := range row {
		if p > 0 {
			sum -= float64(p) * math.Log(float64(p))
		}
	}
	return sum
}

func (m AttentionMap) rowDistance(row []float32, q int) float64 {
	at := float64(q)
	if m.Site.Point == model.CrossPattern && m.Queries > 1 {
		at *= float64(m.Keys-1) / float64(m.Queries-1)
	}
	sum := 0.0
	for k, p := range row {
		sum += float64(p) * math.Abs(at-float64(k))
	}
	return sum
}

// largestBut is the largest weight of a row on keys that are no marks.
func largestBut(row []float32, marks []int) float64 {
	most := 0.0
	for k, p := range row {
		if !slices.Contains(marks, k) {
			most = max(most, float64(p))
		}
	}
	return most
}

// repeats are the scores of a head for looking at earlier copies of each query's token, and at the keys right behind them.
func (m AttentionMap) repeats(head int, tokens []int32) (duplicate, induction float64) {
	found, all := false, 0.0
	for q := range m.Queries {
		row := m.Pattern[(head*m.Queries+q)*m.Keys:][:m.Keys]
		for _, p := range row {
			all += float64(p)
		}
		for k := range min(q, len(tokens)) {
			if tokens[k] == tokens[q] {
				found = true
				duplicate += float64(row[k])
				induction += float64(row[k+1])
			}
		}
	}
	if !found {
		return math.NaN(), math.NaN()
	}
	return duplicate / all, induction / all
}

// mean averages what is not NaN; of nothing it is NaN.
type mean struct{ sum, n float64 }

func (m *mean) add(x float64) {
	if !math.IsNaN(x) {
		m.sum, m.n = m.sum+x, m.n+1
	}
}

func (m mean) value() float64 {
	if m.n == 0 {
		return math.NaN()
	}
	return m.sum / m.n
}

// InductionTest measures Induction and Duplicate where they can be told from meaning: on a row of random tokens said
// twice. Only a decoder-only model can be asked. meter counts the pass; it may be nil.
func InductionTest(m *model.Model, length int, seed uint64, meter *model.Meter) (metrics, uniform []HeadMetrics, err error) {
	if m.Config.Kind != "decoder" {
		return nil, nil, problem.New(problem.WrongKind, nil, "the repeated-random-tokens test needs a decoder-only model, not %q", m.Config.Kind)
	}
	if length < 2 || 2*length > m.Config.Context {
		return nil, nil, problem.Outside("random", length, 2, m.Config.Context/2)
	}
	rng := rand.New(rand.NewPCG(seed, 4))
	tokens := make([]int32, 2*length)
	for i := range length {
		tokens[i] = int32(rng.IntN(m.Config.Vocab))
		tokens[i+length] = tokens[i]
	}
	s := &Subject{Model: m, Read: tokens[:2*length-1], Write: tokens[2*length-1:], Units: []Unit{{Tokens: []int{0}}}, Meter: meter}
	a, err := Record(s)
	if err != nil {
		return nil, nil, err
	}
	metrics, uniform = a.Metrics(s, nil)
	return metrics, uniform, nil
}

// HeadKinds are the names [FindHeads] knows, each with the metric that scores it.
var HeadKinds = map[string]func(HeadMetrics) float64{
	"uniform":   func(h HeadMetrics) float64 { return h.Entropy },
	"focused":   func(h HeadMetrics) float64 { return 1 - h.Entropy },
	"first":     func(h HeadMetrics) float64 { return h.First },
	"last":      func(h HeadMetrics) float64 { return h.Last },
	"previous":  func(h HeadMetrics) float64 { return h.Previous },
	"self":      func(h HeadMetrics) float64 { return h.Self },
	"duplicate": func(h HeadMetrics) float64 { return h.Duplicate },
	"induction": func(h HeadMetrics) float64 { return h.Induction },
	"alignment": func(h HeadMetrics) float64 { return h.Alignment },
}

// FindHeads lists the heads that have a score of this kind, highest first.
func FindHeads(metrics []HeadMetrics, kind string) ([]HeadMetrics, error) {
	score, known := HeadKinds[kind]
	if !known {
		return nil, fmt.Errorf("explain: head kind %q is not known", kind)
	}
	var found []HeadMetrics
	for _, h := range metrics {
		if !math.IsNaN(score(h)) {
			found = append(found, h)
		}
	}
	slices.SortStableFunc(found, func(a, b HeadMetrics) int { return cmp.Compare(score(b), score(a)) })
	return found, nil
}
