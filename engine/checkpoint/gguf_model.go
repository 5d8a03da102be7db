package checkpoint

// From a GGUF file to a model: settings and tensors named as llama.cpp's converter names them.

import (
	"errors"
	"fmt"
	"io"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// Config is the architecture that the file describes.
func (g *GGUF) Config() (model.Config, error) {
	config, _, err := g.config()
	return config, err
}

func (g *GGUF) config() (model.Config, *family, error) {
	architecture, _ := g.Metadata["general.architecture"].(string)
	family, err := familyOfGGUF(architecture)
	if err != nil {
		return model.Config{}, nil, err
	}
	s := &settings{values: g.Metadata, prefix: architecture + ".", where: "gguf", tensors: map[string][]int{}}
	for _, t := range g.Tensors {
		s.tensors[t.Name] = t.Shape
	}
	config := family.ggufConfig(s)
	s.ggufVocabulary(&config)
	if s.err != nil {
		return config, nil, fmt.Errorf("gguf: %s: %w", family.name, s.err)
	}
	return config, family, nil
}

// ggufCommon is what all architectures say in the same words.
func (s *settings) ggufCommon() model.Config {
	return model.Config{
		Kind: model.DecoderOnly, NormPlace: model.PreNorm, Context: s.size("context_length"), Width: s.size("embedding_length"),
		DecoderLayers: s.size("block_count"), Heads: s.size("attention.head_count"), Hidden: s.size("feed_forward_length"),
	}
}

// ggufVocabulary fills in sizes that the tensors tell, and the tokens that begin and end a text.
func (s *settings) ggufVocabulary(c *model.Config) {
	if shape := s.tensors["token_embd.weight"]; len(shape) == 2 {
		c.Vocab = shape[0]
	} else if shape := s.tensors["output.weight"]; len(shape) == 2 {
		c.Vocab = shape[0]
	}
	_, output := s.tensors["output.weight"]
	_, embedding := s.tensors["token_embd.weight"]
	c.TiedUnembed = !output || !embedding
	id := func(key string) int32 { return firstBelow(s.tokens("tokenizer.ggml."+key), c.Vocab) }
	c.Begin, c.End, c.Pad = id("bos_token_id"), id("eos_token_id"), id("padding_token_id")
	c.MoreEnds = restBelow(append(s.tokens("tokenizer.ggml.eot_token_id"), s.tokens("tokenizer.ggml.eom_token_id")...), c.End, c.Vocab)
}

// ggufRotary reads base, rotated share and linear scaling.
func (s *settings) ggufRotary(c *model.Config) {
	c.RotaryPairs, c.RotaryBase = "half", s.number(10000, "rope.freq_base")
	if d := s.whole(c.HeadDim, "rope.dimension_count"); d != c.HeadDim {
		c.RotaryDims = d
	}
	factor := s.number(1, "rope.scaling.factor", "rope.scale_linear")
	switch kind := s.text("none", "rope.scaling.type"); {
	case kind == "linear" && factor != 1, kind == "none" && s.has("rope.scale_linear") && factor != 1 && factor != 0:
		for range min(orElse(c.RotaryDims, c.HeadDim)/2, mostPairs) {
			c.RotaryDivisors = append(c.RotaryDivisors, factor)
		}
	case kind != "none" && kind != "linear":
		s.fail(refuse("rope.scaling.type", kind, "none or linear"))
	}
}

// ggufTable has the tensors of all architectures; a configuration uses those it has weights for.
const ggufTable = `
token_embd.weight embed.weight
position_embd.weight pos_embed.weight
output.weight unembed.weight
rope_freqs.weight - divisors
output_norm.* ln_final.*
blk.#.attn_norm.* blocks.#.ln1.*
blk.#.ffn_norm.* blocks.#.ln2.*
blk.#.post_attention_norm.* blocks.#.ln1_post.*
blk.#.post_ffw_norm.* blocks.#.ln2_post.*
blk.#.attn_q.* blocks.#.attn.q.*
blk.#.attn_k.* blocks.#.attn.k.*
blk.#.attn_v.* blocks.#.attn.v.*
blk.#.attn_output.* blocks.#.attn.o.*
blk.#.attn_q_norm.* blocks.#.attn.q_norm.*
blk.#.attn_k_norm.* blocks.#.attn.k_norm.*
blk.#.ffn_gate.* blocks.#.mlp.gate.*
blk.#.ffn_up.* blocks.#.mlp.in.*
blk.#.ffn_down.* blocks.#.mlp.out.*`

// Model reads the weights, which follow the header, and makes the model. It may be called once.
// With quantise, float32 and float16 matrices become int8 as they arrive.
func (g *GGUF) Model(quantise bool) (*model.Model, error) { return g.modelOf([]*GGUF{g}, quantise) }

// modelOf is Model of a file in several parts; g has the first part's metadata and the tensors of all.
func (g *GGUF) modelOf(parts []*GGUF, quantise bool) (*model.Model, error) {
	config, family, err := g.config()
	if err != nil {
		return nil, err
	}
	a, err := g.assembler(config, family)
	if err != nil {
		return nil, fmt.Errorf("gguf: %s: %w", family.name, err)
	}
	a.quantise = quantise
	for _, part := range parts {
		if err := part.placeAll(a); err != nil {
			return nil, err
		}
	}
	return a.model()
}

func (g *GGUF) placeAll(a *assembler) error {
	for {
		t, v, blocks, err := g.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if q8, ok := blocks.(kernel.Q8); err == nil && ok {
			err = checkScales("gguf: "+t.Name, q8.Scale)
		}
		if err != nil {
			return err
		}
		a.place(found{t.Name, t.Shape}, v.F32, blocks)
	}
}

// assembler holds the header's tensors against the configuration.
func (g *GGUF) assembler(config model.Config, family *family) (*assembler, error) {
	if len(g.Tensors) == 0 {
		return nil, errors.New("the file holds a vocabulary and no weights")
	}
	a, err := newAssembler(config, len(g.Tensors))
	if err != nil {
		return nil, err
	}
	names := tableOf(config, ggufTable)
	if family.ggufNames != nil {
		for theirs, p := range family.ggufNames(config) {
			names[theirs] = p
		}
	}
	a.useNames(names)
	var file []found
	for _, t := range g.Tensors {
		file = append(file, found{t.Name, t.Shape})
	}
	return a, a.check(file)
}

// Tokenizer makes the tokenizer that the file's metadata describe.
func (g *GGUF) Tokenizer() (token.Tokenizer, error) {
	name, _ := g.Metadata["general.name"].(string)
	t, err := token.FromGGUF(orElse(name, "gguf"), g.Metadata)
	if err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	return t, nil
}

// affixes is the ids that the file's metadata put around a text; where they do not say, SentencePiece vocabularies begin
// a text with their begin token and WordPiece ones have one at each end.
func (g *GGUF) affixes() *token.Affixes {
	s := &settings{values: g.Metadata, prefix: "tokenizer.ggml."}
	kind := s.text("", "model")
	a := &token.Affixes{}
	if s.flag(kind == "llama" || kind == "bert" || kind == "t5", "add_bos_token") {
		a.Before = s.tokens("tokenizer.ggml.bos_token_id")
	}
	if s.flag(kind == "bert" || kind == "t5", "add_eos_token") {
		a.After = s.tokens("tokenizer.ggml.eos_token_id")
	}
	return a
}
