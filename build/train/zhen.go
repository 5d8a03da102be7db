package main

// zh-en: one encoder–decoder that translates everyday sentences both ways. Tatoeba's short sentences are what it is
// measured on and much of what it sees; the longer, stiffer example sentences of HanziGraph widen its vocabulary.

import (
	"math/rand/v2"
	"path/filepath"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

var zhEn = recipe{
	name:  "zh-en",
	title: text{"Chinese ⇄ English translator", "中英互译模型"},
	cannot: text{
		"It is a very small model that learned from about 450,000 pairs of everyday sentences and words, some of them made for it or by itself. " +
			"It cannot translate long or technical text, names, numbers, prices and times reliably, idioms, or anything that " +
			"hangs on context outside the sentence; single words may come out as others; it states errors as fluently as facts.",
		"它是个很小的模型，从约四十五万对日常句子和单词中学习，其中一部分是专门为它编写的，或由它自己翻译的。它译不好长句和专业文章，" +
			"人名、数字、价钱和时间不可靠，不懂成语典故，也不知道句子之外的语境；单个词可能译成别的词；译错时同样流畅。",
	},
	kind: translation,
	config: model.Config{
		Kind: "encoder-decoder", Context: 96, Width: 256, EncoderLayers: 5, DecoderLayers: 2, Heads: 4, KVHeads: 4, HeadDim: 64, Hidden: 896,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5,
	},
	tokens: token.Options{
		Name: "zh-en", Vocab: 10240, HanSingle: true, MinCount: 5,
		Special: []string{train.PadToken, train.BeginToken, train.EndToken, train.ToEnglish, train.ToChinese},
	},
	options: train.Options{
		Schedule: train.Schedule{Peak: 5e-4, Warmup: 200, Floor: 0.02},
		Decay:    0.01, Clip: 1, Smoothing: 0.1, Dropout: 0.05, Average: 0.995, Seed: 1,
	},
	batch: 3000, window: 8, minutes: 105, moments: true, scored: 20, measured: 150, maxOutput: 64,
	load: loadPairs, ownTexts: translateMono,
	own: []item{
		{source: "我的猫喜欢睡在窗边。", to: "en"},
		{source: "你昨天为什么没来？", to: "en"},
		{source: "这本书比那本书有意思。", to: "en"},
		{source: "外面下雨了，别忘了带伞。", to: "en"},
		{source: "她每天早上喝一杯咖啡。", to: "en"},
		{source: "如果明天天气好，我们就去爬山。", to: "en"},
		{source: "请把门关上。", to: "en"},
		{source: "我妹妹在北京学习音乐。", to: "en"},
		{source: "这家饭馆的面条很好吃，但是有点贵。", to: "en"},
		{source: "没有人知道他去了哪里。", to: "en"},
		{source: "Where did you put my keys?", to: "zh"},
		{source: "I am learning to cook Chinese food.", to: "zh"},
		{source: "The train leaves at seven o'clock.", to: "zh"},
		{source: "My brother is taller than me.", to: "zh"},
		{source: "Please don't open the window.", to: "zh"},
		{source: "She has lived in this city for ten years.", to: "zh"},
		{source: "If I had more time, I would read more books.", to: "zh"},
		{source: "The children are playing in the garden.", to: "zh"},
		{source: "He forgot to call his mother.", to: "zh"},
		{source: "This is the best soup I have ever eaten.", to: "zh"},
	},
}

// readSets reads the pairs of mt/ by set: "train", "dev" and "test".
func readSets(folder string) (map[string][]pair, error) {
	sets := map[string][]pair{}
	for _, name := range []string{"train", "dev", "test"} {
		pairs, err := readPairs(filepath.Join(folder, "mt", name+".tsv"))
		if err != nil {
			return nil, err
		}
		sets[name] = pairs
	}
	return sets, nil
}

// loadPairs reads mt/ and words/ of the data folder, and what was translated before (-write).
func loadPairs(s settings) (*corpus, error) {
	sets, err := readSets(s.data)
	if err != nil {
		return nil, err
	}
	words, err := readWords(s.data)
	if err != nil {
		return nil, err
	}
	held := heldOut(sets["dev"], sets["test"])
	kept, dropped := clean(tidied(sets["train"]), corpusRules(held)...)
	bySource := map[string][]pair{}
	for _, p := range kept {
		bySource[p.source] = append(bySource[p.source], p)
	}
	everyday := bySource["tatoeba"]
	first, err := firstInputs()
	if err != nil {
		return nil, err
	}
	own, err := readPhrases()
	if err != nil {
		return nil, err
	}
	made, err := generatedPairs()
	if err != nil {
		return nil, err
	}
	made, left := clean(made, held, heldOutFirst(first))
	for reason, n := range left {
		dropped[reason] += n
	}
	ownWord := own.known()
	known := knownCharacters(everyday, slices.Concat(bySource["hanzigraph"], bySource["wiktionary"]), words)
	pools := map[string][]pair{
		"tatoeba":             everyday,
		"generated":           made,
		"phrases, to English": unheld(own.spelled().toEnglish, held, heldOutFirst(first)),
		"phrases, to Chinese": unheld(own.spelled().toChinese, held, heldOutFirst(first)),
		"words":               wordPairs(words, func(p pair) bool { return held(p) != "" || ownWord(p) }),
	}
	for pool, source := range map[string]string{"general": "hanzigraph", "wiktionary": "wiktionary"} {
		var rare map[string]int
		pools[pool], rare = clean(bySource[source], knownHan(known, 3))
		for reason, n := range rare {
			dropped[reason] += n
		}
	}
	translated, err := s.readTranslated()
	if err != nil {
		return nil, err
	}
	for pool, of := range translated {
		pools[pool], _ = clean(near(of, everyday, pool), held, heldOutFirst(first), knownHan(known, 3))
	}
	random := rand.New(rand.NewPCG(1, 2))
	plain := slices.Concat(everyday, pools["single to en"], made[:len(made)/2])
	pools["no mark"] = withoutMarks(plain)
	pools["lower case"] = otherCase(plain, random)
	pools["two sentences"] = twoSentences(everyday, 20000, random)
	numbered := renumbered(slices.Concat(everyday, pools["single to en"], pools["general"]), 8, reserved, random)
	pools["other numbers"] = unheld(numbered, held, heldOutFirst(first))
	c := &corpus{
		dev:        slices.Concat(judged(sets["dev"], "en"), judged(sets["dev"], "zh")),
		test:       slices.Concat(judged(sets["test"], "en"), judged(sets["test"], "zh")),
		vocabulary: vocabularyTexts(pools),
		data:       sources(pools),
		dropped:    dropped,
	}
	c.pools, c.phases = mixed(pools)
	return c, nil
}

// unheld leaves out pairs that share a side with a held-out one.
func unheld(pairs []pair, held ...rule) []pair {
	kept, _ := clean(pairs, held...)
	return kept
}

// generatedPairs fills the frames.
func generatedPairs() ([]pair, error) {
	frames, err := readFrames("frames.tsv")
	if err != nil {
		return nil, err
	}
	g, err := newGenerator(1, reserved)
	if err != nil {
		return nil, err
	}
	return g.generated(frames, 110000, "generated")
}

// knownCharacters counts Han characters so that those known to everyday text, to twelve general pairs or to the word lists
// count three times at least.
func knownCharacters(everyday, general []pair, words []word) map[rune]int {
	known := countHan(everyday)
	for r, n := range countHan(general) {
		if n+known[r] >= 12 {
			known[r] = max(known[r], 3)
		}
	}
	for r := range hanOf(words) {
		known[r] = max(known[r], 3)
	}
	return known
}

// vocabularyTexts is what the tokenizer is trained on: everyday words get the merges.
func vocabularyTexts(pools map[string][]pair) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, part := range []struct {
			pool         string
			times, every int
		}{{"tatoeba", 2, 1}, {"words", 3, 1}, {"general", 1, 2}} {
			for range part.times {
				for i, p := range pools[part.pool] {
					if i%part.every == 0 && (!yield(p.english) || !yield(p.chinese)) {
						return
					}
				}
			}
		}
	}
}

// sources is the card's list of data.
func sources(pools map[string][]pair) []dataSource {
	return []dataSource{
		{Name: "Tatoeba", Licence: "CC BY 2.0 FR", Attribution: "Sentences by the contributors of tatoeba.org, through the exports of manythings.org and hsk-annotated-corpus; traditional characters converted with OpenCC's tables", Pairs: len(pools["tatoeba"])},
		{Name: "HanziGraph example sentences", Licence: "MIT",
			Attribution: "HanziGraph project; written by gpt-3.5-turbo", Pairs: len(pools["general"])},
		{Name: "English Wiktionary example sentences", Licence: "CC BY-SA 4.0",
			Attribution: "Contributors of en.wiktionary.org, through kaikki.org", Pairs: len(pools["wiktionary"])},
		{Name: "Single sentences, translated by the model itself", Licence: "CC BY 2.0 FR; sentences of stories as in the story model's card",
			Attribution: "Chinese sentences of tatoeba.org's contributors that are in no pair, and sentences of the story model's texts",
			Pairs:       len(pools["single to en"]) + len(pools["single to zh"])},
		{Name: "HSK word lists", Licence: "CC BY-SA 4.0",
			Attribution: "drkameleon/complete-hsk-vocabulary (MIT); glosses from CC-CEDICT (CC BY-SA 4.0)", Pairs: len(pools["words"])},
		{Name: "phrases, words and generated sentences of our own", Licence: "Apache-2.0",
			Attribution: "build/train/pairs", Pairs: len(pools["phrases, to English"]) + len(pools["generated"])},
	}
}

// directed is pairs as items towards one language.
func directed(pairs []pair, to string) []item {
	items := make([]item, len(pairs))
	for i, p := range pairs {
		items[i] = item{source: p.chinese, target: p.english, to: to}
		if to == "zh" {
			items[i] = item{source: p.english, target: p.chinese, to: to}
		}
	}
	return items
}

// judged is pairs as items whose sources are tidied, as the model was taught, and whose references are as they came.
func judged(pairs []pair, to string) []item {
	items := directed(tidied(pairs), to)
	for i, raw := range directed(pairs, to) {
		items[i].target = raw.target
	}
	return items
}
