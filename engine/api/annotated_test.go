package api

import (
	"os"
	"slices"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/probe"
)

// Every word of the bank has its own place in each stack of the shipped models, and the tokens there spell it.
func TestReadingOfTheBank(t *testing.T) {
	for _, name := range []string{"zh-en", "stories"} {
		session, err := Open(os.DirFS("../../assets/models/" + name))
		if err != nil {
			t.Fatal(err)
		}
		stacks := []model.Stack{model.Encoder, model.Decoder}
		if session.Model.Config.Kind == model.DecoderOnly {
			stacks = []model.Stack{model.Blocks}
		}
		for _, language := range []string{"en", "zh"}[:len(stacks)] {
			file, err := os.Open("../../assets/bank/" + language + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			bank, err := probe.ReadBank(file, language == "en")
			file.Close()
			if err != nil {
				t.Fatal(err)
			}
			for _, stack := range stacks {
				for _, s := range bank[:20] {
					r, err := session.Reading(s, stack)
					if err != nil {
						t.Fatalf("%s, %v, %q: %v", name, stack, s.Text, err)
					}
					tokens := r.Sequence.Tokens
					if stack == model.Encoder {
						tokens = r.Sequence.Source
					}
					checkWords(t, session, s, tokens, r.Words)
				}
			}
		}
	}
}

func checkWords(t *testing.T, session *OpenModel, s probe.Sentence, tokens []int32, words [][]int) {
	t.Helper()
	for i, w := range s.Words {
		var spelled []byte
		for _, p := range words[i] {
			spelled = append(spelled, session.Tokenizer.Bytes(tokens[p])...)
		}
		if !contains(spelled, []byte(w.Text)) {
			t.Errorf("%q: the tokens of %q spell %q", s.Text, w.Text, spelled)
		}
	}
}

func contains(all, part []byte) bool {
	for i := range all {
		if i+len(part) <= len(all) && slices.Equal(all[i:i+len(part)], part) {
			return true
		}
	}
	return false
}
