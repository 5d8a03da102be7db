// Package diet reads a text with attention to few keys: a [Policy] says which of the keys and values in a decoder's cache
// stay, the others are dropped before they are multiplied ([model.Cache.Keep]), so that their work is spared and not masked.
//
// Positions stay what they were. A key that was dropped does not come back. What chooses anew for every query (top-k,
// [Prompt.ContinueTop]) is no such policy: it must score all keys, and spares only the values of the others. Random and
// recent-only are what every policy is to be compared with, at the same budget. At some thirty tokens attention is a few
// per cent of the work: see [Work] before expecting speed.
package diet

import "pellucid/engine/model"

// Work is multiply-adds.
type Work struct {
	Attention int64 // scores and mixed values
	Others    int64 // all matrices of weights
}

// Share is attention's part of all, 0 to 1.
func (w Work) Share() float64 { return float64(w.Attention) / float64(w.Attention+w.Others) }

// WorkOf is the multiply-adds of one token of a decoder that sees keys keys, itself included.
func WorkOf(c model.Config, keys int) Work {
	work := Work{Attention: int64(2*keys*c.Heads*c.HeadDim) * int64(c.DecoderLayers), Others: int64(c.Width * c.Vocab)}
	for _, spec := range c.Specs() {
		if len(spec.Shape) == 2 && spec.Name != "embed.weight" && spec.Name != "pos_embed.weight" && spec.Name != "unembed.weight" {
			work.Others += int64(spec.Shape[0] * spec.Shape[1])
		}
	}
	return work
}
