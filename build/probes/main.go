// Command probes trains the probes that are shipped for a model, and writes the tables of how well they do:
//
//	go run ./build/probes -model assets/models/stories -out assets/probes/stories -report docs/probes-stories.md
//
// Sentences come from Universal Dependencies treebanks: probes are trained on the development part and tested on the test
// part, each with a control task, a memoriser, the majority, and the same probe on random weights (engine/probe says how).
// The probes are made of the treebanks (CC BY-SA 4.0) and carry their licence and credit; no sentence leaves the data folder.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"pellucid/engine/api"
	"pellucid/engine/model"
	"pellucid/engine/probe"
)

// treebank is what probes of a language are made of.
type treebank struct {
	language, name, file string
	tasks                []string
}

var treebanks = []treebank{
	{"en", "UD English EWT", "en_ewt", []string{"pos", "relation", "depth", "number", "tense", "sentence", "identity", "position"}},
	{"zh", "UD Chinese GSDSimp", "zh_gsdsimp", []string{"pos", "relation", "depth", "aspect", "sentence", "identity", "position"}},
}

const credit = "Trained on UD English EWT (Silveira et al. 2014) and UD Chinese GSDSimp (Shen et al., Qi et al.), universaldependencies.org"

// kept are the tasks whose probes are shipped; the others only explain those.
var kept = map[string]bool{"pos": true, "relation": true, "depth": true, "number": true, "tense": true, "aspect": true, "sentence": true}

func main() {
	log.SetFlags(0)
	folder := flag.String("model", "assets/models/stories", "folder of the model")
	data := flag.String("data", "../shared/data", "folder with ud/")
	out := flag.String("out", "", "folder for the probes; none are written without it")
	report := flag.String("report", "", "file for the tables; standard output without it")
	most := flag.Int("n", 2000, "sentences of each part at most")
	seeds := flag.Int("seeds", 3, "seeds")
	flag.Parse()
	session, err := api.Open(os.DirFS(*folder))
	if err != nil {
		log.Fatalf("probes: %v", err)
	}
	b := &builder{session: session, data: *data, most: *most, seeds: *seeds,
		shipped: probe.Shipped{Hash: session.Meta.Hash, Licence: "CC BY-SA 4.0", Credit: credit}}
	b.head()
	for _, bank := range treebanks {
		for _, stack := range stacks(session.Model.Config, bank.language) {
			if err := b.add(bank, stack); err != nil {
				log.Fatalf("probes: %s, %v: %v", bank.name, stack, err)
			}
		}
	}
	if err := b.write(*out, *report); err != nil {
		log.Fatalf("probes: %v", err)
	}
}

// stacks are those of a model that know a language. The story model has English only.
func stacks(c model.Config, language string) []model.Stack {
	switch {
	case c.Kind == model.EncoderDecoder:
		return []model.Stack{model.Encoder, model.Decoder}
	case language == "en":
		return []model.Stack{model.Blocks}
	}
	return nil
}

// builder gathers the probes and the report.
type builder struct {
	session *api.OpenModel
	data    string
	most    int
	seeds   int
	shipped probe.Shipped
	text    []byte
}

// add does one treebank in one stack.
func (b *builder) add(bank treebank, stack model.Stack) error {
	corpus, readings, test, err := b.read(bank, stack)
	if err != nil {
		return err
	}
	config := b.session.Model.Config
	sites := probe.Layers(config, stack)
	var random []*model.Model
	for seed := range b.seeds {
		random = append(random, model.Init(config, rand.New(rand.NewPCG(uint64(seed), 0x72616e64))))
	}
	d, err := probe.NewData(b.session.Model, random, corpus, readings, sites, nil)
	if err != nil {
		return err
	}
	d.Test = test
	b.section(bank, stack, corpus, test)
	for _, id := range bank.tasks {
		if err := b.task(bank, d, corpus, id, sites); err != nil {
			return err
		}
	}
	return b.trees(bank, d, corpus, sites)
}

func (b *builder) task(bank treebank, d *probe.Data, corpus []probe.Sentence, id string, sites []model.Site) error {
	task, err := probe.NewTask(id, corpus)
	if err != nil {
		return err
	}
	options := probe.Options{CodeLength: id == "pos" || id == "relation"}
	for seed := range b.seeds {
		options.Seeds = append(options.Seeds, uint64(seed))
	}
	table, err := d.Probe(task, options, nil)
	if err != nil {
		return err
	}
	first, last := table.Rows[0].Accuracy.Value, table.Rows[len(sites)-1].Accuracy.Value
	log.Printf("%s %v %s: %.3f to %.3f", bank.language, sites[0].Stack, id, first, last)
	b.table(table, sites)
	for layer, site := range sites {
		if !kept[id] {
			break
		}
		trained, err := d.Train(task, layer, nil)
		if err != nil {
			return err
		}
		b.shipped.Linear = append(b.shipped.Linear,
			probe.ShippedProbe{Language: bank.language, Site: site.String(), Task: id, Classes: task.Classes, Probe: trained})
	}
	return nil
}

func (b *builder) trees(bank treebank, d *probe.Data, corpus []probe.Sentence, sites []model.Site) error {
	table, err := d.Trees(corpus, probe.StructuralOptions{Seed: 1}, nil, nil)
	if err != nil {
		return err
	}
	b.treeTable(table, sites)
	for i, p := range table.Probes {
		b.shipped.Trees = append(b.shipped.Trees,
			probe.ShippedTree{Language: bank.language, Site: sites[i].String(), Rank: p.Rank, Scale: table.Scales[i], Probe: p})
	}
	return nil
}

// read reads both parts of a treebank, as many sentences as wanted and as fit into the model.
func (b *builder) read(bank treebank, stack model.Stack) (corpus []probe.Sentence, readings []probe.Reading, test []bool, err error) {
	skipped := 0
	for _, part := range []string{"dev", "test"} {
		file, err := os.Open(filepath.Join(b.data, "ud", bank.file+"-ud-"+part+".conllu"))
		if err != nil {
			return nil, nil, nil, fmt.Errorf("the treebanks are not here: %w", err)
		}
		list, err := probe.ReadCoNLLU(file)
		file.Close()
		if err != nil {
			return nil, nil, nil, err
		}
		seen := map[string]bool{}
		for _, s := range corpus {
			seen[s.Text] = true
		}
		taken := 0
		for _, s := range list {
			if taken == b.most {
				break
			}
			r, err := b.session.Reading(s, stack)
			if err != nil || seen[s.Text] { // too long, a word without tokens, or in the other part too
				skipped++
				continue
			}
			taken++
			corpus, readings, test = append(corpus, s), append(readings, r), append(test, part == "test")
		}
	}
	log.Printf("%s, %v: %d sentences, %d left out (too long for the model, or in both parts)", bank.name, stack, len(corpus), skipped)
	return corpus, readings, test, nil
}
