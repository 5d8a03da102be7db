package probe

import (
	"fmt"
	"slices"
	"strings"
)

// Task is what a probe is to tell about each word.
type Task struct {
	ID      string
	Classes []string
	Label   []int32 // of each word of the corpus, in order; -1 for words that the task leaves out
}

// taskKinds are the tasks by name: what a word's label is, "" for words that are left out.
var taskKinds = []struct {
	id    string
	label func(s Sentence, i int) string
}{
	{"pos", func(s Sentence, i int) string { return s.Words[i].Tag }},
	{"relation", func(s Sentence, i int) string { return s.Words[i].Relation }},
	{"depth", func(s Sentence, i int) string { return fmt.Sprint(min(s.depth(i), 5)) }},
	{"number", func(s Sentence, i int) string { return noun(s.Words[i], "Number") }},
	{"tense", func(s Sentence, i int) string { return verb(s.Words[i], "Tense") }},
	{"aspect", func(s Sentence, i int) string { return aspect(s, i) }},
	{"position", func(_ Sentence, i int) string { return fmt.Sprint(min(i, 9)) }},
	{"sentence", func(s Sentence, i int) string { return sentenceKind(s, i) }},
}

// TaskIDs lists the tasks of [NewTask]: part of speech, dependency relation, depth in the tree (5 and more are one class), number
// of nouns, tense of verbs, aspect particle after a Chinese verb, position (9 and more are one class), kind of sentence as each
// word knows it, and identity (which of the 50 most frequent words).
func TaskIDs() []string {
	var ids []string
	for _, k := range taskKinds {
		ids = append(ids, k.id)
	}
	return append(ids, "identity")
}

// NewTask labels the words of a corpus. Classes are in order of the alphabet.
func NewTask(id string, corpus []Sentence) (Task, error) {
	if id == "identity" {
		return identity(corpus), nil
	}
	for _, k := range taskKinds {
		if k.id == id {
			return label(id, corpus, k.label), nil
		}
	}
	return Task{}, fmt.Errorf("probe: task: want one of %s, got %q", strings.Join(TaskIDs(), ", "), id)
}

func label(id string, corpus []Sentence, of func(s Sentence, i int) string) Task {
	t := Task{ID: id}
	var labels []string
	for _, s := range corpus {
		for i := range s.Words {
			l := of(s, i)
			labels = append(labels, l)
			if l != "" && !slices.Contains(t.Classes, l) {
				t.Classes = append(t.Classes, l)
			}
		}
	}
	slices.Sort(t.Classes)
	for _, l := range labels {
		t.Label = append(t.Label, int32(slices.Index(t.Classes, l)))
	}
	return t
}

// frequentWords is how many words the identity task tells apart.
const frequentWords = 50

// identity is the task of telling the most frequent words apart; others are left out.
func identity(corpus []Sentence) Task {
	count := map[string]int{}
	for _, s := range corpus {
		for _, w := range s.Words {
			count[Type(w)]++
		}
	}
	var frequent []string
	for w := range count {
		frequent = append(frequent, w)
	}
	slices.Sort(frequent)
	chosen := map[string]bool{}
	order := ordered(len(frequent), func(a, b int) bool { return count[frequent[a]] > count[frequent[b]] })
	for _, i := range order[:min(frequentWords, len(order))] {
		chosen[frequent[i]] = true
	}
	return label("identity", corpus, func(s Sentence, i int) string {
		if w := Type(s.Words[i]); chosen[w] {
			return w
		}
		return ""
	})
}

// Type is the word type: its spelling in lower case.
func Type(w Word) string { return strings.ToLower(w.Text) }

// Stem is a word type of the English bank without a plural's s.
func Stem(word string) string {
	if strings.HasSuffix(word, "ss") || len(word) < 4 {
		return word
	}
	return strings.TrimSuffix(word, "s")
}

// feature is the value of a CoNLL-U feature, "" without it.
func feature(w Word, name string) string {
	for f := range strings.SplitSeq(w.Features, "|") {
		if value, ok := strings.CutPrefix(f, name+"="); ok {
			return value
		}
	}
	return ""
}

func noun(w Word, name string) string {
	if w.Tag != "NOUN" {
		return ""
	}
	return feature(w, name)
}

func verb(w Word, name string) string {
	if w.Tag != "VERB" && w.Tag != "AUX" || feature(w, "VerbForm") != "Fin" {
		return ""
	}
	return feature(w, name)
}

// aspect is the particle 了, 着 or 过 that follows a Chinese verb, "none" for a verb without.
func aspect(s Sentence, i int) string {
	if s.Words[i].Tag != "VERB" {
		return ""
	}
	if i+1 < len(s.Words) && slices.Contains([]string{"了", "着", "过"}, s.Words[i+1].Text) {
		return s.Words[i+1].Text
	}
	return "none"
}

// sentenceKind is "question", "exclamation" or "statement", by the last mark, which itself is left out.
func sentenceKind(s Sentence, i int) string {
	if s.Words[i].Tag == "PUNCT" {
		return ""
	}
	switch last := s.Words[len(s.Words)-1].Text; last {
	case "?", "？":
		return "question"
	case "!", "！":
		return "exclamation"
	}
	return "statement"
}
