package model

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
