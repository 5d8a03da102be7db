package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pellucid/engine/problem"
)

// callSeeds are params that calls take, beside the empty ones of each.
var callSeeds = []string{
	`{}`, `null`, `[]`, `{"text":"猫 cat"}`, `{"input":{"text":"The cat"}}`, `{"input":{"text":"猫","target":"cat","to":"en"},"keep":["*"],"logits":"all","top":3}`,
	`{"input":{"text":"猫"},"sampling":{"temperature":1,"top_k":3,"top_p":0.5,"seed":7,"max_tokens":4},"forced":[5]}`,
	`{"input":{"text":"猫"},"width":2,"length_penalty":0.7,"max_tokens":3}`,
	`{"explained":{"input":{"text":"The cat is"},"units":"word"},"method":"occlusion","masking":{"mask":"resample","samples":2}}`,
	`{"explained":{"input":{"text":"猫狗"},"units":"spans","spans":[[0,3]]},"method":"lime","masking":{},"samples":20}`,
	`{"explained":{"input":{"text":"猫狗"}},"output":0,"masking":{"mask":"blank"},"evaluate":{"mask":"delete"},"orders":2}`,
	`{"explained":{"input":{"text":"猫狗"}},"edits":[{"site":"encoder.0.attn.hook_z","op":"zero","head":1}]}`,
	`{"explained":{"input":{"text":"猫狗"}},"other":"狗猫","output":0,"point":"attn_out"}`,
	`{"words":["猫","cat"]}`, `{"word":"cat"}`, `{"id":7,"k":2,"centered":true}`, `{"depth":2}`, `{"steps":2,"width":8}`,
}

// FuzzCall calls any method of the layer with any params: nothing panics, a call that is given up ends, and every error has a
// code with the values that its sentence needs.
func FuzzCall(f *testing.F) {
	for i, m := range Calls {
		empty, err := json.Marshal(reflect.New(m.Params).Interface())
		if err != nil {
			f.Fatal(err)
		}
		for _, seed := range append([]string{string(empty)}, callSeeds...) {
			f.Add(uint8(i), seed, false)
		}
	}
	sessions := map[bool]*OpenModel{}
	f.Fuzz(func(t *testing.T, method uint8, params string, decoder bool) {
		if sessions[decoder] == nil {
			sessions[decoder] = session(t, map[bool]string{false: "encoder-decoder", true: "decoder"}[decoder], "learned")
		}
		m := Calls[int(method)%len(Calls)]
		given := errors.New("given up")
		left := 30
		head, _, err := sessions[decoder].Call(m.Name, json.RawMessage(params), nil, func() error {
			if left--; left < 0 {
				return given
			}
			return nil
		}, nil)
		switch {
		case err == nil:
			if !json.Valid(head) {
				t.Errorf("%s %s: the answer is no JSON: %s", m.Name, params, head)
			}
		case errors.Is(err, given):
		default:
			e := AsError(err)
			wanted, known := problem.Codes[e.Code]
			if !known || e.Message == "" || strings.Contains(e.Message, "panic") {
				t.Errorf("%s %s: %q %q", m.Name, params, e.Code, e.Message)
			}
			for _, name := range wanted {
				if _, ok := e.Values[name]; !ok {
					t.Errorf("%s %s: %s (%v) lacks %s", m.Name, params, e.Code, err, name)
				}
			}
		}
	})
}
