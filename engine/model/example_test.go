package model_test

import (
	"fmt"
	"math/rand/v2"

	"pellucid/engine/model"
)

// decoder is a small GPT-2-like model with random weights; a real one comes from package checkpoint.
func decoder() *model.Model {
	return model.Init(model.Config{Kind: "decoder", Vocab: 50, Context: 32, Width: 16, DecoderLayers: 2, Heads: 4, Hidden: 32,
		Norm: "layer", Activation: "gelu_tanh", Position: "learned", TiedUnembed: true, Begin: -1, End: -1, Pad: -1}.Defaults(),
		rand.New(rand.NewPCG(1, 2)))
}

// Look at attention: keep a site, run the model, read the site.
func Example() {
	m := decoder()
	site, err := model.ParseSite("blocks.1.attn.hook_pattern")
	if err != nil {
		panic(err)
	}
	trace, err := m.Forward(model.Batch{{Tokens: []int32{3, 1, 4, 1, 5}}}, model.Run{
		Keep: func(s model.Site) bool { return s == site },
	})
	if err != nil {
		panic(err)
	}
	pattern, err := trace.At(site, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println("head, query, key:", pattern.Shape)
	fmt.Println("the first token sees itself alone:", pattern.Data[:5])
	fmt.Println("logits:", trace.Logits(0).Shape)
	// Output:
	// head, query, key: [4 5 5]
	// the first token sees itself alone: [1 0 0 0 0]
	// logits: [5 50]
}

// Switch a head off and see how far the logits move.
func ExamplePlacedEdit() {
	m := decoder()
	batch := model.Batch{{Tokens: []int32{3, 1, 4, 1, 5}}}
	run := model.Run{Logits: model.LogitRows{Mode: model.LastRow}}
	before, err := m.Forward(batch, run)
	if err != nil {
		panic(err)
	}
	run.Edits = []model.PlacedEdit{{
		Site: model.Site{Stack: model.Blocks, Layer: 0, Point: model.Z},
		Seq:  0,
		Edit: model.Zero{At: model.Index{nil, {2}}}, // every position, head 2
	}}
	after, err := m.Forward(batch, run)
	if err != nil {
		panic(err)
	}
	fmt.Println("moved:", before.Logits(0).Data[7] != after.Logits(0).Data[7])

	run.Edits[0].Site.Layer = 9
	_, err = m.Forward(batch, run)
	fmt.Println(err)
	// Output:
	// moved: true
	// model: edit 0: this model has no site blocks.9.attn.hook_z
}

// Ask how much each input token matters for a logit: the gradient at the input embeddings.
func ExampleModel_Backward() {
	m := decoder()
	trace, err := m.Forward(model.Batch{{Tokens: []int32{3, 1, 4, 1, 5}}}, model.Run{
		Tape:   true,
		Logits: model.LogitRows{Mode: model.SomeRows, Rows: [][]int{{2}}},
	})
	if err != nil {
		panic(err)
	}
	score := make([]float32, len(trace.AllLogits().Data))
	score[8] = 1 // the score is the logit of token 8 at position 2
	embed := model.Site{Stack: model.Blocks, Layer: -1, Point: model.Embed}
	grads, err := m.Backward(trace, model.Array{Data: score}, model.Want{
		Keep: func(s model.Site) bool { return s == embed },
	})
	if err != nil {
		panic(err)
	}
	slope := grads.At(embed, 0)
	for i := range slope.Shape[0] {
		row := slope.Data[i*slope.Shape[1] : (i+1)*slope.Shape[1]]
		fmt.Println("position", i, "matters:", m.Kernels.Dot(row, row) > 0)
	}
	// Output:
	// position 0 matters: true
	// position 1 matters: true
	// position 2 matters: true
	// position 3 matters: false
	// position 4 matters: false
}

// Occlude each token in turn: variants share the computed prefix, and run as one batch.
func ExampleCache_View() {
	m := decoder()
	ids := []int32{3, 1, 4, 1, 5}
	cache := m.NewCache()
	if _, err := m.Forward(model.Batch{{Tokens: ids, Cache: cache}}, model.Run{}); err != nil {
		panic(err)
	}
	var batch model.Batch
	for i := range ids {
		variant := append([]int32{0}, ids[i+1:]...) // token 0 in place of token i, and what follows
		batch = append(batch, model.Sequence{Tokens: variant, Cache: cache.View(i)})
	}
	trace, err := m.Forward(batch, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
	if err != nil {
		panic(err)
	}
	fmt.Println(trace.AllLogits().Shape)
	// Output:
	// [5 50]
}

// Write on from a prompt.
func ExampleModel_Generate() {
	m := decoder()
	n := 0
	err := m.Generate(model.Sequence{Tokens: []int32{3, 1, 4}}, model.Sampling{Temperature: 0.8, TopK: 10, Seed: 1, MaxTokens: 6},
		func(step model.Step) error {
			n++
			return nil
		})
	fmt.Println(n, err)
	// Output:
	// 6 <nil>
}
