package diet

import (
	"math"
	"slices"
	"testing"

	"pellucid/engine/model"
)

// TestPromptAgreesWithTheReader goes on from a prompt with all and with some keys; reading token by token must give the same.
func TestPromptAgreesWithTheReader(t *testing.T) {
	for _, position := range []model.Position{model.Sinusoidal, model.Learned, model.Rotary} {
		m := decoder(position)
		ids := words(12)
		prompt, output := ids[:8], ids[8:]
		p, err := NewPrompt(m, prompt, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		all := []int{0, 1, 2, 3, 4, 5, 6}
		for _, keep := range [][]int{all, {0, 3, 6}, {}} {
			got, err := p.Continue(output, keep)
			if err != nil {
				t.Fatal(err)
			}
			want := onlyKeys(t, m, prompt, output, keep)
			for i := range output {
				if math.Abs(got.LogProbs[i]-want[i]) > 1e-5 {
					t.Errorf("%s, keys %v: token %d wants log p %g, got %g", position, keep, i, want[i], got.LogProbs[i])
				}
			}
			if n := int64(len(keep)); got.Work.Attention != WorkOf(m.Config, 1).Attention*(4*n+1+2+3+4) {
				t.Errorf("%d keys: work %d", n, got.Work.Attention)
			}
		}
	}
}

// onlyKeys is log p of a continuation, read token by token with [Chosen] prompt keys and the newer ones.
func onlyKeys(t *testing.T, m *model.Model, prompt, output []int32, keep []int) []float64 {
	t.Helper()
	r, err := NewReader(m, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range prompt[:len(prompt)-1] {
		if _, err := r.Read(id); err != nil {
			t.Fatal(err)
		}
	}
	kept := slices.Clone(keep)
	var probs []float64
	for i, id := range append([]int32{prompt[len(prompt)-1]}, output[:len(output)-1]...) {
		r.policy = Chosen{kept}
		logits, err := r.Read(id)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, len(prompt)-1+i)
		_, sum := peak(logits)
		probs = append(probs, float64(logits[output[i]])-sum)
	}
	return probs
}

// TestAttentionOfAPrompt wants one unit of attention a query, head and layer.
func TestAttentionOfAPrompt(t *testing.T) {
	m := decoder(model.Learned)
	p, err := NewPrompt(m, words(9), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, a := range p.Attention {
		sum += a
	}
	if want := float64(8 * m.Config.Heads * m.Config.DecoderLayers); math.Abs(sum-want) > 1e-3 {
		t.Errorf("attention sums to %g, want %g", sum, want)
	}
	if got := (Ranked{[]float64{0, 5, 1, 9, 2, 2, 0, 0}}).Keep(p.Held, 3); !slices.Equal(got, []int{1, 3, 4}) {
		t.Errorf("kept %v", got)
	}
}

func TestPromptsThatCannotBe(t *testing.T) {
	m := decoder(model.Learned)
	if _, err := NewPrompt(m, words(1), nil, nil); err == nil {
		t.Error("a prompt of one token is taken")
	}
	p, err := NewPrompt(m, words(4), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Continue(nil, nil); err == nil {
		t.Error("no continuation is taken")
	}
	if _, err := p.Continue(words(2), []int{2, 1}); err == nil {
		t.Error("places that do not rise are taken")
	}
}
