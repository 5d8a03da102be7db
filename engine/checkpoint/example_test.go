package checkpoint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"slices"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// A folder is opened, a text tokenized, and the model run on it with the attention pattern of the last layer kept. The folder
// is made in memory here: a byte-pair vocabulary learnt from one sentence, and random weights as an int8 pack.
func Example() {
	folder := tinyFolder()

	m, tokenizer, meta, err := checkpoint.Open(folder)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(meta.Name, "–", meta.Licence, "– int8:", m.Quantised())

	tokens := tokenizer.Encode("the cat sat on the mat")
	site := model.Site{Layer: m.Config.DecoderLayers - 1, Point: model.Pattern}
	trace, err := m.Forward(model.Batch{{Tokens: token.IDs(tokens)}}, model.Run{
		Keep:   func(s model.Site) bool { return s == site },
		Logits: model.LogitRows{Mode: model.LastRow},
	})
	if err != nil {
		log.Fatal(err)
	}
	pattern, err := trace.At(site, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(site, "[head, query, key]:", pattern.Shape)
	fmt.Println("logits [row, vocab]:", trace.Logits(0).Shape)
	// Output:
	// tiny – CC0-1.0 – int8: true
	// blocks.1.attn.hook_pattern [head, query, key]: [4 6 6]
	// logits [row, vocab]: [1 276]
}

func tinyFolder() checkpoint.FileMap {
	text := strings.Repeat("the cat sat on the mat. ", 20)
	tokenizer, err := token.Train(slices.Values([]string{text}), token.Options{Name: "tiny", Vocab: 276})
	if err != nil {
		log.Fatal(err)
	}
	var ranks, weights bytes.Buffer
	if err := tokenizer.WriteRanks(&ranks); err != nil {
		log.Fatal(err)
	}
	header, err := json.Marshal(tokenizer.Header())
	if err != nil {
		log.Fatal(err)
	}
	config := model.Config{Kind: "decoder", Vocab: 276, Context: 32, Width: 64, DecoderLayers: 2, Heads: 4, Hidden: 128,
		Norm: "layer", NormBiases: true, Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true,
		TiedUnembed: true, Begin: -1, End: -1, Pad: -1}.Defaults()
	m := model.Init(config, rand.New(rand.NewPCG(1, 2)))
	meta := checkpoint.Meta{Name: "tiny", Licence: "CC0-1.0"}
	if err := checkpoint.WritePack(&weights, checkpoint.Quantise(m), meta); err != nil {
		log.Fatal(err)
	}
	return checkpoint.FileMap{
		checkpoint.PackFile:        checkpoint.Bytes(weights.Bytes()),
		checkpoint.TokenizerHeader: checkpoint.Bytes(header),
		checkpoint.TokenizerRanks:  checkpoint.Bytes(ranks.Bytes()),
	}
}
