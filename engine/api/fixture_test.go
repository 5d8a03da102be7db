package api

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

var sentences = []string{"今天天气很好。", "The weather is nice today.", "我喜欢猫和狗。", "I like cats and dogs.", "猫在桌子上。", "The cat is on the table."}

func tokenizer(t *testing.T) *token.BPE {
	t.Helper()
	bpe, err := token.Train(slices.Values(sentences), token.Options{
		Name: "tiny", Vocab: 340, Special: []string{"<pad>", "<begin>", "<end>", "<2en>", "<2zh>"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return bpe
}

// session is a tiny model of random weights: what it says is nonsense, but always the same nonsense.
func session(t *testing.T, kind, position string) *OpenModel {
	t.Helper()
	bpe := tokenizer(t)
	special := func(name string) int32 { id, _ := token.FindSpecial(bpe, name); return id }
	config := model.Config{
		Kind: model.Kind(kind), Vocab: bpe.Size(), Context: 48, Width: 32, DecoderLayers: 2, Heads: 4, Hidden: 48, Norm: "layer",
		Activation: "gelu_tanh",
		Position:   model.Position(position), Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true,
		Begin: special("<begin>"), End: special("<end>"), Pad: special("<pad>"),
	}.Defaults()
	if kind == "encoder-decoder" {
		config.EncoderLayers = 2
	}
	if kind == "encoder" {
		config.EncoderLayers, config.DecoderLayers = 2, 0
	}
	m := model.Init(config, rand.New(rand.NewPCG(7, 7)))
	return New(m, bpe, checkpoint.Meta{Name: "tiny", Hash: "00"})
}

func translator(t *testing.T) *OpenModel { return session(t, "encoder-decoder", "sinusoidal") }

// call makes a call as a page does, through JSON.
func call[R any](t *testing.T, s *OpenModel, method string, params any) (R, [][]float32) {
	t.Helper()
	result, tail, err := try[R](t, s, method, params)
	if err != nil {
		t.Fatalf("%s %+v: %v", method, params, err)
	}
	return result, tail
}

func try[R any](t *testing.T, s *OpenModel, method string, params any) (R, [][]float32, error) {
	t.Helper()
	text, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	var result R
	head, tail, err := s.Call(method, text, nil, nil, nil)
	if err == nil {
		if err := json.Unmarshal(head, &result); err != nil {
			t.Fatalf("%s: answer %s: %v", method, head, err)
		}
		if strings.Contains(string(head), "null") && method != "info" {
			t.Errorf("%s: a nil slice reached the page: %s", method, head)
		}
	}
	return result, tail, err
}

// wantCode checks an error's code, and that it carries every value that a page's sentence for it may use.
func wantCode(t *testing.T, err error, code problem.Code) {
	t.Helper()
	if err == nil || AsError(err).Code != code {
		t.Errorf("got error %v, want code %s", err, code)
		return
	}
	for _, name := range problem.Codes[code] {
		if _, ok := AsError(err).Values[name]; !ok {
			t.Errorf("%s (%v) lacks the value %s", code, err, name)
		}
	}
}
