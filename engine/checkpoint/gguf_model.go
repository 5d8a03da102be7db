package checkpoint

// From a GGUF file to a model: architectures llama and gpt2, named as llama.cpp's converter names them.

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

// Config is the architecture that the file describes.
func (g *GGUF) Config() (model.Config, error) {
	architecture, _ := g.Metadata["general.architecture"].(string)
	p := &ggufSettings{metadata: g.Metadata, prefix: architecture + "."}
	var config model.Config
	switch architecture {
	case "llama":
		config = p.llama()
	case "gpt2":
		config = p.gpt2()
	default:
		return config, unknownArchitecture(architecture, "llama, gpt2")
	}
	config.TiedUnembed = true
	for _, t := range g.Tensors {
		switch t.Name {
		case "token_embd.weight":
			config.Vocab = t.Shape[0]
		case "output.weight":
			config.TiedUnembed = false
		case "rope_freqs.weight":
			p.fail(refuse("rope_freqs.weight", "there", "rotary positions without scaling"))
		case "blk.0.attn_q.bias":
			config.QKVBiases = true
		}
	}
	config.Begin = p.token("tokenizer.ggml.bos_token_id", config.Vocab)
	config.End = p.token("tokenizer.ggml.eos_token_id", config.Vocab)
	config.Pad = p.token("tokenizer.ggml.padding_token_id", config.Vocab)
	if p.err != nil {
		return config, fmt.Errorf("gguf: %w", p.err)
	}
	return config, nil
}

// ggufSettings reads typed settings and keeps the first error.
type ggufSettings struct {
	metadata map[string]any
	prefix   string
	err      error
}

func (p *ggufSettings) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// whole is a whole number of any type; otherwise < 0 means that it must be there.
func (p *ggufSettings) whole(key string, otherwise int) int {
	v, ok := p.metadata[key]
	if !ok {
		if otherwise < 0 {
			p.fail(fmt.Errorf("the metadata has no %s", key))
		}
		return otherwise
	}
	n := int64(-1)
	switch v := v.(type) {
	case uint8:
		n = int64(v)
	case int8:
		n = int64(v)
	case uint16:
		n = int64(v)
	case int16:
		n = int64(v)
	case uint32:
		n = int64(v)
	case int32:
		n = int64(v)
	case int64:
		n = v
	case uint64:
		n = int64(min(v, math.MaxInt64))
	}
	if n < 0 || n > math.MaxInt32 {
		p.fail(fmt.Errorf("%s is a %T; wanted one whole number from 0 to %d", key, v, math.MaxInt32))
		return 0
	}
	return int(n)
}

func (p *ggufSettings) size(key string) int { return p.whole(p.prefix+key, -1) }

func (p *ggufSettings) number(key string, otherwise float64) float64 {
	switch v := p.metadata[key].(type) {
	case nil:
		return otherwise
	case float32:
		return float64(v)
	case float64:
		return v
	default:
		p.fail(fmt.Errorf("%s is a %T; wanted a float", key, v))
		return otherwise
	}
}

// token is a token id, or -1 if there is none below vocab.
func (p *ggufSettings) token(key string, vocab int) int32 {
	if id, ok := p.metadata[key].(uint32); ok && int64(id) < int64(vocab) { // 2³²-1 is written for "none"
		return int32(id)
	}
	return -1
}

// common is what both architectures say in the same words.
func (p *ggufSettings) common() model.Config {
	return model.Config{
		Kind: "decoder", NormPlace: "pre",
		Context: p.size("context_length"), Width: p.size("embedding_length"), DecoderLayers: p.size("block_count"),
		Heads: p.size("attention.head_count"), Hidden: p.size("feed_forward_length"),
	}
}

func (p *ggufSettings) gpt2() model.Config {
	c := p.common()
	c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
	c.Norm, c.Activation, c.Position = "layer", "gelu_tanh", "learned"
	c.Biases, c.QKVBiases, c.NormBiases = true, true, true
	c.Eps = float32(p.number(p.prefix+"attention.layer_norm_epsilon", 1e-5))
	return c
}

// llama: the converter reorders the rows of the query and key weights, so that rotary pairs are neighbours.
func (p *ggufSettings) llama() model.Config {
	c := p.common()
	c.KVHeads = p.whole(p.prefix+"attention.head_count_kv", c.Heads)
	c.HeadDim = p.whole(p.prefix+"attention.key_length", divide(c.Width, c.Heads))
	c.Norm, c.Activation, c.Position = "rms", "swiglu", "rotary"
	c.RotaryPairs, c.RotaryBase = "adjacent", p.number(p.prefix+"rope.freq_base", 10000)
	c.Eps = float32(p.number(p.prefix+"attention.layer_norm_rms_epsilon", 1e-5))
	if v := p.whole(p.prefix+"attention.value_length", c.HeadDim); v != c.HeadDim {
		p.fail(refuse("attention.value_length", v, strconv.Itoa(c.HeadDim)))
	}
	if d := p.whole(p.prefix+"rope.dimension_count", c.HeadDim); d != c.HeadDim {
		p.fail(refuse("rope.dimension_count", d, strconv.Itoa(c.HeadDim)))
	}
	if n := p.whole(p.prefix+"expert_count", 0); n != 0 {
		p.fail(refuse("expert_count", n, "a model without experts"))
	}
	if kind, ok := p.metadata[p.prefix+"rope.scaling.type"]; ok && kind != "none" {
		p.fail(refuse("rope.scaling.type", kind, "rotary positions without scaling"))
	}
	if f := p.number(p.prefix+"rope.scale_linear", 1); f != 1 && f != 0 {
		p.fail(refuse("rope.scale_linear", f, "rotary positions without scaling"))
	}
	return c
}

// ggufNames maps the tensors of both architectures.
func ggufNames(c model.Config) naming {
	n := naming{
		"token_embd.weight":    one(embedName),
		"output_norm.weight":   one(finalNormName + ".weight"),
		"position_embd.weight": one(positionName),
		"output_norm.bias":     one(finalNormName + ".bias"),
		"output.weight":        one(unembedName),
	}
	if c.Position == "rotary" {
		delete(n, "position_embd.weight")
		delete(n, "output_norm.bias")
	}
	for i := range c.DecoderLayers {
		theirs, ours := "blk."+strconv.Itoa(i)+".", layerName(i)
		for _, kind := range []string{"weight", "bias"} {
			n[theirs+"attn_norm."+kind] = one(ours + "ln1." + kind)
			n[theirs+"ffn_norm."+kind] = one(ours + "ln2." + kind)
			n[theirs+"attn_output."+kind] = one(ours + attentionOut + kind)
			n[theirs+"ffn_up."+kind] = one(ours + mlpIn + kind)
			n[theirs+"ffn_down."+kind] = one(ours + mlpOut + kind)
			if c.Position != "rotary" {
				n[theirs+"attn_qkv."+kind] = part{names: []string{ours + "attn.q." + kind, ours + "attn.k." + kind, ours + "attn.v." + kind}}
				continue
			}
			for _, x := range []string{"q", "k", "v"} {
				n[theirs+"attn_"+x+"."+kind] = one(ours + "attn." + x + "." + kind)
			}
			n[theirs+"ffn_gate."+kind] = one(ours + mlpGate + kind)
		}
	}
	return n
}

// Model reads the weights, which follow the header, and makes the model. It may be called once.
// With quantise, float32 and float16 matrices become int8 as they arrive.
func (g *GGUF) Model(quantise bool) (*model.Model, error) {
	config, err := g.Config()
	if err != nil {
		return nil, err
	}
	a, err := g.assembler(config)
	if err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	a.quantise = quantise
	for {
		t, v, q, err := g.Next()
		if errors.Is(err, io.EOF) {
			return a.model()
		}
		if err == nil && q.Data != nil {
			err = checkScales("gguf: "+t.Name, q.Scale)
		}
		if err != nil {
			return nil, err
		}
		a.place(found{t.Name, t.Shape}, v.F32, q)
	}
}

// assembler holds the header's tensors against the configuration.
func (g *GGUF) assembler(config model.Config) (*assembler, error) {
	if len(g.Tensors) == 0 {
		return nil, errors.New("the file holds a vocabulary and no weights")
	}
	a, err := newAssembler(config, len(g.Tensors))
	if err != nil {
		return nil, err
	}
	a.useNames(ggufNames(config))
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
