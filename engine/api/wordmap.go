package api

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"pellucid/engine/token"
)

// mostWords bounds a map: its cosines grow with the square.
const mostWords = 200

// wordMap places words on the first two principal components of their embeddings.
func wordMap(c *Call, p MapParams) (MapResult, error) {
	if len(p.Words) > mostWords {
		return MapResult{}, tooLong("list", "words", len(p.Words), mostWords)
	}
	space, err := c.embeddings()
	if err != nil {
		return MapResult{}, err
	}
	width := c.Model.Config.Width
	result := MapResult{Explained: []float64{0, 0}}
	vectors := mat.NewDense(max(len(p.Words), 1), width, nil)
	for i, word := range p.Words {
		tokens := c.Tokenizer.Encode(word)
		if len(tokens) == 0 {
			return MapResult{}, &Error{Code: "empty", Message: "a word of the list is empty", Values: map[string]any{"index": i}}
		}
		result.Points = append(result.Points, MapPoint{Word: word, Tokens: show(c.Tokenizer, word, tokens).Tokens})
		vectors.SetRow(i, space.average(token.IDs(tokens)))
	}
	result.Cosine = cosines(vectors, len(p.Words))
	return result, project(vectors, &result)
}

// average is the mean embedding of tokens.
func (e *embeddingSpace) average(ids []int32) []float64 {
	rows, mean := e.rows(ids), make([]float64, e.model.Config.Width)
	for i, v := range rows {
		mean[i%len(mean)] += float64(v) / float64(len(ids))
	}
	return mean
}

// cosines of all pairs of rows.
func cosines(vectors *mat.Dense, words int) [][]float32 {
	table := make([][]float32, words)
	for i := range table {
		table[i] = make([]float32, words)
		for j := range table[i] {
			x, y := vectors.RowView(i), vectors.RowView(j)
			if product := mat.Norm(x, 2) * mat.Norm(y, 2); product > 0 {
				table[i][j] = float32(mat.Dot(x, y) / product)
			}
		}
	}
	return table
}

// project fills in the points' places and the axes' shares of the variance. The sign of an axis, which is arbitrary,
// is chosen so that the point farthest along it is on the positive side.
func project(vectors *mat.Dense, result *MapResult) error {
	words := len(result.Points)
	if words < 2 {
		return nil
	}
	var pc stat.PC
	if !pc.PrincipalComponents(vectors, nil) {
		return &Error{Code: "failed", Message: "the principal components could not be computed"}
	}
	variances := pc.VarsTo(nil)
	total := 0.0
	for _, v := range variances {
		total += v
	}
	var directions mat.Dense
	pc.VectorsTo(&directions)
	_, axes := directions.Dims()
	for axis := range min(2, axes, words-1) {
		if total > 0 {
			result.Explained[axis] = variances[axis] / total
		}
		for i, place := range along(vectors, directions.ColView(axis), words) {
			if axis == 0 {
				result.Points[i].X = place
			} else {
				result.Points[i].Y = place
			}
		}
	}
	return nil
}

// along is where each row stands along a direction, from the mean.
func along(vectors *mat.Dense, direction mat.Vector, words int) []float64 {
	places, mean := make([]float64, words), 0.0
	for i := range places {
		places[i] = mat.Dot(vectors.RowView(i), direction)
		mean += places[i] / float64(words)
	}
	farthest := 0.0
	for i := range places {
		places[i] -= mean
		if math.Abs(places[i]) > math.Abs(farthest) {
			farthest = places[i]
		}
	}
	if farthest < 0 {
		for i := range places {
			places[i] = -places[i]
		}
	}
	return places
}
