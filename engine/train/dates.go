package train

// A task small enough to be learned in a minute or two, in a test or in the reader's browser, and that needs no data:
// dates both ways, "二〇二六年三月五日" ⇄ "5 March 2026". The order of the parts changes, digits are copied and months
// translated, so attention has something to learn.

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

// DateTask is everything that makes a date translator, but the seed.
var DateTask = struct {
	Config  model.Config  // Vocab, Begin, End and Pad come from the tokenizer
	Tokens  token.Options // of the vocabulary
	Options Options
	Batch   int // tokens
	Window  int // batches sorted by length together
	Steps   int
	Longest int // tokens of an output at most
}{
	Config: model.Config{
		Kind: "encoder-decoder", Context: 32, Width: 64, EncoderLayers: 2, DecoderLayers: 2, Heads: 4, KVHeads: 4, HeadDim: 16, Hidden: 128,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5,
	},
	Tokens: token.Options{
		Name: "tiny", Vocab: 320, HanSingle: true,
		Special: []string{PadToken, BeginToken, EndToken, ToEnglish, ToChinese},
	},
	Options: Options{
		Schedule: Schedule{Peak: 5e-3, Warmup: 50, Floor: 0.02},
		Decay:    0.01, Clip: 1, Smoothing: 0.05, Average: 0.98, Seed: 1,
	},
	Batch: 500, Window: 8, Steps: 600, Longest: 24,
}

// Date is one day in both languages.
type Date struct{ Chinese, English string }

// DateItem is a date to be translated into the language To, "en" or "zh".
type DateItem struct{ Source, Target, To string }

// To is the date as an item towards a language.
func (d Date) To(language string) DateItem {
	if language == "zh" {
		return DateItem{d.English, d.Chinese, language}
	}
	return DateItem{d.Chinese, d.English, language}
}

// BothWays is dates as items, all towards English and then all towards Chinese.
func BothWays(dates []Date) []DateItem {
	items := make([]DateItem, 0, 2*len(dates))
	for _, language := range []string{"en", "zh"} {
		for _, date := range dates {
			items = append(items, date.To(language))
		}
	}
	return items
}

// heldDates is how many dates are held out for each of dev and test.
const heldDates = 200

// Dates is every date of the years 1900 to 2099, always in the same random order; dev and test are held out of rest.
func Dates() (rest, dev, test []Date) {
	days := []int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	var dates []Date
	for year := 1900; year < 2100; year++ {
		for month := 1; month <= 12; month++ {
			for day := 1; day <= days[month-1]; day++ {
				if month == 2 && day == 29 && (year%4 != 0 || year == 1900) {
					continue
				}
				dates = append(dates, writeDate(year, month, day))
			}
		}
	}
	rand.New(rand.NewPCG(7, 7)).Shuffle(len(dates), func(i, j int) { dates[i], dates[j] = dates[j], dates[i] })
	return dates[2*heldDates:], dates[:heldDates], dates[heldDates : 2*heldDates]
}

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	"November", "December"}

// writeDate writes one day; a year in Chinese is read digit by digit.
func writeDate(year, month, day int) Date {
	chinese := ""
	for _, digit := range strconv.Itoa(year) {
		chinese += chineseDigits[digit-'0']
	}
	return Date{
		Chinese: chinese + "年" + chineseNumber(month) + "月" + chineseNumber(day) + "日",
		English: strconv.Itoa(day) + " " + months[month-1] + " " + strconv.Itoa(year),
	}
}

var chineseDigits = []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// chineseNumber writes 1 … 99 as words.
func chineseNumber(n int) string {
	words := ""
	if tens := n / 10; tens == 1 {
		words = "十"
	} else if tens > 1 {
		words = chineseDigits[tens] + "十"
	}
	if n%10 > 0 {
		words += chineseDigits[n%10]
	}
	return words
}

// dateTexts is how many dates the vocabulary is trained on.
const dateTexts = 5000

// DateTexts is the texts that the vocabulary of the task is trained on.
func DateTexts(rest []Date) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, date := range rest[:dateTexts] {
			if !yield(date.English) || !yield(date.Chinese) {
				return
			}
		}
	}
}

// DateRun is the training of one date translator, from nothing.
type DateRun struct {
	Model     *model.Model
	Trainer   *Trainer
	Encoder   Encoder
	Dev, Test []Date // held out
	Steps     int    // of the whole run
}

// NewDateRun makes the data, the vocabulary, an untrained model and its trainer. The data is the same for every seed;
// the first weights and the order of the examples are not. A short run gets no more examples than it can use, for
// encoding takes as long as many steps. Pause is called often, and an error from it ends the work.
func NewDateRun(seed uint64, steps int, pause func() error) (*DateRun, error) {
	rest, dev, test := Dates()
	if err := pause(); err != nil {
		return nil, err
	}
	tokenizer, err := token.Train(DateTexts(rest), DateTask.Tokens)
	if err != nil {
		return nil, err
	}
	r := &DateRun{Encoder: NewEncoder(tokenizer), Dev: dev, Test: test, Steps: steps}
	sampler := &Sampler{Tokens: DateTask.Batch, Window: DateTask.Window, Seed: seed, Phases: []Phase{{Until: 1, Weights: []float64{1, 1}}}}
	encoder := r.Encoder.Remembering()
	for _, language := range []string{"en", "zh"} {
		pool := Pool{Name: "dates to " + language}
		for i, left := 0, (steps+DateTask.Window)*DateTask.Batch/2; i < len(rest) && left > 0; i++ {
			item := rest[i].To(language)
			example := Example{Source: encoder.Source(item.Source, language), Target: encoder.Target(item.Target)}
			pool.Examples = append(pool.Examples, example)
			left -= example.Tokens()
			if err := pause(); err != nil {
				return nil, err
			}
		}
		sampler.Pools = append(sampler.Pools, pool)
	}
	r.Model = model.Init(r.Encoder.Configure(DateTask.Config), rand.New(rand.NewPCG(seed, 0x696e6974)))
	options := DateTask.Options
	options.Seed = seed
	r.Trainer, err = New(r.Model, sampler, options)
	return r, err
}

// Next makes the next step of the run.
func (r *DateRun) Next() (Report, error) {
	return r.Trainer.Next(float64(r.Trainer.Steps()) / float64(r.Steps))
}

// Translate is the greedy output of the averaged weights for each item. Pause is called between batches.
func (r *DateRun) Translate(items []DateItem, pause func() error) (texts []string, err error) {
	err = r.Trainer.WithAverage(func() error {
		texts, err = r.translate(items, pause)
		return err
	})
	return texts, err
}

func (r *DateRun) translate(items []DateItem, pause func() error) ([]string, error) {
	texts := make([]string, 0, len(items))
	for start := 0; start < len(items); start += greedyBatch {
		var prompts []Prompt
		for _, item := range items[start:min(start+greedyBatch, len(items))] {
			prompts = append(prompts, Prompt{Source: r.Encoder.Source(item.Source, item.To), Tokens: []int32{r.Encoder.Begin}})
		}
		outputs, err := Greedy(r.Model, prompts, DateTask.Longest, 1)
		if err != nil {
			return nil, err
		}
		for _, ids := range outputs {
			texts = append(texts, strings.ToValidUTF8(string(r.Encoder.Tokenizer.Decode(ids)), ""))
		}
		if err := pause(); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
