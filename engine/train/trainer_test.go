package train

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// copyTask is a small encoder–decoder that learns to write its source backwards.
func copyTask(t *testing.T, options Options) *Trainer {
	t.Helper()
	config := model.Config{
		Kind: "encoder-decoder", Vocab: 12, Context: 12, Width: 16, EncoderLayers: 1, DecoderLayers: 1, Heads: 2, KVHeads: 2,
		HeadDim: 8, Hidden: 32,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5, Begin: 0, End: 1, Pad: -1,
	}
	random := rand.New(rand.NewPCG(4, 4))
	pool := Pool{Name: "reversed"}
	for range 300 {
		n := 2 + random.IntN(4)
		source, target := make([]int32, n), make([]int32, n+2)
		for i := range source {
			source[i] = int32(2 + random.IntN(10))
			target[n-i] = source[i]
		}
		target[0], target[n+1] = 0, 1
		pool.Examples = append(pool.Examples, Example{Source: source, Target: target})
	}
	sampler := &Sampler{Pools: []Pool{pool}, Phases: []Phase{{1, []float64{1}}}, Tokens: 120, Window: 4, Seed: 2}
	trainer, err := New(model.Init(config, rand.New(rand.NewPCG(5, 5))), sampler, options)
	if err != nil {
		t.Fatal(err)
	}
	return trainer
}

func steps(t *testing.T, trainer *Trainer, n int) []float64 {
	t.Helper()
	var losses []float64
	for range n {
		report, err := trainer.Next(0.1)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, report.Loss)
	}
	return losses
}

var testOptions = Options{
	Schedule: Schedule{Peak: 5e-3, Warmup: 10}, Decay: 0.01, Clip: 1, Smoothing: 0.1, Dropout: 0.1, Average: 0.9, Seed: 3,
}

func TestWorkersReachTheSameLoss(t *testing.T) {
	var want []float64
	for _, workers := range []int{1, 2, 4} {
		options := testOptions
		options.Workers = workers
		got := steps(t, copyTask(t, options), 40)
		if want == nil {
			want = got
			if want[39] > 0.9*want[0] {
				t.Errorf("the loss does not fall: %.4f to %.4f", want[0], want[39])
			}
		}
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-3*want[i] {
				t.Fatalf("%d workers, step %d: want the loss %.6f of one worker, got %.6f", workers, i+1, want[i], got[i])
			}
		}
	}
}

func TestOneWorkerCountGivesTheSameBits(t *testing.T) {
	options := testOptions
	options.Workers = 3
	first, second := steps(t, copyTask(t, options), 15), steps(t, copyTask(t, options), 15)
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("step %d: %v and %v", i+1, first[i], second[i])
		}
	}
}

func TestRestoreContinuesExactly(t *testing.T) {
	whole := copyTask(t, testOptions)
	want := steps(t, whole, 30)
	first := copyTask(t, testOptions)
	steps(t, first, 13)
	var state bytes.Buffer
	if err := first.Save(&state, []byte("note")); err != nil {
		t.Fatal(err)
	}
	second := copyTask(t, testOptions)
	note, err := second.Restore(bytes.NewReader(state.Bytes()))
	if err != nil || string(note) != "note" || second.Steps() != 13 {
		t.Fatalf("want the note back at step 13, got %q, %d, %v", note, second.Steps(), err)
	}
	for i, loss := range steps(t, second, 17) {
		if loss != want[13+i] {
			t.Fatalf("step %d: want %v, got %v", 14+i, want[13+i], loss)
		}
	}
	for i, p := range whole.parameters {
		for j, w := range p.weight {
			if w != second.parameters[i].weight[j] || whole.average[i][j] != second.average[i][j] {
				t.Fatalf("%s[%d]: want %v (averaged %v), got %v (%v)", p.name, j, w, whole.average[i][j], second.parameters[i].weight[j],
					second.average[i][j])
			}
		}
	}
}

func TestRestoreRefusesAnotherModel(t *testing.T) {
	var state bytes.Buffer
	if err := copyTask(t, testOptions).Save(&state, nil); err != nil {
		t.Fatal(err)
	}
	options := testOptions
	options.Average = 0
	if _, err := copyTask(t, options).Restore(&state); err == nil {
		t.Error("want an error: the state has averages, the trainer none")
	}
}

func TestDecayIsOnMatricesOnly(t *testing.T) {
	trainer := copyTask(t, testOptions)
	for _, p := range trainer.parameters {
		if matrix := len(trainer.model.Weight(p.name).Shape) == 2; matrix != p.matrix {
			t.Errorf("%s: want decay %v, got %v", p.name, matrix, p.matrix)
		}
	}
}

// A model that has learned the task writes it greedily without a mistake, and its loss over examples is near zero.
func TestLearnsToReverse(t *testing.T) {
	options := testOptions
	options.Dropout, options.Smoothing, options.Average, options.Schedule.Peak = 0, 0, 0, 1e-2
	trainer := copyTask(t, options)
	const total = 1000
	for i := range total {
		if _, err := trainer.Next(float64(i) / total); err != nil {
			t.Fatal(err)
		}
	}
	examples := trainer.sampler.Pools[0].Examples[:50]
	loss, err := Loss(trainer.model, examples, 100, 2)
	if err != nil {
		t.Fatal(err)
	}
	if loss > 0.1 {
		t.Errorf("want a loss below 0.1, got %.3f", loss)
	}
	var prompts []Prompt
	for _, example := range examples {
		prompts = append(prompts, Prompt{example.Source, []int32{0}})
	}
	outputs, err := Greedy(trainer.model, prompts, 10, 2)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, output := range outputs {
		target := examples[i].Target
		if slices.Equal(output, target[1:len(target)-1]) {
			right++
		}
	}
	if right < 48 {
		t.Errorf("want at least 48 of 50 right, got %d", right)
	}
}

// TestBF16 compares the gradient of a step in bfloat16 with float32's: nearly one direction, and the same loss.
func TestBF16(t *testing.T) {
	if _, ok := kernel.BF16(); !ok {
		t.Skip("this build or processor has no matrix unit for bfloat16")
	}
	config := model.Config{
		Kind: "encoder-decoder", Vocab: 500, Context: 32, Width: 64, EncoderLayers: 2, DecoderLayers: 2, Heads: 2, KVHeads: 2,
		HeadDim: 32, Hidden: 256,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5,
	}
	random := rand.New(rand.NewPCG(3, 3))
	sentence := func() []int32 {
		ids := make([]int32, 20)
		for i := range ids {
			ids[i] = int32(random.IntN(config.Vocab))
		}
		return ids
	}
	pool := Pool{Name: "random"}
	for range 16 {
		pool.Examples = append(pool.Examples, Example{Source: sentence(), Target: sentence()})
	}
	start := model.Init(config, random)
	step := func(bf16 bool) (*Trainer, Report) {
		sampler := &Sampler{Pools: []Pool{pool}, Phases: []Phase{{1, []float64{1}}}, Tokens: 600, Window: 1}
		trainer, err := New(start, sampler, Options{Schedule: Schedule{Peak: 0}, Smoothing: 0.1, BF16: bf16})
		if err != nil {
			t.Fatal(err)
		}
		report, err := trainer.Next(0)
		if err != nil {
			t.Fatal(err)
		}
		return trainer, report
	}
	exact, want := step(false)
	rounded, got := step(true)
	if exact.Kernels() == rounded.Kernels() {
		t.Fatalf("both steps ran on %s", exact.Kernels())
	}
	if difference := math.Abs(got.Loss - want.Loss); difference > 1e-3 {
		t.Errorf("want a loss of %.5f, got %.5f", want.Loss, got.Loss)
	}
	var dot, a, b float64
	for i, g := range exact.workers[0].gradients {
		for j, v := range g {
			w := rounded.workers[0].gradients[i][j]
			dot, a, b = dot+float64(v*w), a+float64(v*v), b+float64(w*w)
		}
	}
	cosine := dot / math.Sqrt(a*b)
	t.Logf("cosine of the gradients %.6f, losses %.5f and %.5f", cosine, want.Loss, got.Loss)
	if cosine < 0.999 || math.Abs(math.Sqrt(b/a)-1) > 0.005 {
		t.Errorf("want gradients of one direction and size, got a cosine of %.6f and sizes %g and %g", cosine, math.Sqrt(a), math.Sqrt(b))
	}
}

func TestMask(t *testing.T) {
	random := mixer{7}
	mask := random.mask(nil, 100001, dropoutFactors(0.25))
	zeros := 0
	for _, factor := range mask {
		switch factor {
		case 0:
			zeros++
		case 1 / float32(0.75):
		default:
			t.Fatalf("want 0 or 4/3, got %v", factor)
		}
	}
	if share := float64(zeros) / float64(len(mask)); math.Abs(share-0.25) > 0.01 {
		t.Errorf("want a quarter dropped, got %.4f", share)
	}
}

func TestHeadStats(t *testing.T) {
	third := float32(1. / 3)
	var sums headSums
	sums.add(model.Array{Shape: []int{2, 3, 3}, Data: []float32{
		1, 0, 0, 0.5, 0.5, 0, third, third, third, // uniform over what is visible
		1, 0, 0, 0, 1, 0, 0, 0, 1, // each to itself
	}}, true)
	got := sums.mean()
	want := []HeadStats{{1, round((0.5 + 1) / 2), round((0.5 + 1./3) / 2)}, {0, 0, 0}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("head %d: want %+v, got %+v", i, want[i], got[i])
		}
	}
	var cross headSums
	cross.add(model.Array{Shape: []int{1, 2, 4}, Data: []float32{0.25, 0.25, 0.25, 0.25, 0, 0, 0, 1}}, false)
	if got, want := cross.mean()[0], (HeadStats{0.5, (1.5 + 2) / 2, 0.125}); got != want {
		t.Errorf("want %+v, got %+v", want, got)
	}
}

func TestUnlikelihoodWantsNoSmoothing(t *testing.T) {
	trainer := copyTask(t, testOptions)
	pool := Pool{Examples: []Example{{Target: []int32{0, 2, 1}, Against: []bool{false, true}}}}
	sampler := &Sampler{Pools: []Pool{pool}, Phases: []Phase{{1, []float64{1}}}, Tokens: 20, Window: 1}
	if _, err := New(trainer.model, sampler, testOptions); err == nil {
		t.Error("want an error with label smoothing")
	}
	options := testOptions
	options.Smoothing = 0
	if _, err := New(trainer.model, sampler, options); err != nil {
		t.Error(err)
	}
}
