package checkpoint

import (
	"math"
	"strings"
	"testing"
)

func TestNumbersAsPythonWritesThem(t *testing.T) {
	var got map[string]any
	text := `{"a": [0.0, Infinity, -Infinity], "b": {"c": NaN}, "d": "NaN and \"Infinity\"", "e": 1}`
	if err := unmarshalPython([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	a := got["a"].([]any)
	if a[0] != 0.0 || a[1] != math.Inf(1) || a[2] != math.Inf(-1) || got["d"] != `NaN and "Infinity"` || got["e"] != 1.0 {
		t.Errorf("got %v", got)
	}
	if c := got["b"].(map[string]any)["c"].(float64); !math.IsNaN(c) {
		t.Errorf("NaN became %v", c)
	}
	for _, bad := range []string{`{"a": infinity}`, `{"a": Infinit}`, `{"a": Infinity`, `{"a": NaN NaN}`, `{"a": NaN, "b\`, `{Infinity: 1}`} {
		if err := unmarshalPython([]byte(bad), &got); err == nil && bad != `{Infinity: 1}` {
			t.Errorf("%s was taken: %v", bad, got)
		}
	}
}

// TestConfigWithInfinity: a setting that the engine has no use for may be infinite; one that it computes with may not.
func TestConfigWithInfinity(t *testing.T) {
	config := `{"architectures":["LlamaForCausalLM"],"vocab_size":32,"max_position_embeddings":64,"hidden_size":16,` +
		`"intermediate_size":24,"num_hidden_layers":1,"num_attention_heads":2,"rms_norm_eps":1e-05,"hidden_act":"silu",` +
		`"time_step_limit":[0.0,Infinity]}`
	c, err := ParseHFConfig([]byte(config))
	if err != nil || c.Width != 16 {
		t.Errorf("width %d, %v", c.Width, err)
	}
	for _, change := range [][2]string{{`"hidden_size":16`, `"hidden_size":Infinity`}, {`1e-05`, `NaN`}, {`1e-05`, `Infinity`},
		{`"hidden_act"`, `"rope_theta":Infinity,"hidden_act"`}} {
		if _, err := ParseHFConfig([]byte(strings.Replace(config, change[0], change[1], 1))); err == nil {
			t.Errorf("%s was taken", change[1])
		} else {
			t.Log(err)
		}
	}
}
