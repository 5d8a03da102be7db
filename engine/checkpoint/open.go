package checkpoint

// Opening a model folder of any kind that this package knows.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

	sum *Sum
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
		o.sum = NewSum()
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

func hasSafetensors(names []string) bool { return len(safetensorsIn(names)) > 0 }

// ordinarySize is one more than the largest id that a text can be encoded to.
func ordinarySize(t token.Tokenizer) int {
	size, specials := t.Size(), t.Specials()
	for i := len(specials) - 1; i >= 0 && int(specials[i].ID) == size-1; i-- {
		size--
	}
	return size
}

func open(f folder, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	f, err := f.rooted()
	if err != nil {
		return nil, nil, Meta{}, err
	}
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
	case slices.Contains(names, "config.json") && (len(gguf) == 0 || hasSafetensors(names)): // a bare config.json may lie beside a .gguf
		return openHF(f, names, o)
	case len(gguf) > 0:
		parts, err := ggufParts(gguf)
		if err != nil {
			return nil, nil, Meta{}, err
		}
		return openGGUF(f, parts, o)
	}
	if what := unreadable(names); what != "" {
		return nil, nil, Meta{}, errors.New(what)
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
		return nil, nil, meta, fmt.Errorf("%s was made with a tokenizer of sha256 %s, but the folder's has %s", PackFile,
			quoted(meta.Tokenizer), sum)
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

func openGGUF(f folder, names []string, o Options) (*model.Model, token.Tokenizer, Meta, error) {
	if len(names) > 1 {
		o.sum = nil
	}
	fail := func(err error) (*model.Model, token.Tokenizer, Meta, error) {
		return nil, nil, Meta{}, fmt.Errorf("%s: %w", quoted(names[0]), err)
	}
	parts, closeAll, err := openParts(f, names, o)
	defer closeAll()
	if err != nil {
		return nil, nil, Meta{}, err
	}
	g := &GGUF{Metadata: parts[0].Metadata}
	for _, part := range parts {
		g.Tensors = append(g.Tensors, part.Tensors...)
	}
	_, family, err := g.config() // first, so that what cannot be run is told by its family
	if err != nil {
		return fail(err)
	}
	t, err := g.Tokenizer()
	if err != nil {
		return fail(err)
	}
	for _, list := range []string{"tokens", "merges", "scores", "token_type"} { // the weights may have their room
		delete(g.Metadata, "tokenizer.ggml."+list)
	}
	m, err := g.modelOf(parts, o.Quantise)
	if err != nil {
		return fail(err)
	}
	meta := Meta{Format: "gguf", Family: family.name, Hash: o.hash(), Affixes: g.affixes(), Files: names}
	meta.Name, _ = g.Metadata["general.name"].(string)
	meta.Licence, _ = g.Metadata["general.license"].(string)
	meta.ChatTemplate, _ = g.Metadata["tokenizer.chat_template"].(string)
	return m, t, meta, nil
}

// openParts reads the headers of the files of one model; closeAll must be called in any case.
func openParts(f folder, names []string, o Options) (parts []*GGUF, closeAll func(), err error) {
	var files []io.Closer
	closeAll = func() {
		for _, file := range files {
			file.Close()
		}
	}
	var readers []io.Reader
	var sizes []int64
	total := int64(0)
	for _, name := range names {
		r, size, err := f.open(name)
		if err != nil {
			return nil, closeAll, err
		}
		files, readers, sizes = append(files, r), append(readers, r), append(sizes, size)
		if total += size; size < 0 || total < 0 {
			total = -1
		}
	}
	before := int64(0)
	for i, r := range readers {
		progress := o.Progress
		if len(names) > 1 {
			progress = o.shifted(before, total)
		}
		g, err := readGGUF(newSource(o.tee(r), sizes[i], progress))
		if err != nil {
			return nil, closeAll, fmt.Errorf("%s: %w", quoted(names[i]), err)
		}
		parts = append(parts, g)
		before += max(0, sizes[i])
	}
	return parts, closeAll, nil
}

// ggufPart cuts the name of one of several files of a model, "name-00001-of-00003.gguf", into itself, name, number and
// count; nil for any other name.
func ggufPart(name string) []string {
	stem := name[:len(name)-len(".gguf")]
	at := len(stem) - len("-00001-of-00003")
	if at < 0 || stem[at] != '-' || stem[at+6:at+10] != "-of-" {
		return nil
	}
	number, count := stem[at+1:at+6], stem[at+10:]
	if strings.Trim(number+count, "0123456789") != "" {
		return nil
	}
	return []string{name, stem[:at], number, count}
}

// ggufParts is the files of the one model among some .gguf files: a file by itself, or all parts of one, in order.
func ggufParts(names []string) ([]string, error) {
	first := ggufPart(names[0])
	if first == nil && len(names) == 1 {
		return names, nil
	}
	sorted := slices.Sorted(slices.Values(names))
	for i, name := range sorted {
		part := ggufPart(name)
		if part == nil || first == nil || part[1] != first[1] || part[3] != first[3] {
			return nil, fmt.Errorf("the folder has %d .gguf files of different models; choose one", len(names))
		}
		if part[2] != fmt.Sprintf("%05d", i+1) {
			return nil, missingPart(part, i+1)
		}
	}
	if first[3] != fmt.Sprintf("%05d", len(sorted)) {
		return nil, missingPart(first, len(sorted)+1)
	}
	return sorted, nil
}

// missingPart is the error of a model in parts of which one is not there.
func missingPart(part []string, number int) error {
	name := fmt.Sprintf("%s-%05d-of-%s.gguf", part[1], number, part[3])
	return problem.New(problem.MissingFile, problem.Values{"file": name}, "this model is in %s parts, and %s is not here; choose all of them",
		strings.TrimLeft(part[3], "0"), quoted(name))
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
	return o.sum.String()
}

// shifted is Progress for a file that begins before bytes into a total.
func (o Options) shifted(before, total int64) func(done, total int64) error {
	if o.Progress == nil {
		return nil
	}
	return func(done, _ int64) error { return o.Progress(before+done, total) }
}

// packTokenizer reads the tokenizer of a pack folder, and the sha256 by which the pack knows it: that of the ranks
// file, or of tokenizer.json.
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
	return t, SumOf(ranks), nil
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
	return t, SumOf(text), nil
}
