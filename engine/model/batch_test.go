// Batches, caches and storage that is used again: all must give what one plain pass gives.

package model

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestRaggedBatchEqualsSinglePasses(t *testing.T) {
	for name, c := range architectures() {
		t.Run(name, func(t *testing.T) {
			m, batch := tiny(c, 1), sentences(c, 5, 1, 9, 3)
			trace := forward(t, m, batch, Run{Keep: every})
			for i := range batch {
				alone := forward(t, m, batch[i:i+1], Run{Keep: every})
				if d := relative(trace.Logits(i).Data, alone.Logits(0).Data); d > 1e-5 {
					t.Errorf("logits of sequence %d differ by %g", i, d)
				}
				for site := range c.Sites() {
					a, err := trace.At(site, i)
					if err != nil {
						t.Fatal(err)
					}
					b, err := alone.At(site, 0)
					if err != nil {
						t.Fatal(err)
					}
					if d := relative(a.Data, b.Data); d > 1e-5 || !slices.Equal(a.Shape, b.Shape) {
						t.Errorf("%v of sequence %d: %v and %v differ by %g", site, i, a.Shape, b.Shape, d)
					}
				}
			}
		})
	}
}

// causal are the architectures that can use a cache.
func causal() map[string]Config {
	all := architectures()
	delete(all, "encoder")
	delete(all, "bert")
	return all
}

func TestCacheEqualsFullPass(t *testing.T) {
	for name, c := range causal() {
		t.Run(name, func(t *testing.T) {
			m, batch := tiny(c, 1), sentences(c, 50)
			want := forward(t, m, batch, Run{}).Logits(0).Data
			cache, trace := m.NewCache(), (*Trace)(nil)
			for from, n := 0, 1; from < 50; from, n = from+n, min(n*2, 50-from-n) {
				seq := Sequence{Tokens: batch[0].Tokens[from : from+n], Cache: cache}
				if from == 0 {
					seq.Source = batch[0].Source
				}
				trace = forward(t, m, Batch{seq}, Run{Reuse: trace})
				if d := relative(trace.Logits(0).Data, want[from*c.Vocab:(from+n)*c.Vocab]); d > 1e-5 {
					t.Errorf("rows %d to %d differ by %g", from, from+n, d)
				}
			}
			if cache.Len() != 50 || cache.SourceLen() != len(batch[0].Source) {
				t.Errorf("cache of %d and source %d, want 50 and %d", cache.Len(), cache.SourceLen(), len(batch[0].Source))
			}
		})
	}
}

func TestMaskedVariantsShareAPrefix(t *testing.T) {
	for name, c := range causal() {
		for _, kind := range []string{"fork", "view"} {
			t.Run(name+" "+kind, func(t *testing.T) {
				m, batch := tiny(c, 1), sentences(c, 40)
				ids, source := batch[0].Tokens, batch[0].Source
				cache := m.NewCache()
				batch[0].Cache = cache
				forward(t, m, batch, Run{Logits: LogitRows{Mode: NoRows}})
				var shared Batch
				for i, v := range occlusions(ids) {
					prefix := cache.Fork(i)
					if kind == "view" {
						prefix = cache.View(i)
					}
					shared = append(shared, Sequence{Tokens: v[i:], Cache: prefix})
				}
				got := forward(t, m, shared, Run{Logits: LogitRows{Mode: LastRow}})
				for i, v := range occlusions(ids) {
					want := forward(t, m, Batch{{Source: source, Tokens: v}}, Run{Logits: LogitRows{Mode: LastRow}})
					if d := relative(got.Logits(i).Data, want.Logits(0).Data); d > 1e-5 {
						t.Errorf("variant %d differs by %g", i, d)
					}
					length := 40
					if kind == "view" {
						length = i
					}
					if shared[i].Cache.Len() != length {
						t.Errorf("variant %d: cache of %d, want %d", i, shared[i].Cache.Len(), length)
					}
				}
			})
		}
	}
}

// TestForksDoNotDisturb extends a cache and forks of it in turn; each must go on as if alone.
func TestForksDoNotDisturb(t *testing.T) {
	c := architectures()["llama"]
	m, ids := tiny(c, 1), sentences(c, 60)[0].Tokens
	root := m.NewCache()
	forward(t, m, Batch{{Tokens: ids[:37], Cache: root}}, Run{})
	starts := []int{37, 37, 35, 32, 5}
	caches := []*Cache{root}
	for _, at := range starts[1:] {
		caches = append(caches, root.Fork(at))
	}
	texts := make([][]int32, len(caches))
	for i, at := range starts {
		texts[i] = slices.Clone(ids[:at])
	}
	for step := range 12 {
		var batch Batch
		for i, cache := range caches {
			token := int32((step*3 + i*5) % c.Vocab)
			texts[i] = append(texts[i], token)
			batch = append(batch, Sequence{Tokens: []int32{token}, Cache: cache})
		}
		got := forward(t, m, batch, Run{})
		for i := range caches {
			want := forward(t, m, Batch{{Tokens: texts[i]}}, Run{Logits: LogitRows{Mode: LastRow}})
			if d := relative(got.Logits(i).Data, want.Logits(0).Data); d > 1e-5 {
				t.Fatalf("step %d, cache %d: differs by %g", step, i, d)
			}
		}
	}
}

// TestGradientsWithCache: cached rows are constants, the rest is as in a pass without cache.
func TestGradientsWithCache(t *testing.T) {
	for name, c := range causal() {
		t.Run(name, func(t *testing.T) {
			m, batch := tiny(c, 2), sentences(c, 3, 4)
			for i := range batch {
				prefix := sentences(c, 2)[0]
				prefix.Cache = m.NewCache()
				forward(t, m, Batch{prefix}, Run{})
				batch[i].Cache = prefix.Cache.View(2)
				batch[i].Source = nil
			}
			trace := forward(t, m, batch, Run{Tape: true})
			s := newScore(len(trace.AllLogits().Data))
			grads, err := m.Backward(trace, Array{Data: s.mix}, Want{Keep: every})
			if err != nil {
				t.Fatal(err)
			}
			site := Site{trace.last().tower.stack, -1, Embed}
			g := grads.At(site, 1)
			direction := newScore(len(g.Data)).mix
			want := 0.0
			for i, v := range g.Data {
				want += float64(v) * float64(direction[i])
			}
			got := slope(func(step float64) float64 {
				nudged := []PlacedEdit{{site, 1, nudge{direction, float32(step) / 2}}}
				return 2 * s.of(forward(t, m, batch, Run{Edits: nudged}).AllLogits().Data)
			})
			if !agree(want, got) {
				t.Errorf("gradient along a direction %.5f, central difference %.5f", want, got)
			}
		})
	}
}

func TestLogitRows(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m, batch := tiny(c, 1), sentences(c, 5, 3)
	all := forward(t, m, batch, Run{Tape: true})
	s := newScore(3 * c.Vocab)
	for _, test := range []struct {
		rows LogitRows
		want [][]int
	}{
		{LogitRows{}, [][]int{{0, 1, 2, 3, 4}, {0, 1, 2}}},
		{LogitRows{Mode: LastRow}, [][]int{{4}, {2}}},
		{LogitRows{Mode: SomeRows, Rows: [][]int{{3, 0}, {1}}}, [][]int{{3, 0}, {1}}},
		{LogitRows{Mode: SomeRows, Rows: [][]int{{1, 1}, {}}}, [][]int{{1, 1}, {}}},
		{LogitRows{Mode: NoRows}, [][]int{{}, {}}},
	} {
		trace := forward(t, m, batch, Run{Logits: test.rows, Tape: true})
		wide := make([]float32, len(all.AllLogits().Data)) // the same score as a gradient of all logits
		n := 0
		for seq, rows := range test.want {
			if got := trace.LogitRows(seq); !slices.Equal(got, rows) {
				t.Errorf("%v: got rows %v, want %v", test.rows, got, rows)
			}
			for i, row := range rows {
				got, want := trace.Logits(seq).Data[i*c.Vocab:(i+1)*c.Vocab], all.Logits(seq).Data[row*c.Vocab:(row+1)*c.Vocab]
				if d := relative(got, want); d > 1e-5 {
					t.Errorf("%v: row %d of sequence %d differs by %g", test.rows, row, seq, d)
				}
				at := (all.perSeq[seq] + row) * c.Vocab
				for j := range c.Vocab {
					wide[at+j] += s.mix[(n*c.Vocab+j)%len(s.mix)]
				}
				n++
			}
		}
		narrow := make([]float32, n*c.Vocab)
		for i := range narrow {
			narrow[i] = s.mix[i%len(s.mix)]
		}
		some, err := m.Backward(trace, Array{Data: narrow}, Want{Weights: true})
		if err != nil {
			t.Fatal(err)
		}
		full, err := m.Backward(all, Array{Data: wide}, Want{Weights: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range c.Specs() {
			if d := apart(some.Weight(spec.Name), full.Weight(spec.Name)); d > 2e-4 {
				t.Errorf("%v: gradient of %s differs by %g from that through all rows", test.rows, spec.Name, d)
			}
		}
	}
}

func TestPositions(t *testing.T) {
	for name, c := range causal() {
		m, batch := tiny(c, 1), sentences(c, 4)
		want := forward(t, m, batch, Run{}).AllLogits().Data
		batch[0].Positions = []int{0, 1, 2, 3}
		if d := apart(forward(t, m, batch, Run{}).AllLogits().Data, want); d > 0 {
			t.Errorf("%s: the usual positions, given, change the logits by %g", name, d)
		}
		batch[0].Positions = []int{2, 0, 3, 1}
		if d := apart(forward(t, m, batch, Run{}).AllLogits().Data, want); d < 1e-3 {
			t.Errorf("%s: shuffled positions change the logits by only %g", name, d)
		}
		if batch[0].Source != nil {
			batch[0].Positions, batch[0].SourcePositions = nil, slices.Repeat([]int{1}, len(batch[0].Source))
			if d := apart(forward(t, m, batch, Run{}).AllLogits().Data, want); d < 1e-3 {
				t.Errorf("%s: equal source positions change the logits by only %g", name, d)
			}
		}
	}
}

func TestReuseAndGoroutines(t *testing.T) {
	c := architectures()["encoder-decoder post-norm"]
	m := tiny(c, 1)
	lengths := [][]int{{3, 9}, {30}, {1, 1, 1}, {12, 2, 7, 30}, {3, 9}}
	type result struct{ logits, gradient []float32 }
	run := func(reuse bool) (results []result) {
		var trace *Trace
		grads := m.NewGrads()
		for _, l := range lengths {
			if !reuse {
				trace, grads = nil, m.NewGrads()
			}
			grads.Zero()
			var err error
			if trace, err = m.Forward(sentences(c, l...), Run{Tape: true, Reuse: trace}); err != nil {
				t.Error(err)
				return
			}
			s := newScore(len(trace.AllLogits().Data))
			if _, err := m.Backward(trace, Array{Data: s.mix}, Want{Weights: true, Into: grads}); err != nil {
				t.Error(err)
				return
			}
			results = append(results, result{slices.Clone(trace.AllLogits().Data), slices.Clone(grads.Weight("embed.weight"))})
		}
		return results
	}
	want := run(false)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for i, got := range run(true) {
				if d := max(apart(got.logits, want[i].logits), apart(got.gradient, want[i].gradient)); d > 0 {
					t.Errorf("pass %d with storage used again differs by %g", i, d)
				}
			}
		})
	}
	wait.Wait()
}

func TestWeightGradientsAdd(t *testing.T) {
	c := architectures()["gpt2"]
	m, batch := tiny(c, 1), sentences(c, 3, 4)
	both := forward(t, m, batch, Run{Tape: true})
	s := newScore(len(both.AllLogits().Data))
	want, err := m.Backward(both, Array{Data: s.mix}, Want{Weights: true})
	if err != nil {
		t.Fatal(err)
	}
	into, other := m.NewGrads(), m.NewGrads()
	for i, g := range []*Grads{into, other} {
		trace := forward(t, m, batch[i:i+1], Run{Tape: true})
		part := s.mix[both.perSeq[i]*c.Vocab : both.perSeq[i+1]*c.Vocab]
		if _, err := m.Backward(trace, Array{Data: part}, Want{Weights: true, Into: g}); err != nil {
			t.Fatal(err)
		}
	}
	into.Add(other)
	for _, spec := range c.Specs() {
		if d := apart(into.Weight(spec.Name), want.Weight(spec.Name)); d > 1e-4 {
			t.Errorf("%s: the sum of two gradients differs by %g from that of the batch", spec.Name, d)
		}
	}
}

func TestBatchErrors(t *testing.T) {
	all := architectures()
	translator, gpt2, encoder := tiny(all["encoder-decoder pre-norm"], 1), tiny(all["gpt2"], 1), tiny(all["encoder"], 1)
	long := make([]int32, 65)
	full := gpt2.NewCache()
	forward(t, gpt2, Batch{{Tokens: long[:64], Cache: full}}, Run{})
	read := translator.NewCache()
	forward(t, translator, Batch{{Source: long[:2], Tokens: long[:1], Cache: read}}, Run{})
	one := []int32{1}
	for _, c := range []struct {
		model *Model
		batch Batch
		run   Run
		want  string
	}{
		{gpt2, nil, Run{}, "no sequences"},
		{gpt2, Batch{{}}, Run{}, "sequence 0: want at least one token in tokens"},
		{gpt2, Batch{{Tokens: one}, {Tokens: []int32{0, 11}}}, Run{}, "sequence 1: tokens: want tokens of 0..10, got 11 at 1"},
		{gpt2, Batch{{Tokens: []int32{-1}}}, Run{}, "got -1 at 0"},
		{gpt2, Batch{{Tokens: long}}, Run{}, "want at most 64 tokens (the context), got 65"},
		{gpt2, Batch{{Tokens: one, Cache: full}}, Run{}, "got 65"},
		{gpt2, Batch{{Tokens: one, Source: one}}, Run{}, "want no source for a model of kind decoder"},
		{gpt2, Batch{{Tokens: one, Positions: []int{64}}}, Run{}, "want positions of 0..63, got 64 at 0"},
		{gpt2, Batch{{Tokens: one, Positions: []int{0, 1}}}, Run{}, "want a position for each of 1 tokens, got 2"},
		{gpt2, Batch{{Tokens: one, Cache: read}}, Run{}, "cache is of another model"},
		{gpt2, Batch{{Tokens: one}}, Run{Logits: LogitRows{Mode: SomeRows, Rows: [][]int{{1}}}}, "want rows of 0..0, got 1"},
		{gpt2, Batch{{Tokens: one}}, Run{Logits: LogitRows{Mode: SomeRows}}, "want a list of rows for each of 1 sequences, got 0"},
		{encoder, Batch{{Tokens: one, Cache: encoder.NewCache()}}, Run{}, "an encoder has no cache"},
		{translator, Batch{{Tokens: one}}, Run{}, "want at least one token in source"},
		{translator, Batch{{Tokens: one, Source: one, Cache: read}}, Run{}, "want no source, for its cache holds one"},
		{translator, Batch{{Tokens: one, Cache: read}, {Tokens: one, Cache: read}}, Run{}, "sequence 1: its cache is another sequence's too"},
		{translator, Batch{{Tokens: one, Source: one}}, Run{Reuse: &Trace{model: gpt2}}, "trace of another model"},
	} {
		if _, err := c.model.Forward(c.batch, c.run); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
}

func TestTraceAndBackwardErrors(t *testing.T) {
	c := architectures()["gpt2"]
	m := tiny(c, 1)
	trace := forward(t, m, sentences(c, 3), Run{Keep: func(s Site) bool { return s.Point == Q }})
	for _, test := range []struct {
		site Site
		seq  int
		want string
	}{
		{Site{Blocks, 0, K}, 0, "blocks.0.attn.hook_k: not kept"},
		{Site{Blocks, 0, Q}, 1, "want a sequence of 0..0, got 1"},
		{Site{Decoder, 0, Q}, 0, "no site decoder.0.attn.hook_q"},
	} {
		if _, err := trace.At(test.site, test.seq); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got error %v, want one with %q", err, test.want)
		}
	}
	if _, err := m.Backward(trace, trace.AllLogits(), Want{}); err == nil || !strings.Contains(err.Error(), "Run.Tape") {
		t.Errorf("backward without tape: got error %v", err)
	}
	trace = forward(t, m, sentences(c, 3), Run{Tape: true})
	if _, err := m.Backward(trace, Array{Data: make([]float32, 5)}, Want{}); err == nil || !strings.Contains(err.Error(),
		"3 rows × 11 logits, got 5") {
		t.Errorf("short gradient: got error %v", err)
	}
	if _, err := tiny(c, 1).Backward(trace, trace.AllLogits(), Want{}); err == nil || !strings.Contains(err.Error(), "another model") {
		t.Errorf("another model's trace: got error %v", err)
	}
}

// A pass that ends after the encoder has what the whole pass has there, bit for bit, and nothing of the decoder.
func TestEncodeIsTheWholePassesBeginning(t *testing.T) {
	for name, c := range architectures() {
		m, batch := tiny(c, 1), sentences(c, 5, 1, 9)
		whole, part := forward(t, m, batch, Run{Keep: every}), forward(t, m, batch, Run{Keep: every, Encode: true})
		for site := range c.Sites() {
			for i := range batch {
				want, err := whole.At(site, i)
				if err != nil {
					t.Fatal(err)
				}
				got, err := part.At(site, i)
				if ended := c.Kind == EncoderDecoder && site.Stack == Decoder; ended != (err != nil) {
					t.Errorf("%s: %v of sequence %d: %v", name, site, i, err)
				} else if !ended && !slices.Equal(got.Data, want.Data) {
					t.Errorf("%s: %v of sequence %d differs", name, site, i)
				}
			}
		}
		if n := len(part.AllLogits().Data); n != 0 {
			t.Errorf("%s: %d logits of a pass that has none", name, n)
		}
	}
}
