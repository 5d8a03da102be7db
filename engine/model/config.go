package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Config is the whole architecture as data; a checkpoint carries it.
// JSON names are stable: they stand in files and links.
type Config struct {
	Kind          string  `json:"kind"`           // "decoder", "encoder-decoder" or "encoder"
	Vocab         int     `json:"vocab"`          // tokens
	Context       int     `json:"context"`        // longest sequence, tokens
	Width         int     `json:"width"`          // residual stream
	EncoderLayers int     `json:"encoder_layers"` // 0 for a decoder
	DecoderLayers int     `json:"decoder_layers"` // 0 for an encoder
	Heads         int     `json:"heads"`          // query heads
	KVHeads       int     `json:"kv_heads"`       // key/value heads; Heads is a multiple of it
	HeadDim       int     `json:"head_dim"`       // width of one head; Width/Heads unless a checkpoint says otherwise
	Hidden        int     `json:"hidden"`         // MLP inner width
	Norm          string  `json:"norm"`           // "layer" or "rms"
	NormPlace     string  `json:"norm_place"`     // "pre" or "post"
	Activation    string  `json:"activation"`     // "gelu_tanh", "gelu_erf", "relu" or "swiglu"
	Position      string  `json:"position"`       // "learned", "sinusoidal" or "rotary"
	RotaryPairs   string  `json:"rotary_pairs"`   // "half" (j, j+half) or "adjacent" (2j, 2j+1)
	RotaryBase    float64 `json:"rotary_base"`    // 10000 unless a checkpoint says otherwise
	Biases        bool    `json:"biases"`         // attention output and MLP biases
	QKVBiases     bool    `json:"qkv_biases"`     // query, key and value biases
	NormBiases    bool    `json:"norm_biases"`    // LayerNorm biases
	TiedUnembed   bool    `json:"tied_unembed"`   // unembedding = embedding
	EmbedScale    bool    `json:"embed_scale"`    // embeddings times √Width (Vaswani et al. 2017)
	Eps           float32 `json:"eps"`            // of the norms

	// Begin, End and Pad are token ids the model was trained with; -1 where it has none.
	// An encoder–decoder starts its output with Begin; generation stops at End.
	Begin int32 `json:"begin"`
	End   int32 `json:"end"`
	Pad   int32 `json:"pad"`
}

// Defaults fills what a hand-written configuration may leave at zero: KVHeads (Heads), HeadDim (Width/Heads),
// RotaryPairs ("half"), RotaryBase (10000), NormPlace ("pre") and Eps (1e-5).
func (c Config) Defaults() Config {
	if c.KVHeads == 0 {
		c.KVHeads = c.Heads
	}
	if c.HeadDim == 0 && c.Heads > 0 {
		c.HeadDim = c.Width / c.Heads
	}
	if c.RotaryPairs == "" {
		c.RotaryPairs = "half"
	}
	if c.RotaryBase == 0 {
		c.RotaryBase = 10000
	}
	if c.NormPlace == "" {
		c.NormPlace = "pre"
	}
	if c.Eps == 0 {
		c.Eps = 1e-5
	}
	return c
}

// Bounds of what a Config may ask for, so that a hostile one can neither overflow nor exhaust memory: of every size
// (products of two do not overflow), of layers, and of the entries of a computed position table.
const (
	largest    = 1 << 24
	mostLayers = 1 << 12
	mostTable  = 1 << 26
)

// Check is every invariant of a Config; its error lists each field that breaks one, with what it may be.
func (c Config) Check() error {
	var bad []error
	wrong := func(field string, got any, want string) {
		bad = append(bad, fmt.Errorf("config: %s is %v, want %s", field, got, want))
	}
	size := func(field string, got int) {
		if got < 1 || got > largest {
			wrong(field, got, fmt.Sprintf("1..%d", largest))
		}
	}
	choice := func(field, got string, want ...string) {
		if !slices.Contains(want, got) {
			wrong(field, strconv.Quote(got), "one of "+strings.Join(want, ", "))
		}
	}
	token := func(field string, got int32) {
		if got < -1 || int(got) >= c.Vocab {
			wrong(field, got, fmt.Sprintf("-1 or a token below %d", c.Vocab))
		}
	}
	choice("kind", c.Kind, "decoder", "encoder-decoder", "encoder")
	layers := func(field string, got int, has bool) {
		switch {
		case has && (got < 1 || got > mostLayers):
			wrong(field, got, fmt.Sprintf("1..%d", mostLayers))
		case !has && got != 0:
			wrong(field, got, "0 for kind "+c.Kind)
		}
	}
	layers("encoder_layers", c.EncoderLayers, c.Kind != "decoder")
	layers("decoder_layers", c.DecoderLayers, c.Kind != "encoder")
	size("vocab", c.Vocab)
	size("context", c.Context)
	size("width", c.Width)
	size("heads", c.Heads)
	size("kv_heads", c.KVHeads)
	size("head_dim", c.HeadDim)
	size("hidden", c.Hidden)
	if c.KVHeads > 0 && c.Heads%c.KVHeads != 0 {
		wrong("heads", c.Heads, fmt.Sprintf("a multiple of kv_heads %d", c.KVHeads))
	}
	if c.Heads*c.HeadDim > largest {
		wrong("heads", c.Heads, fmt.Sprintf("heads×head_dim at most %d", largest))
	}
	choice("norm", c.Norm, "layer", "rms")
	choice("norm_place", c.NormPlace, "pre", "post")
	choice("activation", c.Activation, "gelu_tanh", "gelu_erf", "relu", "swiglu")
	choice("position", c.Position, "learned", "sinusoidal", "rotary")
	if c.Norm == "rms" && c.NormBiases {
		wrong("norm_biases", true, "false for norm rms")
	}
	if c.Position == "rotary" {
		choice("rotary_pairs", c.RotaryPairs, "half", "adjacent")
		if c.HeadDim%2 != 0 {
			wrong("head_dim", c.HeadDim, "an even number for rotary positions")
		}
		if !(c.RotaryBase > 0) || math.IsInf(c.RotaryBase, 0) {
			wrong("rotary_base", c.RotaryBase, "a positive number")
		}
	}
	if c.Position == "sinusoidal" && c.Width%2 != 0 {
		wrong("width", c.Width, "an even number for sinusoidal positions")
	}
	if c.Position == "sinusoidal" && c.Context <= largest && c.Width <= largest && c.Context*c.Width > mostTable {
		wrong("context", c.Context, fmt.Sprintf("context×width at most %d for sinusoidal positions", mostTable))
	}
	if !(c.Eps > 0) || c.Eps > 1 {
		wrong("eps", c.Eps, "a small positive number")
	}
	token("begin", c.Begin)
	token("end", c.End)
	token("pad", c.Pad)
	return errors.Join(bad...)
}
