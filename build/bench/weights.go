package main

// The weights that every engine is measured with: one random model in the shape of GPT-2 small, as int8 blocks, written
// as a pack for this engine, as GGUF for llama.cpp and as ONNX. All hold the same numbers: the float32 ONNX file has the
// int8 blocks' values, so that outputs can be compared too.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/pkoukk/tiktoken-go-loader/assets"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// weightsVersion changes when the files made here do, so that old ones are not used.
const weightsVersion = "1"

// shape is the model's.
var shape = model.Config{
	Kind: "decoder", Vocab: 50257, Context: 1024, Width: 768, DecoderLayers: 12, Heads: 12, Hidden: 3072,
	Norm: "layer", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
	TiedUnembed: true, Begin: -1, End: -1, Pad: -1,
}.Defaults()

// task is what is run: texts of exactly so many tokens, and the tokens.
type task struct {
	Prompt    string  `json:"prompt"` // of promptTokens
	PromptIDs []int32 `json:"promptIDs"`
	Short     string  `json:"short"` // of occludedTokens
	ShortIDs  []int32 `json:"shortIDs"`
	Neutral   int32   `json:"neutral"` // what hides a token of Short
}

const (
	promptTokens   = 100
	occludedTokens = 40
)

// makeWeights writes all files into folder, unless an earlier run has.
func makeWeights(folder string, log io.Writer) error {
	stamp := filepath.Join(folder, "version")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == weightsVersion {
		return nil
	}
	fmt.Fprintf(log, "writing random weights in the shape of GPT-2 small to %s (about 1.1 GB, once)\n", folder)
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	ranks, err := assets.Assets.ReadFile("r50k_base.tiktoken")
	if err != nil {
		return err
	}
	vocabulary, err := token.ReadPublished("gpt2", bytes.NewReader(ranks))
	if err != nil {
		return err
	}
	m := checkpoint.Quantise(model.Init(shape, rand.New(rand.NewPCG(1, 2))))
	for _, write := range []func() error{
		func() error { return writePack(filepath.Join(folder, "pack"), m, vocabulary, ranks) },
		func() error { return writeGGUF(filepath.Join(folder, "model.gguf"), m, vocabulary) },
		func() error { return writeONNX(filepath.Join(folder, "float32.onnx"), m, false) },
		func() error { return writeONNX(filepath.Join(folder, "int8.onnx"), m, true) },
		func() error { return writeTask(filepath.Join(folder, "task.json"), vocabulary) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return os.WriteFile(stamp, []byte(weightsVersion), 0o644)
}

// writePack writes the folder that the engine opens.
func writePack(folder string, m *model.Model, vocabulary *token.BPE, ranks []byte) error {
	header, err := json.Marshal(vocabulary.Header())
	if err != nil {
		return err
	}
	err = toFile(filepath.Join(folder, checkpoint.PackFile), func(w io.Writer) error {
		return checkpoint.WritePack(w, m, checkpoint.Meta{Format: "pellucid", Name: "bench", Licence: "CC0-1.0"})
	})
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{checkpoint.TokenizerHeader: header, checkpoint.TokenizerRanks: ranks} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return writeManifest(folder, checkpoint.PackFile, checkpoint.TokenizerHeader, checkpoint.TokenizerRanks)
}

// writeManifest writes manifest.json as build/site does.
func writeManifest(folder string, names ...string) error {
	type file struct {
		Name   string `json:"name"`
		Bytes  int64  `json:"bytes"`
		SHA256 string `json:"sha256"`
	}
	var files []file
	for _, name := range names {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		sum, err := sha256Of(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		files = append(files, file{name, info.Size(), sum})
	}
	return toFile(filepath.Join(folder, "manifest.json"), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(map[string]any{"name": "bench", "files": files, "card": nil})
	})
}

// writeTask chooses texts: words that are one token each, so that every engine reads the same tokens.
func writeTask(path string, vocabulary *token.BPE) error {
	prompt := words(vocabulary, promptTokens)
	short := words(vocabulary, occludedTokens)
	t := task{
		Prompt: prompt, PromptIDs: token.IDs(vocabulary.Encode(prompt)),
		Short: short, ShortIDs: token.IDs(vocabulary.Encode(short)),
	}
	if len(t.PromptIDs) != promptTokens || len(t.ShortIDs) != occludedTokens {
		return fmt.Errorf("texts: wanted %d and %d tokens, got %d and %d", promptTokens, occludedTokens, len(t.PromptIDs), len(t.ShortIDs))
	}
	t.Neutral = vocabulary.Encode("_")[0].ID
	return toFile(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(t) })
}

// words is a text of n different tokens, each a word with the space before it.
func words(vocabulary *token.BPE, n int) string {
	var text strings.Builder
	for id := int32(257); n > 0; id += 37 {
		word := string(vocabulary.Bytes(id))
		letters := strings.TrimPrefix(word, " ")
		if len(word) < 4 || word == letters || strings.Trim(letters, "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		text.WriteString(word)
		n--
	}
	return text.String()
}

// toFile writes a file through a buffer.
func toFile(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := newBuffered(f)
	return errors.Join(write(w), w.Flush(), f.Close())
}
