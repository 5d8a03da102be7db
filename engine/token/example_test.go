package token_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"pellucid/engine/token"
)

func exampleVocabulary() *token.BPE {
	sentences := []string{"the cat sat on the mat", "the dog sat on the log", "猫坐在垫子上。", "狗坐在木头上。"}
	vocabulary, err := token.Train(slices.Values(sentences), token.Options{
		Name: "example", Vocab: 290, HanSingle: true, MinCount: 1, Special: []string{"<pad>", "<s>", "</s>"},
	})
	if err != nil {
		panic(err)
	}
	return vocabulary
}

// Train a vocabulary, write it, and read it again.
func ExampleTrain() {
	vocabulary := exampleVocabulary()

	header, _ := json.Marshal(vocabulary.Header())
	var ranks bytes.Buffer
	vocabulary.WriteRanks(&ranks)

	var h token.Header
	json.Unmarshal(header, &h)
	again, err := token.Read(h, &ranks)
	fmt.Println(again.Name(), again.Size(), err)
	for _, t := range again.Encode("the 猫!") {
		fmt.Printf("%d %q\n", t.ID, again.Bytes(t.ID))
	}
	// Output:
	// example 278 <nil>
	// 268 "the"
	// 32 " "
	// 265 "猫"
	// 33 "!"
}

// A character that the vocabulary does not have is three tokens, and one group.
func ExampleGroups() {
	const text = "龙, 猫"
	tokens := exampleVocabulary().Encode(text)
	for _, g := range token.Groups(text, tokens) {
		fmt.Printf("%q is %d token(s)\n", text[g.Start:g.End], g.Last-g.First)
	}
	// Output:
	// "龙" is 3 token(s)
	// "," is 1 token(s)
	// " " is 1 token(s)
	// "猫" is 1 token(s)
}

// How the word " the" is put together, merge by merge.
func ExampleBPE_Merges() {
	vocabulary := exampleVocabulary()
	for _, step := range vocabulary.Merges(" the") {
		for i, piece := range step.Pieces {
			if i > 0 {
				fmt.Print(" | ")
			}
			fmt.Printf("%q", vocabulary.Bytes(piece.ID))
		}
		fmt.Println()
	}
	// Output:
	// " " | "t" | "h" | "e"
	// " " | "t" | "he"
	// " " | "the"
	// " the"
}

// Only whole characters come out of a stream.
func ExampleStream() {
	vocabulary := exampleVocabulary()
	stream := token.NewStream(vocabulary)
	for _, id := range token.IDs(vocabulary.Encode("龙!")) {
		fmt.Printf("%q ", stream.Push(id))
	}
	// Output: "" "" "龙" "!"
}

// Special tokens are text unless they are asked for.
func ExampleEncodeSpecials() {
	vocabulary := exampleVocabulary()
	fmt.Println(len(vocabulary.Encode("<s>猫")), len(token.EncodeSpecials(vocabulary, "<s>猫", nil)))
	// Output: 4 2
}
