package main

import (
	"fmt"
	"io"
	"math"
	"time"

	"pellucid/engine/api"
	"pellucid/engine/diet"
	"pellucid/engine/keydata"
	"pellucid/engine/model"
)

// decode is the milliseconds of a token when so many keys are in the cache, the least of some.
func decode(m *model.Model) (map[int]float64, error) {
	times := map[int]float64{}
	cache := m.NewCache()
	tokens := make([]int32, prompt)
	for i := range tokens {
		tokens[i] = int32(100 + i)
	}
	if _, err := m.Forward(model.Batch{{Tokens: tokens, Cache: cache}}, model.Run{Logits: model.LogitRows{Mode: model.NoRows}}); err != nil {
		return nil, err
	}
	for _, share := range budgets {
		keys := int(share * prompt)
		best := math.Inf(1)
		for range 40 {
			fork := cache.Fork(keys)
			began := time.Now()
			batch := model.Batch{{Tokens: []int32{7}, Positions: []int{prompt}, Cache: fork}}
			if _, err := m.Forward(batch, model.Run{}); err != nil {
				return nil, err
			}
			best = min(best, float64(time.Since(began).Microseconds())/1000)
		}
		times[keys] = best
	}
	return times, nil
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v / float64(len(list))
	}
	return sum
}

// told is the exponential of a mean of logarithms, with that of its normal 95 % interval.
func told(list []float64) string {
	middle, low, high := keydata.Interval(list)
	return fmt.Sprintf("%.3f (%.3f to %.3f)", math.Exp(middle), math.Exp(low), math.Exp(high))
}

// policies are the rows of a table, the random choice last.
var policies = func() []string {
	var names []string
	for _, p := range api.DietPolicies {
		names = append(names, string(p))
	}
	return append(names, "random")
}()

func write(w io.Writer, m *model.Model, plain, needles *tally, times map[int]float64) error {
	fmt.Fprintf(w, "# Few keys of a long prompt, in a real model\n\nSmolLM2-135M-Instruct (Q4_1) reads %d held-out texts (African Storybook, not its training as far as "+
		"is known) of %d tokens with full attention. Then keys are dropped, for all layers and heads at once, and the text's own next %d tokens are read with what is left. "+
		"In as many texts of about the same length a number is hidden, at another depth in each, and asked for at the end (needle).\n\n",
		len(plain.full), prompt, written)
	fmt.Fprintf(w, "- *Perplexity*: how many times as large as with all keys (%.1f); below 1 is better than full. *Same*: share of places with the full model's likeliest token.\n"+
		"- *Needle*: probability a token of the number, geometric mean; %.3f with all keys.\n- *gradient* keeps what gradient × input says is key for the first token "+
		"that follows, which it has seen; *heavy* the most attended and the newest keys; *sinks_recent* the first four and the newest; *top* lets every query of every head keep its own keys of largest score, "+
		"for which all scores are computed: it spares the products with values alone, at most half of attention's work; *random* %d draws. Intervals: 95 %%, normal, over texts.\n\n"+
		"Made by `GOEXPERIMENT=simd go run ./build/diet`.\n\n", math.Exp(-mean(plain.full)), math.Exp(mean(needles.full)), draws)
	for at, share := range budgets {
		fmt.Fprintf(w, "## %.0f %% of the keys\n\n| policy | perplexity | same | needle |\n|---|---|---|---|\n", 100*share)
		for _, name := range policies {
			p, n := plain.curves[name], needles.curves[name]
			left := make([]float64, len(n.fall[at]))
			for i, fall := range n.fall[at] {
				left[i] = needles.full[i] - fall
			}
			fmt.Fprintf(w, "| %s | × %s | %.2f | %s |\n", name, told(p.fall[at]), mean(p.same[at]), told(left))
		}
		fmt.Fprintln(w)
	}
	costs(w, m, plain, times)
	return nil
}

// costs says what few keys spare, counted and timed, and whether the targets are met.
func costs(w io.Writer, m *model.Model, plain *tally, times map[int]float64) {
	fmt.Fprint(w, "## What it spares\n\n| keys | attention's share of the multiply-adds of a token | milliseconds a token, one core |\n|---|---|---|\n")
	for _, share := range budgets {
		keys := int(share * prompt)
		fmt.Fprintf(w, "| %d | %.0f %% | %.1f |\n", keys, 100*diet.WorkOf(m.Config, keys).Share(), times[keys])
	}
	const quarter = 1
	best, name := math.Inf(1), ""
	for _, policy := range policies {
		if loss := mean(plain.curves[policy].fall[quarter]); loss < best {
			best, name = loss, policy
		}
	}
	verdict := func(met bool) string {
		if met {
			return "met"
		}
		return "missed"
	}
	faster := times[prompt] / times[prompt/4]
	fmt.Fprintf(w, "\nTarget with a quarter of the keys: perplexity at most 2 %% larger: %s (best: %s, %+.1f %%). Decoding 1.5 times as fast: %s (%.2f times; "+
		"the multiply-adds would allow %.2f).\n", verdict(best <= math.Log(1.02)), name, 100*(math.Exp(best)-1), verdict(faster >= 1.5), faster,
		float64(total(m, prompt))/float64(total(m, prompt/4)))
}

func total(m *model.Model, keys int) int64 {
	work := diet.WorkOf(m.Config, keys)
	return work.Attention + work.Others
}
