package api

// Asking a model that nobody can look into: a sheet of questions to be copied to it, and its replies, pasted and judged here.

import (
	"errors"
	"strings"

	"pellucid/engine/ask"
	"pellucid/engine/problem"
	"pellucid/engine/world"
)

// AskSheetParams draws a sheet from sets of questions, given as their files' texts.
type AskSheetParams struct {
	Language  world.Language `json:"language"`
	Questions string         `json:"questions"`
	Absent    string         `json:"absent"`
	N         int            `json:"n"`    // questions with a right answer
	Made      int            `json:"made"` // questions about things that do not exist
	Seed      uint64         `json:"seed"`
}

// AskSheetResult is the text to copy and what its replies are judged by.
type AskSheetResult struct {
	Text  string          `json:"text"`
	Items []ask.SheetItem `json:"items"`
}

// AskTornParams has the replies to a sheet, for the sheet that asks again without the words that they named.
type AskTornParams struct {
	Language world.Language  `json:"language"`
	Items    []ask.SheetItem `json:"items"`
	Replies  string          `json:"replies"`
	Seed     uint64          `json:"seed"`
}

// AskTornResult is the second sheet; Of is one an item.
type AskTornResult struct {
	Text  string          `json:"text"`
	Items []ask.SheetItem `json:"items"`
	Of    []ask.Torn      `json:"of"`
}

// AskRepliesParams has replies to a sheet, pasted.
type AskRepliesParams struct {
	Language world.Language  `json:"language"`
	Items    []ask.SheetItem `json:"items"`
	Replies  string          `json:"replies"`
	Seed     uint64          `json:"seed"` // of the resampling
}

// AskRepliesResult is what could be read, and how well the stated numbers fit.
type AskRepliesResult struct {
	Replies []ask.Replied    `json:"replies"`          // one an item
	Unread  int              `json:"unread"`           // of all items
	Stated  *ask.Calibration `json:"stated,omitempty"` // of the questions with a right answer; absent if none was read
	// Of the things that do not exist: how many there are, how many replies own up, and the mean stated number of those that do not.
	Made     int     `json:"made"`
	Admitted int     `json:"admitted"`
	Invented float64 `json:"invented"` // -1 if there is none
}

const mostSheet = 400

// askSheet draws a sheet; it needs no open model.
func askSheet(c *Call, p AskSheetParams) (AskSheetResult, error) {
	if err := errors.Join(problem.OneOf("language", p.Language, world.Languages...), problem.Within("n", p.N, 1, mostSheet),
		problem.Within("made", p.Made, 0, mostSheet)); err != nil {
		return AskSheetResult{}, err
	}
	known, err := ask.ReadQuestions(strings.NewReader(p.Questions))
	if err != nil {
		return AskSheetResult{}, problem.New(problem.WrongFile, problem.Values{"file": "questions"}, "%v", err)
	}
	absent, err := ask.ReadAbsent(strings.NewReader(p.Absent))
	if err != nil {
		return AskSheetResult{}, problem.New(problem.WrongFile, problem.Values{"file": "absent"}, "%v", err)
	}
	text, items := ask.Sheet(ask.Language(p.Language), known, absent, p.N, p.Made, p.Seed)
	return AskSheetResult{text, items}, nil
}

// askReplies judges pasted replies; it needs no open model, and nothing leaves the page.
func askReplies(c *Call, p AskRepliesParams) (AskRepliesResult, error) {
	if err := sheetCheck(p.Language, p.Items); err != nil {
		return AskRepliesResult{}, err
	}
	r := AskRepliesResult{Replies: ask.ReadReplies(p.Replies, p.Items, ask.Language(p.Language)), Invented: -1}
	var stated []float64
	var right []bool
	sum, invented := 0.0, 0
	for i, reply := range r.Replies {
		if !reply.Read {
			r.Unread++
		}
		switch {
		case p.Items[i].Right < 0 && reply.Reply != "":
			r.Made++
			if reply.Admits {
				r.Admitted++
			} else if reply.Read {
				sum, invented = sum+reply.Stated, invented+1
			}
		case p.Items[i].Right >= 0 && reply.Read:
			stated, right = append(stated, reply.Stated), append(right, reply.Right)
		}
	}
	if invented > 0 {
		r.Invented = sum / float64(invented)
	}
	var err error
	r.Stated, err = fitting(stated, right, p.Seed)
	return r, err
}

// sheetCheck checks a sheet that comes back.
func sheetCheck(l world.Language, items []ask.SheetItem) error {
	errs := []error{problem.OneOf("language", l, world.Languages...), problem.Within("items", len(items), 1, 4*mostSheet)}
	for _, item := range items {
		errs = append(errs, problem.Within("items.options", len(item.Options), 0, len(ask.Letters)))
	}
	return errors.Join(errs...)
}

// askTorn draws the second sheet; it needs no open model.
func askTorn(c *Call, p AskTornParams) (AskTornResult, error) {
	if err := sheetCheck(p.Language, p.Items); err != nil {
		return AskTornResult{}, err
	}
	l := ask.Language(p.Language)
	text, items, of := ask.TornSheet(l, p.Items, ask.ReadReplies(p.Replies, p.Items, l), p.Seed)
	return AskTornResult{text, items, of}, nil
}
