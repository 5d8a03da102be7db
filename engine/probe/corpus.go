package probe

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Sentence is a text with its words annotated in the manner of Universal Dependencies.
type Sentence struct {
	Text  string
	Words []Word
}

// Word is one word of a sentence.
type Word struct {
	Text       string
	Start, End int    // bytes of the sentence
	Tag        string // universal part of speech, of [Tags]
	Head       int    // number of the word that it depends on, -1 for the root
	Relation   string // universal relation, without a subtype
	Features   string // as in CoNLL-U, "" if none are noted
	Sense      string // "" for words whose senses are not told apart
}

// Tags are the universal parts of speech, version 2.
var Tags = []string{"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ",
	"NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"}

// Relations are the universal dependency relations, version 2.
var Relations = []string{"acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf", "compound", "conj", "cop",
	"csubj", "dep", "det", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod", "nsubj",
	"nummod", "obj", "obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp"}

// Check says what is wrong with the annotation: tags and relations that there are not, a tree with no root, two or a cycle.
func (s Sentence) Check() error {
	roots := 0
	for i, w := range s.Words {
		switch {
		case !slices.Contains(Tags, w.Tag):
			return fmt.Errorf("word %d (%s): %q is no universal part of speech", i+1, w.Text, w.Tag)
		case !slices.Contains(Relations, w.Relation):
			return fmt.Errorf("word %d (%s): %q is no universal relation", i+1, w.Text, w.Relation)
		case w.Head < -1 || w.Head >= len(s.Words) || w.Head == i:
			return fmt.Errorf("word %d (%s): head %d; want another of the %d words, or 0", i+1, w.Text, w.Head+1, len(s.Words))
		case (w.Head < 0) != (w.Relation == "root"):
			return fmt.Errorf("word %d (%s): the word without a head, and only that, is the root", i+1, w.Text)
		}
		if w.Head < 0 {
			roots++
		}
		if s.depth(i) < 0 {
			return fmt.Errorf("word %d (%s): its heads go round in a circle", i+1, w.Text)
		}
	}
	if roots != 1 {
		return fmt.Errorf("%d roots, want one", roots)
	}
	return nil
}

// depth is how many heads are above a word, -1 if they go round in a circle.
func (s Sentence) depth(i int) int {
	for depth := range s.Words {
		if s.Words[i].Head < 0 {
			return depth
		}
		i = s.Words[i].Head
	}
	return -1
}

// Heads are the heads of all words.
func (s Sentence) Heads() []int {
	heads := make([]int, len(s.Words))
	for i, w := range s.Words {
		heads[i] = w.Head
	}
	return heads
}

// ReadCoNLLU reads a treebank (universaldependencies.org/format.html). Words of several tokens and empty nodes are passed over;
// the words of a contraction share its place in the text.
func ReadCoNLLU(r io.Reader) ([]Sentence, error) {
	var list []Sentence
	var b conllu
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		line := lines.Text()
		if line == "" {
			list = b.finish(list)
			continue
		}
		if err := b.line(line); err != nil {
			return nil, fmt.Errorf("probe: line %d: %w", number, err)
		}
	}
	list = b.finish(list)
	for i, s := range list {
		if err := s.Check(); err != nil {
			return nil, fmt.Errorf("probe: sentence %d: %w", i+1, err)
		}
	}
	return list, lines.Err()
}

// conllu is one sentence while it is read.
type conllu struct {
	words []Word
	text  strings.Builder
	// inside is the last word of a contraction that has been written to text, 0 outside of one; its place is [start, end).
	inside, start, end int
}

func (b *conllu) line(line string) error {
	if line[0] == '#' {
		return nil
	}
	f := strings.Split(line, "\t")
	if len(f) != 10 {
		return fmt.Errorf("%d columns, want 10", len(f))
	}
	if strings.Contains(f[0], ".") {
		return nil
	}
	if _, last, ok := strings.Cut(f[0], "-"); ok {
		b.start = b.text.Len()
		b.write(f[1], f[9])
		b.end = b.start + len(f[1])
		n, err := strconv.Atoi(last)
		b.inside = n
		return err
	}
	head, err := strconv.Atoi(f[6])
	if err != nil {
		return fmt.Errorf("head %q is no number", f[6])
	}
	relation, _, _ := strings.Cut(f[7], ":")
	w := Word{Text: f[1], Tag: f[3], Head: head - 1, Relation: relation, Features: strings.Trim(f[5], "_"), Start: b.start, End: b.end}
	if len(b.words) >= b.inside {
		w.Start = b.text.Len()
		b.write(f[1], f[9])
		w.End = w.Start + len(f[1])
	}
	b.words = append(b.words, w)
	return nil
}

func (b *conllu) write(text, misc string) {
	b.text.WriteString(text)
	if !strings.Contains(misc, "SpaceAfter=No") {
		b.text.WriteByte(' ')
	}
}

func (b *conllu) finish(list []Sentence) []Sentence {
	if len(b.words) > 0 {
		list = append(list, Sentence{strings.TrimRight(b.text.String(), " "), b.words})
	}
	*b = conllu{}
	return list
}

// ReadBank reads the project's own annotated sentences, one a line, each word as form/TAG/relation/head or
// form/TAG/relation/head/sense, heads counted from 1 with 0 for the root. Words stand with spaces between, in the text too
// unless a ~ is before the form or spaced is false (Chinese). Lines that begin with # are remarks.
func ReadBank(r io.Reader, spaced bool) ([]Sentence, error) {
	var list []Sentence
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		s, err := readBankLine(line, spaced)
		if err == nil {
			err = s.Check()
		}
		if err == nil && seen[s.Text] {
			err = fmt.Errorf("the sentence is there twice")
		}
		if err != nil {
			return nil, fmt.Errorf("probe: line %d: %w", number, err)
		}
		seen[s.Text] = true
		list = append(list, s)
	}
	return list, lines.Err()
}

func readBankLine(line string, spaced bool) (Sentence, error) {
	var s Sentence
	for i, word := range strings.Fields(line) {
		word, joined := strings.CutPrefix(word, "~")
		f := strings.Split(word, "/")
		if len(f) < 4 || len(f) > 5 || f[0] == "" {
			return s, fmt.Errorf("word %d: want form/TAG/relation/head[/sense], got %q", i+1, word)
		}
		head, err := strconv.Atoi(f[3])
		if err != nil {
			return s, fmt.Errorf("word %d (%s): head %q is no number", i+1, f[0], f[3])
		}
		if spaced && i > 0 && !joined {
			s.Text += " "
		}
		w := Word{Text: f[0], Start: len(s.Text), End: len(s.Text) + len(f[0]), Tag: f[1], Relation: f[2], Head: head - 1}
		if len(f) == 5 {
			w.Sense = f[4]
		}
		s.Text += f[0]
		s.Words = append(s.Words, w)
	}
	return s, nil
}
