// Command fewkeys trains the same small decoder with attention to all keys and with attention to few, and compares what each
// has learned after as many steps, and after as many seconds:
//
//	GOEXPERIMENT=simd go run ./build/fewkeys > docs/fewkeys.md
//
// It reads nothing: the texts are tales of the small world (engine/world), in which what was told at the beginning is told again.
// The figures that the page shows go to assets/fewkeys/tales.json.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"runtime"
	"time"
)

func main() {
	log.SetFlags(0)
	p := plan
	flag.IntVar(&p.seeds, "seeds", p.seeds, "runs of each way to train")
	flag.IntVar(&p.steps, "steps", p.steps, "steps of a run, those at first with all keys included")
	out := flag.String("out", "assets/fewkeys/tales.json", "file for what the page shows")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	if err := study(p, *out); err != nil {
		log.Fatalf("fewkeys: %v", err)
	}
}

// study runs the plan, writes the page's figures and prints the report.
func study(p settings, out string) error {
	began := time.Now()
	var runs []run
	for seed := range p.seeds {
		some, err := compare(p, uint64(seed+1))
		if err != nil {
			return err
		}
		runs = append(runs, some...)
		log.Printf("seed %d of %d after %.0f s", seed+1, p.seeds, time.Since(began).Seconds())
	}
	f := summarise(p, runs)
	f.Date = began.Format(time.DateOnly)
	text, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return f.write(os.Stdout)
}
