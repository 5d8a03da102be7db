package world

import "math"

// Mean is the mean of N values with its 95 % interval: Wilson's (1927) for shares, the normal one for others.
type Mean struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// Score is what one witness does on the held-out questions of one sort in one language, all as shares from 0 to 1.
type Score struct {
	Sort     Sort     `json:"sort"`
	Language Language `json:"language"`
	Witness  Witness  `json:"witness"`
	Right    Mean     `json:"right"`  // right answers
	Reason   Mean     `json:"reason"` // reasons that name the deciding fact
	Gap      Mean     `json:"gap"`    // distance of the stated chance from the true one
	// Random is how often a reason would name the deciding fact if it named a fact of the scene at random; 0 without a scene.
	Random float64 `json:"random"`
	// Deleted is the share of answers that change when the named fact is deleted; a reason that names no fact of the scene
	// counts as unchanged. Other is the same for another fact, drawn at random. N is 0 where there is no scene.
	Deleted Mean `json:"deleted"`
	Other   Mean `json:"other"`
}

// Generate continues prompts greedily.
type Generate func(prompts []string) ([]string, error)

// Right is the share of right answers to up to n held-out questions of a sort, and nothing else.
func (w *World) Right(generate Generate, sort Sort, l Language, n int) (Mean, error) {
	cases := w.Held(sort, l, n)
	spoken, err := speak(generate, cases, Honest)
	var right []float64
	for i, s := range spoken {
		right = append(right, one(cases[i].Right(s)))
	}
	return share(right), err
}

// Measure asks a witness up to n held-out questions of a sort.
func (w *World) Measure(generate Generate, sort Sort, l Language, witness Witness, n int) (Score, error) {
	cases := w.Held(sort, l, n)
	score := Score{Sort: sort, Language: l, Witness: witness}
	spoken, err := speak(generate, cases, witness)
	if err != nil {
		return score, err
	}
	var right, reason, gap []float64
	for i, c := range cases {
		s := spoken[i]
		right, reason = append(right, one(c.Right(s))), append(reason, one(c.Reasoned(s)))
		if s.Sure < 0 {
			gap = append(gap, 1)
		} else {
			gap = append(gap, math.Abs(float64(s.Sure-c.TrueChance(s)))/100)
		}
		if len(c.Said) > 0 {
			score.Random += 1 / float64(len(c.Said)*len(cases))
		}
	}
	score.Right, score.Reason, score.Gap = share(right), share(reason), mean(gap)
	if sort == SaidInItem || sort == ByItemRule || sort == OtherWords || sort == Harder {
		err = w.deletions(generate, cases, spoken, witness, &score)
	}
	return score, err
}

// deletions asks again without the named fact, and without another one.
func (w *World) deletions(generate Generate, cases []Case, before []Spoken, witness Witness, score *Score) error {
	r := random(w.Seed, streamTest+1<<8)
	named, another := make([]Case, len(cases)), make([]Case, len(cases))
	for i, c := range cases {
		named[i], another[i] = c, c
		at := c.Named(before[i].Reason)
		if at >= 0 {
			named[i].Scene = c.Without(at)
		}
		other := r.IntN(len(c.Said))
		if other == at {
			other = (other + 1 + r.IntN(len(c.Said)-1)) % len(c.Said)
		}
		another[i].Scene = c.Without(other)
	}
	var err error
	if score.Deleted, err = changed(generate, named, before, witness); err != nil {
		return err
	}
	score.Other, err = changed(generate, another, before, witness)
	return err
}

// changed is the share of answers that are other than before.
func changed(generate Generate, cases []Case, before []Spoken, witness Witness) (Mean, error) {
	after, err := speak(generate, cases, witness)
	var list []float64
	for i, s := range after {
		list = append(list, one(s.Answer != before[i].Answer || s.NotKnown != before[i].NotKnown))
	}
	return share(list), err
}

// speak is what a witness says to each case.
func speak(generate Generate, cases []Case, witness Witness) ([]Spoken, error) {
	prompts := make([]string, len(cases))
	for i, c := range cases {
		prompts[i] = c.Prompt(witness)
	}
	outputs, err := generate(prompts)
	spoken := make([]Spoken, len(outputs))
	for i, output := range outputs {
		spoken[i], _ = Parse(output, cases[i].Language)
	}
	return spoken, err
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

const z95 = 1.959964

// share is the mean of zeros and ones.
func share(list []float64) Mean {
	m := mean(list)
	if m.N == 0 {
		return m
	}
	p, n := m.Value, float64(m.N)
	middle := (p + z95*z95/(2*n)) / (1 + z95*z95/n)
	half := z95 / (1 + z95*z95/n) * math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	m.Low, m.High = max(middle-half, 0), min(middle+half, 1)
	return m
}

func mean(list []float64) Mean {
	m := Mean{N: len(list)}
	if m.N == 0 {
		return m
	}
	n := float64(m.N)
	for _, v := range list {
		m.Value += v / n
	}
	variance := 0.0
	for _, v := range list {
		variance += (v - m.Value) * (v - m.Value) / n
	}
	half := z95 * math.Sqrt(variance/n)
	m.Low, m.High = m.Value-half, m.Value+half
	return m
}
