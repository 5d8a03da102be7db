package probe

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"pellucid/engine/kernel"
)

// FuzzCorpora: annotated sentences of both forms. In what is taken, every head is a word of its sentence.
func FuzzCorpora(f *testing.F) {
	for _, text := range []string{
		"# text = a b\n1\ta\ta\tDET\t_\t_\t2\tdet\t_\t_\n2\tb\tb\tNOUN\t_\t_\t0\troot\t_\t_\n\n", "1\ta\n", "\n\n", "1-2\tx\n", "",
		"the/DET/2/det cat/NOUN/0/root\n", "猫/NOUN/0/root\n", "a/b/c/d\n",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, spaced bool) {
		for _, read := range []func() ([]Sentence, error){
			func() ([]Sentence, error) { return ReadCoNLLU(strings.NewReader(text)) },
			func() ([]Sentence, error) { return ReadBank(strings.NewReader(text), spaced) },
		} {
			sentences, err := read()
			if err != nil {
				continue
			}
			for _, s := range sentences {
				for i, w := range s.Words {
					if w.Head < -1 || w.Head >= len(s.Words) {
						t.Errorf("%q: word %d has head %d of %d words", text, i, w.Head, len(s.Words))
					}
				}
			}
		}
	})
}

// FuzzShipped: a file of probes, whole and damaged.
func FuzzShipped(f *testing.F) {
	s := &Shipped{Hash: "h", Linear: []ShippedProbe{{Classes: []string{"a", "b"},
		Probe: &Linear{Classes: 2, Width: 3, W: make([]float32, 6), B: make([]float32, 2)}}}}
	var file bytes.Buffer
	if err := s.Write(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		damaged := bytes.Clone(file.Bytes())
		damaged[rng.IntN(len(damaged))] ^= byte(1 << rng.IntN(8))
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := ReadShipped(bytes.NewReader(content), int64(len(content)), "h", kernel.Plain{})
		if err != nil {
			return
		}
		for i, p := range s.Linear {
			if len(p.Probe.W) != len(p.Classes)*p.Probe.Width {
				t.Errorf("probe %d has %d weights for %d classes of width %d", i, len(p.Probe.W), len(p.Classes), p.Probe.Width)
			}
		}
	})
}
