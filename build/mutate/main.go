// Command mutate changes one operator or number at a time, in the engine and in site/state, and says whether the tests
// notice:
//
//	go run ./build/mutate -seed 1 -n 80                       # all of it
//	go run ./build/mutate -seed 1 -n 80 -only engine/explain  # the same draw, tested in slices
//
// A mutant is drawn by file, then by operator, then by place, each from the printed seed, by hashes. What is left
// out is said in rules.go. The named ones (named.go) once went unnoticed and come first. A mutant is noticed when a test
// of its package fails, or else one of a package that imports it. The tree is not touched: the compiler is given the
// changed file as an overlay. Not part of the continuous checks: it takes the better part of an hour on two cores.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	seed := flag.Uint64("seed", 1, "of the mutants drawn")
	count := flag.Int("n", 80, "mutants to draw")
	only := flag.String("only", "", "test only those whose file begins so; the draw is the same")
	withNamed := flag.Bool("named", true, "the named ones too")
	own := flag.Bool("own", false, "only the tests of a mutant's own package: quicker and stricter")
	list := flag.Bool("list", false, "print them and test nothing")
	limit := flag.Duration("limit", 4*time.Minute, "a mutant whose tests take longer has been noticed")
	flag.Parse()
	if err := run(*seed, *count, *only, *withNamed, *own, *list, *limit); err != nil {
		log.Fatal(err)
	}
}

func run(seed uint64, count int, only string, withNamed, own, list bool, limit time.Duration) error {
	files, err := sources()
	if err != nil {
		return err
	}
	drawn, err := draw(seed, files, count)
	if err != nil {
		return err
	}
	var all []mutant
	if withNamed {
		for _, m := range named {
			if err := m.find(); err != nil {
				return err
			}
			m.kind = "named"
			all = append(all, m)
		}
	}
	all = append(all, drawn...)
	// Mutants of one package after another: the compiler has the rest in its cache.
	slices.SortStableFunc(all, func(a, b mutant) int { return strings.Compare(a.File, b.File) })
	fmt.Printf("seed %d: %d named and %d drawn mutants\n", seed, len(all)-len(drawn), len(drawn))
	t, err := newTester(files, limit)
	if err != nil {
		return err
	}
	defer os.RemoveAll(t.scratch)
	t.own = own
	if !list {
		if err := t.switches(drawn, only); err != nil {
			return err
		}
	}
	tried, noticed := map[string]int{}, map[string]int{}
	for _, m := range all {
		if !strings.HasPrefix(m.File, only) {
			continue
		}
		if list {
			fmt.Println(m)
			continue
		}
		by, err := t.noticed(m)
		if err != nil {
			return err
		}
		tried[m.kind]++
		if by != "" {
			noticed[m.kind]++
			fmt.Printf("noticed  %v (%s)\n", m, by)
		} else {
			fmt.Printf("SURVIVED %v\n", m)
		}
	}
	for _, kind := range []string{"named", "drawn"} {
		fmt.Printf("%d of %d %s mutants noticed\n", noticed[kind], tried[kind], kind)
	}
	if noticed["named"] < tried["named"] || 100*noticed["drawn"] < 95*tried["drawn"] {
		return fmt.Errorf("all named ones and 95 %% of the drawn ones are to be noticed")
	}
	return nil
}
