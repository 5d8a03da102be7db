package api

// The space of token embeddings: rows of the table, lengths, the mean, and what random pairs look like.

import (
	"math"
	"math/rand/v2"

	"pellucid/engine/model"
)

// embeddingSpace reads the embedding table row by row, so that a quantised one is never unpacked whole.
type embeddingSpace struct {
	model    *model.Model
	mean     []float32
	usable   []int32              // ordinary tokens that stand for something
	baseline map[bool]randomPairs // likewise
}

type randomPairs struct{ mean, deviation float64 }

// randomPairCount is how many random pairs the baseline is of.
const randomPairCount = 4000

// embeddings is the space, made when first needed.
func (c *Call) embeddings() (*embeddingSpace, error) {
	if c.space != nil {
		return c.space, nil
	}
	e := &embeddingSpace{model: c.Model, mean: make([]float32, c.Model.Config.Width), baseline: map[bool]randomPairs{}}
	special := specialIDs(c.Tokenizer)
	for id := range int32(c.Tokenizer.Size()) {
		if !special[id] && len(c.Tokenizer.Bytes(id)) > 0 {
			e.usable = append(e.usable, id)
		}
	}
	err := e.each(c.pause, func(_ int32, row []float32) {
		for i, v := range row {
			e.mean[i] += v / float32(c.Model.Config.Vocab)
		}
	})
	if err != nil {
		return nil, err
	}
	c.space = e
	return e, nil
}

// rowsAtOnce is how many rows each visits between two chances to cancel.
const rowsAtOnce = 512

// each visits every row of the table, as it is when it enters the model.
func (e *embeddingSpace) each(yield func(done, total int) error, visit func(id int32, row []float32)) error {
	vocab, width := e.model.Config.Vocab, e.model.Config.Width
	ids := make([]int32, 0, rowsAtOnce)
	for start := 0; start < vocab; start += rowsAtOnce {
		ids = ids[:0]
		for id := start; id < min(start+rowsAtOnce, vocab); id++ {
			ids = append(ids, int32(id))
		}
		rows := e.rows(ids)
		for i, id := range ids {
			visit(id, rows[i*width:(i+1)*width])
		}
		if err := yield(start, vocab); err != nil {
			return err
		}
	}
	return nil
}

// rows are the embeddings of tokens, [len(ids), width], scaled as the model scales them.
func (e *embeddingSpace) rows(ids []int32) []float32 {
	width := e.model.Config.Width
	rows := make([]float32, len(ids)*width)
	e.model.Weight("embed.weight").Matrix().Gather(e.model.Kernels, rows, ids)
	if e.model.Config.EmbedScale {
		e.model.Kernels.Scale(float32(math.Sqrt(float64(width))), rows)
	}
	return rows
}

// vector is one token's embedding, less the mean if centred.
func (e *embeddingSpace) vector(id int32, centred bool) []float32 {
	row := e.rows([]int32{id})
	if centred {
		e.centre(row)
	}
	return row
}

func (e *embeddingSpace) centre(row []float32) {
	for i, v := range e.mean {
		row[i] -= v
	}
}

// cosines are those of every row with v, which is centred if they are to be.
func (e *embeddingSpace) cosines(v []float32, centred bool, yield func(done, total int) error) ([]float32, error) {
	cosine := make([]float32, e.model.Config.Vocab)
	own := length(v)
	err := e.each(yield, func(id int32, row []float32) {
		if centred {
			e.centre(row)
		}
		if product := own * length(row); product > 0 {
			cosine[id] = float32(dot(v, row) / product)
		}
	})
	return cosine, err
}

// random is the mean and standard deviation of the cosine of random pairs of usable tokens. The pairs are always the same.
func (e *embeddingSpace) random(centred bool) randomPairs {
	if known, ok := e.baseline[centred]; ok || len(e.usable) < 2 {
		return known
	}
	source := rand.New(rand.NewPCG(1, 3))
	var sum, squares float64
	for range randomPairCount {
		a := source.IntN(len(e.usable))
		b := (a + 1 + source.IntN(len(e.usable)-1)) % len(e.usable)
		x, y := e.vector(e.usable[a], centred), e.vector(e.usable[b], centred)
		cosine := dot(x, y) / math.Max(length(x)*length(y), math.SmallestNonzeroFloat64)
		sum += cosine
		squares += cosine * cosine
	}
	mean := sum / randomPairCount
	pairs := randomPairs{mean, math.Sqrt(math.Max(0, squares/randomPairCount-mean*mean))}
	e.baseline[centred] = pairs
	return pairs
}

func dot(x, y []float32) float64 {
	sum := 0.0
	for i, v := range x {
		sum += float64(v) * float64(y[i])
	}
	return sum
}

func length(x []float32) float64 { return math.Sqrt(dot(x, x)) }
