package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is which towers a model has.
type Kind string

// The kinds.
const (
	DecoderOnly    Kind = "decoder"
	EncoderDecoder Kind = "encoder-decoder"
	EncoderOnly    Kind = "encoder"
)

// NormKind is how rows are normalised.
type NormKind string

// The kinds of norm.
const (
	LayerNorm NormKind = "layer"
	RMSNorm   NormKind = "rms"
)

// NormPlace is where the norm of a sublayer stands.
type NormPlace string

// The places.
const (
	PreNorm  NormPlace = "pre"  // x + f(norm(x))
	PostNorm NormPlace = "post" // norm(x + f(x))
	BothNorm NormPlace = "both" // x + norm(f(norm(x))) (Gemma 2)
)

// Activation is what stands between the two matrices of a feed-forward sublayer.
type Activation string

// The activations. The last two multiply an activated gate by an ungated half (Shazeer, arXiv:2002.05202).
const (
	GELUTanh Activation = "gelu_tanh"
	GELUErf  Activation = "gelu_erf"
	ReLU     Activation = "relu"
	SiLU     Activation = "silu"
	SwiGLU   Activation = "swiglu" // silu(gate)*up
	GeGLU    Activation = "geglu"  // gelu_tanh(gate)*up
)

// Gated says whether the activation has a gate matrix.
func (a Activation) Gated() bool { return a == SwiGLU || a == GeGLU }

// Position is how a model knows the order of its tokens.
type Position string

// The kinds of position information.
const (
	Learned          Position = "learned"           // a table of its own for each tower
	Sinusoidal       Position = "sinusoidal"        // sines in even columns, cosines in odd ones (Vaswani et al. 2017)
	SinusoidalHalves Position = "sinusoidal_halves" // all sines, then all cosines (Marian)
	Rotary           Position = "rotary"            // queries and keys are turned (Su et al., arXiv:2104.09864)
	Relative         Position = "relative"          // a learned bias on the scores by distance (T5)
)

// Added says whether position vectors are added to the embeddings.
func (p Position) Added() bool { return p == Learned || p == Sinusoidal || p == SinusoidalHalves }

// Config is the whole architecture as data; a checkpoint carries it.
// JSON names are stable: they stand in files and links. Fields from Window on are parts that only some families have;
// their zero values mean that the part is not there.
type Config struct {
	Kind          Kind       `json:"kind"`
	Vocab         int        `json:"vocab"`          // tokens
	Context       int        `json:"context"`        // longest sequence, tokens
	Width         int        `json:"width"`          // residual stream
	EncoderLayers int        `json:"encoder_layers"` // 0 for a decoder
	DecoderLayers int        `json:"decoder_layers"` // 0 for an encoder
	Heads         int        `json:"heads"`          // query heads
	KVHeads       int        `json:"kv_heads"`       // key/value heads; Heads is a multiple of it
	HeadDim       int        `json:"head_dim"`       // width of one head; Width/Heads unless a checkpoint says otherwise
	Hidden        int        `json:"hidden"`         // MLP inner width
	Norm          NormKind   `json:"norm"`           //
	NormPlace     NormPlace  `json:"norm_place"`     //
	Activation    Activation `json:"activation"`     //
	Position      Position   `json:"position"`       //
	RotaryPairs   string     `json:"rotary_pairs"`   // "half" (j, j+half) or "adjacent" (2j, 2j+1)
	RotaryBase    float64    `json:"rotary_base"`    // 10000 unless a checkpoint says otherwise
	Biases        bool       `json:"biases"`         // attention output and MLP biases
	QKVBiases     bool       `json:"qkv_biases"`     // query, key and value biases
	NormBiases    bool       `json:"norm_biases"`    // LayerNorm biases
	TiedUnembed   bool       `json:"tied_unembed"`   // unembedding = embedding
	EmbedScale    bool       `json:"embed_scale"`    // embeddings times √Width (Vaswani et al. 2017)
	Eps           float32    `json:"eps"`            // of the norms

	// Begin, End and Pad are token ids the model was trained with; -1 where it has none.
	// An encoder–decoder starts its output with Begin; generation stops at End, or at one of MoreEnds.
	Begin    int32   `json:"begin"`
	End      int32   `json:"end"`
	Pad      int32   `json:"pad"`
	MoreEnds []int32 `json:"more_ends,omitempty"`

	// Attention.
	Window     int     `json:"window,omitempty"`      // how many keys, its own last, a query of a windowed layer sees
	Windowed   []int   `json:"windowed,omitempty"`    // those layers of the decoder
	QKNorm     bool    `json:"qk_norm,omitempty"`     // queries and keys of each head are RMS-normed (Qwen3)
	ScoreScale float64 `json:"score_scale,omitempty"` // times q·k; 0 is 1/√HeadDim
	ScoreCap   float32 `json:"score_cap,omitempty"`   // c in c*tanh(score/c), the soft cap of scores (Gemma 2)

	// Rotary positions.
	RotaryDims      int       `json:"rotary_dims,omitempty"`       // rotated dimensions of a head, the first ones; 0 is all
	RotaryDivisors  []float64 `json:"rotary_divisors,omitempty"`   // by which each frequency is divided, [RotaryDims/2] (Llama 3)
	LocalRotaryBase float64   `json:"local_rotary_base,omitempty"` // base in windowed layers, undivided; 0 is as elsewhere (Gemma 3)
	Unrotated       []int     `json:"unrotated,omitempty"`         // layers without positions (SmolLM3)

	// Relative positions: buckets of distances, the last for RelativeReach and more (Raffel et al., arXiv:1910.10683).
	RelativeBuckets int `json:"relative_buckets,omitempty"`
	RelativeReach   int `json:"relative_reach,omitempty"`

	// Layout.
	Parallel      bool `json:"parallel,omitempty"`       // x + attention(ln1(x)) + mlp(ln2(x)) (GPT-NeoX)
	EmbedNorm     bool `json:"embed_norm,omitempty"`     // embeddings are normed before the first layer (BERT)
	DecoderHidden int  `json:"decoder_hidden,omitempty"` // MLP inner width of the decoder; 0 is Hidden
	DecoderEmbed  bool `json:"decoder_embed,omitempty"`  // the decoder has an embedding table of its own

	// From the last tower to the logits: logit = cap(LogitScale * unembedding·head(x) + bias).
	Head        bool    `json:"head,omitempty"`         // head(x) = LayerNorm(gelu_erf(W·x + b)), of masked-word models (BERT)
	UnembedBias bool    `json:"unembed_bias,omitempty"` //
	LogitScale  float32 `json:"logit_scale,omitempty"`  // 0 is 1
	LogitCap    float32 `json:"logit_cap,omitempty"`    // c in c*tanh(logit/c) (Gemma 2)
}

// Causal says whether attention at a site (any site of its sublayer) sees only keys up to the query's own place.
func (c Config) Causal(s Site) bool {
	cross := s.Point >= LNCrossScale && s.Point <= ResidCross
	return !cross && s.Stack != Encoder && c.Kind != EncoderOnly
}

// Ends says whether a token ends the text.
func (c Config) Ends(token int32) bool { return token == c.End || slices.Contains(c.MoreEnds, token) }

// windowed, rotated: what a layer of a stack does.
func (c Config) windowed(stack Stack, layer int) bool {
	return c.Window > 0 && stack != Encoder && slices.Contains(c.Windowed, layer)
}

func (c Config) rotated(layer int) bool {
	return c.Position == Rotary && !slices.Contains(c.Unrotated, layer)
}

// hidden is the MLP inner width of a stack.
func (c Config) hidden(stack Stack) int {
	if stack == Decoder && c.DecoderHidden > 0 {
		return c.DecoderHidden
	}
	return c.Hidden
}

// rotaryHalf is how many pairs of a head are turned.
func (c Config) rotaryHalf() int {
	if c.RotaryDims > 0 {
		return c.RotaryDims / 2
	}
	return c.HeadDim / 2
}

// scoreScale is what q·k is multiplied with.
func (c Config) scoreScale() float32 {
	if c.ScoreScale > 0 {
		return float32(c.ScoreScale)
	}
	return float32(1 / math.Sqrt(float64(c.HeadDim)))
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
		c.NormPlace = PreNorm
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
	choice("kind", string(c.Kind), "decoder", "encoder-decoder", "encoder")
	layers := func(field string, got int, has bool) {
		switch {
		case has && (got < 1 || got > mostLayers):
			wrong(field, got, fmt.Sprintf("1..%d", mostLayers))
		case !has && got != 0:
			wrong(field, got, "0 for kind "+string(c.Kind))
		}
	}
	layers("encoder_layers", c.EncoderLayers, c.Kind != DecoderOnly)
	layers("decoder_layers", c.DecoderLayers, c.Kind != EncoderOnly)
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
	choice("norm", string(c.Norm), "layer", "rms")
	choice("norm_place", string(c.NormPlace), "pre", "post", "both")
	choice("activation", string(c.Activation), "gelu_tanh", "gelu_erf", "relu", "silu", "swiglu", "geglu")
	choice("position", string(c.Position), "learned", "sinusoidal", "sinusoidal_halves", "rotary", "relative")
	if c.Norm == RMSNorm && c.NormBiases {
		wrong("norm_biases", true, "false for norm rms")
	}
	if c.Position == Rotary {
		choice("rotary_pairs", c.RotaryPairs, "half", "adjacent")
		if c.HeadDim%2 != 0 {
			wrong("head_dim", c.HeadDim, "an even number for rotary positions")
		}
		if !(c.RotaryBase > 0) || math.IsInf(c.RotaryBase, 0) {
			wrong("rotary_base", c.RotaryBase, "a positive number")
		}
		if c.RotaryDims < 0 || c.RotaryDims > c.HeadDim || c.RotaryDims%2 != 0 {
			wrong("rotary_dims", c.RotaryDims, "an even number up to head_dim")
		}
	}
	sinusoidal := c.Position == Sinusoidal || c.Position == SinusoidalHalves
	if sinusoidal && c.Width%2 != 0 {
		wrong("width", c.Width, "an even number for sinusoidal positions")
	}
	if sinusoidal && c.Context <= largest && c.Width <= largest && c.Context*c.Width > mostTable {
		wrong("context", c.Context, fmt.Sprintf("context×width at most %d for sinusoidal positions", mostTable))
	}
	if !(c.Eps > 0) || c.Eps > 1 {
		wrong("eps", c.Eps, "a small positive number")
	}
	token("begin", c.Begin)
	token("end", c.End)
	token("pad", c.Pad)
	c.checkParts(wrong)
	for _, id := range c.MoreEnds {
		token("more_ends", id)
	}
	return errors.Join(bad...)
}

// checkParts checks what only some families have.
func (c Config) checkParts(wrong func(field string, got any, want string)) {
	finite := func(field string, v float64) {
		if !(v >= 0) || math.IsInf(v, 0) {
			wrong(field, v, "0 or a positive number")
		}
	}
	finite("score_scale", c.ScoreScale)
	finite("score_cap", float64(c.ScoreCap))
	finite("logit_scale", float64(c.LogitScale))
	finite("logit_cap", float64(c.LogitCap))
	finite("local_rotary_base", c.LocalRotaryBase)
	layers := c.DecoderLayers
	for field, list := range map[string][]int{"windowed": c.Windowed, "unrotated": c.Unrotated} {
		if len(list) > mostLayers || slices.ContainsFunc(list, func(layer int) bool { return layer < 0 || layer >= layers }) {
			wrong(field, list, fmt.Sprintf("layers of 0..%d", layers-1))
		}
	}
	if c.Window < 0 || (c.Window > 0) != (len(c.Windowed) > 0) {
		wrong("window", c.Window, "a number of keys, and the layers that have it")
	}
	if n := len(c.RotaryDivisors); n > 0 && (n != c.rotaryHalf() || slices.ContainsFunc(c.RotaryDivisors,
		func(d float64) bool { return !(d > 0) })) {
		wrong("rotary_divisors", n, fmt.Sprintf("%d positive numbers", c.rotaryHalf()))
	}
	if c.Position == Relative && (c.RelativeBuckets < 4 || c.RelativeBuckets > 1<<16 || c.RelativeReach < c.RelativeBuckets/2 ||
		c.RelativeReach > largest) {
		wrong("relative_buckets", c.RelativeBuckets, "at least 4, and relative_reach at least half of them")
	}
	if c.Parallel && c.NormPlace != PreNorm {
		wrong("parallel", true, "false unless norm_place is pre")
	}
	if c.DecoderHidden < 0 || c.DecoderHidden > largest {
		wrong("decoder_hidden", c.DecoderHidden, fmt.Sprintf("0..%d", largest))
	}
	if (c.DecoderHidden > 0 || c.DecoderEmbed) && c.Kind != EncoderDecoder {
		wrong("decoder_hidden", c.DecoderHidden, "0 unless kind is encoder-decoder, and decoder_embed false")
	}
	if c.DecoderEmbed && c.TiedUnembed {
		wrong("decoder_embed", true, "false where the unembedding is tied")
	}
}
