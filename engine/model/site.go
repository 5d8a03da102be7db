package model

// Stack is which tower of layers a site is in.
type Stack uint8

// The stacks. Blocks is the only tower of a decoder-only or encoder-only model;
// an encoder–decoder has Encoder and Decoder.
const (
	Blocks Stack = iota
	Encoder
	Decoder
)

// Site is one place in the forward pass where an activation can be kept or edited.
// Its text form follows TransformerLens' hook names:
//
//	hook_embed, hook_pos_embed                        Layer -1, per stack: "encoder.hook_embed", "decoder.hook_embed"; plain for Blocks
//	blocks.3.attn.hook_pattern, encoder.0.attn.hook_q, decoder.2.cross_attn.hook_pattern
//	blocks.5.hook_resid_pre | hook_resid_mid | hook_resid_post | hook_attn_out | hook_cross_attn_out | hook_mlp_out
//	ln_final.hook_normalized                          Layer -1; "encoder.ln_final…", "decoder.ln_final…"
type Site struct {
	Stack Stack
	Layer int // -1 for sites outside the layers
	Point Point
}

// Point is what is computed at a site; its String is the last part of the hook name, e.g. "attn.hook_pattern".
type Point uint8

// The points, in forward order, with the shape of one sequence's array.
// pos counts the rows computed in this pass; key counts all keys seen, cached ones included.
const (
	Embed        Point = iota // hook_embed             [pos, width] token embedding (after EmbedScale)
	PosEmbed                  // hook_pos_embed         [pos, width] absent with rotary positions
	EmbedLNScale              // embed_ln.hook_scale    [pos, 1]     where embeddings are normed (BERT)
	EmbedLN                   // embed_ln.hook_normalized [pos, width]
	ResidPre                  // hook_resid_pre         [pos, width] input of the layer
	LN1Scale                  // ln1.hook_scale         [pos, 1]     standard deviation (or root mean square)
	LN1                       // ln1.hook_normalized    [pos, width] after gain and bias
	Q                         // attn.hook_q            [pos, head, dim]
	K                         // attn.hook_k            [pos, kv head, dim]
	V                         // attn.hook_v            [pos, kv head, dim]
	QNorm                     // attn.q_norm.hook_normalized [pos, head, dim] where queries and keys are normed
	KNorm                     // attn.k_norm.hook_normalized [pos, kv head, dim]
	RotQ                      // attn.hook_rot_q        [pos, head, dim] in layers with rotary positions only
	RotK                      // attn.hook_rot_k        [pos, kv head, dim]
	// attn.hook_attn_scores  [head, pos, key] q·k/√dim (with bias and cap, where a model has them), -Inf where masked
	AttnScores
	Pattern      // attn.hook_pattern      [head, pos, key] softmax of the scores; rows sum to 1
	Z            // attn.hook_z            [pos, head, dim] Σ_key pattern·v
	Result       // attn.hook_result       [pos, head, width] each head's own output; computed only when kept or edited
	LN1PostScale // ln1_post.hook_scale    [pos, 1]     of the norm behind the sublayer (Gemma 2)
	LN1Post      // ln1_post.hook_normalized [pos, width]
	AttnOut      // hook_attn_out          [pos, width] what is added to the residual stream
	ResidMid     // hook_resid_mid         [pos, width] after self-attention; absent where sublayers are parallel
	LNCrossScale // ln_cross.hook_scale         decoder of an encoder–decoder from here …
	LNCross      // ln_cross.hook_normalized
	CrossQ       // cross_attn.hook_q
	CrossK       // cross_attn.hook_k      [source pos, kv head, dim]
	CrossV       // cross_attn.hook_v
	CrossScores  // cross_attn.hook_attn_scores [head, pos, source pos]
	CrossPattern // cross_attn.hook_pattern
	CrossZ       // cross_attn.hook_z
	CrossResult  // cross_attn.hook_result
	CrossOut     // hook_cross_attn_out
	ResidCross   // hook_resid_cross       … to here
	LN2Scale     // ln2.hook_scale
	LN2          // ln2.hook_normalized
	MLPPre       // mlp.hook_pre           [pos, hidden] before the activation (the gate, for swiglu)
	MLPPreLinear // mlp.hook_pre_linear    [pos, hidden] the ungated half, swiglu only
	MLPPost      // mlp.hook_post          [pos, hidden]
	LN2PostScale // ln2_post.hook_scale    [pos, 1]
	LN2Post      // ln2_post.hook_normalized [pos, width]
	MLPOut       // hook_mlp_out           [pos, width] what is added to the residual stream
	ResidPost    // hook_resid_post        [pos, width]
	FinalScale   // ln_final.hook_scale    [pos, 1]
	Final        // ln_final.hook_normalized [pos, width]; absent (as is FinalScale) in post-norm models
	HeadPre      // head.hook_pre          [pos, width] the head of masked-word models (BERT), before its GELU
	HeadPost     // head.hook_post         [pos, width]
	HeadLNScale  // head_ln.hook_scale     [pos, 1]
	HeadLN       // head_ln.hook_normalized [pos, width]
)
