package checkpoint

import "pellucid/engine/model"

// distilBERT is DistilBERT (arXiv:1910.01108): BERT with half its layers and no token types.
var distilBERT = family{
	name: "DistilBERT", architectures: []string{"DistilBertForMaskedLM", "DistilBertModel"}, modelType: "distilbert",
	config: func(s *settings) model.Config {
		c := s.vocabulary(model.Config{
			Kind: model.EncoderOnly, Context: s.size("max_position_embeddings"), Width: s.size("dim"), EncoderLayers: s.size("n_layers"),
			Heads: s.size("n_heads"), Hidden: s.size("hidden_dim"), Norm: model.LayerNorm, NormPlace: model.PostNorm,
			Activation: s.activation(model.GELUErf, "activation"), Position: model.Learned,
			Biases: true, QKVBiases: true, NormBiases: true, EmbedNorm: true, Eps: 1e-12,
		}, true)
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		if a := s.texts("architectures"); len(a) > 0 && a[0] != "DistilBertModel" {
			c.Head, c.UnembedBias = true, true
		}
		return c
	},
	names: func(c model.Config) naming {
		n := naming{
			"embeddings.word_embeddings.weight": one(embedName), "embeddings.position_embeddings.weight": one(positionName),
			"vocab_projector.bias": one(unembedBias), "vocab_projector.weight": unembedding(c),
		}
		n.both("embeddings.LayerNorm", "embed_ln")
		n.both("vocab_transform", "head")
		n.both("vocab_layer_norm", "head_ln")
		layers(c.EncoderLayers, "transformer.layer.#.", "blocks.#.", func(theirs, ours string) {
			for _, x := range []string{"q", "k", "v"} {
				n.both(theirs+"attention."+x+"_lin", ours+"attn."+x)
			}
			n.both(theirs+"attention.out_lin", ours+"attn.o")
			n.both(theirs+"sa_layer_norm", ours+"ln1")
			n.both(theirs+"ffn.lin1", ours+"mlp.in")
			n.both(theirs+"ffn.lin2", ours+"mlp.out")
			n.both(theirs+"output_layer_norm", ours+"ln2")
		})
		return n
	},
	wraps: []string{"distilbert."}, around: "both", ignore: []string{"position_ids"},
}
