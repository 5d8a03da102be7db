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
	names: func(c model.Config) naming { return tableOf(c, distilBERTTable) },
	wraps: []string{"distilbert."}, around: "both", ignore: []string{"position_ids"},
}

const distilBERTTable = `
embeddings.word_embeddings.weight embed.weight
embeddings.position_embeddings.weight pos_embed.weight
embeddings.LayerNorm.* embed_ln.*
vocab_transform.* head.*
vocab_layer_norm.* head_ln.*
vocab_projector.bias unembed.bias
vocab_projector.weight unembed.weight
transformer.layer.#.attention.q_lin.* blocks.#.attn.q.*
transformer.layer.#.attention.k_lin.* blocks.#.attn.k.*
transformer.layer.#.attention.v_lin.* blocks.#.attn.v.*
transformer.layer.#.attention.out_lin.* blocks.#.attn.o.*
transformer.layer.#.sa_layer_norm.* blocks.#.ln1.*
transformer.layer.#.ffn.lin1.* blocks.#.mlp.in.*
transformer.layer.#.ffn.lin2.* blocks.#.mlp.out.*
transformer.layer.#.output_layer_norm.* blocks.#.ln2.*`
