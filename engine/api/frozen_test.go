package api

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// frozen is the translator as it was when the figures in these tests were computed; see engine/testdata/README.md.
func frozen(t *testing.T) *OpenModel {
	t.Helper()
	s, err := Open(os.DirFS(filepath.Join("..", "testdata", "frozen")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cutWords are word units, so that no cutter's taste moves a figure.
func cutWords(words ...string) (string, [][2]int) {
	text, spans := "", [][2]int(nil)
	for _, word := range words {
		spans = append(spans, [2]int{len(text), len(text) + len(word)})
		text += word
	}
	return text, spans
}

// TestFrozenVerdict: on the page's first sentence one word decides, so the methods that put it first cannot be told apart.
// Of all 5,040 orders those that hide 猫 first, and no others, are as good as the best.
func TestFrozenVerdict(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the translator several hundred times")
	}
	text, spans := cutWords("我的", "猫", "喜欢", "睡", "在", "窗边", "。")
	e := Explained{Input: Input{Text: text, To: "en"}, Units: WordUnits, Spans: spans}
	r, _ := call[WhyResult](t, frozen(t), "why", WhyParams{Explained: e, Output: 1})
	if c := r.Compared; c.Orders != 5040 || !c.All || r.Head.Units[max(0, c.Decisive)].Text != "猫" {
		t.Errorf("compared with %+v", c)
	}
	if want := "分不出高下"; !strings.Contains(r.Conclusion.Zh, want) || !strings.Contains(r.Conclusion.Zh, "“猫”一个词就决定了结果") {
		t.Errorf("said %q, want %q in it", r.Conclusion.Zh, want)
	}
	t.Log(r.Conclusion.En)
	t.Log(r.Conclusion.Zh)
}
