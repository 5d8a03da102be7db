package main

// Training in the page and decoding with few keys, see pages/lab.js.

import (
	"fmt"
	"os"
	"path/filepath"
)

// retrainings is how often the planted part of training is done again.
const retrainings = 20

// lab is what pages/lab.js returns.
type lab struct {
	Retrainings int       `json:"retrainings"`
	Relaxed     []float64 `json:"relaxed"`           // tokens trained a second
	SIMD        []float64 `json:"simd"`              // the same by kernels without relaxed SIMD
	Retrain     []float64 `json:"retrain"`           // all retrainings, milliseconds
	Full        []float64 `json:"full,omitempty"`    // one token with 1,024 keys, milliseconds
	Quarter     []float64 `json:"quarter,omitempty"` // with a quarter of the prompt's
}

// labPart trains the small world's model, and decodes with the reader's file where it is there.
func (b *bench) labPart(weights string) (part, error) {
	options := map[string]any{"plain": plainKernels, "retrainings": retrainings}
	file, err := b.linkReader(weights)
	if file == "" && err == nil {
		fmt.Fprintf(os.Stderr, "lab: nothing is decoded at 1,024 tokens, there is no %s\n", filepath.Join(b.data, readerFile))
	} else {
		options["file"] = readerLink
	}
	return part{Name: "lab", Script: "lab.js", Options: options, Alone: true}, err
}

func (r *report) judgeLab() {
	if r.Lab == nil {
		return
	}
	relaxed, simd := median(r.Lab.Relaxed), median(r.Lab.SIMD)
	r.least("small world trained, relaxed SIMD", relaxed, 10_000, "tokens/s")
	r.least(fmt.Sprintf("small world trained, without relaxed SIMD (with it %.2f× as fast)", relaxed/simd), simd, 10_000, "tokens/s")
	r.most(fmt.Sprintf("key data: %d trainings again", r.Lab.Retrainings), median(r.Lab.Retrain)/1000, 60, "s")
	if len(r.Lab.Full) > 0 {
		full, quarter := median(r.Lab.Full), median(r.Lab.Quarter)
		r.least(fmt.Sprintf("SmolLM2-135M: a token at 1,024 tokens, a quarter of the keys (%.1f ms) against all (%.1f ms)", quarter, full),
			full/quarter, 1.5, "× as fast")
	}
}
