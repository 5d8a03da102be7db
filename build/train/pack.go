package main

// Models and tokenizers on disk: the int8 pack that is shipped, the float32 weights that scores are compared with, and
// the vocabulary beside them.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// The files of a model's folder.
const (
	weightsFile = "weights.safetensors"
	vocabFile   = "vocab.tiktoken" // a line a token: its bytes in base64, its id
	headerFile  = "vocab.json"     // token.Header: how text is split, the special tokens
	cardFile    = "card.json"
	historyFile = "history.json"
)

// writeTokenizer writes the vocabulary to a folder.
func (r *run) writeTokenizer(folder string) error {
	if err := writeJSON(filepath.Join(folder, headerFile), r.tokenizer.Header(), " "); err != nil {
		return err
	}
	return writeFile(filepath.Join(folder, vocabFile), func(f *os.File) error { return r.tokenizer.WriteRanks(f) })
}

// readTokenizer reads the vocabulary of a folder.
func readTokenizer(folder string) (*token.BPE, error) {
	text, err := os.ReadFile(filepath.Join(folder, headerFile))
	if err != nil {
		return nil, err
	}
	var header token.Header
	if err := json.Unmarshal(text, &header); err != nil {
		return nil, fmt.Errorf("%s: %w", headerFile, err)
	}
	ranks, err := os.Open(filepath.Join(folder, vocabFile))
	if err != nil {
		return nil, err
	}
	defer ranks.Close()
	return token.Read(header, ranks)
}

// tokenizerHash is the sha256 of the vocabulary file.
func tokenizerHash(t *token.BPE) (string, error) {
	var ranks bytes.Buffer
	if err := t.WriteRanks(&ranks); err != nil {
		return "", err
	}
	sum := sha256.Sum256(ranks.Bytes())
	return hex.EncodeToString(sum[:]), nil
}

// meta is what the header of a pack says beside the weights.
func (r *run) meta(steps int) (checkpoint.Meta, error) {
	hash, err := tokenizerHash(r.tokenizer)
	if err != nil {
		return checkpoint.Meta{}, err
	}
	training, err := json.Marshal(map[string]any{"recipe": r.name, "steps": steps, "tokens": r.startTokens() + r.note.Tokens})
	if err != nil {
		return checkpoint.Meta{}, err
	}
	return checkpoint.Meta{Name: r.name, Licence: licences(r.corpus.data), Tokenizer: hash, Training: training}, nil
}

// licences lists the licences of the data once each.
func licences(data []dataSource) string {
	var list []string
	seen := map[string]bool{}
	for _, d := range data {
		if !seen[d.Licence] {
			seen[d.Licence] = true
			list = append(list, d.Licence)
		}
	}
	return "Apache-2.0; trained on data under " + strings.Join(list, ", ")
}

// writePack writes the model as int8 blocks, and as F16 what is in none.
func (r *run) writePack(path string, steps int) error {
	return r.writeModel(path, checkpoint.Quantise(r.model), steps, checkpoint.WriteHalfPack)
}

// writeFloats writes the model as float32.
func (r *run) writeFloats(path string) error {
	return r.writeModel(path, r.model, r.trainer.Steps(), checkpoint.WritePack)
}

// writeHalf writes the model as F16, for another run to start from.
func (r *run) writeHalf(path string) error {
	return r.writeModel(path, r.model, r.trainer.Steps(), checkpoint.WriteHalfPack)
}

func (r *run) writeModel(path string, m *model.Model, steps int, write func(io.Writer, *model.Model, checkpoint.Meta) error) error {
	meta, err := r.meta(steps)
	if err != nil {
		return err
	}
	return writeFile(path, func(f *os.File) error { return write(f, m, meta) })
}

// readModel reads a pack, its size and the sha256 of its file.
func readModel(path string) (m *model.Model, size int, hash string, err error) {
	m, _, size, hash, err = readPackFile(path)
	return m, size, hash, err
}

// readPackFile reads a pack, what its header says, its size and the sha256 of its file.
func readPackFile(path string) (m *model.Model, meta checkpoint.Meta, size int, hash string, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, meta, 0, "", err
	}
	m, meta, err = checkpoint.ReadPack(bytes.NewReader(content), int64(len(content)), nil)
	sum := sha256.Sum256(content)
	return m, meta, len(content), hex.EncodeToString(sum[:]), err
}
