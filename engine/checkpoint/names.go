package checkpoint

// How the weights of a decoder are called in model.Config.Specs, in one place for all foreign formats.

import "strconv"

const (
	embedName     = "embed.weight"
	positionName  = "pos_embed.weight"
	unembedName   = "unembed.weight"
	finalNormName = "ln_final"
	attentionOut  = "attn.o."
	mlpGate       = "mlp.gate."
	mlpIn         = "mlp.in."
	mlpOut        = "mlp.out."
)

// layerName is the prefix of a decoder-only model's layer.
func layerName(layer int) string { return "blocks." + strconv.Itoa(layer) + "." }
