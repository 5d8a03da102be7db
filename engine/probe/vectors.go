package probe

import (
	"fmt"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

// Reading is one sentence as a model reads it.
type Reading struct {
	Sequence model.Sequence
	Words    [][]int // positions of each word's tokens in the stack that is looked into, ascending
}

// Align finds the tokens of each word: those that share a byte with it. A token that reaches over two words belongs to both;
// shared counts the words that have no token of their own. offset is how many positions come before the text's first token.
func Align(s Sentence, tokens []token.Token, offset int) (words [][]int, shared int) {
	users := make([]int, len(tokens))
	words = make([][]int, len(s.Words))
	for w, word := range s.Words {
		for i, t := range tokens {
			if t.Start < word.End && word.Start < t.End {
				words[w] = append(words[w], i+offset)
				users[i]++
			}
		}
	}
	for _, list := range words {
		own := false
		for _, i := range list {
			own = own || users[i-offset] == 1
		}
		if !own {
			shared++
		}
	}
	return words, shared
}

// Layers are the sites of a stack that a probe looks at: what enters the first layer, and what leaves each one. The last is after
// the final norm if the model has one: what the next part of the model reads.
func Layers(c model.Config, stack model.Stack) []model.Site {
	sites := []model.Site{{Stack: stack, Layer: 0, Point: model.ResidPre}}
	layers := c.DecoderLayers
	if stack == model.Encoder || c.Kind == "encoder" {
		layers = c.EncoderLayers
	}
	point := model.ResidPost
	if c.NormPlace == "post" {
		point = model.LN2
	}
	for layer := range layers {
		sites = append(sites, model.Site{Stack: stack, Layer: layer, Point: point})
	}
	if final := (model.Site{Stack: stack, Layer: -1, Point: model.Final}); c.HasSite(final) {
		sites[len(sites)-1] = final
	}
	return sites
}

// One pass takes at most batchTokens rows, and of a large model so few that it costs about batchWork multiplications: a reader
// who gives up is heard between passes.
const (
	batchTokens = 512
	batchWork   = 1e9
)

// passRows is how many rows of a model one pass takes.
func passRows(c model.Config) int {
	weights := 0
	for _, spec := range c.Specs() {
		count := 1
		for _, n := range spec.Shape {
			count *= n
		}
		weights += count
	}
	return max(8, min(batchTokens, batchWork/max(1, weights)))
}

// Vectors runs the model over the readings and returns, for each site, the words of all sentences [words, width]: each the
// mean of its tokens' rows. Words without tokens are an error.
func Vectors(m *model.Model, readings []Reading, sites []model.Site, edits []model.PlacedEdit, yield Yield) ([]model.Array, error) {
	width, total := m.Config.Width, 0
	for _, r := range readings {
		total += len(r.Words)
	}
	layers := make([]model.Array, len(sites))
	wanted, encode := map[model.Site]bool{}, true
	for i, site := range sites {
		layers[i] = model.Array{Data: make([]float32, total*width), Shape: []int{total, width}}
		wanted[site] = true
		encode = encode && site.Stack == model.Encoder
	}
	run := model.Run{Encode: encode, Keep: func(s model.Site) bool { return wanted[s] },
		Edits: edits, Logits: model.LogitRows{Mode: model.NoRows}}
	word, most := 0, passRows(m.Config)
	for first := 0; first < len(readings); {
		if err := yield.call(first, len(readings)); err != nil {
			return nil, err
		}
		var batch model.Batch
		last := first
		for size := 0; last < len(readings) && (last == first || size < most); last++ {
			s := readings[last].Sequence
			batch = append(batch, s)
			size += len(s.Source) + len(s.Tokens)
		}
		run.Yield = func(int, int) error { return yield.call(first, len(readings)) }
		trace, err := m.Forward(batch, run)
		if err != nil {
			return nil, err
		}
		run.Reuse = trace
		from := word
		for i, site := range sites {
			word = from
			for seq, r := range readings[first:last] {
				values, err := trace.At(site, seq)
				if err != nil {
					return nil, err
				}
				for w, positions := range r.Words {
					if err := mean(layers[i].Data[word*width:(word+1)*width], values, positions); err != nil {
						return nil, fmt.Errorf("probe: sentence %d, word %d: %w", first+seq, w, err)
					}
					word++
				}
			}
		}
		first = last
	}
	return layers, nil
}

// mean writes the mean of some rows of a [pos, width].
func mean(to []float32, a model.Array, positions []int) error {
	if len(positions) == 0 {
		return fmt.Errorf("the word has no tokens")
	}
	for _, p := range positions {
		if p < 0 || p >= a.Shape[0] {
			return fmt.Errorf("position %d; want 0 to %d", p, a.Shape[0]-1)
		}
		for j, v := range a.Data[p*len(to) : (p+1)*len(to)] {
			to[j] += v / float32(len(positions))
		}
	}
	return nil
}
