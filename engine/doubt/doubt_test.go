package doubt

import (
	"math"
	"testing"
)

func TestLoops(t *testing.T) {
	for text, want := range map[string]bool{
		"":                               false,
		"No, no, it is not.":             false,
		"No no no":                       true,
		"very very very good":            true,
		"I think I think I think so.":    true,
		"I think I think so.":            false,
		"谢谢谢谢":                           true, // 谢 four times
		"谢谢你。":                           false,
		"你好你好你好。":                        true,
		"It was 100 (one hundred) yuan.": false,
		"It was (((((":                   true,
		"他说：“好。":                         true,
		"一个一个地来":                         false,
		"房租一个月4000块。":                    false, // 0 three times in a number
		"五五五块":                           true,
	} {
		if got := Loops(text); got != want {
			t.Errorf("%q: want %v, got %v", text, want, got)
		}
	}
}

func TestSurprise(t *testing.T) {
	if got, want := Surprise([]float32{1, 0.25}), math.Log(4)/2; math.Abs(got-want) > 1e-9 {
		t.Errorf("want %g, got %g", want, got)
	}
	if got := Surprise(nil); got != 0 {
		t.Errorf("want 0 of nothing, got %g", got)
	}
	if got := Surprise([]float32{0}); math.IsInf(got, 0) {
		t.Error("a probability of 0 gives an infinite surprise")
	}
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		source, output string
		surprise       float64
		want           Reason
	}{
		{"你好", "Hello", 0.2, None},
		{"你好", "Hello", 1.2, Unsure},
		{"你好", "no no no", 0.2, Repeats},
		{"我有250块。", "I have 200 yuan.", 0.2, Digits},
		{"我有250块。", "I have two hundred and fifty yuan.", 0.2, None},
		{"我有10,500块。", "I have 10500 yuan.", 0.2, None},
	} {
		if got := Of(c.source, c.output, c.surprise, 1); got != c.want {
			t.Errorf("%q → %q: want %q, got %q", c.source, c.output, c.want, got)
		}
	}
	if got := Of("a", "b", 100, 0); got != None {
		t.Errorf("without a limit nothing is unsure, got %q", got)
	}
}
