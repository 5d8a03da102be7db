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
