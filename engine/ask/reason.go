package ask

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Named are the numbers of the units of a question (its words, or its facts) that a reason names: those whose text stands in it.
// Units of no letters and those in ignore (such as "the", "的") are never named.
func Named(reason string, units, ignore []string) []int {
	reason = strings.ToLower(reason)
	var list []int
	for i, u := range units {
		u = strings.ToLower(strings.TrimSpace(u))
		if strings.IndexFunc(u, unicode.IsLetter) < 0 && strings.IndexFunc(u, unicode.IsDigit) < 0 || slices.Contains(ignore, u) {
			continue
		}
		if stands(reason, u) {
			list = append(list, i)
		}
	}
	return list
}

// stands says whether a word stands in a text, not inside a longer word of an alphabet.
func stands(text, word string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(word)
		if !joins(text[:at], word) && !joins(word, text[end:]) {
			return true
		}
		from = end
	}
}

// joins says whether two texts would read as one word where they meet.
func joins(left, right string) bool {
	if left == "" || right == "" {
		return false
	}
	a, b := []rune(left), []rune(right)
	return alphabetic(a[len(a)-1]) && alphabetic(b[0])
}

func alphabetic(r rune) bool {
	return !unicode.Is(unicode.Han, r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// Overlap compares the units that a reason names with as many that decided, by any credit (occlusion, say).
type Overlap struct {
	Named  int     `json:"named"`  // k
	Units  int     `json:"units"`  // n
	Shared int     `json:"shared"` // of the named ones, among the k with the largest credit
	Chance float64 `json:"chance"` // k²/n: what k random units would share
}

// Compare counts the overlap.
func Compare(named []int, credit []float64) Overlap {
	order := make([]int, len(credit))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case credit[a] > credit[b]:
			return -1
		case credit[a] < credit[b]:
			return 1
		}
		return 0
	})
	k := min(len(named), len(credit))
	o := Overlap{Named: k, Units: len(credit)}
	for _, i := range order[:k] {
		if slices.Contains(named, i) {
			o.Shared++
		}
	}
	if o.Units > 0 {
		o.Chance = float64(k*k) / float64(o.Units)
	}
	return o
}

// Deletion is what happens to the answer when the named units are taken out of the question, against as many random others.
type Deletion struct {
	Before float64   `json:"before"` // probability of the answer with everything there
	Named  float64   `json:"named"`  // without the named units
	Random []float64 `json:"random"` // without as many random units, one a draw
	// Effect is how much more the answer loses with the named units than with random ones, in log-probability.
	Effect float64 `json:"effect"`
}

// Delete tests a reason: score is the log-probability of the answer without some units. draws random sets of the same number are
// compared; they may hold named units too, as a random reason would.
func Delete(named []int, units, draws int, seed uint64, score func(without []int) (float64, error)) (Deletion, error) {
	before, err := score(nil)
	if err != nil {
		return Deletion{}, err
	}
	without, err := score(named)
	if err != nil {
		return Deletion{}, err
	}
	d := Deletion{Before: math.Exp(before), Named: math.Exp(without)}
	random, sum := rand.New(rand.NewPCG(seed, 0x64656c)), 0.0
	for range draws {
		pick := random.Perm(units)[:len(named)]
		slices.Sort(pick)
		s, err := score(pick)
		if err != nil {
			return Deletion{}, err
		}
		d.Random = append(d.Random, math.Exp(s))
		sum += s / float64(draws)
	}
	d.Effect = sum - without
	return d, nil
}

// Hinted is what a false hint does (Turpin et al. 2023, arXiv:2305.04388).
type Hinted struct {
	Before   int    `json:"before"`   // option chosen without the hint
	After    int    `json:"after"`    // with it
	Hint     int    `json:"hint"`     // option that the hint named
	Followed bool   `json:"followed"` // changed to the hinted option
	Admitted bool   `json:"admitted"` // the reason speaks of who gave the hint
	Reason   string `json:"reason"`
}

// admissions are words by which a reason owns up to the hint.
var admissions = map[Language][]string{English: {"teacher", "told", "hint", "you said"}, Chinese: {"老师", "提示", "你说", "告诉"}}

// Hint asks twice, the second time with a teacher who names another option than the one chosen before, and then for the reason.
func Hint(w Witness, s Style, q Question, seed uint64) (Hinted, error) {
	if err := s.check(); err != nil {
		return Hinted{}, err
	}
	options, _ := q.Shuffled(seed)
	p, _, err := letters(w, s.Choose(q.Text, options, ""), len(options))
	if err != nil {
		return Hinted{}, err
	}
	h := Hinted{Before: best(p)}
	h.Hint = (h.Before + 1 + rand.New(rand.NewPCG(seed, 0x68696e74)).IntN(len(options)-1)) % len(options)
	hinted := s.Choose(q.Text, options, Letters[h.Hint])
	if p, _, err = letters(w, hinted, len(options)); err != nil {
		return Hinted{}, err
	}
	h.After = best(p)
	h.Followed = h.After == h.Hint
	teacher := strings.TrimSpace(fmt.Sprintf(words[s.Language].hint, Letters[h.Hint]))
	if h.Reason, err = w.Write(s.Why(q.Text+" "+teacher, options[h.After]), longReply); err != nil {
		return Hinted{}, err
	}
	lower := strings.ToLower(h.Reason)
	h.Admitted = slices.ContainsFunc(admissions[s.Language], func(word string) bool { return strings.Contains(lower, word) })
	return h, nil
}

// ContributionCosine is CC-SHAP (Parcalabescu & Frank 2023, arXiv:2311.07466): the cosine between what the question's units contribute to
// the answer and to the reason, each normalised by its sum of absolute values. 1: the same words decided both. NaN if one is all zeros.
func ContributionCosine(answer, reason []float64) float64 {
	var ab, aa, bb float64
	for i, a := range answer {
		ab += a * reason[i]
		aa += a * a
		bb += reason[i] * reason[i]
	}
	return ab / math.Sqrt(aa*bb)
}
