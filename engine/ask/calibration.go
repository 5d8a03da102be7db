package ask

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/problem"
	"pellucid/engine/train"
)

// Calibration is how well confidences fit what was right.
type Calibration struct {
	N        int     `json:"n"`
	BaseRate float64 `json:"base_rate"` // share that was right
	Mean     float64 `json:"mean"`      // confidence
	// ECE is the expected calibration error with bins of equal mass (Naeini et al. 2015; Guo et al. 2017, arXiv:1706.04599).
	ECE      float64 `json:"ece"`
	ECEWidth float64 `json:"ece_width"` // likewise with bins of equal width
	ECELow   float64 `json:"ece_low"`   // 95 % interval of ECE by resampling questions
	ECEHigh  float64 `json:"ece_high"`
	// ECEPerfect is where 95 % of perfectly calibrated models with these confidences would be below: no small sample has 0.
	ECEPerfect  float64 `json:"ece_perfect"`
	Brier       float64 `json:"brier"` // mean (confidence − right)² = Reliability − Resolution + Uncertainty (Murphy 1973)
	Reliability float64 `json:"reliability"`
	Resolution  float64 `json:"resolution"`
	Uncertainty float64 `json:"uncertainty"`
	AUROC       float64 `json:"auroc"` // chance that a right answer was given more confidence than a wrong one; -1 if all are right or wrong
	Bins        []Bin   `json:"bins"`  // of equal mass
}

// Bin is one point of a reliability plot.
type Bin struct {
	Count      int     `json:"count"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share
	Low        float64 `json:"low"`        // 95 % interval of Right, by resampling questions
	High       float64 `json:"high"`
}

const (
	calibrationBins = 10
	resamples       = 1000
)

// Calibrate compares confidences (0 to 1) with what was right.
func Calibrate(confidence []float64, right []bool, seed uint64) (Calibration, error) {
	if len(confidence) == 0 || len(confidence) != len(right) {
		return Calibration{}, problem.New(problem.Empty, nil, "there are no answers to judge")
	}
	for _, c := range confidence {
		if err := problem.Within("confidence", c, 0, 1); err != nil {
			return Calibration{}, err
		}
	}
	s := sample{confidence, right}
	c := Calibration{N: len(right), ECE: s.equalMass(), ECEWidth: s.equalWidth(), AUROC: s.auroc()}
	for i, r := range right {
		c.BaseRate += one(r) / float64(c.N)
		c.Mean += confidence[i] / float64(c.N)
		c.Brier += (confidence[i] - one(r)) * (confidence[i] - one(r)) / float64(c.N)
	}
	c.Uncertainty = c.BaseRate * (1 - c.BaseRate)
	c.Reliability, c.Resolution = s.murphy(c.BaseRate)
	c.ECELow, c.ECEHigh = train.Bootstrap(c.N, resamples, seed, c.ECE, func(pick []int) float64 { return s.pick(pick).equalMass() })
	c.ECEPerfect = s.perfect(seed)
	for b, part := range s.massBins() {
		bin := Bin{Count: len(part), Confidence: s.meanConfidence(part), Right: s.share(part)}
		bin.Low, bin.High = train.Bootstrap(len(part), resamples, seed+uint64(b), bin.Right, func(pick []int) float64 {
			sum := 0.0
			for _, i := range pick {
				sum += one(right[part[i]]) / float64(len(pick))
			}
			return sum
		})
		c.Bins = append(c.Bins, bin)
	}
	return c, nil
}

// sample is confidences with what was right.
type sample struct {
	confidence []float64
	right      []bool
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (s sample) pick(list []int) sample {
	var p sample
	for _, i := range list {
		p.confidence, p.right = append(p.confidence, s.confidence[i]), append(p.right, s.right[i])
	}
	return p
}

// massBins cuts the sample, by confidence, into bins whose counts differ by at most one, the larger ones first. Neighbours that
// hold one and the same confidence are one bin: nothing but the order of the questions would tell them apart.
func (s sample) massBins() [][]int {
	order := make([]int, len(s.right))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.confidence[a], s.confidence[b]) })
	bins := min(calibrationBins, len(order))
	var parts [][]int
	for b, from := 0, 0; b < bins; b++ {
		to := from + len(order)/bins
		if b < len(order)%bins {
			to++
		}
		if last := len(parts) - 1; last >= 0 && s.confidence[parts[last][0]] == s.confidence[order[to-1]] {
			parts[last] = order[from-len(parts[last]) : to]
		} else {
			parts = append(parts, order[from:to])
		}
		from = to
	}
	return parts
}

func (s sample) meanConfidence(part []int) float64 {
	sum := 0.0
	for _, i := range part {
		sum += s.confidence[i]
	}
	return sum / float64(len(part))
}

func (s sample) share(part []int) float64 {
	sum := 0.0
	for _, i := range part {
		sum += one(s.right[i])
	}
	return sum / float64(len(part))
}

func (s sample) gap(parts [][]int) float64 {
	sum := 0.0
	for _, part := range parts {
		if len(part) > 0 {
			sum += float64(len(part)) / float64(len(s.right)) * math.Abs(s.share(part)-s.meanConfidence(part))
		}
	}
	return sum
}

func (s sample) equalMass() float64 { return s.gap(s.massBins()) }

// equalWidth has bins (0, 0.1], (0.1, 0.2] …, with 0 in the first.
func (s sample) equalWidth() float64 {
	parts := make([][]int, calibrationBins)
	for i, c := range s.confidence {
		b := 0
		for b < calibrationBins-1 && c > float64(b+1)*(1.0/calibrationBins) {
			b++
		}
		parts[b] = append(parts[b], i)
	}
	return s.gap(parts)
}

// perfect is the 95th percentile of the ECE of answers that are right with just the stated confidences.
func (s sample) perfect(seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, 0x656365))
	values, drawn := make([]float64, resamples), sample{s.confidence, make([]bool, len(s.right))}
	for i := range values {
		for j, c := range s.confidence {
			drawn.right[j] = random.Float64() < c
		}
		values[i] = drawn.equalMass()
	}
	slices.Sort(values)
	return values[resamples*95/100]
}

// murphy is reliability and resolution, grouped by equal confidence.
func (s sample) murphy(base float64) (reliability, resolution float64) {
	groups := map[float64][]int{}
	for i, c := range s.confidence {
		groups[c] = append(groups[c], i)
	}
	for _, c := range slices.Sorted(maps.Keys(groups)) { // sums in one order have the same last bit each time
		part := groups[c]
		weight, right := float64(len(part))/float64(len(s.right)), s.share(part)
		reliability += weight * (c - right) * (c - right)
		resolution += weight * (right - base) * (right - base)
	}
	return reliability, resolution
}

// auroc counts pairs of a right and a wrong answer; equal confidence is half.
func (s sample) auroc() float64 {
	wins, pairs := 0.0, 0.0
	for i, r := range s.right {
		if !r {
			continue
		}
		for j, other := range s.right {
			if other {
				continue
			}
			pairs++
			switch {
			case s.confidence[i] > s.confidence[j]:
				wins++
			case s.confidence[i] == s.confidence[j]:
				wins += 0.5
			}
		}
	}
	if pairs == 0 {
		return -1
	}
	return wins / pairs
}

// Overconfidence is confidence less 1 or 0 for each answer: its mean is 0 for whoever is as sure as it is right. On 200 questions it
// tells a bluffer from an honest witness where Brier scores, which add the chance of each answer, do not.
func Overconfidence(confidence []float64, right []bool) []float64 {
	over := make([]float64, len(right))
	for i, r := range right {
		over[i] = confidence[i] - one(r)
	}
	return over
}

// Permutation is the two-sided p-value of the difference of two samples' means: the share of random relabellings with a difference
// at least as large, the given one counted.
func Permutation(a, b []float64, draws int, seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, 0x7065726d))
	all := slices.Concat(a, b)
	difference := func() float64 { return math.Abs(mean(all[:len(a)]) - mean(all[len(a):])) }
	given, as := difference(), 1
	for range draws {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if difference() >= given-1e-12 {
			as++
		}
	}
	return float64(as) / float64(draws+1)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// AUROC is the chance that a right answer was given more confidence than a wrong one, ties half; -1 if all are right or all wrong.
func AUROC(confidence []float64, right []bool) float64 { return sample{confidence, right}.auroc() }
