package checkpoint

import "pellucid/engine/model"

// bert is BERT (arXiv:1810.04805) and what shares its layers, MiniLM among them, with or without the head that predicts
// masked words.
var bert = family{
	name: "BERT", architectures: []string{"BertForMaskedLM", "BertForPreTraining", "BertModel"}, modelType: "bert",
	config: func(s *settings) model.Config { return bertConfig(s, 0, "BertModel") },
	names: func(c model.Config) naming {
		n := bertNames(c)
		n.both("cls.predictions.transform.dense", "head")
		n.both("cls.predictions.transform.LayerNorm", "head_ln")
		n["cls.predictions.bias"] = one(unembedBias)
		n["cls.predictions.decoder.weight"] = unembedding(c)
		return n
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

// bertNames maps what BERT and RoBERTa have in common. Every token is of the first type here, so that type's vector
// is added to the positions.
func bertNames(c model.Config) naming {
	n := naming{
		"embeddings.word_embeddings.weight":       one(embedName),
		"embeddings.position_embeddings.weight":   one(positionName),
		"embeddings.token_type_embeddings.weight": {addTo: positionName},
	}
	n.both("embeddings.LayerNorm", "embed_ln")
	layers(c.EncoderLayers, "encoder.layer.#.", "blocks.#.", func(theirs, ours string) {
		n.both(theirs+"attention.self.query", ours+"attn.q")
		n.both(theirs+"attention.self.key", ours+"attn.k")
		n.both(theirs+"attention.self.value", ours+"attn.v")
		n.both(theirs+"attention.output.dense", ours+"attn.o")
		n.both(theirs+"attention.output.LayerNorm", ours+"ln1")
		n.both(theirs+"intermediate.dense", ours+"mlp.in")
		n.both(theirs+"output.dense", ours+"mlp.out")
		n.both(theirs+"output.LayerNorm", ours+"ln2")
	})
	return n
}
