package api

// Vectors of words learned before the reader's eyes, by a network of one layer and by counting, and what can be asked of them.

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/problem"
	"pellucid/engine/wordvec"
	"pellucid/engine/world"
)

// LearnWordsParams asks for a run on a text. One seed gives the same run every time.
type LearnWordsParams struct {
	Sentences    [][]string           `json:"sentences,omitempty"` // the text, cut into sentences and words
	World        world.Language       `json:"world,omitempty"`     // or the small world's own text
	Architecture wordvec.Architecture `json:"architecture"`
	Dim          int                  `json:"dim,omitempty"`       // numbers a word; 0 is 32
	Window       int                  `json:"window,omitempty"`    // words on either side; 0 is 4
	Negatives    int                  `json:"negatives,omitempty"` // random words as wrong answers each time; 0 is 5
	Least        int                  `json:"least,omitempty"`     // times a word must be in the text; 0 is 3
	Epochs       int                  `json:"epochs,omitempty"`    // 0 is as many as make 400,000 words
	Seed         uint64               `json:"seed"`
}

// LearnWordsProgress is how far the run is, and where the words of the map are by now.
type LearnWordsProgress struct {
	Share  float64   `json:"share"` // of the run, 0 to 1
	Loss   float64   `json:"loss"`  // nats an example, mean since the last report
	Shown  []string  `json:"shown"`
	Places WordTable `json:"places"`
}

// LearnWordsResult is a run that has ended.
type LearnWordsResult struct {
	Words      int          `json:"words"` // different ones that were learned
	Read       int          `json:"read"`  // words in the text
	Left       int          `json:"left"`  // of these, words that are too rare
	Sample     [][]string   `json:"sample"`
	Shown      []string     `json:"shown"`
	Places     []WordTable  `json:"places"` // of the shown words, in each table
	Loss       []SharedLoss `json:"loss"`
	Parameters int          `json:"parameters"`
	Millis     float64      `json:"millis"`         // of the network
	Counting   float64      `json:"millis_counted"` // of counting
}

// SharedLoss is a point of the loss curve.
type SharedLoss struct {
	Share float64 `json:"share"` // of the run, 0 to 1
	Loss  float64 `json:"loss"`  // nats an example
}

// WordSource is a table of word vectors.
type WordSource string

// The tables that are compared.
const (
	FromNetwork WordSource = "network" // learned by the network of one layer
	FromCounts  WordSource = "counted" // PPMI and SVD
	FromChance  WordSource = "random"  // what the network began with
	FromModel   WordSource = "model"   // the open model's token embeddings; the mean of a word's tokens
)

// WordTable is where the shown words are in one table: on the first two principal components of their directions.
type WordTable struct {
	From      WordSource `json:"from"`
	X         []float64  `json:"x"`
	Y         []float64  `json:"y"`
	Explained []float64  `json:"explained"` // each axis' share of the variance
}

const (
	mostLearned    = 2000   // words that are told apart
	mostRead       = 300000 // words of a text
	worldTexts     = 1500
	learnedInAll   = 400000 // words that a run reads, if the reader says nothing; any other would do
	learnedAtOnce  = 1000   // words between two chances to cancel
	shownWords     = 36
	shownSentences = 4
)

// learnWords learns vectors for the words of a text. They are kept until the next run, for learned_words to ask.
func learnWords(c *Call, p LearnWordsParams, send func(LearnWordsProgress)) (LearnWordsResult, error) {
	sentences, err := p.read()
	if err != nil {
		return LearnWordsResult{}, err
	}
	corpus := wordvec.NewCorpus(sentences, mostLearned, p.Least)
	read := corpus.Left
	for _, n := range corpus.Counts {
		read += n
	}
	if len(corpus.Words) < 3 || len(corpus.Sentences) == 0 {
		return LearnWordsResult{}, problem.New(problem.TooShort, problem.Values{"what": "words", "got": len(corpus.Words), "want": 3},
			"want 3 words that occur %d times, got %d", p.Least, len(corpus.Words))
	}
	p.Epochs = cmp.Or(p.Epochs, min(50, max(1, learnedInAll/(read-corpus.Left))))
	begun := time.Now()
	counts := wordvec.Counts(corpus.Sentences, len(corpus.Words), p.Window)
	telling := wordvec.Telling(counts, len(corpus.Words))
	ppmi := wordvec.PPMI(counts, len(corpus.Words))
	if err := c.breathe(); err != nil {
		return LearnWordsResult{}, err
	}
	counted, _, err := wordvec.Reduce(ppmi, len(corpus.Words), min(p.Dim, len(corpus.Words)), c.breathe)
	if err != nil {
		return LearnWordsResult{}, err
	}
	counting := since(begun)
	trainer, err := wordvec.New(corpus.Sentences, len(corpus.Words), wordvec.Options{
		Architecture: p.Architecture, Dim: p.Dim, Window: p.Window, Negatives: p.Negatives, Epochs: p.Epochs, Seed: p.Seed,
	})
	if err != nil {
		return LearnWordsResult{}, err
	}
	l := &learned{Corpus: corpus, tables: map[WordSource]wordvec.Vectors{
		FromCounts: counted, FromChance: {Dim: p.Dim, Data: slices.Clone(trainer.Network.Input.Data)},
		FromNetwork: trainer.Network.Input,
	}}
	if p.World != "" {
		l.showThese(world.Telling(p.World))
	} else {
		l.show(telling, 2*p.Least)
	}
	result := LearnWordsResult{
		Words: len(corpus.Words), Read: read, Left: corpus.Left, Sample: sentences[:min(shownSentences, len(sentences))],
		Shown: l.shownWords(), Parameters: 2 * p.Dim * len(corpus.Words), Counting: counting,
	}
	begun = time.Now()
	if result.Loss, err = l.train(c, trainer, send); err != nil {
		return LearnWordsResult{}, err
	}
	result.Millis = since(begun)
	for _, from := range []WordSource{FromNetwork, FromCounts, FromChance} {
		places, err := l.places(from)
		if err != nil {
			return LearnWordsResult{}, err
		}
		result.Places = append(result.Places, places)
	}
	c.learned = l
	return result, nil
}

// read checks the params, fills in what is not said, and returns the sentences.
func (p *LearnWordsParams) read() ([][]string, error) {
	p.Dim, p.Window, p.Negatives, p.Least = cmp.Or(p.Dim, 32), cmp.Or(p.Window, 4), cmp.Or(p.Negatives, 5), cmp.Or(p.Least, 3)
	err := errors.Join(problem.OneOf("architecture", p.Architecture, wordvec.SkipGram, wordvec.CBOW), problem.Within("dim", p.Dim, 2, 128),
		problem.Within("window", p.Window, 1, 10), problem.Within("negatives", p.Negatives, 1, 50),
		problem.Within("least", p.Least, 1, 1000), problem.Within("epochs", p.Epochs, 0, 200))
	if err != nil {
		return nil, err
	}
	if p.World != "" {
		if err := problem.OneOf("world", p.World, world.Languages...); err != nil {
			return nil, err
		}
		return world.New(1).Sentences(p.World, worldTexts), nil
	}
	n := 0
	for _, s := range p.Sentences {
		n += len(s)
	}
	if n > mostRead {
		return nil, tooLong("text", "words", n, mostRead)
	}
	return p.Sentences, nil
}

// learned is the words and vectors of the last run.
type learned struct {
	wordvec.Corpus
	tables map[WordSource]wordvec.Vectors
	shown  []int32   // words of the map
	last   WordTable // where the network had them at the last report
}

// show chooses the words of the map: those whose company tells most, of words that occur common times or more.
func (l *learned) show(telling []float64, common int) {
	for id, n := range l.Counts {
		if n >= common {
			l.shown = append(l.shown, int32(id))
		}
	}
	if len(l.shown) < 3 {
		for id := len(l.shown); id < min(3, len(l.Words)); id++ {
			l.shown = append(l.shown, int32(id))
		}
	}
	slices.SortStableFunc(l.shown, func(a, b int32) int {
		return cmp.Compare(telling[b]*math.Sqrt(float64(l.Counts[b])), telling[a]*math.Sqrt(float64(l.Counts[a])))
	})
	l.shown = l.shown[:min(shownWords, len(l.shown))]
}

// showThese shows what was learned of a list.
func (l *learned) showThese(words []string) {
	for _, word := range words {
		if id, ok := l.id(word); ok {
			l.shown = append(l.shown, id)
		}
	}
}

func (l *learned) shownWords() []string {
	words := make([]string, len(l.shown))
	for i, id := range l.shown {
		words[i] = l.Words[id]
	}
	return words
}

// train runs to the end and reports some forty times.
func (l *learned) train(c *Call, trainer *wordvec.Trainer, send func(LearnWordsProgress)) (losses []SharedLoss, err error) {
	sum, n := 0.0, 0
	for trainer.Share() < 1 {
		sum += trainer.Learn(learnedAtOnce)
		n++
		if err := c.breathe(); err != nil {
			return nil, err
		}
		if trainer.Share() < 1 && trainer.Share() < float64(len(losses)+1)/40 {
			continue
		}
		places, err := l.places(FromNetwork)
		if err != nil {
			return nil, err
		}
		losses = append(losses, SharedLoss{trainer.Share(), sum / float64(n)})
		send(LearnWordsProgress{trainer.Share(), sum / float64(n), l.shownWords(), places})
		sum, n = 0, 0
	}
	return losses, nil
}

// places are where the shown words are in a table. Each vector is brought to length 1: what counts is its direction. An axis
// of the network's keeps the sign that it had at the last report, so that the map turns no somersaults.
func (l *learned) places(from WordSource) (WordTable, error) {
	table := l.tables[from]
	vectors := mat.NewDense(len(l.shown), table.Dim, nil)
	result := MapResult{Points: make([]MapPoint, len(l.shown)), Explained: []float64{0, 0}}
	for i, id := range l.shown {
		row := table.Row(id)
		size := math.Max(length(row), math.SmallestNonzeroFloat64)
		for j, v := range row {
			vectors.Set(i, j, float64(v)/size)
		}
	}
	if err := project(vectors, &result); err != nil {
		return WordTable{}, err
	}
	places := WordTable{From: from, Explained: result.Explained}
	for _, p := range result.Points {
		places.X, places.Y = append(places.X, p.X), append(places.Y, p.Y)
	}
	if from == FromNetwork {
		keepSign(places.X, l.last.X)
		keepSign(places.Y, l.last.Y)
		l.last = places
	}
	return places, nil
}

// keepSign turns an axis round if it points the other way than before.
func keepSign(axis, before []float64) {
	product := 0.0
	for i, v := range before {
		product += v * axis[i]
	}
	for i := range axis {
		if product < 0 {
			axis[i] = -axis[i]
		}
	}
}
