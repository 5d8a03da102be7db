package model

import (
	"fmt"
	"math"
	"testing"
)

// listed is every key for every layer, in one group.
func listed(c Config, rows int) [][]Queries {
	keys := make([]int32, rows)
	for i := range keys {
		keys[i] = int32(i)
	}
	list := make([][]Queries, c.DecoderLayers)
	for layer := range list {
		list[layer] = []Queries{{rows, keys}}
	}
	return list
}

// few is lists that leave keys out, other ones in each layer and group.
func few(c Config, rows int) [][]Queries {
	list := make([][]Queries, c.DecoderLayers)
	for layer := range list {
		for first := 0; first < rows; first += 2 {
			keys := []int32{0}
			for key := 1; key < rows; key++ {
				if key >= first || (key+layer)%3 == 0 { // some are after the group
					keys = append(keys, int32(key))
				}
			}
			list[layer] = append(list[layer], Queries{min(2, rows-first), keys})
		}
	}
	return list
}

// decoders are the architectures whose keys can be listed.
func decoders() map[string]Config {
	list := map[string]Config{}
	for name, c := range architectures() {
		if c.Kind == DecoderOnly {
			list[name] = c
		}
	}
	return list
}

// TestAllKeysListed: a list of all keys gives the full model's logits and gradients to the last bit.
func TestAllKeysListed(t *testing.T) {
	for name, c := range decoders() {
		m, batch := tiny(c, 3), sentences(c, 7, 5)
		want := forward(t, m, batch, Run{Tape: true})
		s := newScore(len(want.AllLogits().Data))
		gradients := func(trace *Trace) *Grads {
			g, err := m.Backward(trace, Array{Data: s.mix}, Want{Weights: true, Keep: func(s Site) bool { return s.Point == Embed }})
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		full := gradients(want)
		for i := range batch {
			batch[i].Keys = listed(c, len(batch[i].Tokens))
		}
		got := forward(t, m, batch, Run{Tape: true})
		if d := apart(got.AllLogits().Data, want.AllLogits().Data); d != 0 {
			t.Errorf("%s: logits differ by %g", name, d)
		}
		g := gradients(got)
		for _, spec := range c.Specs() {
			if d := apart(g.Weight(spec.Name), full.Weight(spec.Name)); d != 0 {
				t.Errorf("%s: gradients of %s differ by %g", name, spec.Name, d)
			}
		}
	}
}

// TestFewKeysAreAMask: the logits are those of full attention whose other scores an edit makes -Inf.
func TestFewKeysAreAMask(t *testing.T) {
	for name, c := range decoders() {
		const rows = 9
		m, batch := tiny(c, 4), sentences(c, rows)
		lists := few(c, rows)
		var edits []PlacedEdit
		for layer := range c.DecoderLayers {
			edits = append(edits, PlacedEdit{Site{Blocks, layer, AttnScores}, 0, onlyListed{lists[layer], c.Heads}})
		}
		want := forward(t, m, batch, Run{Edits: edits})
		batch[0].Keys = lists
		got := forward(t, m, batch, Run{})
		if d := relative(got.AllLogits().Data, want.AllLogits().Data); d > 1e-5 {
			t.Errorf("%s: logits differ by %g", name, d)
		}
	}
}

// onlyListed masks the scores of keys that are not listed.
type onlyListed struct {
	groups []Queries
	heads  int
}

func (e onlyListed) Apply(a Array) error {
	rows := a.Shape[1]
	for head := range e.heads {
		row := 0
		for _, g := range e.groups {
			for range g.Rows {
				scores := a.Data[(head*rows+row)*rows:][:rows]
				kept := map[int32]bool{}
				for _, key := range g.Keys {
					kept[key] = true
				}
				for j := range scores {
					if !kept[int32(j)] {
						scores[j] = float32(math.Inf(-1))
					}
				}
				row++
			}
		}
	}
	return nil
}

func (onlyListed) Pull(Array) {}

// TestFewKeyGradients compares every weight's gradient under lists of keys with central differences.
func TestFewKeyGradients(t *testing.T) {
	for name, c := range decoders() {
		t.Run(name, func(t *testing.T) {
			m, batch := tiny(c, 5), sentences(c, 6, 3)
			batch[0].Keys = few(c, 6) // beside a sequence with all keys
			trace := forward(t, m, batch, Run{Tape: true})
			s := newScore(len(trace.AllLogits().Data))
			grads, err := m.Backward(trace, Array{Data: s.mix}, Want{Weights: true})
			if err != nil {
				t.Fatal(err)
			}
			checkWeights(t, m, batch, grads, s)
		})
	}
}

func TestListsThatCannotBe(t *testing.T) {
	c := architectures()["gpt2"]
	m := tiny(c, 6)
	one := func(groups ...Queries) [][]Queries { return [][]Queries{groups, groups} }
	for what, keys := range map[string][][]Queries{
		"one layer":    {{{3, []int32{0, 1}}}},
		"few rows":     one(Queries{2, []int32{0}}),
		"many rows":    one(Queries{4, []int32{0}}),
		"no key":       one(Queries{3, nil}),
		"falling":      one(Queries{3, []int32{0, 2, 1}}),
		"beyond":       one(Queries{3, []int32{0, 3}}),
		"before":       one(Queries{3, []int32{-1, 0}}),
		"blind query":  one(Queries{3, []int32{1, 2}}),
		"blind second": one(Queries{1, []int32{0}}, Queries{2, []int32{2}}),
	} {
		if _, err := m.Forward(Batch{{Tokens: []int32{1, 2, 3}, Keys: keys}}, Run{}); err == nil {
			t.Errorf("%s: want an error", what)
		}
	}
	keys := one(Queries{3, []int32{0, 1, 2}})
	if _, err := m.Forward(Batch{{Tokens: []int32{1, 2, 3}, Keys: keys, Cache: m.NewCache()}}, Run{}); err == nil {
		t.Error("lists with a cache: want an error")
	}
	edit := PlacedEdit{Site{Blocks, 0, Pattern}, 0, onlyTop{1, 1}}
	if _, err := m.Forward(Batch{{Tokens: []int32{1, 2, 3}, Keys: keys}}, Run{Edits: []PlacedEdit{edit}}); err == nil {
		t.Error("an edit of a pattern that has no site: want an error")
	}
}

// TestTopKeys: a query that keeps its k keys of largest score is one whose other scores are masked; with all, nothing changes.
func TestTopKeys(t *testing.T) {
	for name, c := range decoders() {
		const prompt, more = 8, 3
		m, ids := tiny(c, 7), sentences(c, prompt+more)[0].Tokens
		cache := m.NewCache()
		forward(t, m, Batch{{Tokens: ids[:prompt], Cache: cache}}, Run{})
		read := func(top TopKeys, edits []PlacedEdit) []float32 {
			return forward(t, m, Batch{{Tokens: ids[prompt:], Cache: cache.Fork(prompt)}}, Run{Top: top, Edits: edits}).AllLogits().Data
		}
		full := read(TopKeys{}, nil)
		for _, keep := range []int{prompt, prompt + 5} {
			if d := apart(read(TopKeys{prompt, keep}, nil), full); d != 0 {
				t.Errorf("%s: all keys kept, but logits differ by %g", name, d)
			}
		}
		for _, keep := range []int{0, 1, 3, 7} {
			var edits []PlacedEdit
			for layer := range c.DecoderLayers {
				edits = append(edits, PlacedEdit{Site{Blocks, layer, AttnScores}, 0, onlyTop{prompt, keep}})
			}
			got, want := read(TopKeys{prompt, keep}, nil), read(TopKeys{}, edits)
			if d := relative(got, want); d > 1e-5 {
				t.Errorf("%s: top %d differs from a mask by %g", name, keep, d)
			}
			if keep == 1 && c.Window == 0 && apart(got, full) == 0 {
				t.Errorf("%s: top %d changes nothing", name, keep)
			}
		}
	}
}

// onlyTop masks, of the first keys of each query, all but those of largest score.
type onlyTop struct{ of, keep int }

func (e onlyTop) Apply(a Array) error {
	keys := a.Shape[2]
	if keys < e.of {
		return fmt.Errorf("%d keys", keys)
	}
	for row := 0; row < len(a.Data); row += keys {
		scores := a.Data[row : row+e.of]
		before := append([]float32(nil), scores...)
		for j, v := range before {
			larger := 0
			for i, other := range before {
				if other > v || other == v && i > j {
					larger++
				}
			}
			if larger >= e.keep {
				scores[j] = float32(math.Inf(-1))
			}
		}
	}
	return nil
}

func (onlyTop) Pull(Array) {}
