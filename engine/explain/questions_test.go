package explain

import "testing"

func TestQuestionFeatures(t *testing.T) {
	for _, c := range []struct {
		sentence string
		has      string
		want     bool
	}{
		{"今天会下雨吗？", "mark", true}, {"今天会下雨吗", "mark", false}, {"Is it raining? ", "mark", true},
		{"你吃饭了吗", "ma", true}, {"我的手机呢？", "ne", true}, {"呢子大衣", "ne", false}, {"你是不是累了", "a-not-a", true},
		{"你在做什么", "word", true}, {"Somewhat late", "word", false}, {"Is it", "verb", true}, {"Island life", "verb", false},
		{"他问我", "told", true}, {"很好。", "stop", true}, {"I know where he lives and why.", "long", true}, {"猫睡觉", "long", false},
	} {
		for i, f := range QuestionFeatures {
			if f.ID == c.has && QuestionAnswers(c.sentence)[i] != c.want {
				t.Errorf("%q %s: want %v", c.sentence, c.has, c.want)
			}
		}
	}
}

func TestQuestionTreeBeatsMajority(t *testing.T) {
	tree, right, majority, held, err := QuestionTree(4)
	if err != nil {
		t.Fatal(err)
	}
	if held < 20 || right < majority+0.2 {
		t.Errorf("right on %.2f of %d held-out sentences, majority %.2f: want at least 0.2 more", right, held, majority)
	}
	if leaves := tree.Leaves(); leaves < 4 || leaves > 16 {
		t.Errorf("%d leaves: want a tree for one screen", leaves)
	}
	t.Logf("right %.3f, majority %.3f, held out %d, leaves %d", right, majority, held, tree.Leaves())
}
