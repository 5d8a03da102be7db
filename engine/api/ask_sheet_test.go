package api

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"pellucid/engine/ask"
	"pellucid/engine/checkpoint"
	"pellucid/engine/problem"
	"pellucid/engine/world"
)

// A sheet goes out and its replies come back: a model that is right, sure and owns up; then one that invents, and cannot be read.
func TestSheetAndReplies(t *testing.T) {
	s := New(nil, nil, checkpoint.Meta{})
	for _, l := range world.Languages {
		file := func(name string) string {
			content, err := os.ReadFile("../../assets/questions/" + name + string(l) + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			return string(content)
		}
		p := AskSheetParams{Language: l, Questions: file(""), Absent: file("absent."), N: 12, Made: 3, Seed: 2}
		sheet, _ := call[AskSheetResult](t, s, "ask_sheet", p)
		var good, bad strings.Builder
		for i, item := range sheet.Items {
			answer := map[world.Language]string{world.English: "no such thing", world.Chinese: "不存在"}[l]
			if item.Right >= 0 {
				answer = ask.Letters[item.Right]
			}
			fmt.Fprintf(&good, "%d: %s | 90\n", item.Number, answer)
			if i > 0 {
				fmt.Fprintf(&bad, "%d: Z | 100\n", item.Number)
			}
		}
		r, _ := call[AskRepliesResult](t, s, "ask_replies", AskRepliesParams{Language: l, Items: sheet.Items, Replies: good.String()})
		if r.Unread != 0 || r.Stated.N != 12 || r.Stated.BaseRate != 1 || math.Abs(r.Stated.ECE-0.1) > 1e-9 || r.Made != 3 || r.Admitted != 3 ||
			r.Invented != -1 {
			t.Errorf("%s: %+v, %+v", l, r, r.Stated)
		}
		r, _ = call[AskRepliesResult](t, s, "ask_replies", AskRepliesParams{Language: l, Items: sheet.Items, Replies: bad.String()})
		if r.Unread < 12 || r.Stated != nil || r.Admitted != 0 || r.Invented != 1 || len(r.Replies) != 15 {
			t.Errorf("%s: %+v", l, r)
		}
		p.Questions = "no|question"
		_, _, err := try[AskSheetResult](t, s, "ask_sheet", p)
		wantCode(t, err, problem.WrongFile)
		p.N = 0
		_, _, err = try[AskSheetResult](t, s, "ask_sheet", p)
		wantCode(t, err, problem.BadParams)
		_, _, err = try[AskRepliesResult](t, s, "ask_replies", AskRepliesParams{Language: l, Replies: "1: A | 5"})
		wantCode(t, err, problem.BadParams)
	}
}
