// Command first computes what the page shows before its engine has loaded: the calls that the page itself makes for
// the sentence it opens with, as JSON with each tensor's numbers in base64. build/site runs it compiled to WebAssembly,
// with the kernels of the page, so that the engine in the page gives the same numbers.
//
//	first model-folder text vocabulary-folder
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/api"
	"pellucid/engine/model"
)

// duel are the published vocabularies that the page compares at once.
var duel = []string{"gpt2", "cl100k", "o200k"}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: first model-folder text vocabulary-folder")
	}
	first, err := compute(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(first)
}

// compute makes the calls; site/state/first.ts has the form of the result.
func compute(folder, text, vocabularies string) ([]byte, error) {
	session, err := api.Open(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	input := api.Input{Text: text}
	parts := map[string]json.RawMessage{"input": must(json.Marshal(input))}
	call := func(method string, params any) (json.RawMessage, error) {
		head, tail, err := session.Call(method, must(json.Marshal(params)), nil, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", method, err)
		}
		return embed(head, tail)
	}
	if parts["info"], err = call("info", api.InfoParams{}); err != nil {
		return nil, err
	}
	if parts["tokenize"], err = call("tokenize", api.TokenizeParams{Text: text}); err != nil {
		return nil, err
	}
	if parts["duel"], err = compare(session, text, vocabularies, call); err != nil {
		return nil, err
	}
	if parts["generate"], err = call("generate", api.GenerateParams{Input: input, Top: 12}); err != nil {
		return nil, err
	}
	if input.TargetIDs, err = written(parts["generate"], session.Model.Config.End); err != nil {
		return nil, err
	}
	parts["forward"], err = call("forward", api.ForwardParams{Input: input, Keep: keep(session.Model.Config), Top: 10})
	if err != nil {
		return nil, err
	}
	return json.Marshal(parts)
}

// compare tokenizes the text in the published vocabularies.
func compare(session *api.OpenModel, text, folder string, call func(string, any) (json.RawMessage, error)) (json.RawMessage, error) {
	results := map[string]json.RawMessage{}
	for _, name := range duel {
		ranks, err := os.ReadFile(filepath.Join(folder, name+".tiktoken"))
		if err != nil {
			return nil, err
		}
		if _, _, err := session.Call("vocab", must(json.Marshal(api.VocabParams{Name: api.Vocabulary(name)})), ranks, nil, nil); err != nil {
			return nil, err
		}
		if results[name], err = call("tokenize", api.TokenizeParams{Text: text, Vocab: api.Vocabulary(name)}); err != nil {
			return nil, err
		}
	}
	return json.Marshal(results)
}

// written is the output's ids without the end token, as the page forces them.
func written(generated json.RawMessage, end int32) ([]int32, error) {
	var result api.GenerateResult
	if err := json.Unmarshal(generated, &result); err != nil {
		return nil, err
	}
	ids := []int32{}
	for _, t := range result.Output.Tokens {
		if t.ID != end {
			ids = append(ids, t.ID)
		}
	}
	return ids, nil
}

// operands are the points of one attention that the worked example needs.
var operands = []model.Point{model.Q, model.RotQ, model.K, model.RotK, model.V, model.AttnScores, model.Z, model.CrossQ,
	model.CrossK, model.CrossV, model.CrossScores, model.CrossZ}

// keep lists the sites that the page's first figures show: every attention pattern, the operands of the one in front
// (the last layer's cross-attention), the embeddings and what the encoder hands over. The rest comes with the engine.
func keep(config model.Config) []string {
	var names []string
	for site := range config.Sites() {
		name := site.String()
		last := site.Stack != model.Encoder && site.Layer == config.DecoderLayers-1
		front := last && strings.Contains(name, "cross_attn") == (config.Kind == "encoder-decoder")
		switch {
		case site.Point == model.Pattern, site.Point == model.CrossPattern, site.Point == model.Embed:
		case site.Stack == model.Encoder && site.Point == model.Final:
		case site.Stack == model.Encoder && site.Point == model.ResidPost && site.Layer == config.EncoderLayers-1:
		case front && contains(operands, site.Point):
		default:
			continue
		}
		names = append(names, name)
	}
	return names
}

func contains(list []model.Point, p model.Point) bool {
	for _, have := range list {
		if have == p {
			return true
		}
	}
	return false
}

// embed puts the numbers of tensors into the JSON that they follow: "data" becomes base64 instead of an index.
func embed(head []byte, tail [][]float32) (json.RawMessage, error) {
	if len(tail) == 0 {
		return head, nil
	}
	var result map[string]json.RawMessage
	var tensors []map[string]any
	if err := json.Unmarshal(head, &result); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(result["tensors"], &tensors); err != nil {
		return nil, err
	}
	for i, values := range tail {
		var content bytes.Buffer
		if err := binary.Write(&content, binary.LittleEndian, values); err != nil {
			return nil, err
		}
		tensors[i]["data"] = base64.StdEncoding.EncodeToString(content.Bytes())
	}
	result["tensors"] = must(json.Marshal(tensors))
	return json.Marshal(result)
}

func must(text []byte, err error) json.RawMessage {
	if err != nil {
		panic(err)
	}
	return text
}
