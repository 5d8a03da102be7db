package train

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// numberedPool has n examples whose first token tells them apart; lengths vary from 2 to 9 tokens.
func numberedPool(name string, base, n int) Pool {
	pool := Pool{Name: name}
	for i := range n {
		target := make([]int32, 3+i%8)
		target[0] = int32(base + i)
		pool.Examples = append(pool.Examples, Example{Target: target})
	}
	return pool
}

func testSampler() *Sampler {
	return &Sampler{
		Pools:  []Pool{numberedPool("a", 0, 100), numberedPool("b", 1000, 37)},
		Phases: []Phase{{0.5, []float64{1, 1}}, {1, []float64{0, 1}}},
		Tokens: 40, Window: 4, Seed: 9,
	}
}

func TestSamplerSeesEachExampleOnceAnEpoch(t *testing.T) {
	s := testSampler()
	s.Phases = []Phase{{1, []float64{1, 0}}}
	seen := map[int32]int{}
	for s.Epochs()[0] < 5 {
		for _, example := range s.Next(0) {
			seen[example.Target[0]]++
		}
	}
	for i := range int32(100) {
		if seen[i] < 4 || seen[i] > 7 {
			t.Errorf("example %d: want it 5 or 6 times in 5 epochs, got %d", i, seen[i])
		}
	}
}

func TestSamplerMixtureAndBuckets(t *testing.T) {
	s := testSampler()
	tokens := []float64{0, 0}
	for range 400 {
		batch := s.Next(0.2)
		total, short, long := 0, math.MaxInt, 0
		for _, example := range batch {
			total += example.Tokens()
			short, long = min(short, example.Tokens()), max(long, example.Tokens())
			tokens[example.Target[0]/1000] += float64(example.Tokens())
		}
		if longest := 9; total <= s.Tokens-longest || total >= s.Tokens+2*longest {
			t.Fatalf("want about %d tokens a batch, got %d", s.Tokens, total)
		}
		if long-short > 5 {
			t.Errorf("want a batch of similar lengths, got %d to %d", short, long)
		}
	}
	if share := tokens[0] / (tokens[0] + tokens[1]); math.Abs(share-0.5) > 0.02 {
		t.Errorf("want half of the tokens from each pool, got %.3f", share)
	}
	for range 50 {
		s.Next(0.9)
	}
	for _, example := range s.Next(0.9) {
		if example.Target[0] < 1000 {
			t.Error("the last phase draws from pool b only, got an example of pool a")
		}
	}
}

func TestSamplerContinuesFromAnyState(t *testing.T) {
	share := func(i int) float64 { return float64(i) / 60 }
	whole, want := testSampler(), []string{}
	for i := range 60 {
		want = append(want, fmt.Sprint(whole.Next(share(i))))
	}
	for stop := range 60 {
		first := testSampler()
		for i := range stop {
			first.Next(share(i))
		}
		second := testSampler()
		if stop > 0 {
			if err := second.Restore(first.State()); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for i := stop; i < 60; i++ {
			got = append(got, fmt.Sprint(second.Next(share(i))))
		}
		if !slices.Equal(got, want[stop:]) {
			t.Fatalf("resumed after %d batches, the order differs", stop)
		}
	}
}

// TestSamplerTakesAddedPools: a state of fewer pools goes on with those behind them from their beginning; one of more is refused.
func TestSamplerTakesAddedPools(t *testing.T) {
	first := testSampler()
	for range 7 {
		first.Next(0)
	}
	second := testSampler()
	second.Pools = append(second.Pools, Pool{"added", []Example{{Target: []int32{5000, 1}}}})
	for i := range second.Phases {
		second.Phases[i].Weights = append(second.Phases[i].Weights, 0.5)
	}
	if err := second.Restore(first.State()); err != nil {
		t.Fatal(err)
	}
	added := 0
	for range 40 {
		for _, example := range second.Next(0) {
			if example.Target[0] == 5000 {
				added++
			}
		}
	}
	if epochs := second.Epochs(); added == 0 || len(epochs) != 3 || epochs[0] < first.Epochs()[0] {
		t.Errorf("%d added examples, epochs %v after %v", added, epochs, first.Epochs())
	}
	if err := testSampler().Restore(second.State()); err == nil {
		t.Error("want an error: the state has a pool more")
	}
}

func TestSamplerRefusesWhatCannotWork(t *testing.T) {
	for name, spoil := range map[string]func(*Sampler){
		"no pools":         func(s *Sampler) { s.Pools = nil },
		"no tokens":        func(s *Sampler) { s.Tokens = 0 },
		"no phases":        func(s *Sampler) { s.Phases = nil },
		"a weight missing": func(s *Sampler) { s.Phases[0].Weights = []float64{1} },
		"an empty pool":    func(s *Sampler) { s.Pools[0].Examples = nil },
		"no weight":        func(s *Sampler) { s.Phases[1].Weights = []float64{0, 0} },
	} {
		s := testSampler()
		spoil(s)
		if s.Check() == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
