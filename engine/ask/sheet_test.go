package ask

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A sheet of the shipped questions whose every item is answered right is read as such, in the forms that chatbots use.
func TestSheetIsReadBack(t *testing.T) {
	for _, l := range []Language{English, Chinese} {
		known, absent := shippedQuestions(t, l)
		text, items := Sheet(l, known, absent, 20, 5, 3)
		if again, _ := Sheet(l, known, absent, 20, 5, 3); again != text || len(items) != 25 || strings.Count(text, "\n") < 28 {
			t.Fatalf("%s: %d items\n%s", l, len(items), text)
		}
		forms := []string{"%d: %s | %d\n", "**%d.** %s｜%d%%\n", "%d） %s | %d\n", "- %d: %s (%d%%)\n"}
		replies, made := "Here are my answers:\n\n", 0
		for i, item := range items {
			answer := map[Language]string{English: "I don't know", Chinese: "不知道"}[l]
			if item.Right >= 0 {
				answer = Letters[item.Right]
			} else {
				made++
			}
			replies += fmt.Sprintf(forms[i%len(forms)], item.Number, answer, 80)
		}
		if made != 5 {
			t.Errorf("%s: %d absent things", l, made)
		}
		for i, r := range ReadReplies(replies, items, l) {
			if !r.Read || r.Stated != 0.8 || r.Right != (items[i].Right >= 0) || r.Admits != (items[i].Right < 0) {
				t.Errorf("%s: %+v of %+v", l, r, items[i])
			}
		}
	}
}

// What cannot be read is said, not dropped.
func TestRepliesThatFail(t *testing.T) {
	four := []string{"x", "y", "z", "w"}
	items := []SheetItem{{1, "a?", four, 1}, {2, "b?", four, 0}, {3, "c?", four[:2], 0}}
	replies := ReadReplies("1: B | very sure\n3: perhaps | 70\nIn 2024: nothing", items, English)
	if len(replies) != 3 || replies[0].Read || !replies[0].Right || replies[1].Read || replies[1].Reply != "" || replies[2].Read ||
		replies[2].Stated != 0.7 {
		t.Errorf("%+v", replies)
	}
}

func shippedQuestions(t *testing.T, l Language) ([]Question, []Absent) {
	t.Helper()
	read := func(name string) *os.File {
		f, err := os.Open("../../assets/questions/" + name + string(l) + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	known, err := ReadQuestions(read(""))
	if err != nil {
		t.Fatal(err)
	}
	absent, err := ReadAbsent(read("absent."))
	if err != nil {
		t.Fatal(err)
	}
	return known, absent
}

// The second sheet asks twice about each question whose deciding words were named: without these, and without as many others.
func TestTornSheet(t *testing.T) {
	options := []string{"Paris", "Rome", "Madrid", "Lisbon"}
	for l, c := range map[Language]struct{ question, words, without string }{
		English: {"What is the capital of France?", "capital, France", "What is the of"},
		Chinese: {"法国的首都是哪里？", "法国，首都", "的是哪里？"},
	} {
		items := []SheetItem{{1, c.question, options, 0}, {2, "A Velmora?", []string{}, -1}, {3, c.question, options, 0},
			{4, c.question, options, 0}}
		replies := ReadReplies("1: A | 90 | "+c.words+"\n2: no | 90 | Velmora\n3: A | 90\n4: Z | 90 | "+c.words, items, l)
		if len(replies[0].Named) == 0 || replies[0].Stated != 0.9 || len(replies[2].Named) != 0 || !replies[2].Read {
			t.Errorf("%s: %+v", l, replies)
		}
		text, again, of := TornSheet(l, items, replies, 5)
		if len(again) != 2 || len(of) != 2 || of[0].Random == of[1].Random || of[0].Of != 0 || of[1].Of != 0 {
			t.Fatalf("%s: %+v, %+v", l, again, of)
		}
		units := len(sheetUnits(c.question))
		for i, item := range again {
			if item.Number != i+1 || item.Right != 0 || len(item.Options) != 4 || !strings.Contains(text, item.Text) {
				t.Errorf("%s: %+v", l, item)
			}
			left := len(sheetUnits(item.Text))
			if left != units-len(replies[0].Named) || of[i].Random == (item.Text == c.without) {
				t.Errorf("%s: %q has %d of %d units", l, item.Text, left, units)
			}
		}
	}
	if named := namedUnits("Which cat sat?", "the"); len(named) != 0 {
		t.Errorf("words that are not there: %v", named)
	}
}
