package api

// Two more models of the small world, of the same texts and different seeds, each with both witnesses in it. They are small and about
// scenes alone, and lie in testdata; `go test ./engine/api -run TestHonestModelsOfTwoSeeds -train` makes them anew, in some minutes.

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

var trainWitnesses = flag.Bool("train", false, "train testdata/witnesses anew")

const witnessSteps = 4000

// witnessRecipe is the shipped recipe with a fifth of the weights, and of its texts the English scenes of one visitor.
func witnessRecipe() world.Recipe {
	r := world.Shipped
	r.Config.Width, r.Config.DecoderLayers, r.Config.HeadDim, r.Config.Hidden = 64, 3, 16, 256
	r.Tokens.Vocab = 560
	r.Options.Schedule = train.Schedule{Peak: 4e-3, Warmup: 100, Floor: 0.03}
	r.Mixture, r.LateMixture = map[string]float64{world.PartVisitors: 1}, nil
	r.Batch, r.Steps, r.LateFrom = 1000, witnessSteps, 1
	return r
}

// trainWitness makes the model of a seed: the world, its texts and their vocabulary are the shipped world's, first weights and
// the order of the texts are the seed's.
func trainWitness(seed uint64, log func(string, ...any)) (*world.Run, error) {
	recipe := witnessRecipe()
	r := &world.Run{World: world.New(shippedWorld), Recipe: recipe, Languages: []world.Language{world.English}, Steps: recipe.Steps}
	parts := r.World.Parts(recipe.Texts, r.Languages, recipe.HasPart)
	var err error
	if r.Tokenizer, err = token.Train(world.Vocabulary(parts), recipe.Tokens); err != nil {
		return nil, err
	}
	r.Encoder = train.NewEncoder(r.Tokenizer)
	sampler := &train.Sampler{Tokens: recipe.Batch, Window: recipe.Window, Seed: seed, Phases: recipe.Phases(parts)}
	for _, p := range parts {
		pool := train.Pool{Name: p.Name}
		for _, t := range p.Texts {
			pool.Examples = append(pool.Examples, r.Encoder.Text(t.Text, t.Given))
		}
		sampler.Pools = append(sampler.Pools, pool)
	}
	r.Model = model.Init(r.Encoder.Configure(recipe.Config), rand.New(rand.NewPCG(seed, 0x696e6974)))
	recipe.Options.Seed = seed
	if r.Trainer, err = train.New(r.Model, sampler, recipe.Options); err != nil {
		return nil, err
	}
	for r.Trainer.Steps() < r.Steps {
		report, err := r.Next()
		if err != nil {
			return nil, err
		}
		if report.Step%200 == 0 {
			log("seed %d, step %d: loss %.3f", seed, report.Step, report.Loss)
		}
	}
	return r, nil
}

func witnessFolder(seed uint64) string {
	return filepath.Join("testdata", "witnesses", fmt.Sprint(seed))
}

func writeWitness(seed uint64) error {
	run, err := trainWitness(seed, func(format string, values ...any) { fmt.Fprintf(os.Stderr, format+"\n", values...) })
	if err != nil {
		return err
	}
	files, err := run.Files()
	if err != nil {
		return err
	}
	folder := witnessFolder(seed)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// openWitness opens the model of a seed, trained anew if the tests are told to.
func openWitness(t *testing.T, seed uint64) *OpenModel {
	t.Helper()
	if *trainWitnesses {
		if err := writeWitness(seed); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(os.DirFS(witnessFolder(seed)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Honest witnesses of models that were trained from different seeds are not told apart more often than the tests' level says, and each is
// told from the bluffer of the other model. Between two models the deletion test counts the reasons whose words matter more than random
// ones: how many nats they cost is a matter of how sharp a model is, too, and tells honest models apart at times. Each is asked questions
// of its own, a bluffer those of the honest witness.
func TestHonestModelsOfTwoSeeds(t *testing.T) {
	if testing.Short() && !*trainWitnesses {
		t.Skip("skipped in short mode: asks two models six thousand questions")
	}
	const sets, n, level = 10, 200, 0.01
	one, two := openWitness(t, 1), openWitness(t, 2)
	quiz := func(s *OpenModel, w world.Witness, seed uint64) WorldQuizResult {
		p := WorldQuizParams{Witness: w, Language: world.English, Sorts: quizSorts, N: n, Seed: seed}
		r, _ := call[WorldQuizResult](t, s, "world_quiz", p)
		return r
	}
	p := func(a, b []float64) float64 {
		r, _ := call[PermuteResult](t, one, "permute", PermuteParams{A: a, B: b, Seed: 1})
		return r.P
	}
	tests := []struct {
		name         string
		of           func(WorldQuizResult) []float64
		alarms, told int
	}{
		{name: "words that matter", of: mattering}, {name: "nats", of: effects},
		{name: "stated numbers", of: func(r WorldQuizResult) []float64 { return r.Sureness }},
	}
	for set := range uint64(sets) {
		a, b := quiz(one, world.Honest, 2*set), quiz(two, world.Honest, 2*set+1)
		bluffer := quiz(two, world.Bluffer, 2*set)
		t.Logf("set %d: %.2f, %.2f and %.2f nats; right reasons %.2f, %.2f and %.2f; unread %d, %d and %d", set, a.Effect, b.Effect,
			bluffer.Effect, a.Reasons, b.Reasons, bluffer.Reasons, a.Unread, b.Unread, bluffer.Unread)
		for i := range tests {
			test := &tests[i]
			honest, bluff := p(test.of(a), test.of(b)), p(test.of(a), test.of(bluffer))
			t.Logf("set %d, %s: two honest p = %.4f, honest and bluffer p = %.4f", set, test.name, honest, bluff)
			if honest < level {
				test.alarms++
			}
			if bluff < level {
				test.told++
			}
		}
	}
	for _, test := range tests {
		t.Logf("%s: of %d pairs at %g, false alarms %d, bluffers told %d", test.name, sets, level, test.alarms, test.told)
		if test.told < sets {
			t.Errorf("%s: bluffers told in %d of %d pairs", test.name, test.told, sets)
		}
		if test.alarms > 1 && test.name != "nats" {
			t.Errorf("%s: %d false alarms of %d pairs", test.name, test.alarms, sets)
		}
	}
}

// mattering is 1 for each answer that loses more without the words of its reason than without random ones.
func mattering(r WorldQuizResult) (list []float64) {
	for _, a := range r.Answers {
		if a.Effect > 0 {
			list = append(list, 1)
		} else {
			list = append(list, 0)
		}
	}
	return list
}
