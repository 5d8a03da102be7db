package checkpoint

// Opening a model folder of any kind that this package knows.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// The files of a pack folder. TokenizerHeader is a token.Header as JSON and TokenizerRanks its vocabulary in tiktoken's
// format; a folder may have a Hugging Face tokenizer.json instead of the two.
const (
	PackFile        = "weights.safetensors"
	CardFile        = "card.json"
	TokenizerHeader = "vocab.json"
	TokenizerRanks  = "vocab.tiktoken"
	TokenizerHF     = "tokenizer.json"
)

// Options is how a folder is opened; the zero value keeps weights as the file has them.
type Options struct {
	Quantise bool                          // make int8 blocks of each matrix as it arrives, so that the float32 model never is in memory whole
	Hash     bool                          // set Meta.Hash (not for weights in several files)
	Progress func(done, total int64) error // bytes of weights, at most once a mebibyte; total is -1 if unknown; an error ends the reading

	sum hash.Hash
}

// Open opens a model folder: a pack of ours (weights.safetensors and a tokenizer), a Hugging Face folder (config.json,
// model.safetensors or shards with their index, tokenizer.json) of the GPT-2 or Llama family, or one .gguf file.
// Files are read front to back and once.
func Open(files Files) (*model.Model, token.Tokenizer, Meta, error) {
	return OpenWith(files, Options{})
}

// OpenWith is Open with options.
func OpenWith(files Files, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	if o.Hash {
		o.sum = sha256.New()
	}
	m, t, meta, err := open(folder{files}, o)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	if ordinarySize(t) > m.Config.Vocab { // special tokens beyond the vocabulary are never read
		return nil, nil, Meta{}, fmt.Errorf("the tokenizer has %d tokens but the model knows only %d: they do not belong together", t.Size(), m.Config.Vocab)
	}
	return m, t, meta, nil
}

// ordinarySize is one more than the largest id that a text can be encoded to.
func ordinarySize(t token.Tokenizer) int {
	size, specials := t.Size(), t.Specials()
	for i := len(specials) - 1; i >= 0 && int(specials[i].ID) == size-1; i-- {
		size--
	}
	return size
}

func open(f folder, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	names, err := f.names()
	if err != nil {
		return nil, nil, Meta{}, err
	}
	var gguf []string
	for _, name := range names {
		if strings.HasSuffix(strings.ToLower(name), ".gguf") {
			gguf = append(gguf, name)
		}
	}
	switch {
	case slices.Contains(names, PackFile):
		return openPack(f, names, o)
	case slices.Contains(names, "config.json"):
		return openHF(f, names, o)
	case len(gguf) == 1:
		return openGGUF(f, gguf[0], o)
	case len(gguf) > 1:
		return nil, nil, Meta{}, fmt.Errorf("the folder has %d .gguf files; wanted one", len(gguf))
	}
	return nil, nil, Meta{}, fmt.Errorf("this is no model folder: wanted %s, or config.json with model.safetensors, or one .gguf file; got %s", PackFile, shownNames(names))
}

func shownNames(names []string) string {
	if len(names) == 0 {
		return "an empty folder"
	}
	const shown = 8
	var list []string
	for _, name := range names[:min(shown, len(names))] {
		list = append(list, quoted(name))
	}
	text := strings.Join(list, ", ")
	if more := len(names) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func openPack(f folder, names []string, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	t, sum, err := packTokenizer(f, names)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	r, size, err := f.open(PackFile)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	defer r.Close()
	m, meta, err := ReadPack(o.tee(r), size, o.Progress)
	if err != nil {
		return nil, nil, meta, fmt.Errorf("%s: %w", PackFile, err)
	}
	if meta.Tokenizer != "" && meta.Tokenizer != sum {
		return nil, nil, meta, fmt.Errorf("%s was made with a tokenizer of sha256 %s, but the folder's has %s", PackFile, quoted(meta.Tokenizer), sum)
	}
	if o.Quantise {
		m = Quantise(m)
	}
	if meta.Card, err = card(f, names); err != nil {
		return nil, nil, meta, err
	}
	meta.Tokenizer, meta.Hash = sum, o.hash()
	return m, t, meta, nil
}

// card is the folder's card.json, nil if it has none.
func card(f folder, names []string) (json.RawMessage, error) {
	if !slices.Contains(names, CardFile) {
		return nil, nil
	}
	text, err := f.read(CardFile, maxConfigFile)
	if err == nil && !json.Valid(text) {
		err = fmt.Errorf("%s is not valid JSON", CardFile)
	}
	return text, err
}

func openHF(f folder, names []string, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	config, family, err := hfConfig(f) // first, so that what cannot be run is told by its family
	if err != nil {
		return nil, nil, Meta{}, err
	}
	t, err := tokenizerOf(f, names, family)
	if err != nil {
		return nil, nil, Meta{}, fmt.Errorf("%s: %w", family.name, err)
	}
	shards, err := hfShards(f, names)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	if len(shards) > 1 {
		o.sum = nil
	}
	m, err := readHF(f, config, family, shards, o)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	meta := Meta{Format: "huggingface", Family: family.name, Tokenizer: t.sum, Hash: o.hash(), Affixes: t.affixes,
		ChatTemplate: t.template, Files: slices.Concat([]string{"config.json"}, shards, t.files)}
	if meta.Card, err = card(f, names); err != nil {
		return nil, nil, meta, err
	}
	return m, t.tokenizer, meta, nil
}

func openGGUF(f folder, name string, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	r, size, err := f.open(name)
	if err != nil {
		return nil, nil, Meta{}, err
	}
	defer r.Close()
	fail := func(err error) (*model.Model, token.Tokenizer, Meta, error) {
		return nil, nil, Meta{}, fmt.Errorf("%s: %w", quoted(name), err)
	}
	g, err := readGGUF(newSource(o.tee(r), size, o.Progress))
	if err != nil {
		return fail(err)
	}
	if _, _, err := g.config(); err != nil { // first, so that what cannot be run is told by its family
		return fail(err)
	}
	t, err := g.Tokenizer()
	if err != nil {
		return fail(err)
	}
	m, err := g.Model(o.Quantise)
	if err != nil {
		return fail(err)
	}
	_, family, err := g.config()
	if err != nil {
		return fail(err)
	}
	meta := Meta{Format: "gguf", Family: family.name, Hash: o.hash(), Affixes: g.affixes(), Files: []string{name}}
	meta.ChatTemplate, _ = g.Metadata["tokenizer.chat_template"].(string)
	meta.Name, _ = g.Metadata["general.name"].(string)
	meta.Licence, _ = g.Metadata["general.license"].(string)
	return m, t, meta, nil
}

// tee passes what is read through the hash, if one is wanted.
func (o Options) tee(r io.Reader) io.Reader {
	if o.sum == nil {
		return r
	}
	return io.TeeReader(r, o.sum)
}

func (o Options) hash() string {
	if o.sum == nil {
		return ""
	}
	return hex.EncodeToString(o.sum.Sum(nil))
}

// shifted is Progress for a file that begins before bytes into a total.
func (o Options) shifted(before, total int64) func(done, total int64) error {
	if o.Progress == nil {
		return nil
	}
	return func(done, _ int64) error { return o.Progress(before+done, total) }
}

// packTokenizer reads the tokenizer of a pack folder, and the sha256 by which the pack knows it: that of the ranks file, or of tokenizer.json.
func packTokenizer(f folder, names []string) (token.Tokenizer, string, error) {
	if !slices.Contains(names, TokenizerRanks) {
		if slices.Contains(names, TokenizerHF) {
			return hfTokenizer(f)
		}
		return nil, "", problem.New(problem.MissingFile, problem.Values{"file": TokenizerHF},
			"the model folder has no tokenizer: wanted %s and %s, or %s", TokenizerHeader, TokenizerRanks, TokenizerHF)
	}
	text, err := f.read(TokenizerHeader, maxConfigFile)
	if err != nil {
		return nil, "", err
	}
	var header token.Header
	if err := json.Unmarshal(text, &header); err != nil {
		return nil, "", fmt.Errorf("%s: %w", TokenizerHeader, err)
	}
	ranks, err := f.read(TokenizerRanks, maxTokenizerFile)
	if err != nil {
		return nil, "", err
	}
	t, err := token.Read(header, bytes.NewReader(ranks))
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", TokenizerRanks, err)
	}
	return t, hexSum(ranks), nil
}

func hfTokenizer(f folder) (token.Tokenizer, string, error) {
	text, err := f.read(TokenizerHF, maxTokenizerFile)
	if err != nil {
		return nil, "", err
	}
	t, err := token.ParseHF(TokenizerHF, text)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", TokenizerHF, err)
	}
	return t, hexSum(text), nil
}

func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
