// Command mutate changes one operator or number of the engine at a time and says whether its tests notice:
//
//	go run ./build/mutate -seed 1 -n 60
//
// Mutants are drawn from the files of -packages by the printed seed; those that do not compile are drawn again. The known
// ones (see known.go) once went unnoticed and are tried first. A mutant that survives is printed with its place. The tree is
// not touched: the compiler is given the changed file as an overlay. Not part of the continuous checks: it takes minutes.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	seed := flag.Uint64("seed", 1, "of the mutants drawn")
	count := flag.Int("n", 60, "mutants to draw")
	packages := flag.String("packages", "engine/explain,engine/model", "folders whose files are changed, each tested by its own package")
	limit := flag.Duration("limit", 2*time.Minute, "a mutant whose tests take longer has been noticed")
	flag.Parse()
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(scratch)
	r := runner{scratch: scratch, limit: *limit}
	fmt.Printf("seed %d\n", *seed)
	for _, m := range known {
		r.try(m, "known")
	}
	all, err := mutants(strings.Split(*packages, ","))
	if err != nil {
		log.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(*seed, 0))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, m := range all {
		if r.drawn == *count {
			break
		}
		r.try(m, "drawn")
	}
	fmt.Printf("%d of %d known and %d of %d drawn mutants noticed\n", r.knownKilled, len(known), r.drawnKilled, r.drawn)
	if r.knownKilled < len(known) {
		os.Exit(1)
	}
}

// mutant is one change: the bytes [From, To) of a file become New.
type mutant struct {
	File     string
	From, To int
	Old, New string
	Line     int
}

type runner struct {
	scratch                         string
	limit                           time.Duration
	drawn, drawnKilled, knownKilled int
}

// try runs the tests of the mutant's package over it.
func (r *runner) try(m mutant, kind string) {
	text, err := os.ReadFile(m.File)
	if err != nil {
		log.Fatal(err)
	}
	if m.To == 0 { // a known one is given by its text
		if strings.Count(string(text), m.Old) != 1 {
			log.Fatalf("%s: %q is there %d times, want once", m.File, m.Old, strings.Count(string(text), m.Old))
		}
		m.From = bytes.Index(text, []byte(m.Old))
		m.To = m.From + len(m.Old)
		m.Line = 1 + bytes.Count(text[:m.From], []byte("\n"))
	}
	changed := string(text[:m.From]) + m.New + string(text[m.To:])
	killed, compiles := r.test(m, changed)
	if !compiles {
		if kind == "known" {
			log.Fatalf("%s: %q → %q does not compile", m.File, m.Old, m.New)
		}
		return
	}
	switch {
	case kind == "known" && killed:
		r.knownKilled++
	case kind == "drawn":
		r.drawn++
		if killed {
			r.drawnKilled++
		}
	}
	verdict := "noticed "
	if !killed {
		verdict = "SURVIVED"
	}
	fmt.Printf("%s %s %s:%d: %s → %s\n", verdict, kind, m.File, m.Line, strings.TrimSpace(m.Old), strings.TrimSpace(m.New))
}

// test says whether the tests of the file's package fail over the change, and whether it compiles at all.
func (r *runner) test(m mutant, changed string) (killed, compiles bool) {
	root, err := filepath.Abs(".")
	if err != nil {
		log.Fatal(err)
	}
	file, overlay := filepath.Join(r.scratch, "changed.go"), filepath.Join(r.scratch, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, m.File): file}})
	if err != nil {
		log.Fatal(err)
	}
	for path, data := range map[string][]byte{file: []byte(changed), overlay: list} {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(context.Background(), r.limit)
	defer stop()
	out, err := exec.CommandContext(ctx, "go", "test", "-vet=off", "-failfast", "-overlay", overlay,
		"./"+filepath.Dir(m.File)).CombinedOutput()
	if bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")) {
		return false, false
	}
	return err != nil, true
}
