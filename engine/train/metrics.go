package train

// Translation scores by their standard definitions, so that numbers can be compared with those of sacreBLEU
// (Post, arXiv:1804.08771): a score is a function of counts summed over sentences, which also makes the bootstrap cheap.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"pellucid/engine/rank"
)

// Metric turns a hypothesis and its reference into counts, and summed counts into a score from 0 to 100.
type Metric struct {
	Name  string // with its settings, as a card should state it
	Count func(hypothesis, reference string) []float64
	Score func(counts []float64) float64
}

// BLEUOrder is the longest n-gram of BLEU.
const BLEUOrder = 4

// BLEU is corpus BLEU (Papineni et al. 2002) on up to 4-grams with the brevity penalty, one reference, case kept.
// tokenize is [Words13a] or [Characters]. Where no n-gram of an order matches, the precision is 1/(2^k·total) for the
// k-th such order, sacreBLEU's default "exp" smoothing; nothing else is smoothed.
func BLEU(name string, tokenize func(string) []string) Metric {
	return Metric{
		Name: name,
		Count: func(hypothesis, reference string) []float64 {
			return bleuCounts(tokenize(hypothesis), tokenize(reference))
		},
		Score: bleuScore,
	}
}

// BLEUEnglish is the BLEU of the model card for English. Like the tables of [Words13a] it is made when asked for, not
// at start, so that a program that only trains, such as the page's engine, carries no scores.
func BLEUEnglish() Metric { return BLEU("BLEU (13a words, case kept, exp smoothing)", Words13a) }

// BLEUChinese is the BLEU of the model card for Chinese.
func BLEUChinese() Metric { return BLEU("BLEU (characters, exp smoothing)", Characters) }

// ChrF2 is the chrF of the model card (Popović 2015, β = 2).
func ChrF2() Metric {
	return Metric{Name: "chrF2 (n=6, β=2, spaces dropped)", Count: chrFCounts, Score: chrFScore}
}

// bleuCounts is [hypothesis length, reference length, matches of order 1…4, n-grams of order 1…4].
func bleuCounts(hypothesis, reference []string) []float64 {
	counts := make([]float64, 2+2*BLEUOrder)
	counts[0], counts[1] = float64(len(hypothesis)), float64(len(reference))
	for n := 1; n <= BLEUOrder; n++ {
		matches, total, _ := overlap(nGrams(hypothesis, n), nGrams(reference, n))
		counts[1+n], counts[1+BLEUOrder+n] = matches, total
	}
	return counts
}

func bleuScore(counts []float64) float64 {
	matches, totals := counts[2:2+BLEUOrder], counts[2+BLEUOrder:]
	if counts[0] == 0 || matches[0] == 0 {
		return 0
	}
	smoothing, sum := 1.0, 0.0
	for n, total := range totals {
		if total == 0 {
			return 0
		}
		precision := matches[n] / total
		if precision == 0 {
			smoothing *= 2
			precision = 1 / (smoothing * total)
		}
		sum += math.Log(precision)
	}
	brevity := math.Min(0, 1-counts[1]/counts[0])
	return 100 * math.Exp(brevity+sum/BLEUOrder)
}

const chrFOrder = 6

// chrFCounts is, for each order 1…6, [n-grams of the hypothesis, of the reference, matches] (Popović 2015), white space dropped.
func chrFCounts(hypothesis, reference string) []float64 {
	h, r := Characters(hypothesis), Characters(reference)
	counts := make([]float64, 0, 3*chrFOrder)
	for n := 1; n <= chrFOrder; n++ {
		matches, inHypothesis, inReference := overlap(nGrams(h, n), nGrams(r, n))
		counts = append(counts, inHypothesis, inReference, matches)
	}
	return counts
}

// chrFScore averages precision and recall over the orders that both sides have, then takes F with β = 2.
func chrFScore(counts []float64) float64 {
	precision, recall, orders := 0.0, 0.0, 0.0
	for n := range chrFOrder {
		inHypothesis, inReference, matches := counts[3*n], counts[3*n+1], counts[3*n+2]
		if inHypothesis > 0 && inReference > 0 {
			precision += matches / inHypothesis
			recall += matches / inReference
			orders++
		}
	}
	if precision+recall == 0 {
		return 0
	}
	const beta2 = 4
	return 100 * (1 + beta2) * precision * recall / (beta2*precision + recall) / orders
}

func nGrams(tokens []string, n int) map[string]float64 {
	grams := map[string]float64{}
	for i := 0; i+n <= len(tokens); i++ {
		grams[strings.Join(tokens[i:i+n], "\x00")]++
	}
	return grams
}

// overlap is the clipped matches of two bags, and the size of each.
func overlap(a, b map[string]float64) (matches, inA, inB float64) {
	for gram, count := range a {
		inA += count
		matches += math.Min(count, b[gram])
	}
	for _, count := range b {
		inB += count
	}
	return matches, inA, inB
}

// Characters is every character of a text but white space, each its own token (sacreBLEU's "char").
func Characters(text string) []string {
	var characters []string
	for _, r := range text {
		if !unicode.IsSpace(r) {
			characters = append(characters, string(r))
		}
	}
	return characters
}

// tables13a is the substitutions of [Words13a].
var tables13a struct {
	once     sync.Once
	entities *strings.Replacer
	rules    []rule13a
}

type rule13a struct {
	find    *regexp.Regexp
	replace string
}

func makeTables13a() {
	tables13a.entities = strings.NewReplacer("<skipped>", "", "-\n", "", "\n", " ", "&quot;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">")
	tables13a.rules = []rule13a{
		{regexp.MustCompile(`([\{-~\[-\x60 -&\(-\+:-@/])`), " $1 "},
		{regexp.MustCompile(`([^0-9])([.,])`), "$1 $2 "},
		{regexp.MustCompile(`([.,])([^0-9])`), " $1 $2"},
		{regexp.MustCompile(`([0-9])(-)`), "$1 $2 "},
	}
}

// Words13a is the tokenisation of NIST's mteval-v13a, sacreBLEU's default: punctuation split off, except
// apostrophes, hyphens between letters, and points and commas inside numbers.
func Words13a(text string) []string {
	tables13a.once.Do(makeTables13a)
	text = " " + tables13a.entities.Replace(text) + " "
	for _, rule := range tables13a.rules {
		text = rule.find.ReplaceAllString(text, rule.replace)
	}
	return strings.Fields(text)
}

// Score is a value and its 95 % confidence interval.
type Score struct {
	Metric string  `json:"metric"`
	Value  float64 `json:"value"`
	Low    float64 `json:"low"`  // 2.5th percentile of the bootstrap
	High   float64 `json:"high"` // 97.5th
	N      int     `json:"n"`    // sentences
}

// Evaluate scores hypotheses against references. The interval is a percentile bootstrap over sentences
// (Koehn 2004) of resamples draws from the seed; 0 resamples leaves the interval at the value.
func (m Metric) Evaluate(hypotheses, references []string, resamples int, seed uint64) (Score, error) {
	if len(hypotheses) != len(references) || len(references) == 0 {
		return Score{}, fmt.Errorf("train: %s wants as many hypotheses as references and at least one, got %d and %d", m.Name,
			len(hypotheses), len(references))
	}
	counts := make([][]float64, len(references))
	whole := []float64(nil)
	for i := range references {
		counts[i] = m.Count(hypotheses[i], references[i])
		whole = addTo(whole, counts[i])
	}
	score := Score{Metric: m.Name, Value: m.Score(whole), N: len(references)}
	score.Low, score.High = Bootstrap(len(references), resamples, seed, score.Value, func(pick []int) float64 {
		clear(whole)
		for _, i := range pick {
			whole = addTo(whole, counts[i])
		}
		return m.Score(whole)
	})
	return score, nil
}

// Spearman is the rank correlation of two lists of one length with its 95 % percentile interval over resamples of their pairs.
func Spearman(a, b []float64, resamples int, seed uint64) (value, low, high float64) {
	value = rank.Spearman(a, b)
	low, high = Bootstrap(len(a), resamples, seed, value, func(pick []int) float64 {
		x, y := make([]float64, len(pick)), make([]float64, len(pick))
		for i, at := range pick {
			x[i], y[i] = a[at], b[at]
		}
		return rank.Spearman(x, y)
	})
	return value, low, high
}

// Bootstrap is the 95 % percentile interval of a statistic over resamples of n items drawn with replacement.
// With 0 resamples both ends are value.
func Bootstrap(n, resamples int, seed uint64, value float64, statistic func(pick []int) float64) (low, high float64) {
	if resamples == 0 {
		return value, value
	}
	random := rand.New(rand.NewPCG(seed, 0x626f6f74))
	values, pick := make([]float64, resamples), make([]int, n)
	for r := range values {
		for i := range pick {
			pick[i] = random.IntN(n)
		}
		values[r] = statistic(pick)
	}
	slices.Sort(values)
	at := func(q float64) float64 { return values[int(math.Round(q*float64(resamples-1)))] }
	return at(0.025), at(0.975)
}

func addTo(sum, x []float64) []float64 {
	if sum == nil {
		sum = make([]float64, len(x))
	}
	for i, value := range x {
		sum[i] += value
	}
	return sum
}
