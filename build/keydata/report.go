package main

import (
	"fmt"
	"io"
	"math"

	"pellucid/engine/keydata"
	"pellucid/engine/world"
)

func (p *program) write(w io.Writer) {
	o, facts := keydata.Late, (len(p.before[0])+len(p.before[1]))/p.worlds
	fmt.Fprintf(w, "# Can key training data be found?\n\n%d small worlds in English (`engine/world`, the live recipe), each trained for %d steps without "+
		"the houses and boats of its 12 residents. Then %d facts are planted: each in %d texts, beside as many texts without one, read for "+
		"%d steps of %d tokens. Half of the facts are asked for in other words than the texts use. The log probability of the right colour "+
		"goes from %.2f to %.2f nats where the words are the same, and from %.2f to %.2f where they are others (a colour at random among the 8: "+
		"%.2f). Every method ranks all %d texts for each fact.\n\n", p.worlds, p.base, facts,
		world.PlantedTexts, o.Steps, o.Batch, average(p.before[0]), average(p.after[0]), average(p.before[1]), average(p.after[1]),
		-math.Log(8), 2*world.PlantedTexts*facts)
	fmt.Fprintf(w, "- *Found*: the share of the first %d texts that state the fact; all are there to be found.\n- *Removed*: by how many nats the "+
		"log probability is lower when the first %d are taken away and the late part is trained again from the same moment with the same "+
		"order (%d facts a world, %d orders each). *From nothing*: the same with other random weights and the whole training done anew (%d starts "+
		"a world).\n- *tracin, last*: the %d texts that TracIn ranks last, those that it says pushed against the answer, are taken away.\n- *LDS*: the linear datamodelling score: Spearman of the sum "+
		"of the scores of what is left with the log probability, over %d random halves of the texts, mean over facts.\n- TracIn: gradients "+
		"of all weights at %d moments, normalised. Similar: cosine of the last states. Intervals: 95 %%, normal, over facts (and orders); facts "+
		"of one world are not independent, so they are too narrow.\n\nMade by `GOEXPERIMENT=simd go run ./build/keydata`.\n\n", removed, removed,
		tried, again, p.starts, removed, subsets, o.Moments)
	fmt.Fprintln(w, "| method | found, same words | found, other words | removed, same words | removed, other words | from nothing, same words | "+
		"from nothing, other words | LDS |\n|---|---|---|---|---|---|---|---|")
	for _, m := range taken {
		t := p.methods[m]
		fmt.Fprintf(w, "| %s |", m)
		for _, list := range [][]float64{t.found[0], t.found[1], t.removal[0], t.removal[1], t.anew[0], t.anew[1], t.lds} {
			fmt.Fprintf(w, " %s |", told(list))
		}
		fmt.Fprintln(w)
	}
	p.conclude(w)
}

// target is the linear datamodelling score that TracIn was to reach.
const target = 0.5

func (p *program) conclude(w io.Writer) {
	score, verdict := average(p.methods[keydata.TracIn].lds), "missed"
	if score >= target {
		verdict = "met"
	}
	tracin, words := p.methods[keydata.TracIn], p.methods[keydata.BM25]
	fmt.Fprintf(w, "\nTracIn was to reach a linear datamodelling score of %.1f: %s, with %.2f (BM25: %.2f). Taking away what BM25 finds costs the "+
		"answer %.2f nats where the words are the same, what TracIn finds %.2f; random texts %.2f.\n", target, verdict, score, average(words.lds),
		average(words.removal[0]), average(tracin.removal[0]), average(p.methods[keydata.Random].removal[0]))
	last := p.methods[harmful]
	fmt.Fprintf(w, "What TracIn ranks last "+
		"is said to have pushed against the answer. Without it the answer is better by %s nats where the words are the same, by %s where they are others.\n",
		told(less(last.removal[0])), told(less(last.removal[1])))
	p.agree(w)
}

func less(list []float64) []float64 {
	gain := make([]float64, len(list))
	for i, v := range list {
		gain[i] = -v
	}
	return gain
}

// agree says whether training again from one moment comes to what training from nothing comes to.
func (p *program) agree(w io.Writer) {
	value, low, high := p.agreement()
	verdict := "beyond chance they agree"
	if low <= 0 {
		verdict = "that they agree is not certain"
	}
	fmt.Fprintf(w, "\n## From a saved moment, or from nothing?\n\nThe page trains again from the moment before the planting, which takes a second. "+
		"From nothing everything is trained anew, with other random weights. The rank correlation of what %d removals (a fact, a method) do in "+
		"either way is %.2f (%.2f to %.2f, bootstrap over removals): %s. Over the random halves, the log probability of a fact after either way goes "+
		"together by %s, mean over facts and starts; that after two trainings from nothing by %s, which is as well as the page's way can do.\n",
		len(p.effects[0]), value, low, high, verdict, told(p.halves), told(p.limit))
}

func told(list []float64) string {
	if len(list) == 0 {
		return "–"
	}
	mean, low, high := keydata.Interval(list)
	return fmt.Sprintf("%.2f (%.2f to %.2f)", mean, low, high)
}
