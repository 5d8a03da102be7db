package checkpoint

import "pellucid/engine/model"

// roberta is RoBERTa and XLM-R (arXiv:1907.11692): BERT whose positions begin behind the padding token's id.
var roberta = family{
	name: "RoBERTa", modelType: "roberta",
	architectures: []string{"RobertaForMaskedLM", "RobertaModel", "XLMRobertaForMaskedLM", "XLMRobertaModel"},
	config: func(s *settings) model.Config {
		bare := "RobertaModel"
		if a := s.texts("architectures"); len(a) > 0 && a[0] == "XLMRobertaModel" {
			bare = a[0]
		}
		return bertConfig(s, s.whole(1, "pad_token_id")+1, bare)
	},
	names: func(c model.Config) naming {
		n := tableOf(c, bertTable, `
lm_head.dense.* head.*
lm_head.layer_norm.* head_ln.*
lm_head.bias unembed.bias
lm_head.decoder.weight unembed.weight`)
		n["embeddings.position_embeddings.weight"] = part{names: []string{positionName}, skip: int(c.Pad) + 1}
		return n
	},
	wraps: []string{"roberta."}, around: "both", ignore: []string{"pooler.", "position_ids", "lm_head.decoder.bias"},
}
