package api

import (
	"slices"

	"pellucid/engine/problem"
	"pellucid/engine/token"
	"pellucid/engine/train"
	"pellucid/engine/wordvec"
)

// LearnedWordsParams asks the vectors of the last learn_words; each part may be left out.
type LearnedWordsParams struct {
	Near  string      `json:"near,omitempty"`  // a word: which are nearest to it?
	Odd   []string    `json:"odd,omitempty"`   // words: which does not belong?
	Rated []RatedPair `json:"rated,omitempty"` // pairs whose likeness people have rated
}

// RatedPair is two words and how like people find them.
type RatedPair struct {
	A     string  `json:"a"`
	B     string  `json:"b"`
	Score float64 `json:"score"`
}

// LearnedWordsResult is what each table answers.
type LearnedWordsResult struct {
	Tables []LearnedTable `json:"tables"`
}

// LearnedTable is the answers of one table of vectors.
type LearnedTable struct {
	From WordSource  `json:"from"`
	Near []NearWord  `json:"near,omitempty"`
	Odd  string      `json:"odd,omitempty"`  // the word whose mean cosine with the others is least
	Mean []float64   `json:"mean,omitempty"` // that cosine, for each word asked about
	Like *RatedScore `json:"rated,omitempty"`
	Row  []float32   `json:"row,omitempty"` // the network's vector of the word asked about
}

// NearWord is a word and its cosine.
type NearWord struct {
	Word   string  `json:"word"`
	Cosine float64 `json:"cosine"`
}

// RatedScore is how far a table orders pairs as people do.
type RatedScore struct {
	Pairs    int     `json:"pairs"` // of which both words were learned
	Spearman float64 `json:"spearman"`
	Low      float64 `json:"low"` // 95 %, bootstrap over pairs
	High     float64 `json:"high"`
}

const (
	nearest    = 6
	mostOdd    = 12
	mostRated  = 2000
	ratedDraws = 1000
)

// learnedWords asks the tables of the last learn_words the same questions.
func learnedWords(c *Call, p LearnedWordsParams) (LearnedWordsResult, error) {
	l := c.learned
	if l == nil {
		return LearnedWordsResult{}, problem.New(problem.Empty, nil, "no words have been learned yet")
	}
	switch {
	case len(p.Odd) > mostOdd:
		return LearnedWordsResult{}, tooLong("list", "words", len(p.Odd), mostOdd)
	case len(p.Rated) > mostRated:
		return LearnedWordsResult{}, tooLong("list", "pairs", len(p.Rated), mostRated)
	}
	tables, err := l.withModel(c)
	if err != nil {
		return LearnedWordsResult{}, err
	}
	var r LearnedWordsResult
	for _, from := range []WordSource{FromNetwork, FromCounts, FromChance, FromModel} {
		answers := LearnedTable{From: from}
		table := tables[from]
		if id, ok := l.id(p.Near); ok {
			if from == FromNetwork {
				answers.Row = table.Row(id)
			}
			for _, n := range table.Neighbours(id, nearest) {
				answers.Near = append(answers.Near, NearWord{l.Words[n.Word], n.Cosine})
			}
		}
		answers.Odd, answers.Mean = l.odd(table, p.Odd)
		answers.Like = l.rated(table, p.Rated)
		r.Tables = append(r.Tables, answers)
		if err := c.breathe(); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (l *learned) id(word string) (int32, bool) {
	id := slices.Index(l.Words, word)
	return int32(id), id >= 0
}

// withModel is the tables and the open model's, made once: for each learned word the mean of its tokens' embeddings.
func (l *learned) withModel(c *Call) (map[WordSource]wordvec.Vectors, error) {
	if _, ok := l.tables[FromModel]; ok {
		return l.tables, nil
	}
	space, err := c.embeddings()
	if err != nil {
		return nil, err
	}
	table := wordvec.Vectors{Dim: c.Model.Config.Width}
	for i, word := range l.Words {
		row := make([]float64, table.Dim)
		if tokens := c.Tokenizer.Encode(spacedWord(word)); len(tokens) > 0 {
			row = space.average(token.IDs(tokens))
		}
		for _, v := range row {
			table.Data = append(table.Data, float32(v))
		}
		if i%rowsAtOnce == 0 {
			if err := c.breathe(); err != nil {
				return nil, err
			}
		}
	}
	l.tables[FromModel] = table
	return l.tables, nil
}

// spacedWord is a word as it stands in the middle of a text: a space before it, unless it is of a script that has none.
func spacedWord(word string) string {
	if word[0] < 0x80 {
		return " " + word
	}
	return word
}

// odd is the word that fits least, and each word's mean cosine with the others; nothing if a word is unknown or there are
// fewer than three.
func (l *learned) odd(table wordvec.Vectors, words []string) (string, []float64) {
	ids := make([]int32, len(words))
	for i, word := range words {
		id, ok := l.id(word)
		if !ok {
			return "", nil
		}
		ids[i] = id
	}
	if len(ids) < 3 {
		return "", nil
	}
	means := make([]float64, len(ids))
	for i, a := range ids {
		for _, b := range ids {
			if a != b {
				means[i] += table.Cosine(a, b) / float64(len(ids)-1)
			}
		}
	}
	return words[table.OddOneOut(ids)], means
}

// rated compares a table with people's ratings; nil with fewer than ten pairs of known words.
func (l *learned) rated(table wordvec.Vectors, pairs []RatedPair) *RatedScore {
	var cosines, ratings []float64
	for _, p := range pairs {
		a, knownA := l.id(p.A)
		b, knownB := l.id(p.B)
		if knownA && knownB {
			cosines, ratings = append(cosines, table.Cosine(a, b)), append(ratings, p.Score)
		}
	}
	if len(cosines) < leastRated {
		return nil
	}
	score := &RatedScore{Pairs: len(cosines)}
	score.Spearman, score.Low, score.High = train.Spearman(cosines, ratings, ratedDraws, 1)
	return score
}

// leastRated pairs are wanted before a correlation is spoken of.
const leastRated = 10
