package main

import (
	"fmt"
	"os"
	"path/filepath"

	"pellucid/engine/model"
	"pellucid/engine/probe"
)

func (b *builder) printf(format string, args ...any) { b.text = fmt.Appendf(b.text, format, args...) }

func (b *builder) head() {
	b.printf("# What do the layers of `%s` know?\n\n", b.session.Meta.Name)
	b.printf("Weights %.12s…. Linear probes and structural probes, trained on the development part and tested on the test part of "+
		"Universal Dependencies treebanks (at most %d sentences each; %d seeds of control task and random weights). Accuracies are shares of "+
		"test words, with 95 %% intervals by resampling sentences. *Control*: each word type has a random label. *Selectivity*: accuracy "+
		"less control. *Over memoriser*: accuracy less that of each word's most frequent label in training. *Over random weights*: less that "+
		"of the same probe on the same architecture with random weights. *Bits*: online code length a training label. "+
		"What can be decoded need not be used by the model.\n\nMade by `go run ./build/probes`; %s (CC BY-SA 4.0).\n",
		b.session.Meta.Hash, b.most, b.seeds, credit)
}

func (b *builder) section(bank treebank, stack model.Stack, corpus []probe.Sentence, test []bool) {
	count := [2]int{}
	words := [2]int{}
	for i, s := range corpus {
		part := 0
		if test[i] {
			part = 1
		}
		count[part]++
		words[part] += len(s.Words)
	}
	b.printf("\n## %s, %v\n\n%d sentences (%d words) to train on, %d (%d words) to test.\n",
		bank.name, stack, count[0], words[0], count[1], words[1])
}

func (b *builder) table(t *probe.Table, sites []model.Site) {
	b.printf("\n### %s: %d classes, %d words\n\nMajority %s; memoriser %s. %.2f bits a label if all classes were as likely.\n\n",
		t.Task, len(t.Classes), t.Words, show(t.Majority), show(t.Memoriser), t.Uniform)
	b.printf("| site | accuracy | control | selectivity | over memoriser | over random weights | bits |\n|---|---|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		bits := "–"
		if r.Bits > 0 {
			bits = fmt.Sprintf("%.2f", r.Bits)
		}
		b.printf("| %v | %s | %s | %s | %s | %s | %s |\n", sites[r.Layer], show(r.Accuracy), show(r.Control),
			gain(r.Selectivity), gain(r.OverMemoriser), gain(r.OverRandom), bits)
	}
	b.conclude(t, sites)
}

// conclude says from the intervals where the probe is surely better than both baselines.
func (b *builder) conclude(t *probe.Table, sites []model.Site) {
	best := -1
	where := ""
	for i, r := range t.Rows {
		if r.OverMemoriser.Low > 0 && r.OverRandom.Low > 0 {
			where += fmt.Sprintf(" %v;", sites[r.Layer])
			if best < 0 || r.OverMemoriser.Value > t.Rows[best].OverMemoriser.Value {
				best = i
			}
		}
	}
	if best < 0 {
		b.printf("\nNo layer's probe is surely better than both the memoriser and random weights.\n")
		return
	}
	r := t.Rows[best]
	b.printf("\nSurely better than the memoriser and than random weights:%s most over the memoriser at %v, by %s.\n",
		where, sites[r.Layer], gain(r.OverMemoriser))
}

func (b *builder) treeTable(t *probe.TreeTable, sites []model.Site) {
	b.printf("\n### trees: %d sentences, %d edges\n\nUndirected edges found (UUAS). Each word joined to the next: %s; random trees: %s.\n\n",
		t.Sentences, t.Edges, show(t.Chain), show(t.Random))
	b.printf("| site | UUAS | over the chain | Spearman of distances |\n|---|---|---|---|\n")
	for _, r := range t.Rows {
		b.printf("| %v | %s | %s | %s |\n", sites[r.Layer], show(r.UUAS), gain(r.OverWord), show(r.Spearman))
	}
}

func show(v probe.Interval) string { return fmt.Sprintf("%.3f (%.3f to %.3f)", v.Value, v.Low, v.High) }

func gain(v probe.Interval) string {
	return fmt.Sprintf("%+.3f (%+.3f to %+.3f)", v.Value, v.Low, v.High)
}

// write writes the probes and the report.
func (b *builder) write(folder, report string) error {
	if folder != "" {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		file, err := os.Create(filepath.Join(folder, "probes.safetensors"))
		if err != nil {
			return err
		}
		if err := b.shipped.Write(file); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	if report == "" {
		_, err := os.Stdout.Write(b.text)
		return err
	}
	return os.WriteFile(report, b.text, 0o644)
}
