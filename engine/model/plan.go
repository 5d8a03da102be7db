// The plan of a model: which weights a Config asks for, and where each stands in the pass. Weights are numbered in the
// order of Specs; gradients use the same numbers.

package model

import "strconv"

// none is the number of a weight that this architecture does not have.
const none = -1

// linear is y = x·weightᵀ + bias, weight [out, in], bias [out] or none.
type linear struct{ weight, bias, in, out int }

// norm is a LayerNorm or RMSNorm: gain [width], bias [width] or none.
type norm struct{ gain, bias int }

// attention is one attention sublayer.
type attention struct{ q, k, v, o linear }

// mlp is one feed-forward sublayer; gate is there for swiglu only.
type mlp struct{ gate, in, out linear }

type layer struct {
	ln1, lnCross, ln2 norm
	attn, cross       attention
	mlp               mlp
}

// tower is one stack of layers with its own input embedding (the table is shared) and last norm.
type tower struct {
	stack         Stack
	causal, cross bool
	position      int // learned position table, or none
	layers        []layer
	final         norm // none in post-norm models
}

// plan is a whole model.
type plan struct {
	specs          []Spec
	embed, unembed int
	towers         []tower // the last one makes the logits
}

// Specs lists every weight of the architecture, in a fixed order. Linear weights are [out, in].
// An encoder–decoder shares "embed.weight" between both stacks.
func (c Config) Specs() []Spec { return c.plan().specs }

func (c Config) plan() *plan {
	p := &plan{}
	p.embed = p.add("embed.weight", true, c.Vocab, c.Width)
	switch c.Kind {
	case "encoder-decoder":
		p.tower(c, "encoder.", "encoder.", tower{stack: Encoder}, c.EncoderLayers)
		p.tower(c, "decoder.", "decoder.", tower{stack: Decoder, causal: true, cross: true}, c.DecoderLayers)
	case "encoder":
		p.tower(c, "", "blocks.", tower{stack: Blocks}, c.EncoderLayers)
	default:
		p.tower(c, "", "blocks.", tower{stack: Blocks, causal: true}, c.DecoderLayers)
	}
	p.unembed = p.embed
	if !c.TiedUnembed {
		p.unembed = p.add("unembed.weight", true, c.Vocab, c.Width)
	}
	return p
}

func (p *plan) add(name string, quant bool, shape ...int) int {
	p.specs = append(p.specs, Spec{Name: name, Shape: shape, Quant: quant})
	return len(p.specs) - 1
}

func (p *plan) tower(c Config, outer, inner string, t tower, layers int) {
	t.position = none
	if c.Position == "learned" {
		t.position = p.add(outer+"pos_embed.weight", false, c.Context, c.Width)
	}
	for i := range layers {
		at := inner + strconv.Itoa(i) + "."
		l := layer{ln1: p.norm(c, at+"ln1"), attn: p.attention(c, at+"attn")}
		if t.cross {
			l.lnCross, l.cross = p.norm(c, at+"ln_cross"), p.attention(c, at+"cross_attn")
		}
		l.ln2, l.mlp = p.norm(c, at+"ln2"), p.mlp(c, at+"mlp")
		t.layers = append(t.layers, l)
	}
	t.final = norm{none, none}
	if c.NormPlace == "pre" {
		t.final = p.norm(c, outer+"ln_final")
	}
	p.towers = append(p.towers, t)
}

func (p *plan) norm(c Config, name string) norm {
	n := norm{gain: p.add(name+".weight", false, c.Width), bias: none}
	if c.NormBiases {
		n.bias = p.add(name+".bias", false, c.Width)
	}
	return n
}

func (p *plan) linear(name string, in, out int, bias bool) linear {
	l := linear{weight: p.add(name+".weight", true, out, in), bias: none, in: in, out: out}
	if bias {
		l.bias = p.add(name+".bias", false, out)
	}
	return l
}

func (p *plan) attention(c Config, name string) attention {
	queries, keys := c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	return attention{
		q: p.linear(name+".q", c.Width, queries, c.QKVBiases),
		k: p.linear(name+".k", c.Width, keys, c.QKVBiases),
		v: p.linear(name+".v", c.Width, keys, c.QKVBiases),
		o: p.linear(name+".o", queries, c.Width, c.Biases),
	}
}

func (p *plan) mlp(c Config, name string) mlp {
	m := mlp{gate: linear{weight: none, bias: none}}
	if c.Activation == "swiglu" {
		m.gate = p.linear(name+".gate", c.Width, c.Hidden, c.Biases)
	}
	m.in = p.linear(name+".in", c.Width, c.Hidden, c.Biases)
	m.out = p.linear(name+".out", c.Hidden, c.Width, c.Biases)
	return m
}
