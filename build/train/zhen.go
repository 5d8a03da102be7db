package main

// zh-en: one encoder–decoder that translates everyday sentences both ways. Tatoeba's short sentences are what it is
// measured on and most of what it sees; the longer, stiffer example sentences of HanziGraph widen its vocabulary and are
// dropped for the last quarter.

import (
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
		"It learned from about 225,000 everyday sentence pairs in little more than an hour on two processor cores. It cannot translate long or technical text, names and numbers reliably, idioms, or anything that hangs on context outside the sentence; it states errors as fluently as facts.",
		"它只用两个处理器核心、一个多小时，从约二十二万五千对日常句子中学习。它译不好长句和专业文章，人名和数字不可靠，不懂成语典故，也不知道句子之外的语境；译错时同样流畅。",
	},
	kind: translation,
	config: model.Config{
		Kind: "encoder-decoder", Context: 96, Width: 256, EncoderLayers: 3, DecoderLayers: 3, Heads: 4, KVHeads: 4, HeadDim: 64, Hidden: 768,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5,
	},
	tokens: token.Options{
		Name: "zh-en", Vocab: 6400, HanSingle: true, MinCount: 3,
		Special: []string{train.PadToken, train.BeginToken, train.EndToken, train.ToEnglish, train.ToChinese},
	},
	options: train.Options{
		Schedule: train.Schedule{Peak: 1.5e-3, Warmup: 500, Floor: 0.03},
		Decay:    0.01, Clip: 1, Smoothing: 0.1, Average: 0.998, Seed: 1,
	},
	batch: 2500, window: 8, minutes: 95, moments: true, scored: 60, measured: 300, maxOutput: 64,
	load: loadPairs,
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

// loadPairs reads mt/ of the data folder.
func loadPairs(folder string) (*corpus, error) {
	sets := map[string][]pair{}
	for _, name := range []string{"train", "dev", "test"} {
		pairs, err := readPairs(filepath.Join(folder, "mt", name+".tsv"))
		if err != nil {
			return nil, err
		}
		sets[name] = pairs
	}
	kept, dropped := clean(tidied(sets["train"]), heldOut(sets["dev"], sets["test"]), vulgar, script, lengths(30, 45))
	bySource := map[string][]pair{}
	for _, p := range kept {
		bySource[p.source] = append(bySource[p.source], p)
	}
	everyday := bySource["tatoeba"]
	known := countHan(everyday)
	general, rare := clean(slices.Concat(bySource["hanzigraph"], bySource["wiktionary"]), knownHan(known, 3))
	for reason, n := range rare {
		dropped[reason] += n
	}
	count := map[string]int{}
	for _, p := range slices.Concat(everyday, general) {
		count[p.source]++
	}
	return &corpus{
		pools: []textPool{
			{"Tatoeba, to English", directed(everyday, "en")}, {"Tatoeba, to Chinese", directed(everyday, "zh")},
			{"general, to English", directed(general, "en")}, {"general, to Chinese", directed(general, "zh")},
		},
		phases: []train.Phase{
			{Until: 0.7, Weights: []float64{0.3, 0.3, 0.2, 0.2}},
			{Until: 1, Weights: []float64{0.45, 0.45, 0.05, 0.05}},
		},
		dev:  slices.Concat(judged(sets["dev"], "en"), judged(sets["dev"], "zh")),
		test: slices.Concat(judged(sets["test"], "en"), judged(sets["test"], "zh")),
		vocabulary: func(yield func(string) bool) {
			for _, p := range everyday {
				if !yield(p.english) || !yield(p.chinese) {
					return
				}
			}
			for i, p := range general { // a third, so that everyday words get the merges
				if i%3 == 0 && (!yield(p.english) || !yield(p.chinese)) {
					return
				}
			}
		},
		data: []dataSource{
			{Name: "Tatoeba", Licence: "CC BY 2.0 FR", Attribution: "Sentences by the contributors of tatoeba.org, through the exports of manythings.org and hsk-annotated-corpus; traditional characters converted with OpenCC's tables", Pairs: count["tatoeba"]},
			{Name: "HanziGraph example sentences", Licence: "MIT", Attribution: "HanziGraph project; written by gpt-3.5-turbo", Pairs: count["hanzigraph"]},
			{Name: "English Wiktionary example sentences", Licence: "CC BY-SA 4.0", Attribution: "Contributors of en.wiktionary.org, through kaikki.org", Pairs: count["wiktionary"]},
		},
		dropped: dropped,
	}, nil
}

// directed is pairs as items towards one language.
func directed(pairs []pair, to string) []item {
	items := make([]item, len(pairs))
	for i, p := range pairs {
		items[i] = item{p.chinese, p.english, to}
		if to == "zh" {
			items[i] = item{p.english, p.chinese, to}
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
