package train

import (
	"math"
	"slices"
	"testing"
)

func TestWords13a(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Hello, world! It's $3.50 (3-4).", []string{"Hello", ",", "world", "!", "It's", "$", "3.50", "(", "3", "-", "4", ")", "."}},
		{"a well-known, 1,000-year-old tree", []string{"a", "well-known", ",", "1,000", "-", "year-old", "tree"}},
		{"&quot;Go&quot; &amp; stop...", []string{`"`, "Go", `"`, "&", "stop", ".", ".", "."}},
		{"  ", nil},
	} {
		if got := Words13a(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Words13a(%q): want %q, got %q", c.text, c.want, got)
		}
	}
}

func TestCharacters(t *testing.T) {
	if got, want := Characters("我 爱Go。"), []string{"我", "爱", "G", "o", "。"}; !slices.Equal(got, want) {
		t.Errorf("want %q, got %q", want, got)
	}
}

// The wanted scores were worked out by hand from the definitions; the sums stand beside them.
func TestScores(t *testing.T) {
	for _, c := range []struct {
		name                   string
		metric                 Metric
		hypotheses, references []string
		want                   float64
	}{
		{"equal", BLEUEnglish(), []string{"the cat sat on the mat ."}, []string{"the cat sat on the mat ."}, 100},
		{"nothing shared", BLEUEnglish(), []string{"a b c d e"}, []string{"v w x y z"}, 0},
		{"empty output", BLEUEnglish(), []string{""}, []string{"the cat"}, 0},
		// 5/6, 3/5, 1/4 and, smoothed, 1/(2·3)
		{"no 4-gram", BLEUEnglish(), []string{"the cat sat on the mat"}, []string{"the cat is on the mat"},
			100 * math.Pow(5./6*3/5*1/4*1/6, 0.25)},
		// 4/4, 3/3, 1/2 and, smoothed, … : two orders without a match halve twice
		{"two orders empty", BLEUEnglish(), []string{"a b x c d"}, []string{"a b y c d"}, 100 * math.Pow(4./5*2/4*1/(2*3)*1/(4*2), 0.25)},
		// all n-grams match; brevity exp(1 − 8/4)
		{"short", BLEUEnglish(), []string{"a b c d"}, []string{"a b c d e f g h"}, 100 * math.Exp(-1)},
		// counts are summed before dividing: (4+4)/(4+5), (3+2)/(3+4), (2+0)/(2+3), (1+0)/(1+2)
		{"corpus", BLEUEnglish(), []string{"a b c d", "a b x c d"}, []string{"a b c d", "a b y c d"}, 100 * math.Pow(8./9*5/7*2/5*1/3, 0.25)},
		{"characters", BLEUChinese(), []string{"我很喜欢猫"}, []string{"我很喜欢狗"}, 100 * math.Pow(4./5*3/4*2/3*1/2, 0.25)},
		{"chrF equal", ChrF2(), []string{"a cat"}, []string{"a cat"}, 100},
		{"chrF nothing", ChrF2(), []string{"abc"}, []string{"xyz"}, 0},
		// orders 1 and 2: precision 1 and 1, recall 2/3 and 1/2; 5·1·(7/12)/(4·1+7/12)
		{"chrF short", ChrF2(), []string{"ab"}, []string{"abc"}, 100 * 5 * (7. / 12) / (4 + 7./12)},
		{"chrF drops spaces", ChrF2(), []string{"a b"}, []string{"abc"}, 100 * 5 * (7. / 12) / (4 + 7./12)},
	} {
		score, err := c.metric.Evaluate(c.hypotheses, c.references, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(score.Value-c.want) > 1e-9 {
			t.Errorf("%s: want %.6f, got %.6f", c.name, c.want, score.Value)
		}
	}
}

func TestScoresWantPairs(t *testing.T) {
	if _, err := BLEUEnglish().Evaluate([]string{"a"}, nil, 0, 0); err == nil {
		t.Error("want an error for 1 hypothesis and 0 references")
	}
}

func TestBootstrapInterval(t *testing.T) {
	hypotheses, references := make([]string, 200), make([]string, 200)
	for i := range hypotheses {
		hypotheses[i], references[i] = "a b c d e f", "a b c d e f"
		if i%2 == 0 {
			hypotheses[i] = "a b c x y z"
		}
	}
	first, err := BLEUEnglish().Evaluate(hypotheses, references, 500, 3)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := BLEUEnglish().Evaluate(hypotheses, references, 500, 3)
	if first != again {
		t.Errorf("one seed gives two intervals: %+v and %+v", first, again)
	}
	if !(first.Low < first.Value && first.Value < first.High) || first.High-first.Low > 15 {
		t.Errorf("want a narrow interval around the value, got %+v", first)
	}
}

// The share of heads in n fair coin throws has a standard deviation of 0.5/√n.
func TestBootstrapWidth(t *testing.T) {
	const n = 400
	share := func(pick []int) float64 {
		heads := 0
		for _, i := range pick {
			heads += i % 2
		}
		return float64(heads) / float64(len(pick))
	}
	low, high := Bootstrap(n, 2000, 1, 0.5, share)
	want := 2 * 1.96 * 0.5 / math.Sqrt(n)
	if math.Abs(high-low-want) > 0.15*want {
		t.Errorf("want a width of about %.4f, got %.4f", want, high-low)
	}
}
