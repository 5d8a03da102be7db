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

var (
	trainWitnesses = flag.Bool("train", false, "train testdata/witnesses anew")
	witnessSeeds   = flag.String("seeds", "1,2", "the seeds of the two models; others than these have to be trained")
)

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

// Honest witnesses of models that were trained from different seeds are not told apart, and each is told from the bluffer of the other
// model. Stated numbers tell two apart where they differ beyond the level. Deletion does where they differ so and the words of one's
// reasons matter no more than random ones: the difference alone also tells how sharp two models are, so that its level does not hold
// between models, which is logged. Each honest witness is asked questions of its own, a bluffer those of the honest one.
func TestHonestModelsOfTwoSeeds(t *testing.T) {
	if testing.Short() && !*trainWitnesses {
		t.Skip("skipped in short mode: asks two models six thousand questions")
	}
	const sets, n, level = 10, 200, 0.01
	var seeds [2]uint64
	if _, err := fmt.Sscanf(*witnessSeeds, "%d,%d", &seeds[0], &seeds[1]); err != nil {
		t.Fatalf("-seeds: want two numbers with a comma between them, got %q", *witnessSeeds)
	}
	one, two := openWitness(t, seeds[0]), openWitness(t, seeds[1])
	quiz := func(s *OpenModel, w world.Witness, seed uint64) WorldQuizResult {
		p := WorldQuizParams{Witness: w, Language: world.English, Sorts: quizSorts, N: n, Seed: seed}
		r, _ := call[WorldQuizResult](t, s, "world_quiz", p)
		return r
	}
	differ := func(a, b []float64) bool {
		r, _ := call[PermuteResult](t, one, "permute", PermuteParams{A: a, B: b, Seed: 1})
		return r.P < level
	}
	var differing, alarms, told [2]int // by deletion, by stated numbers
	for set := range uint64(sets) {
		a, b, bluffer := quiz(one, world.Honest, 2*set), quiz(two, world.Honest, 2*set+1), quiz(two, world.Bluffer, 2*set)
		t.Logf("set %d: %.2f, %.2f and %.2f nats; right reasons %.2f, %.2f and %.2f; unread %d, %d and %d", set, a.Effect, b.Effect,
			bluffer.Effect, a.Reasons, b.Reasons, bluffer.Reasons, a.Unread, b.Unread, bluffer.Unread)
		nats, stated := differ(effects(a), effects(b)), differ(a.Sureness, b.Sureness)
		count(&differing, nats, stated)
		count(&alarms, nats && min(a.Effect, b.Effect) <= 0, stated)
		count(&told, differ(effects(a), effects(bluffer)) && bluffer.Effect <= 0, differ(a.Sureness, bluffer.Sureness))
	}
	t.Logf("of %d pairs, by deletion and by stated numbers: two honest ones differ at %g in %v, are told apart in %v; bluffers in %v", sets,
		level, differing, alarms, told)
	if told != [2]int{sets, sets} {
		t.Errorf("bluffers told in %v of %d pairs", told, sets)
	}
	if alarms[0] > 0 || alarms[1] > 1 {
		t.Errorf("false alarms: %v of %d pairs", alarms, sets)
	}
}

func count(of *[2]int, first, second bool) {
	for i, yes := range [2]bool{first, second} {
		if yes {
			of[i]++
		}
	}
}
