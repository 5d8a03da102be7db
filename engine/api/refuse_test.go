package api

import (
	"encoding/json"
	"testing"

	"pellucid/engine/problem"
)

// TestEveryRefusalHasACode calls every method with params that cannot be answered. None may end in "failed", the code of
// what nobody foresaw: a page has no sentence of its own for that.
func TestEveryRefusalHasACode(t *testing.T) {
	translator, writer := translator(t), session(t, "decoder", "learned")
	banked := session(t, "decoder", "learned")
	hand(t, banked, English)
	e := `"explained":{"input":{"text":"猫在桌子上。"}}`
	for _, c := range []struct {
		s      *OpenModel
		method string
		params string
		want   problem.Code
	}{
		{translator, "no-such-call", `{}`, problem.UnknownMethod},
		{translator, "tokenize", `{"text":5}`, problem.BadParams},
		{translator, "tokenize", `{"txt":""}`, problem.BadParams},
		{translator, "tokenize", `[`, problem.BadParams},
		{translator, "merges", `{"word":"a","vocab":"none"}`, problem.UnknownVocab},
		{translator, "forward", `{"input":{"text":"猫"},"top":-1}`, problem.BadParams},
		{translator, "forward", `{"input":{"text":"猫"},"top":1000000000}`, problem.BadParams},
		{translator, "forward", `{"input":{"text":"猫","to":"fr"}}`, problem.BadParams},
		{translator, "forward", `{"input":{"text":"猫","target_ids":[-1]}}`, problem.BadToken},
		{translator, "forward", `{"input":{"text":"猫"},"keep":["encoder.9.attn.hook_q"]}`, problem.BadSite},
		{translator, "forward", `{"input":{"text":"猫"},"edits":[{"site":"encoder.0.attn.hook_z","op":"melt"}]}`, problem.BadEdit},
		{translator, "generate", `{"input":{"text":"猫"},"top":-3}`, problem.BadParams},
		{translator, "generate", `{"input":{"text":"猫"},"sampling":{"temperature":-1}}`, problem.BadParams},
		{translator, "generate", `{"input":{"text":"猫"},"sampling":{"top_k":-1}}`, problem.BadParams},
		{translator, "generate", `{"input":{"text":"猫"},"sampling":{"top_p":7}}`, problem.BadParams},
		{translator, "generate", `{"input":{"text":"猫"},"sampling":{"max_tokens":-5}}`, problem.BadParams},
		{translator, "beam", `{"input":{"text":"猫"},"width":0}`, problem.BadParams},
		{translator, "beam", `{"input":{"text":"猫"},"width":2,"max_tokens":-1}`, problem.BadParams},
		{translator, "neighbours", `{"text":"猫","k":-1}`, problem.BadParams},
		{translator, "neighbours", `{"text":"猫","k":100000000}`, problem.BadParams},
		{translator, "map", `{"words":[""]}`, problem.Empty},
		{translator, "positions", `{"length":100000000}`, problem.BadParams},
		{translator, "positions", `{"length":4,"kind":"spiral"}`, problem.BadParams},
		{translator, "explain_cost", `{` + e + `,"masking":{},"outputs":[-1]}`, problem.BadParams},
		{translator, "attribute", `{"method":"occlusion",` + e + `,"masking":{"mask":"rub"}}`, problem.BadParams},
		{translator, "attribute", `{"method":"occlusion",` + e + `,"masking":{"samples":1000000}}`, problem.BadParams},
		{translator, "attribute", `{"method":"occlusion","explained":{"input":{"text":"猫"},"measure":"odds"},"masking":{}}`, problem.BadParams},
		{translator, "attribute", `{"method":"occlusion","explained":{"input":{"text":"猫"},"measure":"contrast"},"masking":{}}`, problem.BadParams},
		{translator, "attribute", `{"method":"occlusion",` + e + `,"masking":{"neutral":99999}}`, problem.BadToken},
		{translator, "pairs", `{"explained":{"input":{"text":"猫在桌子上。"}},"masking":{},"chosen":[0]}`, problem.TooShort},
		{translator, "pairs", `{"explained":{"input":{"text":"猫在桌子上。"}},"masking":{},"chosen":[0,99]}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"masking":{},"method":"lime","samples":1}`, problem.TooShort},
		{translator, "attribute", `{` + e + `,"masking":{},"method":"shapley","samples":1}`, problem.TooShort},
		{translator, "attribute", `{` + e + `,"masking":{},"method":"shapley","samples":1000000}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"glance"}`, problem.BadParams},
		{translator, "attribute", `{"explained":{"input":{"text":"一二三四五六七八九十百"}},"masking":{},"method":"shapley","exact":true}`, problem.TooLong},
		{translator, "attribute", `{` + e + `,"masking":{},"method":"lime","exact":true}`, problem.TooLong},
		{translator, "heads", `{` + e + `,"random":5}`, problem.WrongKind},
		{writer, "heads", `{"explained":{"input":{"text":"The cat is"}},"random":500}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"steep"}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"integrated","samples":-1}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"integrated","samples":1000000}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"integrated","baseline":"moon"}`, problem.BadParams},
		{translator, "attribute", `{` + e + `,"method":"gradient","outputs":[999]}`, problem.BadParams},
		{translator, "faithfulness", `{` + e + `,"masking":{},"rankings":[[0]]}`, problem.BadParams},
		{translator, "faithfulness", `{` + e + `,"masking":{},"rankings":[],"orders":-1}`, problem.BadParams},
		{translator, "faithfulness", `{` + e + `,"masking":{},"rankings":[],"orders":1000000}`, problem.BadParams},
		{translator, "why", `{` + e + `,"output":999,"masking":{},"evaluate":{}}`, problem.BadParams},
		{translator, "why", `{` + e + `,"output":0,"masking":{},"evaluate":{},"methods":["magic"]}`, problem.BadParams},
		{translator, "why", `{` + e + `,"output":0,"masking":{"mask":"blank"},"evaluate":{"mask":"blank"}}`, problem.SameMask},
		{translator, "importance", `{` + e + `,"ablation":"burn"}`, problem.BadParams},
		{translator, "patch", `{` + e + `,"other":"猫","output":0}`, problem.DifferentLength},
		{translator, "patch", `{` + e + `,"other":"猫在桌子上。","output":0,"point":"nowhere"}`, problem.BadParams},
		{translator, "patch", `{` + e + `,"other":"猫在桌子上。","output":-1}`, problem.BadParams},
		{translator, "lens", `{` + e + `,"top":-1}`, problem.BadParams},
		{translator, "lens", `{` + e + `,"watch":[-1]}`, problem.BadToken},
		{translator, "direct", `{` + e + `,"output":-1}`, problem.BadParams},
		{translator, "surrogate", `{` + e + `,"masking":{},"output":-1}`, problem.BadParams},
		{translator, "surrogate", `{` + e + `,"masking":{},"output":0,"samples":-1}`, problem.BadParams},
		{translator, "tree", `{"depth":-1}`, problem.BadParams},
		{translator, "bank", `{"language":"fr"}`, problem.BadParams},
		{translator, "bank", `{"language":"en"}`, problem.WrongFile},
		{translator, "probes", `{}`, problem.WrongFile},
		{translator, "probe_apply", `{"source":{"language":"en"},"input":{"text":"The cat"},"spans":[[0,3]],"tasks":[],"shipped":true}`, problem.BadParams},
		{translator, "probe", `{"source":{"language":"en"},"task":"pos"}`, problem.BadParams}, // no bank was handed over
		{translator, "probe", `{"source":{"language":"zh"},"task":"pos","seeds":-1}`, problem.BadParams},
		{translator, "probe_trees", `{"source":{"language":"zh","stack":"blocks"}}`, problem.BadParams},
		{writer, "probe_trees", `{"source":{"language":"zh","stack":"encoder"}}`, problem.BadParams},
		{banked, "probe", `{"source":{"language":"en","sentences":-1},"task":"pos"}`, problem.BadParams},
		{banked, "probe", `{"source":{"language":"en","sentences":5},"task":"pos"}`, problem.TooShort},
		{banked, "probe", `{"source":{"language":"en","sentences":40},"task":"mood"}`, problem.BadParams},
		{banked, "probe", `{"source":{"language":"en","sentences":40},"task":"pos","layers":[9]}`, problem.BadParams},
		{banked, "probe_apply", `{"source":{"language":"en","sentences":40},"input":{"text":"The cat"},"spans":[],"tasks":["pos"]}`, problem.Empty},
		{banked, "probe_apply", `{"source":{"language":"en","sentences":40},"input":{"text":"The cat"},"spans":[[4,9]],"tasks":["pos"]}`, problem.BadParams},
		{banked, "over_layers", `{"source":{"language":"en","sentences":40},"uses":[{"text":"a cat","start":2,"end":5}]}`, problem.BadParams},
		{banked, "over_layers", `{"source":{"language":"en","sentences":40},"uses":[{"text":"a","start":0,"end":1},{"text":"b","start":1,"end":1}]}`, problem.BadParams},
		{banked, "erase", `{"source":{"language":"en","sentences":40},"task":"pos","layer":7,"input":{"text":"The cat"}}`, problem.BadParams},
		{banked, "erase", `{"source":{"language":"en","sentences":40},"task":"pos","layer":1,"input":{"text":"The cat"},"random":-1}`, problem.BadParams},
		{translator, "probe_own", `{"lists":[["a"]]}`, problem.BadParams},
		{translator, "probe_own", `{"lists":[["a","b"],["a"]]}`, problem.BadParams},
		{translator, "probe_own", `{"lists":[["a"," "],["b"]]}`, problem.Empty},
		{translator, "probe_own", `{"lists":[["a"],["b"]]}`, problem.TooShort},
		{translator, "train_tiny", `{"steps":-1}`, problem.BadParams},
	} {
		_, _, err := c.s.Call(c.method, json.RawMessage(c.params), nil, nil, nil)
		if wantCode(t, err, c.want); t.Failed() {
			t.Fatalf("%s %s", c.method, c.params)
		}
	}
}

// TestNoBytesWhereNoneAreTaken hands bytes to every call that takes none.
func TestNoBytesWhereNoneAreTaken(t *testing.T) {
	s := translator(t)
	for _, m := range Calls {
		if m.Bytes == "" {
			_, _, err := s.Call(m.Name, nil, []byte{1}, nil, nil)
			wantCode(t, err, problem.BadParams)
		}
	}
}
