// Package probe asks what a layer's output holds, by training small models on it: linear probes with their controls,
// the structural probe, removal of what a probe reads, and comparisons of layers and of one word in two sentences.
//
// A probe's accuracy alone says little: a word that is known by its spelling needs no syntax. So every row of a [Table]
// stands beside the majority class, a memoriser of words, the same probe on a control task (each word type gets a
// random label: Hewitt & Liang 2019, arXiv:1909.03368) and the same probe on the same architecture with random weights.
// What was decided before looking, the same for every layer, task and model:
//
//   - a word's vector is the mean of those of its tokens ([Vectors]);
//   - values are standardised by the training words, and the L2 penalty is [Strength] a training word;
//   - sentences are split, never words;
//   - intervals are 95 % by resampling sentences.
//
// That a label can be decoded does not say that the model uses it: [Erase] is the test of that.
package probe

// Yield reports done of total steps between pieces of work; an error from it ends the work and is returned.
type Yield func(done, total int) error

func (y Yield) call(done, total int) error {
	if y == nil {
		return nil
	}
	return y(done, total)
}
