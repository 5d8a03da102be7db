package ask

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The question sets: enough of them, four different options, arithmetic that is right, a source wherever a fact is asked for.
func TestQuestionSets(t *testing.T) {
	sums := map[Language]*regexp.Regexp{
		English: regexp.MustCompile(`^What is (\d+) (plus|minus|times|divided by) (\d+)\?$`),
		Chinese: regexp.MustCompile(`^(\d+)(加|减|乘|除以)(\d+)等于多少？$`),
	}
	signs := map[string]string{"plus": "+", "minus": "-", "times": "*", "divided by": "/", "加": "+", "减": "-", "乘": "*", "除以": "/"}
	for language, sum := range sums {
		file, err := os.Open("../../assets/questions/" + string(language) + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		list, err := ReadQuestions(file)
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", language, err)
		}
		if len(list) < 200 {
			t.Errorf("%s: %d questions, want 200", language, len(list))
		}
		for _, q := range list {
			m := sum.FindStringSubmatch(q.Text)
			if m == nil {
				if q.Source == "" {
					t.Errorf("%s: %q has no source", language, q.Text)
				}
				continue
			}
			a, _ := strconv.Atoi(m[1])
			b, _ := strconv.Atoi(m[3])
			want := map[string]int{"+": a + b, "-": a - b, "*": a * b}[signs[m[2]]]
			if signs[m[2]] == "/" {
				want = a / b
				if a%b != 0 {
					t.Errorf("%q has a rest", q.Text)
				}
			}
			if q.Right != strconv.Itoa(want) {
				t.Errorf("%q: %s, want %d", q.Text, q.Right, want)
			}
		}
	}
}

func TestAbsentThings(t *testing.T) {
	for _, language := range []Language{English, Chinese} {
		file, err := os.Open("../../assets/questions/absent." + string(language) + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		list, err := ReadAbsent(file)
		file.Close()
		if err != nil || len(list) < 40 {
			t.Errorf("%s: %d questions, %v", language, len(list), err)
		}
	}
	for reply, want := range map[string]bool{"I don’t know.": true, "There is no such river": true, "Into the Black Sea.": false, "": false} {
		if Admits(reply, English) != want {
			t.Errorf("%q: want %v", reply, want)
		}
	}
	if !Admits("我不知道这条河。", Chinese) || Admits("流入黑海。", Chinese) {
		t.Error("Chinese replies are misread")
	}
	for _, bad := range []string{"no thing", "a|b"} {
		if _, err := ReadAbsent(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if _, err := ReadQuestions(strings.NewReader("a|b|b|c|d|")); err == nil {
		t.Error("two equal options are taken")
	}
}
