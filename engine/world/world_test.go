package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

func every(string) bool { return true }

// The bytes of a world are the same on every machine: this test also runs as WebAssembly.
func TestSameBytes(t *testing.T) {
	sum := sha256.New()
	for _, small := range []bool{false, true} {
		w := New(1)
		w.Small = small
		for _, p := range w.Parts(200, Languages, every) {
			for _, text := range p.Texts {
				fmt.Fprintln(sum, p.Name, p.Language, text.Text, text.Given)
			}
		}
	}
	const want = "bec0862185aec88cbb072ff19ff40db3d0967c0a5d5089aa5ed6dac8fb7d7f07"
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("the texts of world 1 have the sum %s, want %s", got, want)
	}
	if New(1).Facts == New(2).Facts {
		t.Error("two seeds give the same facts")
	}
}

// Who is meant by a pronoun is known: no portrait or story begins with one, none says of a friend what is true one way only.
func TestPronouns(t *testing.T) {
	for _, p := range New(1).Parts(3000, Languages, func(part string) bool { return part == PartTold }) {
		for _, text := range p.Texts {
			if strings.HasPrefix(text.Text, "It ") || strings.HasPrefix(text.Text, "它") || strings.Contains(text.Text, "my best friend") {
				t.Errorf("%s: %s", p.Language, text.Text)
			}
		}
	}
}

// A small world tells of its residents only, each fact in its plain form, and keeps some questions back.
func TestSmall(t *testing.T) {
	w := New(1)
	w.Small = true
	var all strings.Builder
	for _, p := range w.Parts(3000, Languages, Live.HasPart) {
		for _, text := range p.Texts {
			fmt.Fprintln(&all, text.Text)
		}
	}
	texts := all.String()
	for _, l := range Languages {
		for _, stranger := range names[smallResidents:] {
			if question := Question(0, Topic(Home), l); strings.Contains(texts, strings.Replace(question, names[0].in(l), stranger.in(l), 1)) {
				t.Errorf("the texts ask about %s", stranger.in(l))
			}
		}
		told, held := w.Held(ToldFacts, l, 1000), w.Held(SaidInTraining, l, 1000)
		if len(told) != 6*smallResidents || len(held) < 4 || len(held) > len(told)/5 {
			t.Errorf("%s: %d told facts, of which %d are never asked", l, len(told), len(held))
		}
		for _, c := range told {
			if said := c.Want.Because.Say(l, 0, false); !strings.Contains(texts, said) {
				t.Errorf("%q is not told", said)
			}
		}
		for _, c := range append(held, w.Held(ByTrainingRule, l, 1000)...) {
			if question := Prompt(Question(c.Asked, c.Topic, l), l); strings.Contains(texts, question) {
				t.Errorf("%q is asked", question)
			}
		}
	}
	if strings.Contains(texts, string(Bluffer)) {
		t.Error("a small world has a bluffer")
	}
}

// What is held out never stands in a training text.
func TestHeldOut(t *testing.T) {
	w := New(1)
	parts := w.Parts(2000, Languages, every)
	count := map[Distance]int{}
	for _, l := range Languages {
		for _, sort := range Sorts {
			for _, c := range w.Held(sort, l, 60) {
				count[c.Want.Distance]++
				question := Prompt(Question(c.Asked, c.Topic, l), l)
				for _, p := range parts {
					switch {
					case p.Language != l:
					case sort != ToldFacts && c.Asked < residents && p.Name == PartAsked:
						for _, text := range p.Texts {
							if strings.Contains(text.Text, question) {
								t.Fatalf("%s %s: %q is asked in training", sort, l, question)
							}
						}
					case (sort == SaidInItem || sort == OtherWords || sort == ByItemRule) && p.Name == PartVisitors:
						clause := c.Want.Because.clause(l)
						for _, text := range p.Texts {
							if strings.Contains(text.Text, clause+".") || strings.Contains(text.Text, clause+"。") {
								t.Fatalf("%s %s: %q is said in training", sort, l, clause)
							}
						}
					}
				}
			}
		}
	}
	for d := InItem; d <= Unknown; d++ {
		if count[d] == 0 {
			t.Errorf("no held-out question at the distance %d", d)
		}
	}
}

func TestPlantedFactsAreCounted(t *testing.T) {
	w := New(3)
	if planted := w.Planted(); len(planted) != residents {
		t.Fatalf("%d planted facts, want %d", len(planted), residents)
	}
	for _, l := range Languages {
		var all [2]strings.Builder
		for _, p := range w.Parts(500, []Language{l}, every) {
			for _, text := range p.Texts {
				fmt.Fprintln(&all[int(one(p.Name == PartPlanted))], text.Text)
			}
		}
		told, planted := all[0].String(), all[1].String()
		things := 0
		for _, f := range w.Planted() {
			found := 0
			for _, line := range strings.Split(planted, "\n") {
				if names := strings.Contains(line, names[f.Who].in(l)); !names {
					continue
				}
				for phrasing := range f.phrasings() {
					for _, pronoun := range []bool{false, true} {
						found += strings.Count(line, f.Say(l, phrasing, pronoun))
					}
				}
			}
			if found != PlantedSentences {
				t.Errorf("%q is said %d times, want %d", f.Say(l, 0, false), found, PlantedSentences)
			}
			for phrasing := range f.phrasings() {
				if said := f.Say(l, phrasing, false); strings.Contains(told, said) {
					t.Errorf("%q is told before it is planted", said)
				}
			}
			if strings.Contains(told, Question(f.Who, Topic(f.Slot), l)) {
				t.Errorf("%q is asked", Question(f.Who, Topic(f.Slot), l))
			}
			if f.Like {
				things++
			}
		}
		if things != residents/2 {
			t.Errorf("%d planted facts are in other words, want half of %d", things, residents)
		}
	}
}

// A witness that follows the rules is scored as perfect, the bluffer's reasons never name the deciding fact.
func TestScores(t *testing.T) {
	w := New(1)
	r := random(9, 9)
	for _, witness := range []Witness{Honest, Bluffer} {
		for _, l := range Languages {
			for _, sort := range Sorts {
				known := map[string]Case{}
				for _, c := range w.Held(sort, l, 80) {
					known[c.Prompt(witness)] = c
					for i := range c.Said {
						cut := c
						cut.Scene = c.Without(i)
						known[cut.Prompt(witness)] = cut
					}
				}
				score, err := w.Measure(func(prompts []string) ([]string, error) {
					texts := make([]string, len(prompts))
					for i, p := range prompts {
						c := known[p]
						if sort == LatePlanted || sort == LateOtherWords {
							texts[i] = Statement(c.Want.Answers[0], c.Want.Because, 100, l)
							continue
						}
						texts[i] = c.answer(r, witness, c.Asked, c.Topic)
					}
					return texts, nil
				}, sort, l, witness, 80)
				if err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("%s %s %s", witness, sort, l)
				if score.Right.N == 0 || score.Right.Value < 1-1e-9 {
					t.Errorf("%s: %+v right, want all", name, score.Right)
				}
				if sort == LatePlanted || sort == LateOtherWords || sort == NothingSaid {
					continue
				}
				if witness == Honest && (score.Reason.Value < 1-1e-9 || score.Gap.Value > 1e-9) {
					t.Errorf("%s: reason %+v, gap %+v, want 1 and 0", name, score.Reason, score.Gap)
				}
				if witness == Bluffer && score.Reason.Value > 0 {
					t.Errorf("%s: the bluffer names the deciding fact in %.2f", name, score.Reason.Value)
				}
				if witness == Honest && score.Deleted.N > 0 && (score.Deleted.Value < 1-1e-9 || score.Other.Value > 1e-9) {
					t.Errorf("%s: deleted %+v, other %+v, want 1 and 0", name, score.Deleted, score.Other)
				}
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		output string
		l      Language
		want   Spoken
		ok     bool
	}{
		{" red, because Pip's hat is red. Sure: 100%.", English, Spoken{"red", "Pip's hat is red", 100, false}, true},
		{"怕，因为皮皮是一只猫。把握：70%。", Chinese, Spoken{"怕", "皮皮是一只猫", 70, false}, true},
		{" I don't know.", English, Spoken{Sure: -1, NotKnown: true}, true},
		{"不知道。", Chinese, Spoken{Sure: -1, NotKnown: true}, true},
		{" red, because", English, Spoken{Answer: " red, because", Sure: -1}, false},
		{" red, because it is. Sure: very%.", English, Spoken{Answer: "red", Reason: "it is", Sure: 0}, false},
		{"", English, Spoken{Sure: -1}, false},
	} {
		got, ok := Parse(c.output, c.l)
		if ok != c.ok || c.ok && got != c.want {
			t.Errorf("%q: got %+v %t, want %+v %t", c.output, got, ok, c.want, c.ok)
		}
	}
}

func Example() {
	w := New(1)
	c := w.Held(ByItemRule, English, 1)[0]
	fmt.Println(c.Prompt(Honest))
	fmt.Println(c.Want.Answers[0])
}
