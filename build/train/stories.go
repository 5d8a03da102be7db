package main

// stories: a decoder-only model of simple English stories, shaped like GPT-2. Two thirds of what it reads are
// TinyStories, because little training makes grammatical sentences only of simple ones; fairy tales, fables and readers
// for children keep it from knowing nothing else.

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

var stories = recipe{
	name:  "stories",
	title: text{"Story writer (simple English)", "英文小故事模型"},
	cannot: text{
		"It continues simple English children's stories and nothing else: it answers no questions, knows no facts and no Chinese, and loses the thread after a few sentences.",
		"它只会续写简单的英文儿童故事：不会回答问题，没有常识，不懂中文，几句之后就会前后不连贯。",
	},
	kind: language,
	config: model.Config{
		Kind: "decoder", Context: 256, Width: 256, DecoderLayers: 4, Heads: 8, KVHeads: 8, HeadDim: 32, Hidden: 640,
		Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "learned",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, Eps: 1e-5,
	},
	tokens: token.Options{Name: "stories", Vocab: 8192, Special: []string{train.PadToken, train.BeginToken, train.EndToken}},
	options: train.Options{
		Schedule: train.Schedule{Peak: 2e-3, Warmup: 200, Floor: 0.02},
		Beta2:    0.97, Decay: 0.05, Clip: 1, Dropout: 0.1, Average: 0.995, Seed: 2,
	},
	batch: 2048, window: 8, minutes: 91, scored: 0, measured: 60, maxOutput: 100,
	load: loadStories, ownTexts: writeCircles,
	own: []item{
		{source: "Once upon a time"}, {source: "One day, a little girl named Lily"}, {source: "The dog was very happy because"},
		{source: "Tom and his sister went to the"}, {source: "The old king had three sons."}, {source: "\"Where are you going?\" asked the"},
		{source: "It was raining and the children"}, {source: "In the forest there lived a big bear."},
		{source: "Mom said to Ben,"}, {source: "The little bird could not"},
	},
}

// textFiles are the files of text/, and the share of the tokens that each is drawn for.
var textFiles = []struct {
	file, credits string
	weight        float64
	source        dataSource
}{
	{"tinystories_cased.txt", "", 0.78, dataSource{Name: "TinyStories", Licence: "CDLA-Sharing-1.0",
		Attribution: "Eldan & Li 2023 (arXiv:2305.07759)"}},
	{"fairytaleqa_278_stories.txt", "", 0.06, dataSource{Name: "FairytaleQA stories",
		Licence: "Apache-2.0; texts in the public domain", Attribution: "Xu et al. 2022 (FairytaleQA)"}},
	{"pratham_storyweaver_en.txt", "pratham_storyweaver_en.attribution.tsv", 0.07, dataSource{Name: "StoryWeaver",
		Licence: "CC BY 4.0", Attribution: "Pratham Books' StoryWeaver; authors under credits"}},
	{"african_storybook_en.txt", "african_storybook_en.attribution.tsv", 0.05, dataSource{Name: "African Storybook",
		Licence: "CC BY 4.0", Attribution: "African Storybook Initiative; authors under credits"}},
	{"aesop4children_loc.txt", "", 0.02, dataSource{Name: "The Aesop for Children", Licence: "public domain",
		Attribution: "Library of Congress"}},
	{"gutenberg_childrens_classics.txt", "", 0.02, dataSource{Name: "Children's classics", Licence: "public domain",
		Attribution: "Project Gutenberg"}},
}

// unwritten says why a text is not learned, though its words are spelled right; "" if it is.
func unwritten(text string) string {
	switch {
	case len(text) < shortText && circles(text):
		return "a phrase three times" // what it reads in circles it writes in circles
	case strings.Contains(text, "â€"):
		return "quotes decoded wrongly"
	}
	return ""
}

// loadStories reads text/ of the data folder. Every 60th TinyStory is held out for dev and every 60th for test.
func loadStories(s settings) (*corpus, error) {
	c := &corpus{dropped: map[string]int{}}
	var weights []float64
	var spelled []string // TinyStories, for the vocabulary
	for i, f := range textFiles {
		texts, err := readTexts(filepath.Join(s.data, "text", f.file))
		if err != nil {
			return nil, err
		}
		pool := textPool{name: f.source.Name}
		for n, text := range texts {
			switch {
			case vulgarEnglish.MatchString(text):
				c.dropped["vulgar"]++
			case i == 0 && n%60 == 30:
				c.dev = append(c.dev, item{target: text})
			case i == 0 && n%60 == 50:
				c.test = append(c.test, item{target: text})
			default:
				if i == 0 {
					spelled = append(spelled, text)
				}
				if reason := unwritten(text); reason != "" {
					c.dropped[reason]++
					continue
				}
				pool.items = append(pool.items, item{target: text})
			}
		}
		source := f.source
		source.Texts = len(pool.items)
		if f.credits != "" {
			if source.Credits, err = readCredits(filepath.Join(s.data, "text", f.credits)); err != nil {
				return nil, err
			}
		}
		c.pools, c.data, weights = append(c.pools, pool), append(c.data, source), append(weights, f.weight)
	}
	c.phases = []train.Phase{{Until: 0.8, Weights: weights}, {Until: 1, Weights: []float64{0.90, 0.02, 0.04, 0.03, 0.01, 0}}}
	for _, pool := range []string{circlingPool, unrepeatedPool} {
		items, err := s.readOwn(pool)
		if err != nil {
			return nil, err
		}
		c.pools = append(c.pools, textPool{pool, items})
		for i := range c.phases {
			share := ownShares[pool]
			if len(items) == 0 {
				share = 0
			}
			c.phases[i].Weights = append(c.phases[i].Weights, share)
		}
	}
	// The merges are TinyStories' alone: what it writes are its words, and a word that is one token is spelled right. Of the
	// words of its dev texts 1.9 % are more than one token so, 2.6 % with all but the classics.
	c.vocabulary = slices.Values(spelled)
	return c, nil
}

var (
	bookMark = regexp.MustCompile(`(?m)^# Title: .*$`)
	heading  = regexp.MustCompile(`(?m)^(#|---|\*\*\*).*$`)
	emphasis = regexp.MustCompile(`_([^_\n]{1,80})_`)
)

// shortText, in bytes: any longer text may say a phrase of four words three times.
const shortText = 3_000

// longestText, in bytes, is what is taken of one text: the beginning of each book is more than a run gets through.
const longestText = 60_000

// readTexts splits a file into texts at its marks, joins wrapped lines, and unifies spelling. A line that ends a
// paragraph stays an end of line.
func readTexts(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	whole := strings.ReplaceAll(string(raw), "\r\n", "\n")
	books := bookMark.MatchString(whole)
	if books {
		whole = emphasis.ReplaceAllString(heading.ReplaceAllString(bookMark.ReplaceAllString(whole, "<|endoftext|>"), "\n"), "$1")
	}
	var texts []string
	for _, part := range strings.Split(whole, "<|endoftext|>") {
		separator := "\n"
		if books {
			separator = "\n\n"
		}
		var paragraphs []string
		size := 0
		for _, paragraph := range strings.Split(part, separator) {
			if paragraph = token.Tidy(paragraph); paragraph != "" && size < longestText {
				size += len(paragraph)
				paragraphs = append(paragraphs, paragraph)
			}
		}
		if len(paragraphs) > 0 {
			texts = append(texts, strings.Join(paragraphs, "\n"))
		}
	}
	return texts, nil
}

// readCredits turns lines "0001_smile-please⇥License: [CC-BY] | Text: A | Illustration: B | …" into "smile-please: A".
func readCredits(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var credits []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, facts, _ := strings.Cut(lines.Text(), "\t")
		_, title, _ := strings.Cut(name, "_")
		var by []string
		for _, fact := range strings.Split(facts, " | ") {
			if strings.HasPrefix(fact, "Text: ") || strings.HasPrefix(fact, "Translation: ") {
				by = append(by, fact)
			}
		}
		credits = append(credits, title+": "+strings.Join(by, "; "))
	}
	return credits, lines.Err()
}
