package main

import (
	"fmt"
	"strings"

	"pellucid/engine/ask"
	"pellucid/engine/train"
)

// shows says in words what the tables show, each sentence by the interval that it rests on.
func shows(asked []ask.Asked, all []answer) string {
	var lines []string
	say := func(format string, values ...any) { lines = append(lines, "- "+fmt.Sprintf(format, values...)+"\n") }
	right := make([]float64, len(asked))
	for i, a := range asked {
		if a.Right {
			right[i] = 1
		}
	}
	switch _, low, high := bounds(right); {
	case low > 0.25:
		say("It answers better than by guessing.")
	case high < 0.25:
		say("It answers worse than by guessing.")
	default:
		say("Its answers are no better than guesses.")
	}
	var ranks []string
	for _, k := range kinds {
		confidence, right := pairs(asked, k)
		if len(right) == 0 {
			continue
		}
		c, err := ask.Calibrate(confidence, right, seed)
		if err != nil {
			continue
		}
		how := "as sure as it is right: the gap is no larger than chance allows"
		if c.ECE > c.ECEPerfect {
			how = "its gap is larger than chance allows: " + direction(c.Mean-c.BaseRate)
		}
		say("%s: %s (mean %.2f, right %.2f).", k.name, how, c.Mean, c.BaseRate)
		low, _ := train.Bootstrap(len(right), resamples, seed, c.AUROC, func(pick []int) float64 {
			return max(ask.AUROC(picked(confidence, pick), picked(right, pick)), 0)
		})
		if low > 0.5 {
			ranks = append(ranks, k.name)
		}
	}
	if len(ranks) == 0 {
		say("None of the kinds ranks right answers over wrong ones beyond chance.")
	} else {
		say("These rank right answers over wrong ones beyond chance: %s.", strings.Join(ranks, ", "))
	}
	reasonsShow(all, say)
	return strings.Join(lines, "")
}

// direction says what a gap is, by the difference of mean confidence and right answers.
func direction(over float64) string {
	switch {
	case over > 0.05:
		return "too sure"
	case over < -0.05:
		return "not sure enough"
	}
	return "too sure of some answers, not enough of others"
}

// reasonsShow says whether reasons name the words that decide.
func reasonsShow(all []answer, say func(string, ...any)) {
	var more []float64
	for _, a := range all {
		if a.Reasoned != nil && len(a.Reasoned.Named) > 0 {
			o := a.Reasoned.Overlap
			more = append(more, (float64(o.Shared)-o.Chance)/float64(o.Named))
		}
	}
	if len(more) == 0 {
		return
	}
	if _, low, _ := bounds(more); low > 0 {
		say("Its reasons name the words that the answer needs more often than by chance.")
	} else {
		say("Its reasons do not name the words that the answer needs more often than by chance: no sign that they tell what decided.")
	}
}

// bounds is a mean with its 95 % interval.
func bounds(list []float64) (value, low, high float64) {
	of := func(pick []int) float64 {
		sum := 0.0
		for _, i := range pick {
			sum += list[i] / float64(len(pick))
		}
		return sum
	}
	everything := make([]int, len(list))
	for i := range everything {
		everything[i] = i
	}
	value = of(everything)
	low, high = train.Bootstrap(len(list), resamples, seed, value, of)
	return value, low, high
}

// pairs are a kind's confidences, where there are some, with what was right.
func pairs(asked []ask.Asked, k kind) (confidence []float64, right []bool) {
	for _, a := range asked {
		if c, ok := k.of(a); ok {
			confidence, right = append(confidence, c), append(right, a.Right)
		}
	}
	return confidence, right
}

func picked[T any](list []T, pick []int) (some []T) {
	for _, i := range pick {
		some = append(some, list[i])
	}
	return some
}
