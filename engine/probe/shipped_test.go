package probe

import (
	"bytes"
	"math"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

func TestShippedProbesBelongToTheirModel(t *testing.T) {
	_, d, corpus, readings := plantedData(t, 60)
	task, k := firstClass(readings), kernel.Best()
	l, err := d.Train(task, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	right, asked := 0, 0
	for i, guess := range l.Classify(k, d.Layers[2]) {
		if task.Label[i] >= 0 {
			asked++
			if guess == task.Label[i] {
				right++
			}
		}
	}
	if right != asked {
		t.Errorf("on the layer's own values %d of %d are right", right, asked)
	}
	trees, err := d.Trees(corpus, StructuralOptions{Rank: 4, Epochs: 2}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if trees.Chain.Value != 1 { // the planted text's trees are chains
		t.Errorf("chain: %+v", trees.Chain)
	}
	s := &Shipped{Hash: "abc", Licence: "CC BY-SA 4.0",
		Linear: []ShippedProbe{{Language: "en", Site: "x", Task: "first", Classes: task.Classes, Probe: l}},
		Trees:  []ShippedTree{{Language: "en", Site: "x", Rank: 4, Scale: 2, Probe: trees.Probes[0]}}}
	var file bytes.Buffer
	if err := s.Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := ReadShipped(bytes.NewReader(file.Bytes()), int64(file.Len()), "abc", k)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range read.Linear[0].Probe.W {
		if math.Abs(float64(v-l.W[i])) > 1e-3*math.Abs(float64(l.W[i]))+1e-6 {
			t.Fatalf("weight %d: %g, want %g", i, v, l.W[i])
		}
	}
	if got := read.Trees[0]; got.Scale != 2 || got.Probe.Width != plantWidth {
		t.Errorf("tree probe: %+v", got)
	}
	if _, err := ReadShipped(bytes.NewReader(file.Bytes()), int64(file.Len()), "other", k); err == nil {
		t.Error("probes of other weights are taken")
	}
}

// What a probe of a real pass costs: all layers of a small translator's shape, a bank's worth of words, one task, three seeds,
// with control and random weights. The page's bound for two tasks of it is ten seconds.
func BenchmarkProbe(b *testing.B) {
	d, task := benchData(2300, 256, 4, 17)
	for b.Loop() {
		if _, err := d.Probe(task, Options{Seeds: []uint64{1, 2, 3}}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// benchData are random layers with a label that they hold in part.
func benchData(words, width, layers, classes int) (*Data, Task) {
	d, task := &Data{Kernels: kernel.Best(), Random: make([][]model.Array, 1)}, Task{ID: "bench"}
	for range classes {
		task.Classes = append(task.Classes, "")
	}
	state := uint32(1)
	next := func() float32 {
		state = state*1664525 + 1013904223
		return float32(state>>8)/(1<<23) - 1
	}
	for w := range words {
		d.Sentence = append(d.Sentence, w/7)
		d.Type = append(d.Type, int32(w%600))
		task.Label = append(task.Label, int32(w*w%classes))
	}
	draw := func() model.Array {
		x := model.Array{Data: make([]float32, words*width), Shape: []int{words, width}}
		for i := range x.Data {
			x.Data[i] = next()
		}
		for w, l := range task.Label {
			x.Data[w*width+int(l)] += 1
		}
		return x
	}
	for range layers {
		d.Layers, d.Random[0] = append(d.Layers, draw()), append(d.Random[0], draw())
	}
	return d, task
}
