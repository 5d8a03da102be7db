package ask

import (
	"math"
	"slices"
	"strings"

	"pellucid/engine/problem"
)

// Choice is what a witness makes of a question's options.
type Choice struct {
	// Probability of each option (the right one first, then the wrong ones as given), mean over orders; they add up to 1.
	Probability []float64 `json:"probability"`
	Best        int       `json:"best"`
	// Mass is the probability that any of the labels comes next, mean over orders: near 0, the form is not understood.
	Mass float64 `json:"mass"`
	// Raw is the probability of the best one's letter as it comes, not normalised by Mass, mean over orders.
	Raw    float64 `json:"raw"`
	Orders int     `json:"orders"` // of the options that were tried
	// Changed counts orders in which another option came first than in the mean: order bias (Zheng et al. 2023, arXiv:2309.03882).
	Changed int `json:"changed"`
}

// Labels asks for a letter, with the options in several orders, and reads the probabilities of the letters. A letter may come with a
// space or without one; both count (surface forms: Holtzman et al. 2021, arXiv:2104.08315). Of as many orders as there are options, each
// option stands once in every place, so that a liking for a place takes no side.
func Labels(w Witness, s Style, q Question, orders int, seed uint64) (Choice, error) {
	if err := s.check(); err != nil {
		return Choice{}, err
	}
	if err := problem.Within("orders", orders, 1, 24); err != nil {
		return Choice{}, err
	}
	all := append([]string{q.Right}, q.Wrong...)
	c := Choice{Probability: make([]float64, len(all)), Orders: orders}
	var firsts []int
	raw := make([]float64, len(all))
	prompts := make([]string, orders)
	for order := range prompts {
		prompts[order] = s.Choose(q.Text, q.order(order, seed), "")
	}
	if err := ready(w, prompts...); err != nil {
		return Choice{}, err
	}
	for order := range orders {
		options := q.order(order, seed)
		p, mass, err := letters(w, prompts[order], len(options))
		if err != nil {
			return Choice{}, err
		}
		c.Mass += mass / float64(orders)
		first := 0
		for i, o := range all {
			at := indexOf(options, o)
			c.Probability[i] += p[at] / float64(orders)
			raw[i] += p[at] * mass / float64(orders)
			if p[at] > p[indexOf(options, all[first])] {
				first = i
			}
		}
		firsts = append(firsts, first)
	}
	c.Best = int(seed % uint64(len(all))) // of equals, not always the right one
	for i, p := range c.Probability {
		if p > c.Probability[c.Best]+1e-12 {
			c.Best = i
		}
	}
	c.Raw = min(raw[c.Best], 1)
	for _, f := range firsts {
		if f != c.Best {
			c.Changed++
		}
	}
	return c, nil
}

func indexOf(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

func best(p []float64) int {
	at := 0
	for i, v := range p {
		if v > p[at] {
			at = i
		}
	}
	return at
}

// letters are the probabilities of the first letters as next text, normalised, and their sum before that.
func letters(w Witness, prompt string, n int) (p []float64, mass float64, err error) {
	var forms []string
	for _, l := range Letters[:n] {
		forms = append(forms, l, " "+l)
	}
	scores, err := w.Score(prompt, forms)
	if err != nil {
		return nil, 0, err
	}
	p = make([]float64, n)
	for i := range p {
		p[i] = math.Exp(scores[2*i]) + math.Exp(scores[2*i+1])
		mass += p[i]
	}
	for i := range p {
		if mass > 0 {
			p[i] /= mass
		} else {
			p[i] = 1 / float64(n)
		}
	}
	return p, mass, nil
}

// PTrue is the probability of "true" against "false" when a witness is shown an answer (Kadavath et al. 2022, arXiv:2207.05221).
func PTrue(w Witness, s Style, question, answer string) (float64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	prompt, yes, no := s.True(question, answer)
	scores, err := w.Score(prompt, []string{yes, no})
	if err != nil {
		return 0, err
	}
	return 1 / (1 + math.Exp(scores[1]-scores[0])), nil
}

// StatedNumber asks how sure the witness is, and reads the number.
func StatedNumber(w Witness, s Style, question, answer string) (Parsed, error) {
	if err := s.check(); err != nil {
		return Parsed{}, err
	}
	text, err := w.Write(s.Sure(question, answer), shortReply)
	if err != nil {
		return Parsed{}, err
	}
	p := Parsed{Text: text}
	p.Number, p.OK = ParseNumber(text)
	return p, nil
}

// Parsed is a reply and what could be read of it; failures are part of the result.
type Parsed struct {
	Text   string  `json:"text"`
	Number float64 `json:"number"` // 0 to 1
	Letter int     `json:"letter"` // place of a letter, -1 for none
	OK     bool    `json:"ok"`
}

// Samples are k answers drawn at a temperature, and how many of them agree.
type Samples struct {
	Answers  []Parsed `json:"answers"`
	Counts   []int    `json:"counts"`   // by letter
	Agree    float64  `json:"agree"`    // share of all samples, unreadable ones too, that name the most frequent letter
	Entropy  float64  `json:"entropy"`  // of the readable ones, nats
	Failures int      `json:"failures"` // that named no letter
}

// Agreement draws k answers in letters.
func Agreement(w Witness, s Style, question string, options []string, k int, temperature float64, seed uint64) (Samples, error) {
	if err := s.check(); err != nil {
		return Samples{}, err
	}
	r := Samples{Counts: make([]int, len(options))}
	prompt := s.Choose(question, options, "")
	texts, err := w.Sample(prompt, k, shortReply, temperature, seed)
	if err != nil {
		return Samples{}, err
	}
	for _, text := range texts {
		p := Parsed{Text: text, Letter: ParseLetter(text, options)}
		p.OK = p.Letter >= 0
		r.Answers = append(r.Answers, p)
		if p.OK {
			r.Counts[p.Letter]++
		} else {
			r.Failures++
		}
	}
	most, read := 0, float64(k-r.Failures)
	for _, n := range r.Counts {
		most = max(most, n)
		if n > 0 {
			share := float64(n) / read
			r.Entropy -= share * math.Log(share)
		}
	}
	r.Agree = float64(most) / float64(max(k, 1))
	return r, nil
}

// ParseLetter finds which option a reply names: the one letter that stands alone in it (an "A" before a small word is an article), or
// else the one option whose text it contains. -1 if it names none, or several.
func ParseLetter(reply string, options []string) int {
	found := -1
	for i := range reply {
		at := indexOf(Letters[:len(options)], reply[i:i+1])
		if at < 0 || i > 0 && isLetter(reply[i-1]) || i+1 < len(reply) && isLetter(reply[i+1]) || article(reply[i:]) {
			continue
		}
		if found >= 0 && found != at {
			return -1
		}
		found = at
	}
	if found >= 0 {
		return found
	}
	for i, o := range options {
		if strings.Contains(strings.ToLower(reply), strings.ToLower(o)) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// article says whether a text begins with "A" as in "A city".
func article(text string) bool {
	rest, ok := strings.CutPrefix(text, "A ")
	word, _, _ := strings.Cut(rest, " ")
	return ok && word != "" && isLetter(word[0]) && word[0] >= 'a' && !slices.Contains([]string{"or", "and", "is", "because"}, word)
}

func isLetter(r byte) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
