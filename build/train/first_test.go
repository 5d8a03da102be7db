package main

import "testing"

func TestFirstInputs(t *testing.T) {
	list, err := firstInputs()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	seen := map[string]bool{}
	for _, f := range list {
		count[f.kind+f.to]++
		if f.right("") || f.right("Something else.") || f.right("别的东西。") {
			t.Errorf("%s: its patterns accept anything", f.text)
		}
		if seen[f.text+f.to] {
			t.Errorf("%s stands twice", f.text)
		}
		seen[f.text+f.to] = true
	}
	for _, to := range []string{"en", "zh"} {
		if count["closed"+to] != 80 || count["open"+to] != 120 || count["fresh"+to] != 60 {
			t.Errorf("to %s: want 80 closed, 120 open and 60 fresh inputs, got %v", to, count)
		}
	}
}

func TestFirstInputsAccept(t *testing.T) {
	list, err := firstInputs()
	if err != nil {
		t.Fatal(err)
	}
	byText := map[string]firstInput{}
	for _, f := range list {
		byText[f.text] = f
	}
	for _, c := range []struct {
		text, translation string
		want              bool
	}{
		{"我不知道。", "I don’t know!", true},
		{"我不知道。", "I know.", false},
		{"你好", "Hello!", true},
		{"我们三个人一共花了二百五十块。", "The three of us spent 250 yuan.", true},
		{"我们三个人一共花了二百五十块。", "The three of us spent 200 yuan.", false},
		{"I don't think Mary is coming to the party.", "我觉得玛丽不会来参加聚会。", true},
		{"没有地图，我们找不到那家酒店。", "Without a map we can find that hotel.", false},
	} {
		f, ok := byText[c.text]
		if !ok {
			t.Fatalf("%s is not in the list", c.text)
		}
		if got := f.right(c.translation); got != c.want {
			t.Errorf("%s → %s: want %v, got %v", c.text, c.translation, c.want, got)
		}
	}
}

// TestOpenFirstInputsAreNotTrainedOn holds whatever the recipe does: neither side is in any pool.
func TestOpenFirstInputsAreNotTrainedOn(t *testing.T) {
	c := loaded(t)
	list, err := firstInputs()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]map[string]bool{"en": {}, "zh": {}}
	for _, pool := range c.pools {
		for _, it := range pool.items {
			texts[it.to][comparable(it.target)] = true
		}
	}
	for _, f := range list {
		if f.kind != "open" {
			continue
		}
		other := "en"
		if f.to == "en" {
			other = "zh"
		}
		if texts[other][comparable(f.text)] {
			t.Errorf("%s is in training", f.text)
		}
		for text := range texts[f.to] {
			if f.accept.MatchString(text) {
				t.Errorf("%s: its translation %s is in training", f.text, text)
			}
		}
	}
}
