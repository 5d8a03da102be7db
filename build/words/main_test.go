package main

import (
	"bytes"
	"os"
	"testing"
)

func TestDerive(t *testing.T) {
	table := "frequency_rank\tsimplified\ttraditional\n9\t睡觉\t睡覺\n1\t的\t的\n5\t窗\t窗\n2\t我们\t我們\n7\tA座\tA座\n8\t一五一十的\tx\n"
	got, err := derive([]byte(table))
	if err != nil || string(got) != "的窗\n我们睡觉\n\n\n" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := derive([]byte("word\trank\n")); err == nil {
		t.Error("a table without the columns is taken")
	}
}

// TestChecked compares the file that ships with what the lists give now.
func TestChecked(t *testing.T) {
	list, err := os.ReadFile("../../assets/words/zh.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) > most {
		t.Errorf("%d bytes, at most %d", len(list), most)
	}
	table, err := os.ReadFile("../../../shared/data/words/hsk_words.tsv")
	if err != nil {
		t.Skip("the HSK lists are not here: ", err)
	}
	want, err := derive(table)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(list, want) {
		t.Error("assets/words/zh.txt is not what the lists give: run go run ./build/words")
	}
}
