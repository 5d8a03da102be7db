package api

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/problem"
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
			return MapResult{}, problem.New(problem.Empty, problem.Values{"index": i}, "a word of the list is empty")
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

// project fills in the points' places and the axes' shares of the variance: principal components, by way of the words'
// inner products, which are fewer than the weights of an embedding. The sign of an axis, which is arbitrary, is chosen so
// that the point farthest along it is on the positive side.
func project(vectors *mat.Dense, result *MapResult) error {
	words := len(result.Points)
	if words < 2 {
		return nil
	}
	center(vectors)
	inner := mat.NewSymDense(words, nil)
	inner.SymOuterK(1, vectors)
	var decomposition mat.EigenSym
	if !decomposition.Factorize(inner, true) {
		return problem.New(problem.NotFinite, problem.Values{"where": "PCA"}, "the principal components could not be computed")
	}
	variances, total := decomposition.Values(nil), mat.Trace(inner) // ascending
	var directions mat.Dense
	decomposition.VectorsTo(&directions)
	for axis := range min(2, words-1) {
		column := words - 1 - axis
		variance := max(0, variances[column])
		if total > 0 {
			result.Explained[axis] = variance / total
		}
		places := mat.Col(nil, column, &directions)
		scale := math.Sqrt(variance)
		if farthest(places) < 0 {
			scale = -scale
		}
		for i, place := range places {
			if axis == 0 {
				result.Points[i].X = scale * place
			} else {
				result.Points[i].Y = scale * place
			}
		}
	}
	return nil
}

// center subtracts the mean row from every row.
func center(vectors *mat.Dense) {
	rows, cols := vectors.Dims()
	for j := range cols {
		mean := 0.0
		for i := range rows {
			mean += vectors.At(i, j) / float64(rows)
		}
		for i := range rows {
			vectors.Set(i, j, vectors.At(i, j)-mean)
		}
	}
}

// farthest is the value of the largest size, with its sign.
func farthest(values []float64) float64 {
	far := 0.0
	for _, v := range values {
		if math.Abs(v) > math.Abs(far) {
			far = v
		}
	}
	return far
}
