package api

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pellucid/engine/doubt"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

func TestTextWithoutLettersIsRefused(t *testing.T) {
	for _, text := range []string{"123", "！？", " ", "👍"} {
		_, _, err := try[GenerateResult](t, translator(t), "generate", GenerateParams{Input: Input{Text: text}})
		wantCode(t, err, problem.NoLetters)
	}
	if _, _, err := try[GenerateResult](t, session(t, "decoder", "learned"), "generate",
		GenerateParams{Input: Input{Text: "123"}}); err != nil {
		t.Errorf("a decoder goes on from digits: %v", err)
	}
}

func TestReadAs(t *testing.T) {
	s := translator(t)
	s.Tokenizer.(*token.BPE).ReadAs(&token.Reading{Simplify: "貓猫"})
	read := func(text string) GenerateResult {
		result, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: Input{Text: text, To: "en"}})
		return result
	}
	typed, tidy := read("  貓 在桌子上.\n"), read("猫在桌子上。")
	if typed.ReadAs != "猫在桌子上。" || tidy.ReadAs != "" {
		t.Errorf("want the tidied text said only where it differs, got %q and %q", typed.ReadAs, tidy.ReadAs)
	}
	if typed.Text != tidy.Text {
		t.Errorf("one text read in two ways: %q and %q", typed.Text, tidy.Text)
	}
	shown := ""
	for _, group := range typed.Source.Groups {
		shown += group.Text
	}
	if want := "<2en>貓 在桌子上.<end>"; shown != want {
		t.Errorf("cells show %q, want what was typed: %q", shown, want)
	}
}

func TestDoubt(t *testing.T) {
	s := translator(t)
	result, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: Input{Text: "I like cats and dogs."}})
	want := 0.0
	for _, step := range result.Steps {
		want -= math.Log(float64(step.Prob)) / float64(len(result.Steps))
	}
	if math.Abs(result.Surprise-want) > 1e-6 || result.Doubt != doubt.None {
		t.Errorf("want a surprise of %g and no verdict without a card, got %g and %q", want, result.Surprise, result.Doubt)
	}
	s.Meta.Card = json.RawMessage(fmt.Sprintf(`{"doubt":{"limit":%g}}`, want/2))
	if result, _ = call[GenerateResult](t, s, "generate",
		GenerateParams{Input: Input{Text: "I like cats and dogs."}}); result.Doubt == doubt.None {
		t.Error("want a guess above the card's limit")
	}
}
