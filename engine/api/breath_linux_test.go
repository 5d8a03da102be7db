package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// worked is the processor time of this process so far, which a busy machine does not stretch.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		t.Skipf("no processor times here: %v", err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// TestBreathsAreClose: the longest work of any call between two chances to give it up, with the largest params that are taken.
// A quarter of a second is the bar. This runs in plain Go, which is no faster than the page's engine with its kernels.
func TestBreathsAreClose(t *testing.T) {
	if testing.Short() {
		t.Skip("short: long calls of the frozen translator")
	}
	const bar = 250 * time.Millisecond
	s := frozen(t)
	hand(t, s, Chinese)
	sentence := strings.TrimSpace(strings.Repeat("the cat sees a dog and ", 12))
	e := fmt.Sprintf(`"explained":{"input":{"text":%q,"to":"zh"},"units":"word"}`, sentence)
	var words []string
	for i := range 200 {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	list, _ := json.Marshal(words)
	var halves [2][]byte
	halves[0], _ = json.Marshal(words[:40])
	halves[1], _ = json.Marshal(words[40:80])
	for _, c := range []struct{ method, params string }{
		{"tokenize", fmt.Sprintf(`{"text":%q}`, strings.Repeat("猫 cat sat. ", 4_000))},
		{"forward", fmt.Sprintf(`{"input":{"text":%q,"to":"zh"},"keep":["encoder.*.attn.hook_pattern"],"logits":"all","top":1000}`, sentence)},
		{"generate", fmt.Sprintf(`{"input":{"text":%q,"to":"zh"},"top":1000}`, sentence)},
		{"beam", fmt.Sprintf(`{"input":{"text":%q,"to":"zh"},"width":32}`, sentence)},
		{"neighbours", `{"text":"cat","k":1000,"centered":true}`},
		{"map", `{"words":` + string(list) + `}`},
		{"attribute", `{` + e + `,"method":"occlusion","masking":{"mask":"resample","samples":64}}`},
		{"attribute", `{` + e + `,"method":"lime","masking":{},"samples":5000}`},
		{"attribute", `{` + e + `,"method":"shapley","masking":{},"samples":200}`},
		{"attribute", `{` + e + `,"method":"rollout"}`},
		{"importance", `{` + e + `,"ablation":"mean"}`},
		{"lens", `{` + e + `,"top":10}`},
		{"direct", `{` + e + `,"output":0}`},
		{"surrogate", `{` + e + `,"masking":{},"output":0,"samples":5000}`},
		{"why", `{` + e + `,"output":0,"masking":{},"evaluate":{"mask":"blank"},"orders":100}`},
		{"train_tiny", `{"steps":40}`},
		{"probe", `{"source":{"language":"zh"},"task":"relation","seeds":10,"code_length":true}`},
		{"probe_trees", `{"source":{"language":"zh"}}`},
		{"probe_apply", `{"source":{"language":"zh"},"input":{"text":"猫"},"spans":[[0,3]],"tasks":["pos","relation"]}`},
		{"probe_own", `{"lists":[` + string(halves[0]) + `,` + string(halves[1]) + `]}`},
		{"bank_senses", `{"source":{"language":"zh"}}`},
		{"erase", `{"source":{"language":"zh"},"task":"relation","layer":2,"input":{"text":"猫在桌子上。"},"random":50}`},
		{"over_layers", `{"source":{"language":"zh"},"uses":[{"text":"猫","start":0,"end":3},{"text":"他打球","start":3,"end":6}],"neighbours":50}`},
	} {
		longest, most, began := time.Duration(0), time.Second, worked(t)
		before := began
		breathe := func() error {
			now := worked(t)
			longest, before = max(longest, now-before), now
			if now-began > most {
				return fmt.Errorf("long enough")
			}
			return nil
		}
		_, _, err := s.Call(c.method, json.RawMessage(c.params), nil, breathe, nil)
		_ = breathe()
		if err != nil && !strings.Contains(err.Error(), "long enough") {
			t.Errorf("%s %.120s: %v", c.method, c.params, err)
		}
		t.Logf("%-12s %6d ms at most, %6d ms in all  %.60s", c.method, longest.Milliseconds(), (worked(t) - began).Milliseconds(),
			c.params[max(0, len(c.params)-60):])
		if longest > bar {
			t.Errorf("%s %.60s: %v between two breaths, want at most %v", c.method, c.params[max(0, len(c.params)-60):], longest, bar)
		}
	}
}
