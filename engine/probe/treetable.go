package probe

import (
	"math"
	"math/rand/v2"

	"pellucid/engine/model"
	"pellucid/engine/rank"
	"pellucid/engine/share"
)

// TreeRow is how well a layer's structural probe draws the trees of test sentences. Marks are left out, as in Hewitt & Manning.
type TreeRow struct {
	Layer    int      `json:"layer"`
	UUAS     Interval `json:"uuas"`     // share of the trees' edges that are in the spanning tree of the predicted distances
	Spearman Interval `json:"spearman"` // of predicted and true distances, mean over sentences of 5 words or more
	OverWord Interval `json:"over_chain"`
}

// TreeTable is the result of structural probes of distance, beside trees that know nothing of the layer.
type TreeTable struct {
	Sentences int           `json:"sentences"`
	Edges     int           `json:"edges"`
	Chain     Interval      `json:"chain"`  // each word joined to the next
	Random    Interval      `json:"random"` // spanning tree of random distances
	Rows      []TreeRow     `json:"rows"`
	Probes    []*Structural `json:"-"`
	Scales    []float32     `json:"-"` // what words were divided by
}

// Trees trains a structural probe of distance on each layer and draws the test sentences with it. Without Data.Test, every fifth
// sentence is tested. The training is spread over the layers.
func (d *Data) Trees(corpus []Sentence, o StructuralOptions, spread share.Spread, yield Yield) (*TreeTable, error) {
	t := &TreeTable{}
	starts, at := make([]int, len(corpus)), 0
	for i, s := range corpus {
		starts[i] = at
		at += len(s.Words)
	}
	tests := func(i int) bool { return d.Test != nil && d.Test[i] || d.Test == nil && i%5 == 0 }
	random := rand.New(rand.NewPCG(o.Seed, 0x726f77))
	var total, chain, chance []float64
	for i, s := range corpus {
		if out := marks(s); tests(i) {
			gold := HeadEdges(s.Heads(), out)
			t.Sentences++
			t.Edges += len(gold)
			total = append(total, float64(len(gold)))
			chain = append(chain, float64(Shared(Chain(out), gold)))
			chance = append(chance, float64(Shared(RandomTree(out, random), gold)))
		}
	}
	t.Chain, t.Random = ratio(chain, total, 500), ratio(chance, total, 500)
	done, n := 0, len(d.Layers)
	t.Rows, t.Probes, t.Scales = make([]TreeRow, n), make([]*Structural, n), make([]float32, n)
	inside := func(int, int) error { return yield.call(done, n) }
	err := spread.Over(n, func(layer int) ([]byte, error) {
		x, _ := levelled(d.Layers[layer])
		var sentences []model.Array
		var heads [][]int
		for i, s := range corpus {
			if !tests(i) && len(s.Words) > 1 {
				sentences = append(sentences, rows(x, starts[i], starts[i]+len(s.Words)))
				heads = append(heads, s.Heads())
			}
		}
		p, err := FitStructural(d.Kernels, sentences, heads, o, inside)
		if err != nil {
			return nil, err
		}
		return share.Pack(p.B), nil
	}, func(layer int, fitted []byte) error {
		x, scale := levelled(d.Layers[layer])
		width := x.Shape[1]
		p := &Structural{Kernels: d.Kernels, Width: width, B: share.Unpack[float32](fitted)}
		p.Rank = len(p.B) / width
		t.Probes[layer], t.Scales[layer] = p, scale
		var found, over, order, ones []float64
		for i, s := range corpus {
			if !tests(i) {
				continue
			}
			distances, out := p.Distances(rows(x, starts[i], starts[i]+len(s.Words))), marks(s)
			n := len(found)
			found = append(found, float64(Shared(SpanningTree(distances, out), HeadEdges(s.Heads(), out))))
			over = append(over, found[n]-chain[n])
			if len(s.Words) >= 5 {
				order, ones = append(order, rank.Spearman(distances, TreeDistances(s.Heads()))), append(ones, 1)
			}
		}
		t.Rows[layer] = TreeRow{layer, ratio(found, total, 500), ratio(order, ones, 500), ratio(over, total, 500)}
		done++
		return inside(0, 0)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// levelled are words about their mean and divided by their size, which is the second result.
func levelled(x model.Array) (model.Array, float32) {
	scale := rootMeanSquare(x)
	return Scaled(centred(x), scale), scale
}

// marks are the words that are punctuation.
func marks(s Sentence) []bool {
	out := make([]bool, len(s.Words))
	for i, w := range s.Words {
		out[i] = w.Tag == "PUNCT"
	}
	return out
}

func rootMeanSquare(x model.Array) float32 {
	c, sum := centred(x), 0.0
	for _, v := range c.Data {
		sum += float64(v) * float64(v)
	}
	return float32(math.Sqrt(sum/float64(len(x.Data)))) + 1e-12
}
