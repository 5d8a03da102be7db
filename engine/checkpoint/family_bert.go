package checkpoint

import "pellucid/engine/model"

// bert is BERT (arXiv:1810.04805) and what shares its layers, MiniLM among them, with or without the head that predicts
// masked words.
var bert = family{
	name: "BERT", architectures: []string{"BertForMaskedLM", "BertForPreTraining", "BertModel"}, modelType: "bert",
	config: func(s *settings) model.Config { return bertConfig(s, 0, "BertModel") },
	names: func(c model.Config) naming {
		return tableOf(c, bertTable, `
cls.predictions.transform.dense.* head.*
cls.predictions.transform.LayerNorm.* head_ln.*
cls.predictions.bias unembed.bias
cls.predictions.decoder.weight unembed.weight`)
	},
	wraps: []string{"bert."}, around: "both", ignore: []string{"pooler.", "cls.seq_relationship.", "position_ids",
		"cls.predictions.decoder.bias"},
}

// bertConfig is what BERT and RoBERTa have in common; the first offset positions are not used.
func bertConfig(s *settings, offset int, bare string) model.Config {
	s.only("is_decoder", false)
	s.only("position_embedding_type", "absolute")
	c := s.vocabulary(model.Config{
		Kind: model.EncoderOnly, Context: s.size("max_position_embeddings") - offset, Width: s.size("hidden_size"),
		EncoderLayers: s.size("num_hidden_layers"), Heads: s.size("num_attention_heads"), Hidden: s.size("intermediate_size"),
		Norm: model.LayerNorm, NormPlace: model.PostNorm, Activation: s.activation(model.GELUErf, "hidden_act"),
		Position: model.Learned, Biases: true, QKVBiases: true, NormBiases: true, EmbedNorm: true,
		Eps: float32(s.number(1e-12, "layer_norm_eps")),
	}, true)
	c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
	if a := s.texts("architectures"); len(a) > 0 && a[0] != bare {
		c.Head, c.UnembedBias = true, true
	} else {
		c.TiedUnembed = true
	}
	return c
}

// bertTable is what BERT and RoBERTa have in common. Every token is of the first type here, so that type's vector is
// added to the positions.
const bertTable = `
embeddings.word_embeddings.weight embed.weight
embeddings.position_embeddings.weight pos_embed.weight
embeddings.token_type_embeddings.weight pos_embed.weight added
embeddings.LayerNorm.* embed_ln.*
encoder.layer.#.attention.self.query.* blocks.#.attn.q.*
encoder.layer.#.attention.self.key.* blocks.#.attn.k.*
encoder.layer.#.attention.self.value.* blocks.#.attn.v.*
encoder.layer.#.attention.output.dense.* blocks.#.attn.o.*
encoder.layer.#.attention.output.LayerNorm.* blocks.#.ln1.*
encoder.layer.#.intermediate.dense.* blocks.#.mlp.in.*
encoder.layer.#.output.dense.* blocks.#.mlp.out.*
encoder.layer.#.output.LayerNorm.* blocks.#.ln2.*`
