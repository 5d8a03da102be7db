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

// attention is one attention sublayer; post is there for norms on both sides, qNorm and kNorm for normed queries and keys.
type attention struct {
	q, k, v, o         linear
	qNorm, kNorm, post norm
}

// mlp is one feed-forward sublayer; gate is there for gated activations only.
type mlp struct {
	gate, in, out linear
	post          norm
}

type layer struct {
	ln1, lnCross, ln2 norm
	attn, cross       attention
	mlp               mlp
}

// tower is one stack of layers with its own input embedding (the table is shared) and last norm.
type tower struct {
	stack         Stack
	causal, cross bool
	embed         int // token embedding table
	position      int // learned position table, or none
	embedNorm     norm
	relative      int // biases of relative positions [buckets, heads], or none
	layers        []layer
	final         norm // none in post-norm models
	head          linear
	headNorm      norm
}

// plan is a whole model.
type plan struct {
	specs          []Spec
	embed, unembed int
	unembedBias    int
	towers         []tower // the last one makes the logits
}

// Specs lists every weight of the architecture, in a fixed order. Linear weights are [out, in].
// An encoder–decoder shares "embed.weight" between both stacks, unless DecoderEmbed is set.
func (c Config) Specs() []Spec { return c.plan().specs }

func (c Config) plan() *plan {
	p := &plan{}
	p.embed = p.add("embed.weight", true, c.Vocab, c.Width)
	switch c.Kind {
	case EncoderDecoder:
		p.tower(c, "encoder.", "encoder.", tower{stack: Encoder}, c.EncoderLayers)
		p.tower(c, "decoder.", "decoder.", tower{stack: Decoder, cross: true}, c.DecoderLayers)
	case EncoderOnly:
		p.tower(c, "", "blocks.", tower{stack: Blocks}, c.EncoderLayers)
	default:
		p.tower(c, "", "blocks.", tower{stack: Blocks}, c.DecoderLayers)
	}
	p.unembed, p.unembedBias = p.embed, none
	if !c.TiedUnembed {
		p.unembed = p.add("unembed.weight", true, c.Vocab, c.Width)
	}
	if c.UnembedBias {
		p.unembedBias = p.add("unembed.bias", false, c.Vocab)
	}
	return p
}

func (p *plan) add(name string, quant bool, shape ...int) int {
	p.specs = append(p.specs, Spec{Name: name, Shape: shape, Quant: quant})
	return len(p.specs) - 1
}

func (p *plan) tower(c Config, outer, inner string, t tower, layers int) {
	t.causal = c.Causal(Site{t.stack, 0, Pattern})
	t.embed, t.position, t.relative = p.embed, none, none
	if c.DecoderEmbed && t.stack == Decoder {
		t.embed = p.add("decoder.embed.weight", true, c.Vocab, c.Width)
	}
	if c.Position == Learned {
		t.position = p.add(outer+"pos_embed.weight", false, c.Context, c.Width)
	}
	if c.Position == Relative {
		t.relative = p.add(outer+"relative.weight", false, c.RelativeBuckets, c.Heads)
	}
	t.embedNorm = norm{none, none}
	if c.EmbedNorm {
		t.embedNorm = p.norm(c, outer+"embed_ln")
	}
	for i := range layers {
		at := inner + strconv.Itoa(i) + "."
		l := layer{ln1: p.norm(c, at+"ln1"), attn: p.attention(c, at+"attn")}
		if t.cross {
			l.lnCross, l.cross = p.norm(c, at+"ln_cross"), p.attention(c, at+"cross_attn")
		}
		l.ln2, l.mlp = p.norm(c, at+"ln2"), p.mlp(c, at+"mlp", c.hidden(t.stack))
		l.attn.post, l.mlp.post = norm{none, none}, norm{none, none}
		if c.NormPlace == BothNorm {
			l.attn.post, l.mlp.post = p.norm(c, at+"ln1_post"), p.norm(c, at+"ln2_post")
		}
		if c.QKNorm {
			l.attn.qNorm = norm{p.add(at+"attn.q_norm.weight", false, c.HeadDim), none}
			l.attn.kNorm = norm{p.add(at+"attn.k_norm.weight", false, c.HeadDim), none}
		}
		t.layers = append(t.layers, l)
	}
	t.final = norm{none, none}
	if c.NormPlace != PostNorm {
		t.final = p.norm(c, outer+"ln_final")
	}
	if t.head.weight = none; c.hasHead(t.stack) {
		t.head = p.linear(outer+"head", c.Width, c.Width, true)
		t.headNorm = p.norm(c, outer+"head_ln")
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
		qNorm: norm{none, none}, kNorm: norm{none, none}, post: norm{none, none},
		q: p.linear(name+".q", c.Width, queries, c.QKVBiases),
		k: p.linear(name+".k", c.Width, keys, c.QKVBiases),
		v: p.linear(name+".v", c.Width, keys, c.QKVBiases),
		o: p.linear(name+".o", queries, c.Width, c.Biases),
	}
}

func (p *plan) mlp(c Config, name string, hidden int) mlp {
	m := mlp{gate: linear{weight: none, bias: none}}
	if c.Activation.Gated() {
		m.gate = p.linear(name+".gate", c.Width, hidden, c.Biases)
	}
	m.in = p.linear(name+".in", c.Width, hidden, c.Biases)
	m.out = p.linear(name+".out", hidden, c.Width, c.Biases)
	return m
}
