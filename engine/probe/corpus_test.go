package probe

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/token"
)

const contraction = `# text = I don't.
1	I	I	PRON	PRP	_	3	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	SpaceAfter=No
2	do	do	AUX	VBP	Tense=Pres|VerbForm=Fin	3	aux:x	_	_
3	n't	not	PART	RB	_	0	root	_	_
3.1	gone	go	VERB	_	_	_	_	_	_
4	.	.	PUNCT	.	_	3	punct	_	_

`

func TestReadCoNLLU(t *testing.T) {
	list, err := ReadCoNLLU(strings.NewReader(contraction))
	if err != nil {
		t.Fatal(err)
	}
	s := list[0]
	if len(list) != 1 || s.Text != "I don't." || len(s.Words) != 4 {
		t.Fatalf("%d sentences, %q, %d words", len(list), s.Text, len(s.Words))
	}
	if w := s.Words[1]; s.Text[w.Start:w.End] != "don't" || w.Relation != "aux" || w.Head != 2 || feature(w, "Tense") != "Pres" {
		t.Errorf("second word: %+v", w)
	}
	if w := s.Words[3]; s.Text[w.Start:w.End] != "." {
		t.Errorf("the mark stands at %d–%d", w.Start, w.End)
	}
	task, err := NewTask("tense", list)
	if err != nil || !slices.Equal(task.Label, []int32{-1, 0, -1, -1}) {
		t.Errorf("tense: %v, %v", task.Label, err)
	}
}

func TestReadBank(t *testing.T) {
	list, err := ReadBank(strings.NewReader("# remark\nThe/DET/det/2 bank/NOUN/nsubj/3/money closed/VERB/root/0 ~./PUNCT/punct/3\n"), true)
	if err != nil {
		t.Fatal(err)
	}
	if s := list[0]; s.Text != "The bank closed." || s.Words[1].Sense != "money" || s.Text[s.Words[3].Start:] != "." {
		t.Errorf("%+v", s)
	}
	for bad, part := range map[string]string{
		"a/DET/det/2 b/NOUN/nsubj/1":       "circle",
		"a/NOUN/root/0 b/NOUN/root/0":      "roots",
		"a/NOM/root/0":                     "part of speech",
		"a/NOUN/top/0":                     "relation",
		"a/NOUN/nsubj/0":                   "root",
		"a/NOUN/root/0 b/NOUN/obj/7":       "head",
		"a/NOUN/root/x":                    "number",
		"a/NOUN/root":                      "form/TAG",
		"a/NOUN/root/0\na/NOUN/root/0":     "twice",
		"a/NOUN/root/0 b/NOUN/obj/2":       "head",
		"a/NOUN/root/0 b/NOUN/obj/1/x/y/z": "form/TAG",
	} {
		if _, err := ReadBank(strings.NewReader(bad), true); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v; want a word of %q", bad, err, part)
		}
	}
}

func TestAlign(t *testing.T) {
	s, err := readBankLine("我的/PRON/nmod/2 猫/NOUN/root/0 睡/VERB/acl/2", false)
	if err != nil {
		t.Fatal(err)
	}
	tokens := []token.Token{{Start: 0, End: 3}, {Start: 3, End: 8}, {Start: 8, End: 9}, {Start: 9, End: 12}}
	words, shared := Align(s, tokens, 1)
	if !slices.EqualFunc(words, [][]int{{1, 2}, {2, 3}, {4}}, slices.Equal) || shared != 0 {
		t.Errorf("%v, %d shared", words, shared)
	}
}

// The treebanks stay outside the repository.
func TestTreebanks(t *testing.T) {
	for name, want := range map[string]int{"en_ewt-ud-dev": 2001, "zh_gsdsimp-ud-dev": 500, "zh_gsdsimp-ud-test": 500} {
		file, err := os.Open("../../../shared/data/ud/" + name + ".conllu")
		if err != nil {
			t.Skipf("the treebanks are not here: %v", err)
		}
		list, err := ReadCoNLLU(file)
		file.Close()
		if err != nil || len(list) != want {
			t.Errorf("%s: %d sentences, want %d; %v", name, len(list), want, err)
		}
		for _, s := range list {
			for _, w := range s.Words {
				if w.End > len(s.Text) || w.End <= w.Start {
					t.Fatalf("%s: %q: %q stands at %d–%d", name, s.Text, w.Text, w.Start, w.End)
				}
			}
		}
	}
}
