package model

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestEditValues(t *testing.T) {
	inf := float32(math.Inf(-1))
	for _, c := range []struct {
		name string
		edit Edit
		want []float32 // of [[1 2 3] [4 5 6]]
	}{
		{"zero all", Zero{}, []float32{0, 0, 0, 0, 0, 0}},
		{"zero row", Zero{Index{{1}}}, []float32{1, 2, 3, 0, 0, 0}},
		{"zero nothing", Zero{Index{{}}}, []float32{1, 2, 3, 4, 5, 6}},
		{"zero column", Zero{Index{nil, {2, 0}}}, []float32{0, 2, 0, 0, 5, 0}},
		{"scale", Scale{Index{{0}, {1}}, 10}, []float32{1, 20, 3, 4, 5, 6}},
		{"add broadcast", Add{nil, []float32{10, 20, 30}}, []float32{11, 22, 33, 14, 25, 36}},
		{"add one", Add{Index{{0}}, []float32{1}}, []float32{2, 3, 4, 4, 5, 6}},
		{"set in the order of the index", Set{Index{nil, {2, 0}}, []float32{7, 8}}, []float32{8, 2, 7, 8, 5, 7}},
		{"set all", Set{nil, []float32{6, 5, 4, 3, 2, 1}}, []float32{6, 5, 4, 3, 2, 1}},
		{"mean", Mean{At: Index{{0}}}, []float32{2.5, 3.5, 4.5, 4, 5, 6}},
		{"mean given", Mean{Index{{0}}, []float32{9, 8, 7}}, []float32{9, 8, 7, 4, 5, 6}},
		{"mask", Mask{[]float32{0, 2, 0, 2, 0, 2}}, []float32{0, 4, 0, 8, 0, 12}},
	} {
		a := Array{[]float32{1, 2, 3, 4, 5, 6}, []int{2, 3}}
		if err := c.edit.Apply(a); err != nil || !slices.Equal(a.Data, c.want) {
			t.Errorf("%s: got %v, %v, want %v", c.name, a.Data, err, c.want)
		}
	}
	scores := Array{[]float32{1, 2, 3, 4}, []int{1, 2, 2}}
	if err := (BlankKeys{[]int{0}}).Apply(scores); err != nil || !slices.Equal(scores.Data, []float32{inf, 2, inf, 4}) {
		t.Errorf("blank keys: got %v, %v", scores.Data, err)
	}
}

func TestEditErrors(t *testing.T) {
	for _, c := range []struct {
		edit Edit
		want string
	}{
		{Zero{Index{{2}}}, "want indices of 0..1 on axis 0 (shape [2 3]), got 2"},
		{Zero{Index{{-1}}}, "got -1"},
		{Scale{At: Index{{1, 1}}}, "want each index of axis 0 once, got 1 twice"},
		{Mean{At: Index{nil, nil, {0}}}, "want indices for at most 2 axes (shape [2 3]), got 3"},
		{Set{nil, []float32{1, 2}}, "picked shape [2 3] have, got 2"},
		{Add{Index{{0}, {0, 1}}, []float32{1, 2, 3}}, "picked shape [1 2] have, got 3"},
		{Set{nil, nil}, "got 0"},
		{Mask{[]float32{1}}, "want a factor for each of 6 entries (shape [2 3]), got 1"},
		{BlankKeys{[]int{0}}, "want attention scores [head, query, key], got shape [2 3]"},
	} {
		before := []float32{1, 2, 3, 4, 5, 6}
		a := Array{slices.Clone(before), []int{2, 3}}
		if err := c.edit.Apply(a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%#v: got error %v, want one with %q", c.edit, err, c.want)
		} else if !slices.Equal(a.Data, before) {
			t.Errorf("%#v: changed the array in spite of its error", c.edit)
		}
	}
}

// TestEditGradients checks the gradient at every site in passes that carry each kind of edit at each kind of site.
func TestEditGradients(t *testing.T) {
	site := func(name string) Site {
		s, err := ParseSite(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	gpt2, translator := architectures()["gpt2"], architectures()["encoder-decoder pre-norm"]
	post, llama := architectures()["encoder-decoder post-norm"], architectures()["llama"]
	for _, c := range []struct {
		name   string
		config Config
		at     string
		edit   Edit
	}{
		{"zero embedding", gpt2, "hook_embed", Zero{Index{{1}}}},
		{"scale position", gpt2, "hook_pos_embed", Scale{Factor: 0.5}},
		{"mean of a layer's input", gpt2, "blocks.1.hook_resid_pre", Mean{At: Index{{0, 2}}}},
		{"mean given", gpt2, "blocks.0.hook_mlp_out", Mean{Index{{1}}, []float32{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}}},
		{"frozen scale", gpt2, "blocks.1.ln1.hook_scale", Set{Index{{0, 1, 2}}, []float32{0.7}}},
		{"scaled last scale", gpt2, "ln_final.hook_scale", Scale{nil, 1.5}},
		{"scaled root mean square", llama, "blocks.1.ln2.hook_scale", Scale{Index{{2}}, 1.5}},
		{"zero normalized", gpt2, "blocks.0.ln2.hook_normalized", Zero{Index{{1}}}},
		{"query", llama, "blocks.1.attn.hook_q", Scale{Index{nil, {0}}, 2}},
		{"key", llama, "blocks.0.attn.hook_k", Zero{Index{{0}, {1}}}},
		{"turned query", llama, "blocks.1.attn.hook_rot_q", Add{Index{{1}}, []float32{0.3}}},
		{"turned key", llama, "blocks.0.attn.hook_rot_k", Mean{At: Index{nil, {0}}}},
		{"value", llama, "blocks.0.attn.hook_v", Set{Index{{0}}, []float32{0.5, -0.5, 1, 2}}},
		{"scores", gpt2, "blocks.0.attn.hook_attn_scores", Scale{Index{{1}}, 3}},
		{"blanked keys", gpt2, "blocks.1.attn.hook_attn_scores", BlankKeys{[]int{1}}},
		{"blanked source", translator, "decoder.0.cross_attn.hook_attn_scores", BlankKeys{[]int{0, 2}}},
		{"pattern", gpt2, "blocks.0.attn.hook_pattern", Zero{Index{{0}, nil, {0}}}},
		{"pattern set", translator, "encoder.0.attn.hook_pattern", Set{Index{{1}}, []float32{0.25}}},
		{"cross pattern", post, "decoder.1.cross_attn.hook_pattern", Scale{Index{nil, {1}}, 0.5}},
		{"cross value", post, "decoder.0.cross_attn.hook_v", Zero{Index{{1}}}},
		{"head's mix", translator, "decoder.1.attn.hook_z", Zero{Index{nil, {1}}}},
		{"head's result", translator, "decoder.0.attn.hook_result", Scale{Index{nil, {0}}, 0.5}},
		{"cross result", translator, "decoder.1.cross_attn.hook_result", Zero{Index{{1}, {1}}}},
		{"attention output", post, "decoder.0.hook_attn_out", Zero{Index{{2}}}},
		{"sum in a post-norm model", post, "encoder.1.hook_resid_post", Mean{}},
		{"scale in a post-norm model", post, "decoder.0.ln_cross.hook_scale", Scale{nil, 2}},
		{"gate", llama, "blocks.0.mlp.hook_pre", Scale{nil, 0.5}},
		{"ungated half", llama, "blocks.0.mlp.hook_pre_linear", Add{nil, []float32{0.4}}},
		{"neurons", gpt2, "blocks.0.mlp.hook_post", Zero{Index{nil, {3, 7}}}},
		{"encoder's output", translator, "encoder.ln_final.hook_normalized", Scale{Index{{0}}, -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkSites(t, tiny(c.config, 4), sentences(c.config, 3, 4), []PlacedEdit{{site(c.at), -1, c.edit}})
		})
	}
	t.Run("several", func(t *testing.T) {
		mask := make([]float32, 7*gpt2.Width)
		for i := range mask {
			mask[i] = float32(i%3) * 0.7
		}
		checkSites(t, tiny(gpt2, 4), sentences(gpt2, 3, 4), []PlacedEdit{
			{site("blocks.0.hook_attn_out"), Joint, Mask{mask}},
			{site("blocks.0.hook_attn_out"), 0, Zero{}},
			{site("blocks.0.hook_attn_out"), 1, Add{nil, []float32{1}}},
		})
	})
}

// TestEditedWeightGradients checks weight gradients in a pass whose edits change every kind of branch.
func TestEditedWeightGradients(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m, batch := tiny(c, 5), sentences(c, 3, 4)
	edits := []PlacedEdit{
		{Site{Decoder, 0, Result}, -1, Scale{Index{nil, {1}}, 0.3}},
		{Site{Encoder, 1, LN1Scale}, -1, Scale{nil, 1.3}},
		{Site{Decoder, 1, CrossPattern}, -1, Scale{nil, 0.6}},
		{Site{Encoder, 0, MLPPost}, -1, Scale{Index{{0}}, 0.2}},
	}
	trace := forward(t, m, batch, Run{Tape: true, Edits: edits})
	s := newScore(len(trace.AllLogits().Data))
	grads, err := m.Backward(trace, Array{Data: s.mix}, Want{Weights: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range c.Specs() {
		w, g := m.Weight(spec.Name).F32, grads.Weight(spec.Name)
		got := slope(func(step float64) float64 {
			w[0] += float32(step)
			defer func() { w[0] -= float32(step) }()
			return s.of(forward(t, m, batch, Run{Edits: edits}).AllLogits().Data)
		})
		if !agree(float64(g[0]), got) {
			t.Errorf("%s[0]: gradient %.5f, central difference %.5f", spec.Name, g[0], got)
		}
	}
}

func TestPlacedEditErrors(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m := tiny(c, 1)
	batch := sentences(c, 3, 3)
	embed := Site{Encoder, -1, Embed}
	for _, e := range []struct {
		edit PlacedEdit
		want string
	}{
		{PlacedEdit{Site{Blocks, 0, Pattern}, -1, Zero{}}, "no site blocks.0.attn.hook_pattern"},
		{PlacedEdit{Site{Decoder, 2, Pattern}, -1, Zero{}}, "no site decoder.2.attn.hook_pattern"},
		{PlacedEdit{Site{Encoder, 0, CrossQ}, -1, Zero{}}, "no site encoder.0.cross_attn.hook_q"},
		{PlacedEdit{embed, 2, Zero{}}, "encoder.hook_embed: want a sequence of 0..1, got 2"},
		{PlacedEdit{embed, 0, nil}, "want an edit, got nil"},
		{PlacedEdit{embed, 1, Zero{Index{{99}}}}, "edit 0 at encoder.hook_embed: sequence 1: want indices"},
		{PlacedEdit{embed, 0, BlankKeys{[]int{0}}}, "want an attention-scores site"},
		{PlacedEdit{Site{Encoder, 0, LN1Scale}, 0, Zero{}}, "want a scale that is not 0"},
		{PlacedEdit{Site{Encoder, 0, Pattern}, Joint, Zero{}}, "want a site with one row a position"},
	} {
		if _, err := m.Forward(batch, Run{Edits: []PlacedEdit{e.edit}}); err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("got error %v, want one with %q", err, e.want)
		}
	}
	cache := m.NewCache()
	batch[0].Cache = cache
	forward(t, m, batch[:1], Run{})
	again := Batch{{Tokens: []int32{1}, Cache: cache}}
	_, err := m.Forward(again, Run{Edits: []PlacedEdit{{embed, -1, Zero{}}}})
	if err == nil || !strings.Contains(err.Error(), "encoder.hook_embed, sequence -1: never reached") {
		t.Errorf("edit of a cached source: got error %v", err)
	}
}

// TestMaskAfterScores: an edit at scores cannot show a token its future.
func TestMaskAfterScores(t *testing.T) {
	c := architectures()["gpt2"]
	at := Site{Blocks, 0, AttnScores}
	trace := forward(t, tiny(c, 1), sentences(c, 4), Run{Keep: func(s Site) bool { return s.Point == Pattern },
		Edits: []PlacedEdit{{at, -1, Zero{}}}})
	pattern, err := trace.At(Site{Blocks, 0, Pattern}, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []float32{1, 0, 0, 0, .5, .5, 0, 0, 1. / 3, 1. / 3, 1. / 3, 0, .25, .25, .25, .25}
	if d := apart(pattern.Data[:16], want); d > 1e-6 {
		t.Errorf("pattern of zero scores: got %v, want %v", pattern.Data[:16], want)
	}
}

// TestGradientFrom starts a gradient at a site instead of the logits.
func TestGradientFrom(t *testing.T) {
	c := architectures()["gpt2"]
	m, batch := tiny(c, 3), sentences(c, 3, 4)
	site := Site{Blocks, 1, MLPPost}
	trace := forward(t, m, batch, Run{Tape: true, Logits: LogitRows{Mode: NoRows}})
	s := newScore(4 * c.Hidden)
	grads, err := m.Backward(trace, Array{}, Want{Keep: every, From: []SiteGrad{{site, 1, s.mix}}})
	if err != nil {
		t.Fatal(err)
	}
	g := grads.At(Site{Blocks, -1, Embed}, 1)
	direction := newScore(len(g.Data) + 1).mix[1:]
	want := 0.0
	for i, v := range g.Data {
		want += float64(v) * float64(direction[i])
	}
	got := slope(func(step float64) float64 {
		trace := forward(t, m, batch, Run{Keep: every, Edits: []PlacedEdit{{Site{Blocks, -1, Embed}, 1, nudge{direction, float32(step)}}}})
		a, err := trace.At(site, 1)
		if err != nil {
			t.Fatal(err)
		}
		return s.of(a.Data)
	})
	if !agree(want, got) {
		t.Errorf("gradient %.5f, central difference %.5f", want, got)
	}
	for _, bad := range []SiteGrad{{Site{Encoder, 0, Q}, 0, nil}, {site, 2, nil}, {site, 1, s.mix[1:]}} {
		if _, err := m.Backward(trace, Array{}, Want{From: []SiteGrad{bad}}); err == nil {
			t.Errorf("gradient from %v, sequence %d, %d values: want an error", bad.Site, bad.Seq, len(bad.Grad))
		}
	}
}

func TestYieldCancels(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m, batch, stop := tiny(c, 1), sentences(c, 3), errors.New("stop")
	batch[0].Cache = m.NewCache()
	var seen []int
	_, err := m.Forward(batch, Run{Yield: func(done, total int) error {
		if seen = append(seen, done); done == 3 {
			return stop
		}
		return nil
	}})
	// Before each sublayer and after each layer: two encoder layers of two sublayers, then a decoder layer of three.
	want := []int{0, 0, 1, 1, 1, 2, 2, 2, 2, 3}
	if !errors.Is(err, stop) || !slices.Equal(seen, want) || batch[0].Cache.Len() != 0 || batch[0].Cache.SourceLen() != 0 {
		t.Errorf("got error %v after %v, cache of %d and %d", err, seen, batch[0].Cache.Len(), batch[0].Cache.SourceLen())
	}
	trace := forward(t, m, batch, Run{})
	if d := apart(trace.AllLogits().Data, forward(t, m, sentences(c, 3), Run{}).AllLogits().Data); d > 0 || batch[0].Cache.Len() != 3 {
		t.Errorf("after a cancelled pass the next differs by %g, cache of %d", d, batch[0].Cache.Len())
	}
}
