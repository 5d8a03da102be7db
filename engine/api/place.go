package api

// Places in the model as a page is told of them: it need not take a hook name apart.

import "pellucid/engine/model"

// Place is a place in the model's forward pass.
type Place struct {
	Site   string `json:"site"`   // the hook name, by which edits and tensors name it
	Stack  Stack  `json:"stack"`  //
	Layer  int    `json:"layer"`  // counted from 0; −1 outside the layers
	Module Module `json:"module"` // what it belongs to
	Point  string `json:"point"`  // the last part of the hook name, "attn.hook_pattern"
	Head   int    `json:"head"`   // −1: all heads, or none there
}

// Stack is a tower of layers.
type Stack string

// The stacks; "blocks" is the only one of a decoder-only or encoder-only model.
const (
	Blocks  Stack = "blocks"
	Encoder Stack = "encoder"
	Decoder Stack = "decoder"
)

// Module is what a place belongs to.
type Module string

// The modules.
const (
	EmbedModule  Module = "embed"
	PosModule    Module = "pos_embed"
	AttnModule   Module = "attn"
	CrossModule  Module = "cross_attn"
	MLPModule    Module = "mlp"
	NormModule   Module = "norm"
	StreamModule Module = "resid" // the residual stream
)

// modules says what each point belongs to.
var modules = map[model.Point]Module{
	model.Embed: EmbedModule, model.PosEmbed: PosModule, model.ResidPre: StreamModule, model.ResidMid: StreamModule,
	model.ResidCross: StreamModule, model.ResidPost: StreamModule,
	model.LN1Scale: NormModule, model.LN1: NormModule, model.LNCrossScale: NormModule, model.LNCross: NormModule,
	model.LN2Scale: NormModule, model.LN2: NormModule, model.FinalScale: NormModule, model.Final: NormModule,
	model.Q: AttnModule, model.K: AttnModule, model.V: AttnModule, model.RotQ: AttnModule, model.RotK: AttnModule,
	model.AttnScores: AttnModule, model.Pattern: AttnModule, model.Z: AttnModule, model.Result: AttnModule, model.AttnOut: AttnModule,
	model.CrossQ: CrossModule, model.CrossK: CrossModule, model.CrossV: CrossModule, model.CrossScores: CrossModule,
	model.CrossPattern: CrossModule, model.CrossZ: CrossModule, model.CrossResult: CrossModule, model.CrossOut: CrossModule,
	model.MLPPre: MLPModule, model.MLPPreLinear: MLPModule, model.MLPPost: MLPModule, model.MLPOut: MLPModule,
}

// place describes a head of a site; head −1 is the whole site.
func place(s model.Site, head int) Place {
	return Place{
		Site: s.String(), Stack: Stack(s.Stack.String()), Layer: s.Layer, Module: modules[s.Point], Point: s.Point.String(), Head: head,
	}
}

// places describes whole sites.
func places(sites []model.Site) []Place {
	list := make([]Place, len(sites))
	for i, s := range sites {
		list[i] = place(s, -1)
	}
	return list
}
