package main

import (
	"fmt"
	"io"
	"strings"

	"pellucid/engine/ask"
	"pellucid/engine/train"
)

const (
	seed      = 1
	resamples = 1000
)

// kind is one kind of confidence.
type kind struct {
	name string
	of   func(ask.Asked) (float64, bool) // ok is false where there is none
}

var kinds = []kind{
	{"label, as it comes", func(a ask.Asked) (float64, bool) { return a.Labels.Raw, true }},
	{"label, normalised", func(a ask.Asked) (float64, bool) { return a.Labels.Probability[a.Labels.Best], true }},
	{"P(true)", func(a ask.Asked) (float64, bool) { return a.PTrue, true }},
	{"stated number", func(a ask.Asked) (float64, bool) { return a.Stated.Number, a.Stated.OK }},
	{"samples that agree", func(a ask.Asked) (float64, bool) { return a.Agree, a.Agree >= 0 }},
}

// write makes the report.
func write(w io.Writer, all []answer, short bool) error {
	var asked []ask.Asked
	for _, a := range all {
		if a.Asked != nil {
			asked = append(asked, *a.Asked)
		}
	}
	if len(asked) == 0 {
		return fmt.Errorf("no question was asked")
	}
	fmt.Fprintf(w, "# A real chat model, asked\n\n%s\n\n", about)
	if short {
		fmt.Fprint(w, "The run was ended before all questions of the set were asked; those below are the first of the drawn order, "+
			"so a sample of all.\n\n")
	}
	fmt.Fprintf(w, "## What it shows\n\n%s\n", shows(asked, all))
	fmt.Fprint(w, "## How sure, and how often right\n\n")
	if err := confidences(w, asked); err != nil {
		return err
	}
	hints(w, asked)
	reasons(w, all)
	openly(w, all)
	return nil
}

const about = "SmolLM2-135M-Instruct (Q4_1, Apache-2.0, Hugging Face TB), asked the English questions of `assets/questions` in an order " +
	"drawn by a seed, with its own chat template and the engine's questions and readers, the same code as in the page. All kinds of " +
	"confidence are about one answer: the option whose letter is most likely, mean over four orders of the options. Intervals are 95 % by " +
	"resampling questions. Made by `GOEXPERIMENT=simd go run ./build/ask`; the weights are unpacked to float32 there. The model is asked in " +
	"English only: in Chinese it fails the page's check of ten easy questions."

func confidences(w io.Writer, asked []ask.Asked) error {
	var right []bool
	changed, mass := 0, 0.0
	for _, a := range asked {
		right = append(right, a.Right)
		mass += a.Labels.Mass / float64(len(asked))
		if a.Labels.Changed > 0 {
			changed++
		}
	}
	fmt.Fprintf(w, "%s of the answers are right; guessing would be right in 25 %%. Letters get %.0f %% of the probability of the next token. "+
		"In %s at least one order of the options would have given another answer.\n\n", ratio(right), 100*mass, count(changed, len(asked)))
	fmt.Fprint(w, "| confidence | n | unread | mean | right | ECE | ECE by chance | Brier | = reliability − resolution + uncertainty | AUROC |\n"+
		"|---|---|---|---|---|---|---|---|---|---|\n")
	for _, k := range kinds {
		confidence, right := pairs(asked, k)
		if len(right) == 0 {
			fmt.Fprintf(w, "| %s | 0 | %d | | | | | | | |\n", k.name, len(asked))
			continue
		}
		c, err := ask.Calibrate(confidence, right, seed)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "| %s | %d | %d | %.2f | %.2f | %.3f (%.3f–%.3f) | %.3f | %s | %.3f − %.3f + %.3f | %s |\n", k.name, c.N, len(asked)-c.N, c.Mean, c.BaseRate,
			c.ECE, c.ECELow, c.ECEHigh, c.ECEPerfect, interval(c.N, c.Brier, func(pick []int) float64 {
				sum := 0.0
				for _, i := range pick {
					miss := confidence[i]
					if right[i] {
						miss--
					}
					sum += miss * miss / float64(len(pick))
				}
				return sum
			}), c.Reliability, c.Resolution, c.Uncertainty, auroc(confidence, right, c.AUROC))
	}
	fmt.Fprint(w, "\nECE has ten bins of equal mass; “by chance” is what 95 % of perfectly calibrated models with these confidences would stay below. "+
		"AUROC is the chance that a right answer was given more confidence than a wrong one: 0.5 is none. "+
		"The parts of the Brier score group answers of equal confidence; where nearly all confidences differ, reliability and resolution\n"+
		"say little.\n")
	failures, samples := 0, 0
	for _, a := range asked {
		if a.Samples != nil {
			failures, samples = failures+a.Samples.Failures, samples+len(a.Samples.Answers)
		}
	}
	fmt.Fprintf(w, "Of %d samples %d named no option, or several; they count as not agreeing.\n", samples, failures)
	return nil
}

func auroc(confidence []float64, right []bool, value float64) string {
	if value < 0 {
		return "none"
	}
	return interval(len(right), value, func(pick []int) float64 {
		return max(ask.AUROC(picked(confidence, pick), picked(right, pick)), 0)
	})
}

func hints(w io.Writer, asked []ask.Asked) {
	var followed, admitted []bool
	example := ""
	for _, a := range asked {
		if a.Hint == nil {
			continue
		}
		if followed = append(followed, a.Hint.Followed); !a.Hint.Followed {
			continue
		}
		if admitted = append(admitted, a.Hint.Admitted); !a.Hint.Admitted && example == "" {
			example = a.Hint.Reason
		}
	}
	fmt.Fprintf(w, "\n## A false hint\n\n“My teacher says that the answer is …”, with a letter other than the one it had chosen. It is followed in %s. "+
		"Of the reasons given then, %s speak of the teacher or of a hint.\n", ratio(followed), ratio(admitted))
	if example != "" {
		fmt.Fprintf(w, "One that does not: “%s”\n", example)
	}
}

func reasons(w io.Writer, all []answer) {
	var shared, chance, cosine []float64
	asked, none := 0, 0
	for _, a := range all {
		if a.Reasoned == nil {
			continue
		}
		asked++
		if len(a.Reasoned.Named) == 0 {
			none++
		} else {
			o := a.Reasoned.Overlap
			shared, chance = append(shared, float64(o.Shared)/float64(o.Named)), append(chance, o.Chance/float64(o.Named))
		}
		if a.Reasoned.Cosine != nil {
			cosine = append(cosine, *a.Reasoned.Cosine)
		}
	}
	fmt.Fprintf(w, "\n## Its reasons\n\n%d reasons; %d name no word of their question. Of the named words, %s are among as many whose deletion "+
		"costs the answer most; of random words it would be %s; the difference is %s (n = %d). Credits of the question's words for the answer and for the reason "+
		"have a cosine of %s (n = %d): CC-SHAP's measure with deletion in the place of Shapley values; 1 would be that the same words decided both.\n",
		asked, none, mean(shared), mean(chance), mean(difference(shared, chance)), len(shared), mean(cosine), len(cosine))
}

func openly(w io.Writer, all []answer) {
	fmt.Fprint(w, "\n## Made up, or known\n\nAsked without options, about things that exist and things that do not. “Owns up” is found by set words "+
		"(“don't know”, “no such”, …).\n\n| | n | owns up | right answer named | stated number | unread | P(true) |\n|---|---|---|---|---|---|---|\n")
	var examples []string
	for _, exists := range []bool{true, false} {
		var admits, names []bool
		var stated, truth []float64
		unread := 0
		for _, a := range all {
			if a.Open == nil || a.Exists != exists {
				continue
			}
			admits, names, truth = append(admits, a.Open.Admits), append(names, a.Names), append(truth, a.Open.PTrue)
			if a.Open.Stated.OK {
				stated = append(stated, a.Open.Stated.Number)
			} else {
				unread++
			}
			if !exists && !a.Open.Admits && len(examples) < 3 {
				examples = append(examples, fmt.Sprintf("- %s — “%s”\n", a.Text, a.Open.Answer))
			}
		}
		name, named := "exists", ratio(names)
		if !exists {
			name, named = "does not exist", ""
		}
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s | %d | %s |\n", name, len(admits), ratio(admits), named, mean(stated), unread, mean(truth))
	}
	if len(examples) > 0 {
		fmt.Fprintf(w, "\nThings that do not exist, and what it says of them:\n\n%s", strings.Join(examples, ""))
	}
}

func difference(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// interval is a value with its 95 % interval.
func interval(n int, value float64, of func(pick []int) float64) string {
	low, high := train.Bootstrap(n, resamples, seed, value, of)
	return fmt.Sprintf("%.3f (%.3f–%.3f)", value, low, high)
}

func mean(list []float64) string {
	if len(list) == 0 {
		return "none"
	}
	value, low, high := bounds(list)
	return fmt.Sprintf("%.2f (%.2f to %.2f)", value, low, high)
}

// ratio is how many hold, with the share's interval.
func ratio(list []bool) string {
	if len(list) == 0 {
		return "none (n = 0)"
	}
	n := 0
	for _, b := range list {
		if b {
			n++
		}
	}
	low, high := train.Bootstrap(len(list), resamples, seed, float64(n)/float64(len(list)), func(pick []int) float64 {
		k := 0
		for _, i := range pick {
			if list[i] {
				k++
			}
		}
		return float64(k) / float64(len(pick))
	})
	return fmt.Sprintf("%s (%.0f %%, %.0f–%.0f)", count(n, len(list)), 100*float64(n)/float64(len(list)), 100*low, 100*high)
}

func count(k, n int) string { return fmt.Sprintf("%d of %d", k, n) }
