package model

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestConfigCheck(t *testing.T) {
	for name, c := range architectures() {
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Kind = "rnn" }, `kind is "rnn", want one of decoder, encoder-decoder, encoder`},
		{func(c *Config) { c.EncoderLayers = 1 }, "encoder_layers is 1, want 0 for kind decoder"},
		{func(c *Config) { c.DecoderLayers = 0 }, "decoder_layers is 0, want 1.."},
		{func(c *Config) { c.DecoderLayers = 1 << 20 }, "decoder_layers is 1048576, want 1..4096"},
		{func(c *Config) { c.Position, c.Context = "sinusoidal", 1<<24 }, "context is 16777216, want context×width at most"},
		{func(c *Config) { c.Vocab = 0 }, "vocab is 0"},
		{func(c *Config) { c.Context = -1 }, "context is -1"},
		{func(c *Config) { c.Width = 1 << 40 }, "width is"},
		{func(c *Config) { c.KVHeads = 3 }, "heads is 2, want a multiple of kv_heads 3"},
		{func(c *Config) { c.Heads, c.KVHeads, c.HeadDim = 1<<20, 1, 1<<20 }, "heads×head_dim at most"},
		{func(c *Config) { c.Norm = "batch" }, "norm is"},
		{func(c *Config) { c.NormPlace = "" }, "norm_place is"},
		{func(c *Config) { c.Activation = "tanh" }, "activation is"},
		{func(c *Config) { c.Position = "alibi" }, "position is"},
		{func(c *Config) { c.Norm = "rms" }, "norm_biases is true, want false for norm rms"},
		{func(c *Config) { c.Position, c.RotaryPairs = "rotary", "other" }, "rotary_pairs is"},
		{func(c *Config) { c.Position, c.HeadDim = "rotary", 3 }, "head_dim is 3, want an even number"},
		{func(c *Config) { c.Position, c.RotaryBase = "rotary", -1 }, "rotary_base is -1"},
		{func(c *Config) { c.Position, c.Width = "sinusoidal", 7 }, "width is 7, want an even number"},
		{func(c *Config) { c.Eps = 0 }, "eps is 0"},
		{func(c *Config) { c.Begin = 11 }, "begin is 11, want -1 or a token below 11"},
		{func(c *Config) { c.End = -2 }, "end is -2"},
	} {
		config := architectures()["gpt2"]
		c.change(&config)
		if err := config.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
	var zero Config
	if err := zero.Check(); err == nil || !strings.Contains(err.Error(), "vocab") || !strings.Contains(err.Error(), "activation") {
		t.Errorf("the zero Config: got error %v, want one that lists every field", err)
	}
}

func TestSiteNames(t *testing.T) {
	for name, c := range architectures() {
		seen := map[string]bool{}
		for s := range c.Sites() {
			got, err := ParseSite(s.String())
			if err != nil || got != s {
				t.Errorf("%s: %v reads back as %v, %v", name, s, got, err)
			}
			if seen[s.String()] {
				t.Errorf("%s: %v twice", name, s)
			}
			seen[s.String()] = true
		}
	}
	for name, want := range map[string]Site{
		"hook_embed":                            {Blocks, -1, Embed},
		"decoder.hook_pos_embed":                {Decoder, -1, PosEmbed},
		"blocks.12.attn.hook_rot_k":             {Blocks, 12, RotK},
		"decoder.2.cross_attn.hook_pattern":     {Decoder, 2, CrossPattern},
		"encoder.0.hook_resid_mid":              {Encoder, 0, ResidMid},
		"encoder.ln_final.hook_normalized":      {Encoder, -1, Final},
		"blocks.3.ln2.hook_scale":               {Blocks, 3, LN2Scale},
		"decoder.1.ln_cross.hook_normalized":    {Decoder, 1, LNCross},
		"decoder.1.cross_attn.hook_attn_scores": {Decoder, 1, CrossScores},
		"blocks.0.mlp.hook_pre_linear":          {Blocks, 0, MLPPreLinear},
		"ln_final.hook_scale":                   {Blocks, -1, FinalScale},
		"decoder.0.hook_cross_attn_out":         {Decoder, 0, CrossOut},
		"encoder.1.attn.hook_result":            {Encoder, 1, Result},
		"decoder.0.cross_attn.hook_result":      {Decoder, 0, CrossResult},
		"blocks.10000.attn.hook_z":              {Blocks, 10000, Z},
	} {
		if got, err := ParseSite(name); err != nil || got != want {
			t.Errorf("%s: got %#v, %v, want %#v", name, got, err, want)
		}
	}
	for _, name := range []string{"", "blocks", "blocks.hook_embed", "blocks.0.hook_embed", "blocks.-1.hook_resid_pre",
		"blocks.00.hook_resid_pre", "hook_resid_pre", "encoder.hook_resid_pre", "blocks.0.hook_resid", "blocks.99999999999999999999.attn.hook_q",
		"0.attn.hook_q", "decoder.0.ln_final.hook_scale", "blocks.0.attn.hook_q "} {
		if s, err := ParseSite(name); err == nil {
			t.Errorf("%q: got %#v, want an error", name, s)
		}
	}
}

func TestSitesInForwardOrder(t *testing.T) {
	var got []string
	for s := range architectures()["encoder-decoder post-norm"].Sites() {
		if s.Stack == Decoder && s.Layer <= 0 {
			got = append(got, strings.TrimPrefix(strings.TrimPrefix(s.String(), "decoder."), "0."))
		}
	}
	want := strings.Fields(`hook_embed hook_pos_embed hook_resid_pre
		attn.hook_q attn.hook_k attn.hook_v attn.hook_attn_scores attn.hook_pattern attn.hook_z attn.hook_result hook_attn_out
		hook_resid_mid ln1.hook_scale ln1.hook_normalized
		cross_attn.hook_q cross_attn.hook_k cross_attn.hook_v cross_attn.hook_attn_scores cross_attn.hook_pattern cross_attn.hook_z
		cross_attn.hook_result hook_cross_attn_out hook_resid_cross ln_cross.hook_scale ln_cross.hook_normalized
		mlp.hook_pre mlp.hook_post hook_mlp_out hook_resid_post ln2.hook_scale ln2.hook_normalized`)
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestNewListsEveryProblem(t *testing.T) {
	c := architectures()["gpt2"]
	good := func() map[string]*Tensor {
		tensors, m := map[string]*Tensor{}, tiny(c, 1)
		for _, s := range c.Specs() {
			tensors[s.Name] = m.Weight(s.Name)
		}
		return tensors
	}
	if _, err := New(c, good()); err != nil {
		t.Fatal(err)
	}
	bad := good()
	delete(bad, "blocks.1.mlp.in.weight")
	bad["blocks.0.attn.q.weight"] = &Tensor{Shape: []int{8, 4}, F32: make([]float32, 32)}
	bad["blocks.0.ln1.bias"] = &Tensor{Shape: []int{8}, F32: make([]float32, 7)}
	bad["blocks.0.attn.o.weight"] = &Tensor{Shape: []int{8, 8}}
	bad["lm_head.weight"] = &Tensor{Shape: []int{11, 8}}
	bad["pos_embed.weight"] = &Tensor{Shape: []int{64, 8}, Blocks: quantise(make([]float32, 64*8), 64, 8).Blocks}
	_, err := New(c, bad)
	for _, want := range []string{
		"tensor blocks.1.mlp.in.weight: missing, want shape [12 8]",
		"tensor blocks.0.attn.q.weight: want shape [8 8], got [8 4]",
		"tensor blocks.0.ln1.bias: want 8 values for shape [8], got 7",
		"tensor blocks.0.attn.o.weight: want 64 values for shape [8 8], got none",
		"tensor lm_head.weight: unknown, shape [11 8]",
		"tensor pos_embed.weight: want float32 values, got Q8 blocks",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
}

func TestInit(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	a, b := Init(c, rand.New(rand.NewPCG(1, 1))), Init(c, rand.New(rand.NewPCG(1, 1)))
	for _, s := range c.Specs() {
		w := a.Weight(s.Name).F32
		if !slices.Equal(w, b.Weight(s.Name).F32) {
			t.Errorf("%s: two models of one seed differ", s.Name)
		}
		if len(s.Shape) == 1 {
			want := float32(0)
			if strings.HasSuffix(s.Name, "weight") {
				want = 1
			}
			if slices.Max(w) != want || slices.Min(w) != want {
				t.Errorf("%s: starts at %v..%v, want %v", s.Name, slices.Min(w), slices.Max(w), want)
			}
		} else if slices.Max(w) <= 0 || slices.Min(w) >= 0 {
			t.Errorf("%s: starts at %v..%v, want random values around 0", s.Name, slices.Min(w), slices.Max(w))
		}
	}
}

func FuzzParseSite(f *testing.F) {
	for s := range architectures()["encoder-decoder rotary"].Sites() {
		f.Add(s.String())
	}
	f.Fuzz(func(t *testing.T, name string) {
		if s, err := ParseSite(name); err == nil && s.String() != name {
			t.Errorf("%q reads as %v", name, s)
		}
	})
}
