// Package model is one transformer for every architecture of this project: encoder–decoder, decoder-only and
// encoder-only, described by a [Config] and a set of named weights.
//
// There is one forward pass and it is open to inspection. Every intermediate value has a name, a [Site], that follows
// TransformerLens ("blocks.3.attn.hook_pattern"); any site can be kept, changed on the way by an [Edit], and
// differentiated:
//
//	trace, err := m.Forward(model.Batch{{Tokens: ids}}, model.Run{Keep: ..., Tape: true, Edits: ...})
//	pattern, err := trace.At(site, 0)             // the value after its edits
//	grads, err := m.Backward(trace, dLogits, model.Want{Keep: ..., Weights: true})
//	slope := grads.At(site, 0)                    // with respect to that same value
//
// A [Batch] is a list of sequences of any lengths. Linear layers see the rows of all sequences as one matrix; attention
// works on each sequence alone, so results do not depend on what else is in the batch. A [Cache] keeps the keys and
// values of earlier positions; [Cache.Fork] and [Cache.View] share a prefix, so that variants of a text cost only what
// follows their first difference.
//
// A Model is read-only during passes: goroutines may share one, each with its own traces. All loops over weights and
// over tokens×width go through [kernel.Kernels].
//
// # Where the norms stand
//
// In a pre-norm model each sublayer is x + f(norm(x)) and a last norm follows each tower ("ln_final"). In a post-norm
// model it is norm(x + f(x)). The sites keep TransformerLens' meaning (of its BertBlock): hook_resid_mid,
// hook_resid_cross and hook_resid_post are the sums before the norm, lnN.hook_normalized what comes out of it; the
// output of a post-norm layer is its ln2.hook_normalized, which is also the next layer's hook_resid_pre.
package model
