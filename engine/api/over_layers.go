package api

// Embeddings over layers: one word in several sentences, before and after each layer.

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"time"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

const (
	mostUses    = 8
	senseDeals  = 499  // of the permutation test of senses
	cosinePairs = 2000 // random pairs of the bank's words
	ckaRows     = 1500 // words on which layers are compared
)

// bankSenses lists the bank's words of several senses, with how far apart these stand in each layer of the model.
func bankSenses(c *Call, p BankSensesParams) (BankSensesResult, error) {
	began := time.Now()
	b, err := c.bedOf(p.Source)
	if err != nil {
		return BankSensesResult{}, err
	}
	result := BankSensesResult{Words: []BankWord{}}
	for _, group := range b.severalSenses() {
		if err := c.Yield(len(result.Words), len(result.Words)+1); err != nil {
			return BankSensesResult{}, err
		}
		word := BankWord{Word: group.word}
		for i, at := range group.rows {
			word.Uses = append(word.Uses, BankUse{b.use(at), group.senses[i]})
		}
		for _, x := range b.data.Layers {
			senses, ok := probe.NewSenses(x, group.rows, group.senses)
			if !ok {
				break
			}
			gap, nearest := senses.Separation()
			word.Gap, word.Nearest = append(word.Gap, gap), append(word.Nearest, nearest)
			word.Chance = append(word.Chance, senses.Chance(senseDeals, 1))
		}
		if len(word.Gap) == len(b.sites) {
			result.Words = append(result.Words, word)
		}
	}
	result.Bed = b.told(began)
	return result, nil
}

// ambiguous is a word of the bank with the rows of its uses.
type ambiguous struct {
	word   string
	rows   []int
	senses []string
}

// severalSenses are the words whose senses the bank tells apart, in its order.
func (b *bed) severalSenses() []*ambiguous {
	var list []*ambiguous
	known, row := map[string]*ambiguous{}, 0
	for _, s := range b.corpus {
		for _, w := range s.Words {
			if w.Sense != "" {
				name := probe.Stem(probe.Type(w))
				if known[name] == nil {
					known[name] = &ambiguous{word: name}
					list = append(list, known[name])
				}
				known[name].rows, known[name].senses = append(known[name].rows, row), append(known[name].senses, w.Sense)
			}
			row++
		}
	}
	return list
}

// overLayers compares uses of words at every layer.
func overLayers(c *Call, p OverLayersParams) (OverLayersResult, error) {
	began := time.Now()
	if err := errors.Join(problem.Within("uses", len(p.Uses), 2, mostUses), problem.Within("neighbours", p.Neighbours, 0, 50)); err != nil {
		return OverLayersResult{}, err
	}
	var sentences []probe.Sentence
	for i, u := range p.Uses {
		s, err := u.sentence(fmt.Sprintf("uses[%d]", i))
		if err != nil {
			return OverLayersResult{}, err
		}
		sentences = append(sentences, s)
	}
	b, err := c.bedOf(p.Source)
	if err != nil {
		return OverLayersResult{}, err
	}
	layers, err := b.look(c, Input{To: p.To}, sentences)
	if err != nil {
		return OverLayersResult{}, err
	}
	var result OverLayersResult
	for layer, x := range layers {
		if err := c.Yield(layer, len(layers)); err != nil {
			return OverLayersResult{}, err
		}
		result.Layers = append(result.Layers, b.view(layer, x, cmp.Or(p.Neighbours, 5)))
	}
	if result.Path, result.Explained, err = b.path(layers); err != nil {
		return OverLayersResult{}, err
	}
	if b.cka == nil {
		if b.cka, err = probe.AllCKA(c.Model.Kernels, b.some(ckaRows), c.Yield); err != nil {
			return OverLayersResult{}, err
		}
	}
	result.CKA, result.Bed = b.cka, b.told(began)
	return result, nil
}

// some is every layer's first rows.
func (b *bed) some(most int) []model.Array {
	list := make([]model.Array, len(b.data.Layers))
	for i, x := range b.data.Layers {
		n := min(most, x.Shape[0])
		list[i] = model.Array{Data: x.Data[:n*x.Shape[1]], Shape: []int{n, x.Shape[1]}}
	}
	return list
}

// view compares the uses at one layer with each other and with the bank.
func (b *bed) view(layer int, x model.Array, neighbours int) LayerView {
	bank, uses := b.data.Layers[layer], x.Shape[0]
	var v LayerView
	v.RandomMean, v.RandomSD = probe.Anisotropy(bank, cosinePairs, 1)
	for i := range uses {
		row := make([]float64, uses)
		for j := range row {
			row[j] = probe.Cosine(x, i, j)
		}
		v.Cosine = append(v.Cosine, row)
	}
	mean, _ := b.spread(layer)
	centred := less(bank, mean)
	for i := range uses {
		one := less(model.Array{Data: x.Data[i*x.Shape[1] : (i+1)*x.Shape[1]], Shape: []int{1, x.Shape[1]}}, mean)
		v.Neighbours = append(v.Neighbours, b.nearest(centred, one.Data, neighbours))
	}
	return v
}

// nearest are the bank's words, marks left out, whose vectors have the largest cosine with v.
func (b *bed) nearest(bank model.Array, v []float32, most int) []BankNeighbour {
	width, own := bank.Shape[1], length(v)
	cosines, row := make([]float32, bank.Shape[0]), 0
	for _, s := range b.corpus {
		for _, w := range s.Words {
			other := bank.Data[row*width : (row+1)*width]
			if product := own * length(other); product > 0 && w.Tag != "PUNCT" {
				cosines[row] = float32(dot(v, other) / product)
			} else {
				cosines[row] = -1
			}
			row++
		}
	}
	found := []BankNeighbour{}
	for _, row := range model.Top(cosines, most) {
		found = append(found, BankNeighbour{b.use(int(row)), float64(cosines[row])})
	}
	return found
}

// use is a word of the bank by its row.
func (b *bed) use(row int) WordUse {
	sentence := b.data.Sentence[row]
	first := row
	for first > 0 && b.data.Sentence[first-1] == sentence {
		first--
	}
	s := b.corpus[sentence]
	w := s.Words[row-first]
	return WordUse{s.Text, w.Start, w.End}
}

// spread is the mean of the bank's words at a layer, and the root of their mean squared distance from it.
func (b *bed) spread(layer int) (mean []float32, deviation float64) {
	x := b.data.Layers[layer]
	n, width := x.Shape[0], x.Shape[1]
	mean = make([]float32, width)
	for i, v := range x.Data {
		mean[i%width] += v / float32(n)
	}
	for i, v := range x.Data {
		d := float64(v - mean[i%width])
		deviation += d * d / float64(n)
	}
	return mean, math.Sqrt(deviation)
}

// less is rows with a vector taken away from each.
func less(x model.Array, v []float32) model.Array {
	y := model.Array{Data: make([]float32, len(x.Data)), Shape: x.Shape}
	for i, value := range x.Data {
		y.Data[i] = value - v[i%len(v)]
	}
	return y
}

// path puts all uses at all layers on the first two principal components of them together.
func (b *bed) path(layers []model.Array) (path [][][]float64, explained []float64, err error) {
	uses, width := layers[0].Shape[0], layers[0].Shape[1]
	vectors := mat.NewDense(uses*len(layers), width, nil)
	for layer, x := range layers {
		mean, deviation := b.spread(layer)
		for i, v := range less(x, mean).Data {
			vectors.Set(i/width*len(layers)+layer, i%width, float64(v)/math.Max(deviation, math.SmallestNonzeroFloat32))
		}
	}
	points := MapResult{Explained: []float64{0, 0}, Points: make([]MapPoint, uses*len(layers))}
	if err := project(vectors, &points); err != nil {
		return nil, nil, err
	}
	for use := range uses {
		var line [][]float64
		for _, at := range points.Points[use*len(layers) : (use+1)*len(layers)] {
			line = append(line, []float64{at.X, at.Y})
		}
		path = append(path, line)
	}
	return path, points.Explained, nil
}
