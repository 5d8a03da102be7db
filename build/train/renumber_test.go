package main

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestRenumbered(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	pairs := []pair{
		{"I have twelve old books.", "我有十二本旧书。", "x"},
		{"She paid 250 yuan.", "她付了250块。", "x"},
		{"It is seven o'clock.", "现在七点。", "x"},       // a time
		{"Two of the ten left.", "十个里走了两个。", "x"},    // two numbers
		{"One man came.", "一个人来了。", "x"},             // an article
		{"He is forty-five.", "他四十六岁。", "x"},         // not the same
		{"We met in 1998.", "我们在1998年见面了。", "x"},     // a year
		{"It is the 3rd of May.", "今天是五月三日。", "x"},   // a date
		{"Twenty people came.", "来了二十个人。", "x"},      // at the start
		{"It costs 3.50 dollars.", "这个3.50美元。", "x"}, // a part
	}
	made := renumbered(pairs, 20, func(n int) bool { return n == 77 }, random)
	bases := map[string]int{}
	for _, p := range made {
		_, _, n, ok := numeralIn(p.english, englishNumeral, clockEnglish)
		_, _, m, same := numeralIn(p.chinese, chineseNumeral, clockChinese)
		if !ok || !same || n != m || n == 77 {
			t.Errorf("%q – %q: %d, %d", p.english, p.chinese, n, m)
		}
		if p.english != capital(p.english) {
			t.Errorf("%q begins in lower case", p.english)
		}
		bases[strings.Fields(p.english)[len(strings.Fields(p.english))-1]]++
	}
	if len(bases) < 4 || bases["books."] == 0 || bases["yuan."] == 0 || bases["came."] == 0 || bases["May."] > 0 || bases["dollars."] > 0 {
		t.Errorf("changed: %v", bases)
	}
}
