// Command train makes the models that the project ships, from a data folder and a named recipe:
//
//	go run ./build/train -recipe zh-en -data ../shared/data -out assets/models/zh-en
//	go run ./build/train -recipe zh-en -resume      # goes on after a kill at any moment
//	go run ./build/train -eval zh-en                # scores the result and writes its card
//
// GOEXPERIMENT=simd makes it several times faster. README.md has data layout, times and expected scores.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// settings are what the command line says.
type settings struct {
	data, out, state string
	from             string
	blend            float64
	brief            bool
	steps            int
	minutes          float64
	until            string
	workers          int
	resume           bool
	saveEvery        time.Duration
	saveSteps        int
	scoreEvery       time.Duration
	beam             int
	bf16             bool
}

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func command(arguments []string) error {
	var s settings
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	name := flags.String("recipe", "", "train this recipe: zh-en, stories, world or tiny")
	evaluate := flags.String("eval", "", "score this recipe's trained model and write its card")
	check := flags.String("check", "", "print the dev figures of this pack of zh-en, with the vocabulary in -out")
	write := flags.Bool("write", false, "with -recipe and -from: write the texts of these weights that a later run with the same -state learns of")
	flags.BoolVar(&s.brief, "quick", false, "with -check: a fifth of dev, and no other spellings; with -eval: int8 weights only")
	flags.StringVar(&s.data, "data", "../shared/data", "folder with mt/ and text/")
	flags.StringVar(&s.out, "out", "", "folder for weights, tokenizer, card and history (default assets/models/RECIPE)")
	flags.StringVar(&s.state, "state", "", "folder for the state of the run (default run/RECIPE)")
	flags.StringVar(&s.from, "from", "", "start from these weights, with the vocabulary beside them; of several (comma) from their mean")
	flags.Float64Var(&s.blend, "blend", 0, "share of the start's weights in what is exported")
	flags.IntVar(&s.steps, "steps", 0, "train this many steps (default: the recipe's steps or minutes)")
	flags.Float64Var(&s.minutes, "minutes", 0, "train for this long; the learning rate lands at its floor at the end of the time")
	flags.StringVar(&s.until, "until", "", "train until this time of day, such as 08:40, instead of -minutes")
	flags.IntVar(&s.workers, "workers", runtime.NumCPU(), "cores to use")
	flags.BoolVar(&s.resume, "resume", false, "go on from the saved state, if there is one")
	flags.DurationVar(&s.saveEvery, "save", 2*time.Minute, "time between saved states")
	flags.IntVar(&s.saveSteps, "save-steps", 0, "steps between saved states, besides -save")
	flags.DurationVar(&s.scoreEvery, "score", 10*time.Minute, "time between scores and samples in the log")
	flags.IntVar(&s.beam, "beam", 4, "width of the beam search that -eval scores beside greedy output; 0 for none")
	flags.BoolVar(&s.bf16, "bf16", true, "large matrix products of a step in bfloat16, where the processor has a matrix unit")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *check != "" {
		return checkFile(&zhEn, s, *check, s.brief)
	}
	if (*name == "") == (*evaluate == "") {
		return fmt.Errorf("want exactly one of -recipe and -eval")
	}
	recipe, err := findRecipe(*name + *evaluate)
	if err != nil {
		return err
	}
	if s.out == "" {
		s.out = filepath.Join("assets", "models", recipe.name)
	}
	if s.state == "" {
		s.state = filepath.Join("run", recipe.name)
	}
	if *evaluate != "" {
		return writeCard(recipe, s)
	}
	if *write {
		return writeOwnTexts(recipe, s)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	return trainRecipe(recipe, s, stop)
}
