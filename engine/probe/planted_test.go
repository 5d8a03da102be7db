package probe

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

const (
	plantWidth = 16
	plantVocab = 24
	classAt    = 12 // the embedding's dimension that holds a token's class, ±1
	firstAt    = 13 // set at position 0
	copyAt     = 14 // where layer 1 writes
)

// planted is a decoder of two layers. Tokens are random vectors with a class; layer 0 does nothing; in layer 1 every position
// looks at the first one and writes its class. So which class the first token has can be read after layer 1 and nowhere before.
func planted(t *testing.T) *model.Model {
	t.Helper()
	c := model.Config{Kind: "decoder", Vocab: plantVocab, Context: 12, Width: plantWidth, DecoderLayers: 2, Heads: 1, Hidden: 4,
		Norm: "rms", Activation: "relu", Position: "learned", QKVBiases: true, Begin: -1, End: -1, Pad: -1}.Defaults()
	tensors := map[string]*model.Tensor{}
	for _, s := range c.Specs() {
		n := 1
		for _, d := range s.Shape {
			n *= d
		}
		tensors[s.Name] = &model.Tensor{Shape: s.Shape, F32: make([]float32, n)}
	}
	set := func(name string, row, column int, v float32) {
		w := tensors[name]
		w.F32[row*w.Shape[len(w.Shape)-1]+column] = v
	}
	for _, gain := range []string{"blocks.0.ln1", "blocks.0.ln2", "blocks.1.ln1", "blocks.1.ln2", "ln_final"} {
		for i := range plantWidth {
			set(gain+".weight", 0, i, 1)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for id := range plantVocab {
		for i := range classAt {
			set("embed.weight", id, i, float32(random.NormFloat64()))
		}
		set("embed.weight", id, classAt, float32(1-2*(id%2)))
	}
	set("pos_embed.weight", 0, firstAt, 3)
	set("blocks.1.attn.q.bias", 0, 0, 40)
	set("blocks.1.attn.k.weight", 0, firstAt, 1)
	set("blocks.1.attn.v.weight", 0, classAt, 1)
	set("blocks.1.attn.o.weight", copyAt, 0, 4)
	m, err := model.New(c, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// plantedText are random token sequences as sentences: a word is a token, its head the word before it.
func plantedText(count int, seed uint64) ([]Sentence, []Reading) {
	random := rand.New(rand.NewPCG(seed, 3))
	var corpus []Sentence
	var readings []Reading
	for range count {
		var s Sentence
		var r Reading
		for i := range 8 {
			id := random.IntN(plantVocab)
			relation := "dep"
			if i == 0 {
				relation = "root"
			}
			s.Words = append(s.Words, Word{Text: string(rune('a' + id)), Tag: "X", Head: i - 1, Relation: relation})
			r.Sequence.Tokens = append(r.Sequence.Tokens, int32(id))
			r.Words = append(r.Words, []int{i})
		}
		corpus, readings = append(corpus, s), append(readings, r)
	}
	return corpus, readings
}

func plantedData(t *testing.T, sentences int) (*model.Model, *Data, []Sentence, []Reading) {
	t.Helper()
	m := planted(t)
	corpus, readings := plantedText(sentences, 1)
	random := model.Init(m.Config, rand.New(rand.NewPCG(9, 9)))
	d, err := NewData(m, []*model.Model{random}, corpus, readings, Layers(m.Config, model.Blocks), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m, d, corpus, readings
}

// firstClass asks every word but the first which class the first token has.
func firstClass(readings []Reading) Task {
	t := Task{ID: "first", Classes: []string{"even", "odd"}}
	for _, r := range readings {
		for i := range r.Words {
			label := r.Sequence.Tokens[0] % 2
			if i == 0 {
				label = -1
			}
			t.Label = append(t.Label, label)
		}
	}
	return t
}

func TestFeatureIsFoundWhereItIsWritten(t *testing.T) {
	_, d, _, readings := plantedData(t, 200)
	table, err := d.Probe(firstClass(readings), Options{Seeds: []uint64{1, 2, 3}, CodeLength: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 3 {
		t.Fatalf("%d rows, want 3", len(table.Rows))
	}
	for _, row := range table.Rows[:2] {
		if row.Accuracy.Low > 0.55 || row.Bits < 0.9 {
			t.Errorf("layer %d cannot know: accuracy %+v, %.2f bits", row.Layer, row.Accuracy, row.Bits)
		}
	}
	last := table.Rows[2]
	if last.Accuracy.Value < 0.99 ||
		last.OverMemoriser.Low < 0.3 || last.OverRandom.Low < 0.2 || last.Selectivity.Low < 0.08 || last.Bits > 0.2 {
		t.Errorf("the last layer knows: %+v", last)
	}
}

// A label that is a function of the word type alone is what the control task is: no selectivity.
func TestWordTypesHaveNoSelectivity(t *testing.T) {
	_, d, _, _ := plantedData(t, 200)
	label := Task{ID: "type", Classes: []string{"a", "b", "c"}}
	random := rand.New(rand.NewPCG(5, 5))
	of := map[int32]int32{}
	for _, w := range d.Type {
		if _, ok := of[w]; !ok {
			of[w] = int32(random.IntN(3))
		}
		label.Label = append(label.Label, of[w])
	}
	var seeds []uint64
	for s := range uint64(12) {
		seeds = append(seeds, s)
	}
	table, err := d.Probe(label, Options{Layers: []int{0}, Seeds: seeds}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if row := table.Rows[0]; row.Accuracy.Value < 0.7 || math.Abs(row.Selectivity.Value) > 0.08 {
		t.Errorf("accuracy %.3f, selectivity %.3f; want a high one and about 0", row.Accuracy.Value, row.Selectivity.Value)
	}
	if table.Memoriser.Value < 0.999 {
		t.Errorf("the memoriser has %.3f, want 1: it is a function of the word", table.Memoriser.Value)
	}
}

// Of two tasks the one with more noise costs more bits.
func TestCodeLengthOrdersTasks(t *testing.T) {
	_, d, _, readings := plantedData(t, 200)
	easy := firstClass(readings)
	hard := Task{ID: "noisy", Classes: easy.Classes}
	random := rand.New(rand.NewPCG(6, 6))
	for _, l := range easy.Label {
		if l >= 0 && random.Float64() < 0.2 {
			l = 1 - l
		}
		hard.Label = append(hard.Label, l)
	}
	o := Options{Layers: []int{2}, Seeds: []uint64{1}, CodeLength: true}
	a, err := d.Probe(easy, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Probe(hard, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if noise := 0.722; a.Rows[0].Bits > 0.2 || math.Abs(b.Rows[0].Bits-noise) > 0.15 { // the entropy of one in five
		t.Errorf("%.3f and %.3f bits; want near 0 and near %.3f", a.Rows[0].Bits, b.Rows[0].Bits, noise)
	}
}

func TestGradients(t *testing.T) {
	_, d, corpus, _ := plantedData(t, 10)
	k, random := kernel.Best(), rand.New(rand.NewPCG(7, 7))
	sentence := rows(d.Layers[2], 8, 16)
	p := &Structural{Kernels: k, Rank: 2, Width: plantWidth, B: make([]float32, 2*plantWidth)}
	at := make([]float64, len(p.B))
	for i := range at {
		at[i] = random.NormFloat64() / 2
	}
	load := func(b []float64) {
		for i, v := range b {
			p.B[i] = float32(v)
		}
	}
	losses := map[string]func(gradient []float32) float64{
		"distance": func(g []float32) float64 { return p.DistanceLoss(sentence, corpus[1].Heads(), g) },
		"depth":    func(g []float32) float64 { return p.DepthLoss(sentence, corpus[1].Heads(), g) },
	}
	for name, loss := range losses {
		load(at)
		got := make([]float32, len(at))
		loss(got)
		value := func(b []float64) float64 { load(b); return loss(make([]float32, len(b))) }
		want := fd.Gradient(nil, value, at, &fd.Settings{Formula: fd.Central, Step: 1e-3})
		compare(t, name, got, want)
	}
	r := newRegression(k, rows(d.Layers[2], 0, 6), []int32{0, 1, 2, 0, 1, 2}, []int32{0, 1, 2}, 3, 0.3)
	x, g := make([]float64, 3*(plantWidth+1)), make([]float32, 3*(plantWidth+1))
	for i := range x {
		x[i] = random.NormFloat64() / 4
	}
	value := func(x []float64) float64 { return r.value(x, make([]float32, len(x))) }
	want := fd.Gradient(nil, value, x, &fd.Settings{Formula: fd.Central, Step: 1e-2})
	r.value(x, g)
	compare(t, "logistic", g, want)
}

// compare checks a gradient against central differences of a function that sums in float32.
func compare(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	most, off := 0.0, 0.0
	for i, w := range want {
		most, off = math.Max(most, math.Abs(w)), math.Max(off, math.Abs(w-float64(got[i])))
	}
	if !(off <= 2e-3*most) {
		t.Errorf("%s: gradient off by %.2g of the largest", what, off/most)
	}
}

// After LEACE a probe knows no more than the constant; after a random erasure of as many directions it still knows. Both are
// edits of the model's own pass.
func TestErasedLabelCannotBeRead(t *testing.T) {
	m, d, _, readings := plantedData(t, 200)
	task, sites := firstClass(readings), Layers(m.Config, model.Blocks)
	var known []int
	for w, l := range task.Label {
		if l >= 0 {
			known = append(known, w)
		}
	}
	x := model.Array{Shape: []int{len(known), plantWidth}}
	for _, w := range known {
		x.Data = append(x.Data, rows(d.Layers[2], w, w+1).Data...)
	}
	eraser, err := NewEraser(x)
	if err != nil {
		t.Fatal(err)
	}
	leace, err := eraser.LEACE(pick(task.Label, known), 2)
	if err != nil {
		t.Fatal(err)
	}
	after := func(e Erase) float64 {
		edits := []model.PlacedEdit{{Site: sites[2], Seq: -1, Edit: e}}
		layers, err := Vectors(m, readings, sites, edits, nil)
		if err != nil {
			t.Fatal(err)
		}
		edited := *d
		edited.Layers, edited.Random = layers, nil
		table, err := edited.Probe(task, Options{Layers: []int{2}, Seeds: []uint64{1}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return table.Rows[0].Accuracy.Value
	}
	if a := after(leace); leace.Directions() != 1 || a > 0.6 {
		t.Errorf("after LEACE of %d directions a probe reaches %.3f", leace.Directions(), a)
	}
	if a := after(eraser.Random(1, 3)); a < 0.95 {
		t.Errorf("after a random erasure a probe reaches %.3f, want it to be told still", a)
	}
}

// TestEraseTest: what is planted is read before, not after, and still when as many random directions are gone.
func TestEraseTest(t *testing.T) {
	_, d, _, readings := plantedData(t, 200)
	task := firstClass(readings)
	e, err := d.EraseTest(task, 2, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if e.Directions != 1 || e.Before.Value < 0.95 || e.After.Low > e.Majority.High || e.Random.Value < 0.95 {
		t.Errorf("%+v", e)
	}
}

func TestErasePullsTheTransposedMap(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	draw := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		return v
	}
	e := Erase{Mean: draw(5), Left: draw(10), Right: draw(10)}
	x, y, g := draw(5), draw(5), draw(5)
	apply := func(v []float32) []float32 {
		a := model.Array{Data: append([]float32(nil), v...), Shape: []int{1, 5}}
		if err := e.Apply(a); err != nil {
			t.Fatal(err)
		}
		return a.Data
	}
	pulled := model.Array{Data: append([]float32(nil), g...), Shape: []int{1, 5}}
	e.Pull(pulled)
	var forward, back float64
	ax, ay := apply(x), apply(y)
	for i := range g {
		forward += float64(g[i]) * float64(ax[i]-ay[i])
		back += float64(pulled.Data[i]) * float64(x[i]-y[i])
	}
	if math.Abs(forward-back) > 1e-4*math.Abs(forward) {
		t.Errorf("⟨g, A(x)−A(y)⟩ = %g, ⟨Aᵀg, x−y⟩ = %g", forward, back)
	}
	if err := e.Apply(model.Array{Data: make([]float32, 6), Shape: []int{2, 3}}); err == nil {
		t.Error("an array of another width is taken")
	}
}

// In planted vectors the tree's distances are exact: each word is the sum of one direction an edge to the root.
func TestStructuralProbeFindsPlantedTrees(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 11))
	var sentences []model.Array
	var heads [][]int
	for range 60 {
		h, tree := model.Array{Data: make([]float32, 7*24), Shape: []int{7, 24}}, []int{-1}
		for i := 1; i < 7; i++ {
			tree = append(tree, random.IntN(i))
		}
		for i, head := range tree {
			if head >= 0 {
				copy(h.Data[i*24:(i+1)*24], h.Data[head*24:(head+1)*24])
				h.Data[i*24+i]++
			}
			for j := 8; j < 24; j++ {
				h.Data[i*24+j] = float32(random.NormFloat64()) // noise that the probe must learn to pass over
			}
		}
		sentences, heads = append(sentences, h), append(heads, tree)
	}
	p, err := FitStructural(kernel.Best(), sentences[:50], heads[:50], StructuralOptions{Rank: 8, Epochs: 150, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, chance, all, none := 0, 0, 0, make([]bool, 7)
	for i := 50; i < 60; i++ {
		gold := HeadEdges(heads[i], none)
		found += Shared(SpanningTree(p.Distances(sentences[i]), none), gold)
		chance += Shared(RandomTree(none, random), gold)
		all += len(gold)
	}
	if float64(found) < 0.9*float64(all) || 2*chance > all {
		t.Errorf("%d of %d edges, %d by chance", found, all, chance)
	}
}

func TestOwnIdea(t *testing.T) {
	_, d, _, readings := plantedData(t, 40)
	var x model.Array
	var y []int32
	x.Shape = []int{30, plantWidth}
	for s := range 30 {
		w := s*8 + 4
		x.Data = append(x.Data, rows(d.Layers[2], w, w+1).Data...)
		y = append(y, readings[s].Sequence.Tokens[0]%2)
	}
	k := kernel.Best()
	idea, err := Own(k, x, y, 2, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	control := 0.0
	for _, c := range idea.Control {
		control += c / float64(len(idea.Control))
	}
	if idea.Accuracy < 0.95 || control > 0.7 || idea.Chance > 1e-4 {
		t.Errorf("accuracy %.2f, control %.2f, by chance %.2g", idea.Accuracy, control, idea.Chance)
	}
	if _, err := Own(k, rows(x, 0, 6), []int32{0, 0, 0, 0, 1, 1}, 2, 1, nil); err != (TooFew{1, 2, 4}) {
		t.Errorf("two words in a list: %v", err)
	}
}

func TestSeparationOfSenses(t *testing.T) {
	x := model.Array{Shape: []int{6, 2}, Data: []float32{1, 0, 1, 0.1, 1, -0.1, 0, 1, 0.1, 1, -1, -1}}
	apart, ok := NewSenses(x, []int{0, 1, 2, 3, 4, 5}, []string{"a", "a", "a", "b", "b", "once"})
	if gap, nearest := apart.Separation(); !ok || gap < 0.8 || nearest != 1 {
		t.Errorf("gap %.2f, nearest %.2f, %v", gap, nearest, ok)
	}
	if p := apart.Chance(2000, 1); p < 0.07 || p > 0.13 { // of ten ways to choose the two, one
		t.Errorf("chance %.3f, want one in ten", p)
	}
	mixed, ok := NewSenses(x, []int{0, 3, 1, 4}, []string{"a", "a", "b", "b"})
	if gap, nearest := mixed.Separation(); !ok || gap > 0 || nearest != 0 {
		t.Errorf("mixed: gap %.2f, nearest %.2f, %v", gap, nearest, ok)
	}
	if p := mixed.Chance(200, 1); p < 0.9 {
		t.Errorf("mixed: chance %.3f", p)
	}
	if _, ok := NewSenses(x, []int{0, 1, 5}, []string{"a", "a", "b"}); ok {
		t.Error("one use of a sense is enough")
	}
	mean, deviation := Anisotropy(x, 500, 1)
	if mean < -0.5 || mean > 0.5 || deviation == 0 {
		t.Errorf("random pairs: %.2f ± %.2f", mean, deviation)
	}
}
