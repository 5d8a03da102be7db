package ask

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SheetItem is one question of a sheet, and what its reply is judged by.
type SheetItem struct {
	Number  int      `json:"number"` // from 1
	Text    string   `json:"text"`
	Options []string `json:"options"` // empty for a thing that does not exist
	Right   int      `json:"right"`   // place of the right option, -1 for a thing that does not exist
}

// sheetWords are the instructions of a sheet.
var sheetWords = map[Language]string{
	English: "Answer every question below without looking anything up. Write exactly one line for each, in this form and nothing else:\n" +
		"number: answer | how sure you are that it is right, from 0 to 100 | the words of the question that decided it\n" +
		"Where there are options, answer with the letter alone; where there are none, in a few words. " +
		"Copy the deciding words as they stand in the question. Example: 7: C | 85 | capital, France\n\n",
	Chinese: "请回答下面每一道题，不要查资料。每题只写一行，格式如下，不要写别的：\n" +
		"题号: 答案 | 你有多大把握答对，0到100 | 题目里决定答案的词\n" +
		"有选项的只写字母，没有选项的用几个字回答。决定答案的词照题目抄。例如：7: C | 85 | 法国，首都\n\n",
}

// tornWords are those of a sheet from whose questions words are missing.
var tornWords = map[Language]string{
	English: "Words are missing from the questions below. Answer every one all the same, by your best guess and without looking anything " +
		"up. Write exactly one line for each, in this form and nothing else:\n" +
		"number: letter | how sure you are that it is right, from 0 to 100\n\n",
	Chinese: "下面的题目缺了一些词。每一道题都请照样回答，猜也要猜一个，不要查资料。每题只写一行，格式如下，不要写别的：\n" +
		"题号: 字母 | 你有多大把握答对，0到100\n\n",
}

// Sheet is n questions with their options in shuffled orders and absent ones among them, drawn by a seed, as a text that any chatbot can
// be given, with what its replies are judged by.
func Sheet(l Language, known []Question, absent []Absent, n, made int, seed uint64) (string, []SheetItem) {
	random := rand.New(rand.NewPCG(seed, 0x7368656574))
	var items []SheetItem
	for _, at := range random.Perm(len(known))[:min(n, len(known))] {
		options, right := known[at].Shuffled(random.Uint64())
		items = append(items, SheetItem{Text: known[at].Text, Options: options, Right: right})
	}
	for _, at := range random.Perm(len(absent))[:min(made, len(absent))] {
		items = append(items, SheetItem{Text: absent[at].Text, Options: []string{}, Right: -1})
	}
	random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return sheetWords[l] + written(items), items
}

// written numbers questions and writes them down.
func written(items []SheetItem) string {
	var text strings.Builder
	for i := range items {
		items[i].Number = i + 1
		fmt.Fprintf(&text, "%d. %s", i+1, items[i].Text)
		for o, option := range items[i].Options {
			fmt.Fprintf(&text, " %s. %s", Letters[o], option)
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// Torn is a question of a second sheet.
type Torn struct {
	Of     int  `json:"of"`     // place of its item in the first sheet
	Random bool `json:"random"` // as many other words are missing, not those that the reply named
}

// TornSheet asks again what was answered with an option and deciding words: once without these words, and once without as many in other
// places, at the same distances from each other.
func TornSheet(l Language, items []SheetItem, replies []Replied, seed uint64) (string, []SheetItem, []Torn) {
	random := rand.New(rand.NewPCG(seed, 0x746f726e))
	var torn []Torn
	var texts []string
	for i, r := range replies {
		units := sheetUnits(items[i].Text)
		if len(r.Named) == 0 || len(r.Named) == len(units) || r.Letter < 0 {
			continue
		}
		turn := 1 + random.IntN(len(units)-1)
		for _, by := range []int{0, turn} {
			text := ""
			for at, u := range units {
				if !slices.Contains(r.Named, (at+by)%len(units)) {
					text += u
				}
			}
			torn, texts = append(torn, Torn{i, by > 0}), append(texts, strings.TrimSpace(text))
		}
	}
	order := random.Perm(len(torn))
	again, of := []SheetItem{}, []Torn{}
	for _, at := range order {
		item := items[torn[at].Of]
		item.Text = texts[at]
		again, of = append(again, item), append(of, torn[at])
	}
	return tornWords[l] + written(again), again, of
}

// sheetUnits are a question's words, or its characters where these are Chinese.
func sheetUnits(text string) []string {
	if strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		return strings.Split(text, "")
	}
	return strings.SplitAfter(text, " ")
}

// namedUnits are the units of a question in the words that a reply copied from it.
func namedUnits(question, copied string) []int {
	units, named := sheetUnits(question), []int{}
	lower := strings.ToLower(question)
	marks := make([]bool, len(question)+1) // bytes that were copied
	for _, word := range strings.FieldsFunc(strings.ToLower(copied), func(r rune) bool {
		return strings.ContainsRune(" ,，、;；\"“”'‘’.。?？*", r)
	}) {
		if at := strings.Index(lower, word); at >= 0 && len(lower) == len(question) && stands(lower, word) {
			for i := range word {
				marks[at+i] = true
			}
		}
	}
	at := 0
	for i, u := range units {
		if marks[at] {
			named = append(named, i)
		}
		at += len(u)
	}
	return named
}

// Replied is what could be read of a reply to one item.
type Replied struct {
	Number int     `json:"number"`
	Reply  string  `json:"reply"`  // as written, "" for none
	Letter int     `json:"letter"` // place of the option, -1 for none
	Stated float64 `json:"stated"` // 0 to 1, -1 for none
	Right  bool    `json:"right"`
	Admits bool    `json:"admits"` // that it does not know, or that there is no such thing
	Read   bool    `json:"read"`   // a number was stated, and an option named where there are some
	Named  []int   `json:"named"`  // words of the question that it copied as deciding, by their places; in Chinese characters
}

// ReadReplies reads lines "number: answer | sure | deciding words", the last of which may be left out, in any order, among other text; of
// several for one number the last counts. Every item has its Replied, read or not.
func ReadReplies(text string, items []SheetItem, l Language) []Replied {
	lines := map[int]string{}
	for line := range strings.Lines(text) {
		if number, rest, ok := numbered(line); ok {
			lines[number] = rest
		}
	}
	list := make([]Replied, len(items))
	for i, item := range items {
		reply, answered := lines[item.Number]
		r := Replied{Number: item.Number, Reply: reply, Letter: -1, Stated: -1, Named: []int{}}
		answer, sure := reply, reply
		if parts := strings.FieldsFunc(reply, func(r rune) bool { return r == '|' || r == '｜' }); len(parts) > 1 {
			answer, sure = parts[0], parts[1]
			r.Named = namedUnits(item.Text, strings.Join(parts[2:], " "))
		}
		if n, ok := ParseNumber(sure); ok && answered {
			r.Stated = n
		}
		if len(item.Options) > 0 {
			r.Letter = ParseLetter(answer, item.Options)
		}
		r.Admits = Admits(answer, l)
		r.Right = item.Right >= 0 && r.Letter == item.Right
		r.Read = r.Stated >= 0 && (r.Letter >= 0 || len(item.Options) == 0)
		list[i] = r
	}
	return list
}

// numbered takes "12: …", "**12.** …" or "12）…" apart.
func numbered(line string) (number int, rest string, ok bool) {
	line = strings.TrimLeft(strings.Map(narrow, strings.TrimSpace(line)), "*-#( ")
	end := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsDigit(r) })
	if end < 1 || end > 4 {
		return 0, "", false
	}
	number, err := strconv.Atoi(line[:end])
	if err != nil {
		return 0, "", false
	}
	rest = strings.TrimLeft(line[end:], "* ")
	first, size := utf8.DecodeRuneInString(rest)
	if rest == "" || !strings.ContainsRune(".:、)|", first) {
		return 0, "", false
	}
	return number, strings.TrimSpace(strings.TrimLeft(rest[size:], "* ")), true
}
