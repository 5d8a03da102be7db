package explain

// occlusion hides each unit alone: credit[j][i] = s_j(x) − s_j(x without i) (Zeiler & Fergus 2013, arXiv:1311.2901;
// Li et al. 2016, arXiv:1612.08220). It costs one pass a unit, and one for the whole input.
var occlusion = Method{
	Card: Card{
		ID: "occlusion", Name: Text{"Occlusion", "遮挡"},
		Measures: Text{
			"How much the probability of the output falls when one word is hidden. Positive: the word supported the output.",
			"遮住一个词后，输出的概率下降多少。正值表示这个词支持该输出。"},
		Not: Text{
			"The answer depends on how words are hidden, and a text with a hole is unlike what the model was trained on. Two words that would each do alone can both look unimportant.",
			"结果取决于怎样遮挡；带空洞的句子也不像训练时见过的句子。如果两个词各自就足够，两者都可能显得不重要。"},
		Cost:      Text{"one pass a word, and one more", "每个词一次前向，外加一次"},
		Reference: "Zeiler & Fergus 2013, arXiv:1311.2901; Li, Monroe & Jurafsky 2016, arXiv:1612.08220",
	},
	Family: Hiding, Signed: true,
	Price: func(q *Question) Price { return q.scored(singles(len(q.Units))) },
	Run: func(q *Question, yield Yield) (*Attribution, error) {
		c, err := q.scorer()
		if err != nil {
			return nil, err
		}
		return Occlusion(c, yield)
	},
}

// Occlusion hides each unit alone.
func Occlusion(c *Scorer, yield Yield) (*Attribution, error) {
	n := len(c.Subject.Units)
	scores, probs, err := c.ScoreProbs(singles(n), yield)
	if err != nil {
		return nil, err
	}
	a := &Attribution{Base: scores[0]}
	for j := range c.Subject.Outputs() {
		row, hidden := make([]float64, n), make([]float64, n)
		for i := range row {
			row[i], hidden[i] = scores[0][j]-scores[i+1][j], probs[i+1][j]
		}
		a.Token, a.HiddenProb = append(a.Token, row), append(a.HiddenProb, hidden)
	}
	a.sum()
	return a, nil
}

// singles are the whole input, and each unit hidden alone.
func singles(n int) []Hidden {
	variants := []Hidden{hiding(n)}
	for i := range n {
		variants = append(variants, hiding(n, i))
	}
	return variants
}
