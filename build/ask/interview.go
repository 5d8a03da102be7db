package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pellucid/engine/ask"
)

// sizes is how much is asked.
type sizes struct{ questions, reasons, made int }

// task is one question and what is wanted of it.
type task struct {
	question ask.Question
	options  bool // asked with options: the confidences and the hint
	reason   bool // asked for its reason
	openly   bool // asked without options
}

// answer is what came of a task.
type answer struct {
	Text     string        `json:"text"`
	Exists   bool          `json:"exists"` // the thing that is asked about
	Asked    *ask.Asked    `json:"asked,omitempty"`
	Reasoned *ask.Reasoned `json:"reasoned,omitempty"`
	Open     *ask.Open     `json:"open,omitempty"`
	Names    bool          `json:"names"` // the open answer has the right option's text in it
}

// tasks deals the questions in an order drawn by the plan's seed, so that the first ones are a sample of all.
func tasks(known []ask.Question, absent []ask.Absent, size sizes) []task {
	random := rand.New(rand.NewPCG(plan.Seed, 0x61736b))
	others := random.Perm(len(absent))[:min(size.made, len(absent))]
	var list []task
	for i, at := range random.Perm(len(known))[:min(size.questions, len(known))] {
		list = append(list, task{known[at], true, i < size.reasons, i < size.made})
		if i < len(others) {
			list = append(list, task{question: ask.Question{Text: absent[others[i]].Text}, openly: true})
		}
	}
	return list
}

// interview asks all tasks that the raw file has no answer to, and adds the answers to it.
func interview(w *ask.Speaker, list []task, raw string) ([]answer, error) {
	done, err := read(raw)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(raw), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(raw, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	began, rows := time.Now(), 0
	var all []answer
	for i, t := range list {
		a := done[t.question.Text]
		if !a.whole(t) {
			if a, err = answered(w, t, a, uint64(i)); err != nil {
				return nil, err
			}
			line, err := json.Marshal(a)
			if err != nil {
				return nil, err
			}
			if _, err := file.Write(append(line, '\n')); err != nil {
				return nil, err
			}
			log.Printf("%d of %d, %.0f s, %d rows", i+1, len(list), time.Since(began).Seconds(), w.Meter.Forward.Rows-rows)
			rows = w.Meter.Forward.Rows
		}
		all = append(all, a)
	}
	return all, nil
}

// whole says whether an answer has all that its task wants.
func (a answer) whole(t task) bool {
	return a.Text != "" && (a.Asked != nil || !t.options) && (a.Reasoned != nil || !t.reason) && (a.Open != nil || !t.openly)
}

// answered asks what an answer still lacks; every question has a seed of its own.
func answered(w *ask.Speaker, t task, a answer, number uint64) (answer, error) {
	a.Text, a.Exists = t.question.Text, t.options
	if t.options && a.Asked == nil {
		mine := plan
		mine.Seed += number
		asked, err := ask.About(w, chat, t.question, mine)
		if err != nil {
			return a, err
		}
		a.Asked = &asked
	}
	if t.reason && a.Reasoned == nil {
		reasoned, err := ask.Why(w, chat, strings.SplitAfter(t.question.Text, " "), a.Asked.Answer)
		if err != nil {
			return a, err
		}
		a.Reasoned = &reasoned
	}
	if t.openly && a.Open == nil {
		open, err := w.Openly(chat, t.question.Text)
		if err != nil {
			return a, err
		}
		a.Open = &open
		a.Names = t.options && strings.Contains(strings.ToLower(open.Answer), strings.ToLower(t.question.Right))
	}
	return a, nil
}

// kept is the answers of a raw file to the first tasks, up to its first gap.
func kept(list []task, raw string) ([]answer, error) {
	done, err := read(raw)
	if err != nil {
		return nil, err
	}
	var all []answer
	for _, t := range list {
		a := done[t.question.Text]
		if !a.whole(t) {
			break
		}
		all = append(all, a)
	}
	return all, nil
}

// read is the answers of a raw file, by question; none if it is not there.
func read(raw string) (map[string]answer, error) {
	done := map[string]answer{}
	file, err := os.Open(raw)
	if errors.Is(err, fs.ErrNotExist) {
		return done, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, err
		}
		done[a.Text] = a
	}
	return done, lines.Err()
}
