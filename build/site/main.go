// Command site builds the whole static site into a folder: `go run ./build/site [-out dist]`.
//
// It compiles the engine and its kernels to WebAssembly, bundles the scripts, copies the models and vocabularies with
// their checksums, computes the result that the page shows before the engine has loaded, and writes a compressed copy
// of everything that gains by it. The result works from any host, under any path.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "dist", "the folder to write")
	models := flag.String("models", filepath.Join("assets", "models"), "the folder of models, one folder each")
	gallery := flag.Bool("gallery", false, "also bundle site/test/gallery, for tests")
	quick := flag.Bool("quick", false, "compress less, for tests: the best takes minutes when the engine has changed")
	offline := flag.Bool("offline", true, "keep the page for use without a network; false takes what browsers have kept away")
	hubsFrom := flag.String("hubs", "", "a file with the hubs of models, in place of build/site/hubs.json; \"none\" for none")
	single := flag.String("single", "", "also write the whole page as one HTML file")
	edge := flag.String("edge", "", "the address at which the edge worker (docs/edge.md) serves this site, for its card and oEmbed link")
	flag.Parse()
	start := time.Now()
	openings, err := readOpenings()
	if err != nil {
		log.Fatal(err)
	}
	hubs, err := readHubs(*hubsFrom)
	if err != nil {
		log.Fatal(err)
	}
	address, err := siteAddress(*edge)
	if err != nil {
		log.Fatal(err)
	}
	b := &builder{out: *out, address: address, models: *models, hubs: hubs, gallery: *gallery, quick: *quick, offline: *offline,
		openings: openings, imports: map[string][]string{}}
	if err := b.build(); err != nil {
		log.Fatal(err)
	}
	if *single != "" {
		if err := b.single(*single); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%s in %.1f s\n", *out, time.Since(start).Seconds())
}

// builder is one build.
type builder struct {
	out     string // written afresh
	models  string
	gallery bool
	quick   bool
	offline bool
	address string // of the site behind the edge worker; "" on other hosts

	openings   map[string]opening // by language
	hubs       []hub
	goRoot     string
	files      map[string]artefact // "engine", "relaxed", "simd"
	index      index
	firsts     map[string]first // the first results, by language
	learned    *learned
	lessonList []lessonEntry
	imports    map[string][]string // of a script: the scripts that it imports
	sizes      []size

	vocabularySums, manifestSums map[string]string // SHA-256, base64, by name
}

// size is a line of the summary.
type size struct {
	name        string
	raw, brotli int
}

// build makes everything in a new folder and puts it in place only when all went well.
func (b *builder) build() error {
	final := b.out
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(final), ".site-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	b.out = fresh
	for _, step := range []struct {
		name string
		run  func() error
	}{
		{"engine", b.engine},
		{"models", b.copyModels},
		{"vocabularies", b.vocabularies},
		{"words", b.words},
		{"banks", b.banks},
		{"questions", b.questions},
		{"probes", b.probes},
		{"lessons", b.lessons},
		{"studies", b.studies},
		{"films", b.films},
		{"first results", b.firstResults},
		{"learned positions", b.learnedPositions},
		{"icons", b.icons},
		{"list for links", b.shareList},
		{"scripts", b.bundle},
		{"offline", b.serviceWorker},
		{"types", b.types},
		{"notices", b.notices},
		{"compressed copies", b.compress},
	} {
		start := time.Now()
		if err := step.run(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Printf("%-18s %5.1f s\n", step.name, time.Since(start).Seconds())
	}
	for _, s := range b.sizes {
		fmt.Printf("%-28s %9d bytes, %8d brotli\n", s.name, s.raw, s.brotli)
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(final); err != nil {
		return err
	}
	b.out = final
	return os.Rename(fresh, final)
}

// write puts a file into the site.
func (b *builder) write(name string, content []byte) error {
	path := filepath.Join(b.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
