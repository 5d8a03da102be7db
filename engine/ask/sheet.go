package ask

import (
	"fmt"
	"math/rand/v2"
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
		"number: answer | how sure you are that it is right, from 0 to 100\n" +
		"Where there are options, answer with the letter alone; where there are none, in a few words. Example: 7: C | 85\n\n",
	Chinese: "请回答下面每一道题，不要查资料。每题只写一行，格式如下，不要写别的：\n" +
		"题号: 答案 | 你有多大把握答对，0到100\n" +
		"有选项的只写字母，没有选项的用几个字回答。例如：7: C | 85\n\n",
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
	var text strings.Builder
	text.WriteString(sheetWords[l])
	for i := range items {
		items[i].Number = i + 1
		fmt.Fprintf(&text, "%d. %s", i+1, items[i].Text)
		for o, option := range items[i].Options {
			fmt.Fprintf(&text, " %s. %s", Letters[o], option)
		}
		text.WriteByte('\n')
	}
	return text.String(), items
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
}

// ReadReplies reads lines "number: answer | sure" in any order, among other text; of several for one number the last counts. Every
// item has its Replied, read or not.
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
		r := Replied{Number: item.Number, Reply: reply, Letter: -1, Stated: -1}
		answer, sure := reply, reply
		if at := strings.LastIndexAny(reply, "|｜"); at >= 0 {
			answer, sure = reply[:at], strings.TrimLeft(reply[at:], "|｜")
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
