package probe

import (
	"fmt"
	"math/rand/v2"

	"pellucid/engine/model"
)

// Erasure is what a probe of a layer reads before and after its task's subspace is taken out, on words that neither the probe nor
// the erasure was fitted on.
type Erasure struct {
	Directions int      `json:"directions"` // taken out
	Majority   Interval `json:"majority"`   // accuracy of always guessing the most frequent class
	Before     Interval `json:"before"`     // accuracy of the probe
	After      Interval `json:"after"`      // of a probe trained anew on what LEACE leaves
	Random     Interval `json:"random"`     // likewise when as many random directions are taken out
}

// EraseTest fits LEACE for the task at a layer, and as many random directions, on the training words of a split, trains a probe
// anew on what each leaves, and tests it on the other words.
func (d *Data) EraseTest(t Task, layer int, seed uint64, yield Yield) (Erasure, error) {
	o := Options{Layers: []int{layer}, Seeds: []uint64{seed}}
	if err := d.check(t, &o); err != nil {
		return Erasure{}, err
	}
	c := &contest{Data: d, task: t, options: o, hits: map[player][]float64{}, tested: make([]float64, d.sentences())}
	train, test := c.split(rand.New(rand.NewPCG(seed, 0x6572617365)))
	if len(train) < 2 || len(test) == 0 {
		return Erasure{}, fmt.Errorf("probe: task %s labels %d words to train on and %d to test; there are too few", t.ID, len(train), len(test))
	}
	for _, w := range test {
		c.tested[c.Sentence[w]]++
	}
	c.memorise(train, test)
	eraser, err := NewEraser(d.pickRows(layer, train))
	if err != nil {
		return Erasure{}, err
	}
	leace, err := eraser.LEACE(pick(t.Label, train), len(t.Classes))
	if err != nil {
		return Erasure{}, err
	}
	result := Erasure{Directions: leace.Directions()}
	edits := []struct {
		kind string
		edit model.Edit
	}{{"before", nil}, {"after", leace}, {"random", eraser.Random(leace.Directions(), seed)}}
	for i, e := range edits {
		if err := yield.call(i, len(edits)); err != nil {
			return Erasure{}, err
		}
		all := model.Array{Data: append([]float32(nil), d.Layers[layer].Data...), Shape: d.Layers[layer].Shape}
		if e.edit != nil {
			if err := e.edit.Apply(all); err != nil {
				return Erasure{}, err
			}
		}
		right, err := c.play(standardise(all, train, test), t.Label, train, test, yield)
		if err != nil {
			return Erasure{}, err
		}
		c.countAll(player{e.kind, layer}, test, right)
	}
	result.Majority, result.Before = c.share(player{"majority", -1}, nil), c.share(player{"before", layer}, nil)
	result.After, result.Random = c.share(player{"after", layer}, nil), c.share(player{"random", layer}, nil)
	return result, nil
}

// Eraser is that of all words of a layer that a task labels, with their labels.
func (d *Data) Eraser(t Task, layer int) (*Eraser, []int32, error) {
	var words []int
	for w, l := range t.Label {
		if l >= 0 {
			words = append(words, w)
		}
	}
	e, err := NewEraser(d.pickRows(layer, words))
	return e, pick(t.Label, words), err
}

// pickRows are some words of a layer.
func (d *Data) pickRows(layer int, words []int) model.Array {
	x := d.Layers[layer]
	a := model.Array{Data: make([]float32, 0, len(words)*x.Shape[1]), Shape: []int{len(words), x.Shape[1]}}
	for _, w := range words {
		a.Data = append(a.Data, rows(x, w, w+1).Data...)
	}
	return a
}
