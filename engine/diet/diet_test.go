package diet

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
)

const goldens = "../../../shared/data/goldens"

// TestFewKeysAgreeWithPyTorch reads with three rules in three families.
func TestFewKeysAgreeWithPyTorch(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(goldens, "explain", "explain.json"))
	if err != nil {
		t.Skipf("the reference figures are not here: %v", err)
	}
	var file struct {
		Diet struct {
			Cases []struct {
				Family string    `json:"family"`
				IDs    []int32   `json:"ids"`
				Rule   string    `json:"rule"`
				Logits []float32 `json:"logits_last"`
			} `json:"cases"`
		} `json:"diet"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	rules := map[string]struct {
		policy Policy
		budget int
	}{
		"sinks 2 window 6": {SinksRecent{2}, 8}, "sinks 0 window 4": {SinksRecent{}, 4}, "keep 0,3,7,12": {Chosen{[]int{0, 3, 7, 12}}, 5},
	}
	if len(file.Diet.Cases) != 9 {
		t.Fatalf("want 9 cases, got %d", len(file.Diet.Cases))
	}
	for _, c := range file.Diet.Cases {
		name := c.Family + ", " + c.Rule
		m, _, _, err := checkpoint.Open(os.DirFS(filepath.Join(goldens, "families", c.Family)))
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, m, rules[c.Rule].policy, rules[c.Rule].budget, c.IDs)[len(c.IDs)-1]
		largest, worst := 0.0, 0.0
		for i, want := range c.Logits {
			largest, worst = max(largest, math.Abs(float64(want))), max(worst, math.Abs(float64(got[i]-want)))
		}
		t.Logf("%s: within %.1e of the largest logit", name, worst/largest)
		if !(worst <= 1e-4*largest) {
			t.Errorf("%s: want logits within 1e-4 of the largest, got %g of %g", name, worst, largest)
		}
	}
}

// read is the logits after each token.
func read(t *testing.T, m *model.Model, policy Policy, budget int, ids []int32) [][]float32 {
	t.Helper()
	r, err := NewReader(m, policy, budget)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]float32
	for _, id := range ids {
		logits, err := r.Read(id)
		if err != nil {
			t.Fatal(err)
		}
		if held := r.cache.Len(); held != len(r.held.Positions) || policy != nil && held > max(budget, 1) {
			t.Fatalf("the cache holds %d keys, want %d, at most %d", held, len(r.held.Positions), budget)
		}
		all = append(all, slices.Clone(logits))
	}
	return all
}

func decoder(position model.Position) *model.Model {
	return model.Init(model.Config{
		Kind: "decoder", Vocab: 50, Context: 128, Width: 32, DecoderLayers: 2, Heads: 4, KVHeads: 2, HeadDim: 8, Hidden: 64,
		Norm: "rms", NormPlace: "pre", Activation: "swiglu", Position: position, RotaryPairs: "half", RotaryBase: 10000, Eps: 1e-5,
		Begin: 0, End: 1, Pad: -1,
	}, rand.New(rand.NewPCG(6, 6)))
}

func words(n int) []int32 {
	random, ids := rand.New(rand.NewPCG(7, 7)), make([]int32, n)
	for i := range ids {
		ids[i] = int32(random.IntN(50))
	}
	return ids
}

var policies = []Policy{SinksRecent{4}, SinksRecent{}, HeavyHitters{}, Random{1}}

// TestFullBudgetIsTheFullModel wants the same bits.
func TestFullBudgetIsTheFullModel(t *testing.T) {
	m, ids := decoder(model.Rotary), words(70)
	want := read(t, m, nil, 1, ids)
	for _, policy := range policies {
		if got := read(t, m, policy, len(ids), ids); !slices.EqualFunc(got, want, func(a, b []float32) bool { return slices.Equal(a, b) }) {
			t.Errorf("%T: a full budget changes the logits", policy)
		}
	}
	if slices.Equal(read(t, m, SinksRecent{}, 4, ids)[69], want[69]) {
		t.Error("a budget of 4 changes nothing: are keys dropped?")
	}
}

// TestDroppedKeysAreMasked compares dropping with blanking the same keys in one pass over the whole text.
func TestDroppedKeysAreMasked(t *testing.T) {
	for _, position := range []model.Position{model.Rotary, model.Learned} {
		m, ids := decoder(position), words(70)
		kept := Chosen{[]int{0, 3, 40}}
		got := read(t, m, kept, 4, ids)
		var edits []model.PlacedEdit
		for site := range m.Config.Sites() {
			if site.Point != model.AttnScores {
				continue
			}
			for query := range ids {
				var hidden []int
				for key := range query {
					if !slices.Contains(kept.Positions, key) {
						hidden = append(hidden, key)
					}
				}
				if hidden != nil {
					edits = append(edits, model.PlacedEdit{Site: site, Edit: model.Set{At: model.Index{nil, {query}, hidden},
						Value: []float32{float32(math.Inf(-1))}}})
				}
			}
		}
		trace, err := m.Forward(model.Batch{{Tokens: ids}}, model.Run{Edits: edits})
		if err != nil {
			t.Fatal(err)
		}
		all := trace.AllLogits().Data
		for i, row := range got {
			for j, v := range row {
				if math.Abs(float64(v-all[i*50+j])) > 1e-4 {
					t.Fatalf("%s: logit %d after token %d is %g with dropped keys and %g with blanked ones", position, j, i, v, all[i*50+j])
				}
			}
		}
	}
}

func TestPolicies(t *testing.T) {
	held := Held{Positions: []int{0, 1, 5, 6, 7, 8}, Attention: []float64{9, 1, 2, 7, 0, 0}}
	for _, c := range []struct {
		policy Policy
		room   int
		want   []int
	}{
		{SinksRecent{2}, 4, []int{0, 1, 4, 5}}, {SinksRecent{}, 2, []int{4, 5}}, {SinksRecent{2}, 9, []int{0, 1, 2, 3, 4, 5}},
		{HeavyHitters{}, 4, []int{0, 3, 4, 5}}, {Chosen{[]int{5, 8, 99}}, 1, []int{2, 5}}, {SinksRecent{2}, 0, nil},
	} {
		if got := c.policy.Keep(held, c.room); !slices.Equal(got, c.want) {
			t.Errorf("%+v with room for %d: want %v, got %v", c.policy, c.room, c.want, got)
		}
	}
	if a, b := (Random{1}).Keep(held, 3), (Random{2}).Keep(held, 3); len(a) != 3 || fmt.Sprint(a) == fmt.Sprint(b) {
		t.Errorf("want three keys that depend on the seed, got %v and %v", a, b)
	}
}

func TestWork(t *testing.T) {
	m := decoder(model.Rotary)
	r, err := NewReader(m, SinksRecent{}, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range words(10) {
		if _, err := r.Read(id); err != nil {
			t.Fatal(err)
		}
	}
	layer := 32*32 + 2*16*32 + 32*32 + 3*32*64 // q, k and v, o, gate, in and out
	if want := int64(10 * (2*layer + 32*50)); r.Work.Others != want {
		t.Errorf("want %d multiply-adds with weights, got %d", want, r.Work.Others)
	}
	if want := int64((1 + 2 + 8*3) * 2 * 32 * 2); r.Work.Attention != want { // keys × (scores and values) × heads' width × layers
		t.Errorf("want %d multiply-adds of attention, got %d", want, r.Work.Attention)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	windowed := decoder(model.Rotary).Config
	windowed.Window, windowed.Windowed = 4, []int{0}
	r, err := NewReader(model.Init(windowed, rand.New(rand.NewPCG(1, 1))), SinksRecent{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := r.Read(1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Read(1); err == nil {
		t.Error("a windowed model: want an error when keys are to be dropped")
	}
	if _, err := NewReader(decoder(model.Rotary), nil, 0); err == nil {
		t.Error("no budget: want an error")
	}
	cache := decoder(model.Rotary).NewCache()
	if cache.Keep([]int{0}) == nil || cache.View(0).Keep(nil) == nil {
		t.Error("want errors for a row that is not there and for a view")
	}
}
