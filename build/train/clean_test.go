package main

import (
	"maps"
	"testing"
)

func TestRules(t *testing.T) {
	held := []pair{{english: "I like tea.", chinese: "我喜欢茶。"}}
	rules := []rule{heldOut(held), vulgar, script, lengths(8, 20)}
	for _, c := range []struct{ english, chinese, want string }{
		{"I like coffee.", "我喜欢咖啡。", ""},
		{"i like tea", "我爱喝茶。", "shares a side with a held-out pair"},
		{"Tea is what I like.", "我喜欢茶！", "shares a side with a held-out pair"},
		{"This is bullshit.", "这是胡说。", "vulgar"},
		{"Damn it.", "他妈的。", "vulgar"},
		{"Sexton is a name.", "塞克斯顿是名字。", ""},
		{"The cat sleeps.", "貓在睡覺，這個。", "traditional characters"},
		{"Hello.", "Hello.", "no Han character in the Chinese side"},
		{"Hello there.", "こんにちは你好。", "other script in the Chinese side"},
		{"你 good.", "你好。", "other script or markup in the English side"},
		{"", "你好。", "a side is empty"},
		{"one two three four five six seven eight nine", "一二三四五六七八九", "too long"},
		{"No.", "不可以这样做的因为不好意思啊。", "lengths differ too much"},
		{"This is quite a long one over here.", "是", "lengths differ too much"},
	} {
		got := ""
		for _, drop := range rules {
			if got = drop(pair{english: c.english, chinese: c.chinese}); got != "" {
				break
			}
		}
		if got != c.want {
			t.Errorf("%q / %q: want %q, got %q", c.english, c.chinese, c.want, got)
		}
	}
}

func TestCleanCountsAndKeepsOnce(t *testing.T) {
	pairs := []pair{{english: "One.", chinese: "一。"}, {english: "One.", chinese: "一。"}, {english: "Rare.", chinese: "龘。"}}
	kept, dropped := clean(pairs, knownHan(map[rune]int{'一': 3, '龘': 2}, 3))
	if len(kept) != 1 || kept[0].english != "One." {
		t.Errorf("want only One., got %v", kept)
	}
	if want := map[string]int{"repeated": 1, "rare Han character": 1}; !maps.Equal(dropped, want) {
		t.Errorf("want %v, got %v", want, dropped)
	}
}
