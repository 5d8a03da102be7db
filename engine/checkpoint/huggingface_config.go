package checkpoint

// config.json of a Hugging Face folder, as a model.Config. Two families are understood: GPT-2, and Llama with those that
// share its layers (SmolLM2, Qwen2). A setting that would change the arithmetic in a way the engine does not have
// is refused by name; to read on would give a model that runs and is wrong.

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"pellucid/engine/model"
)

// hfConfig lists the settings that matter to the arithmetic; all else in a config.json is bookkeeping.
type hfConfig struct {
	Architectures []string `json:"architectures"`
	ModelType     string   `json:"model_type"`
	VocabSize     int      `json:"vocab_size"`
	TieEmbeddings *bool    `json:"tie_word_embeddings"`
	Begin         hfIDs    `json:"bos_token_id"`
	End           hfIDs    `json:"eos_token_id"`
	Pad           hfIDs    `json:"pad_token_id"`
	Quantisation  any      `json:"quantization_config"`

	// GPT-2
	Positions          int     `json:"n_positions"`
	Embd               int     `json:"n_embd"`
	Layer              int     `json:"n_layer"`
	Head               int     `json:"n_head"`
	Inner              int     `json:"n_inner"`
	ActivationFunction string  `json:"activation_function"`
	LayerNormEpsilon   float32 `json:"layer_norm_epsilon"`
	ScaleAttnWeights   *bool   `json:"scale_attn_weights"`
	ScaleAttnByInverse bool    `json:"scale_attn_by_inverse_layer_idx"`
	AddCrossAttention  bool    `json:"add_cross_attention"`

	// Llama family
	HiddenSize            int     `json:"hidden_size"`
	IntermediateSize      int     `json:"intermediate_size"`
	HiddenLayers          int     `json:"num_hidden_layers"`
	AttentionHeads        int     `json:"num_attention_heads"`
	KeyValueHeads         int     `json:"num_key_value_heads"`
	HeadDim               int     `json:"head_dim"`
	MaxPositionEmbeddings int     `json:"max_position_embeddings"`
	RMSNormEps            float32 `json:"rms_norm_eps"`
	HiddenAct             string  `json:"hidden_act"`

	RopeTheta      float64        `json:"rope_theta"`
	RopeScaling    map[string]any `json:"rope_scaling"`
	RopeParameters map[string]any `json:"rope_parameters"` // where newer writers keep both of the above
	RopeInterleave bool           `json:"rope_interleaved"`
	PartialRotary  *float64       `json:"partial_rotary_factor"`
	AttentionBias  bool           `json:"attention_bias"`
	MLPBias        bool           `json:"mlp_bias"`
	SlidingWindow  any            `json:"sliding_window"`
	UseSliding     *bool          `json:"use_sliding_window"`
	LayerTypes     []string       `json:"layer_types"`
}

// hfIDs is a token id, a list of them (the first is taken), or null.
type hfIDs struct{ id *int32 }

// UnmarshalJSON reads any of the three.
func (t *hfIDs) UnmarshalJSON(text []byte) error {
	var many []int32
	if json.Unmarshal(text, &many) == nil {
		if len(many) > 0 {
			t.id = &many[0]
		}
		return nil
	}
	return json.Unmarshal(text, &t.id)
}

// below is the id, or -1 if there is none or it is no token of the vocabulary.
func (t hfIDs) below(vocab int) int32 {
	if t.id == nil || *t.id < 0 || int(*t.id) >= vocab {
		return -1
	}
	return *t.id
}

// ParseHFConfig reads a config.json. Architectures: GPT2LMHeadModel, LlamaForCausalLM (SmolLM2 too), Qwen2ForCausalLM.
func ParseHFConfig(text []byte) (model.Config, error) {
	var c hfConfig
	if err := json.Unmarshal(text, &c); err != nil {
		return model.Config{}, fmt.Errorf("config.json: %w", err)
	}
	config, err := c.convert()
	if err == nil {
		err = config.Check()
	}
	if err != nil {
		return model.Config{}, fmt.Errorf("config.json: %w", err)
	}
	return config, nil
}

func (c *hfConfig) convert() (model.Config, error) {
	if c.Quantisation != nil {
		return model.Config{}, refuse("quantization_config", "set", "the unquantised weights")
	}
	architecture := ""
	if len(c.Architectures) > 0 {
		architecture = c.Architectures[0]
	}
	switch architecture {
	case "GPT2LMHeadModel":
		return c.gpt2()
	case "LlamaForCausalLM":
		return c.llama(false)
	case "Qwen2ForCausalLM":
		return c.llama(true)
	}
	return model.Config{}, unknownArchitecture(cmp.Or(architecture, c.ModelType), "GPT2LMHeadModel, LlamaForCausalLM, Qwen2ForCausalLM")
}

// refuse is the error for a setting that the engine has no arithmetic for.
func refuse(setting string, got any, want string) error {
	return fmt.Errorf("%s is %s, which this engine does not compute; wanted %s", setting, quoted(fmt.Sprint(got)), want)
}

func (c *hfConfig) gpt2() (model.Config, error) {
	activation, err := gpt2Activation(c.ActivationFunction)
	if err != nil {
		return model.Config{}, err
	}
	switch {
	case c.ScaleAttnWeights != nil && !*c.ScaleAttnWeights:
		return model.Config{}, refuse("scale_attn_weights", false, "true")
	case c.ScaleAttnByInverse:
		return model.Config{}, refuse("scale_attn_by_inverse_layer_idx", true, "false")
	case c.AddCrossAttention:
		return model.Config{}, refuse("add_cross_attention", true, "false")
	}
	hidden := c.Inner
	if hidden == 0 {
		hidden = 4 * min(c.Embd, math.MaxInt/8) // Config.Check refuses the rest
	}
	config := model.Config{
		Kind: "decoder", Vocab: c.VocabSize, Context: c.Positions, Width: c.Embd, DecoderLayers: c.Layer,
		Heads: c.Head, KVHeads: c.Head, HeadDim: divide(c.Embd, c.Head), Hidden: hidden,
		Norm: "layer", NormPlace: "pre", Activation: activation, Position: "learned",
		Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: c.TieEmbeddings == nil || *c.TieEmbeddings, Eps: orElse(c.LayerNormEpsilon, 1e-5),
		Begin: c.Begin.below(c.VocabSize), End: c.End.below(c.VocabSize), Pad: c.Pad.below(c.VocabSize),
	}
	return config, nil
}

func gpt2Activation(name string) (string, error) {
	switch name {
	case "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "":
		return "gelu_tanh", nil
	case "gelu":
		return "gelu_erf", nil
	case "relu":
		return "relu", nil
	}
	return "", refuse("activation_function", name, "gelu_new, gelu or relu")
}

func (c *hfConfig) llama(qwen bool) (model.Config, error) {
	base, err := c.rope()
	if err != nil {
		return model.Config{}, err
	}
	if err := c.llamaFeatures(qwen); err != nil {
		return model.Config{}, err
	}
	pairs := "half"
	if c.RopeInterleave {
		pairs = "adjacent"
	}
	config := model.Config{
		Kind: "decoder", Vocab: c.VocabSize, Context: c.MaxPositionEmbeddings, Width: c.HiddenSize, DecoderLayers: c.HiddenLayers,
		Heads: c.AttentionHeads, KVHeads: orElse(c.KeyValueHeads, c.AttentionHeads),
		HeadDim: orElse(c.HeadDim, divide(c.HiddenSize, c.AttentionHeads)), Hidden: c.IntermediateSize,
		Norm: "rms", NormPlace: "pre", Activation: "swiglu", Position: "rotary", RotaryPairs: pairs, RotaryBase: base,
		QKVBiases: qwen, TiedUnembed: c.TieEmbeddings != nil && *c.TieEmbeddings, Eps: orElse(c.RMSNormEps, 1e-6),
		Begin: c.Begin.below(c.VocabSize), End: c.End.below(c.VocabSize), Pad: c.Pad.below(c.VocabSize),
	}
	return config, nil
}

// llamaFeatures refuses what some of the family have and the engine has not.
func (c *hfConfig) llamaFeatures(qwen bool) error {
	sliding := c.SlidingWindow != nil
	if qwen { // there the window is always given and this switch decides; its default is off
		sliding = c.UseSliding != nil && *c.UseSliding
	}
	other := func(kind string) bool { return kind != "full_attention" }
	switch {
	case c.HiddenAct != "" && c.HiddenAct != "silu":
		return refuse("hidden_act", c.HiddenAct, "silu")
	case c.AttentionBias:
		return refuse("attention_bias", true, "false")
	case c.MLPBias:
		return refuse("mlp_bias", true, "false")
	case sliding:
		return refuse("sliding_window", c.SlidingWindow, "attention to the whole context")
	case slices.ContainsFunc(c.LayerTypes, other):
		return refuse("layer_types", c.LayerTypes, "full_attention in every layer")
	case c.PartialRotary != nil && *c.PartialRotary != 1:
		return refuse("partial_rotary_factor", *c.PartialRotary, "1")
	}
	return nil
}

// rope is the rotary base; scaling of positions is refused.
func (c *hfConfig) rope() (float64, error) {
	for _, settings := range []map[string]any{c.RopeScaling, c.RopeParameters} {
		for _, key := range []string{"rope_type", "type"} {
			if kind, ok := settings[key]; ok && kind != "default" {
				return 0, refuse("rope_scaling", kind, "rotary positions without scaling")
			}
		}
		if factor, ok := settings["factor"]; ok && factor != 1.0 {
			return 0, refuse("rope_scaling factor", factor, "rotary positions without scaling")
		}
		if part, ok := settings["partial_rotary_factor"]; ok && part != 1.0 {
			return 0, refuse("partial_rotary_factor", part, "1")
		}
	}
	if c.RopeTheta != 0 {
		return c.RopeTheta, nil
	}
	if theta, ok := c.RopeParameters["rope_theta"]; ok {
		base, ok := theta.(float64)
		if !ok {
			return 0, fmt.Errorf("rope_theta is %s; wanted a number", quoted(fmt.Sprint(theta)))
		}
		return base, nil
	}
	return 10000, nil
}

// divide is n/by, or 0 where that has no meaning; Config.Check then names the field.
func divide(n, by int) int {
	if by <= 0 {
		return 0
	}
	return n / by
}

func orElse[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
