package main

// What a translator must stand beside BLEU: the first inputs, numbers and negation, spellings of every kind, and no loops.

import (
	"fmt"
	"slices"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/doubt"
	"pellucid/engine/model"
)

// share is a part of a whole, in per cent.
type share struct {
	Passed  int     `json:"passed"`
	Of      int     `json:"of"`
	Percent float64 `json:"percent"`
}

func (s *share) add(passed bool) {
	s.Of++
	if passed {
		s.Passed++
	}
	s.Percent = round(100*float64(s.Passed)/float64(s.Of), 1)
}

// checked is the card's account of all this.
type checked struct {
	Closed   share        `json:"closed"` // first inputs that may be in training
	Open     share        `json:"open"`   // first inputs of which neither side is
	Fresh    share        `json:"fresh"`  // by another hand, who saw neither frames nor lexicon; the corpora may hold some
	Failures []cardSample `json:"failures"`
	Numbers  share        `json:"numbers"`  // sentences whose number survives
	Negation share        `json:"negation"` // sentences whose negation, or lack of it, survives
	Loops    share        `json:"loops"`    // outputs of all these that repeat a phrase three times or have an unbalanced bracket; passed are such

	lost []cardSample // sentences whose number or negation did not survive, and outputs that loop
}

// check measures a model on the first inputs and on the test of numbers and negation.
func (r *run) check(m *model.Model) (checked, error) {
	var c checked
	list, err := firstInputs()
	if err != nil {
		return c, err
	}
	tests, err := survivalTest()
	if err != nil {
		return c, err
	}
	var items []item
	for _, f := range list {
		items = append(items, item{source: f.text, to: f.to})
	}
	for _, s := range tests {
		items = append(items, s.item)
	}
	outputs, err := r.generate(m, items)
	if err != nil {
		return c, err
	}
	shares := map[string]*share{"closed": &c.Closed, "open": &c.Open, "fresh": &c.Fresh}
	for i, f := range list {
		right := f.right(outputs[i])
		shares[f.kind].add(right)
		if !right {
			c.Failures = append(c.Failures, cardSample{f.text, f.to, outputs[i], f.kind})
		}
	}
	for i, s := range tests {
		survived := s.survived(outputs[len(list)+i])
		if s.kind == "number" {
			c.Numbers.add(survived)
		} else {
			c.Negation.add(survived)
		}
		if !survived {
			c.lost = append(c.lost, cardSample{s.source, s.to, outputs[len(list)+i], s.kind})
		}
	}
	for i, output := range outputs {
		loops := doubt.Loops(output)
		c.Loops.add(loops)
		if loops {
			c.lost = append(c.lost, cardSample{items[i].source, items[i].to, output, "loop"})
		}
	}
	return c, nil
}

// respelled is a way to write the same sources otherwise.
type respelled struct {
	name   text
	change func(item) item
	marks  bool // final marks are not compared
}

// spellings are the ways visitors write.
var spellings = []respelled{
	{text{"’ for '", "’ 代替 '"}, func(it item) item { it.source = strings.ReplaceAll(it.source, "'", "’"); return it }, false},
	{text{"half-width marks", "半角标点"}, func(it item) item {
		it.source = strings.NewReplacer("。", ".", "，", ",", "？", "?", "！", "!").Replace(it.source)
		return it
	}, false},
	{text{"lower case", "全部小写"}, func(it item) item { it.source = strings.ToLower(it.source); return it }, false},
	{text{"leading and trailing space", "前后有空格"}, func(it item) item { it.source = "  " + it.source + "\n"; return it }, false},
	{text{"traditional characters", "繁体字"}, traditionalSource(), false},
	{text{"marks not compared", "不比较句末标点"}, func(it item) item { return it }, true},
	{text{"without final marks, marks not compared", "去掉句末标点，不比较句末标点"}, func(it item) item {
		it.source = strings.TrimRight(it.source, "。！？.!?")
		return it
	}, true},
}

// traditionalSource writes sources in traditional characters, where the table has one that is read as the simplified.
func traditionalSource() func(item) item {
	table, err := pairFiles.ReadFile("pairs/simplify.txt")
	if err != nil {
		panic("train: " + err.Error())
	}
	back := map[rune]rune{}
	runes := []rune(string(table))
	for i := 0; i+1 < len(runes); i += 2 {
		if _, ok := back[runes[i+1]]; !ok || runes[i] > back[runes[i+1]] {
			back[runes[i+1]] = runes[i]
		}
	}
	return func(it item) item {
		it.source = strings.Map(func(r rune) rune {
			if t, ok := back[r]; ok && it.to == "en" {
				return t
			}
			return r
		}, it.source)
		return it
	}
}

// respelledScores are the scores of the same items, their sources written in each of the spellings.
func (r *run) respelledScores(m *model.Model, items []item, resamples int) ([]cardScore, error) {
	var scores []cardScore
	for _, s := range spellings {
		changed := make([]item, len(items))
		for i, it := range items {
			changed[i] = s.change(it)
		}
		outputs, err := r.generate(m, changed)
		if err != nil {
			return nil, err
		}
		if s.marks {
			for i := range changed {
				changed[i].target, outputs[i] = bareEnd(changed[i].target), bareEnd(outputs[i])
			}
		}
		for _, score := range r.measure(changed, outputs, resamples) {
			score.Label = &text{
				fmt.Sprintf("%s, %s: %s", score.Data, s.name.EN, score.Metric),
				fmt.Sprintf("%s，%s：%s", map[string]string{"en": "中译英", "zh": "英译中"}[score.direction], s.name.ZH, score.Metric),
			}
			score.Data += ", " + s.name.EN
			scores = append(scores, score)
		}
	}
	return scores, nil
}

func bareEnd(text string) string { return strings.TrimRight(strings.TrimSpace(text), "。！？.!?") }

// checkFile prints the dev figures of a pack: for choosing between runs. quick leaves out the spellings and takes a fifth of dev.
func checkFile(recipe *recipe, s settings, path string, quick bool) error {
	r := &run{recipe: recipe, settings: s}
	var err error
	if r.corpus, err = r.load(r.settings); err != nil {
		return err
	}
	if r.tokenizer, err = readTokenizer(r.out); err != nil {
		return err
	}
	r.tokenizer.ReadAs(reading(r.tokenizer))
	r.encoder = newEncoder(r.tokenizer, r.config.Context)
	var m *model.Model
	if strings.Contains(path, ",") {
		if m, err = meanOf(strings.Split(path, ",")); err == nil {
			m = checkpoint.Quantise(m)
		}
	} else {
		m, _, _, err = readModel(path)
	}
	if err != nil {
		return err
	}
	dev := r.corpus.dev
	if quick {
		dev = spread(dev, len(dev)/5)
	}
	scores, _, err := r.scores(m, dev)
	if err != nil {
		return err
	}
	fmt.Println("dev", scores)
	c, err := r.check(m)
	if err != nil {
		return err
	}
	fmt.Printf("first inputs: closed %+v, open %+v, fresh %+v; numbers %+v, negation %+v; loops %d of %d\n",
		c.Closed, c.Open, c.Fresh, c.Numbers, c.Negation, c.Loops.Passed, c.Loops.Of)
	for _, f := range slices.Concat(c.Failures, c.lost) {
		fmt.Printf("    %s: %s → %s\n", f.Method, f.Input, f.Output)
	}
	if quick {
		return nil
	}
	more, err := r.respelledScores(m, dev, 0)
	for _, score := range more {
		fmt.Printf("%-60s %-10s %.2f\n", score.Data, score.Metric, score.Value)
	}
	return err
}
