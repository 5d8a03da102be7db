package main

// The model as llama.cpp reads it: architecture gpt2, matrices Q8_0.

import (
	"io"
	"slices"
	"strconv"

	"pellucid/engine/checkpoint"
	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

func writeGGUF(path string, m *model.Model, vocabulary *token.BPE) error {
	return toFile(path, func(w io.Writer) error { return checkpoint.WriteGGUF(w, ggufPairs(vocabulary), ggufTensors(m)) })
}

func ggufPairs(vocabulary *token.BPE) []checkpoint.GGUFPair {
	tokens, kinds, merges := ggufVocabulary(vocabulary)
	return []checkpoint.GGUFPair{
		{Key: "general.architecture", Value: "gpt2"},
		{Key: "general.name", Value: "bench"},
		{Key: "general.file_type", Value: uint32(7)}, // mostly Q8_0
		{Key: "gpt2.context_length", Value: uint32(shape.Context)},
		{Key: "gpt2.embedding_length", Value: uint32(shape.Width)},
		{Key: "gpt2.feed_forward_length", Value: uint32(shape.Hidden)},
		{Key: "gpt2.block_count", Value: uint32(shape.DecoderLayers)},
		{Key: "gpt2.attention.head_count", Value: uint32(shape.Heads)},
		{Key: "gpt2.attention.layer_norm_epsilon", Value: shape.Eps},
		{Key: "tokenizer.ggml.model", Value: "gpt2"},
		{Key: "tokenizer.ggml.pre", Value: "gpt-2"},
		{Key: "tokenizer.ggml.tokens", Value: tokens},
		{Key: "tokenizer.ggml.token_type", Value: kinds},
		{Key: "tokenizer.ggml.merges", Value: merges},
		{Key: "tokenizer.ggml.bos_token_id", Value: uint32(shape.Vocab - 1)},
		{Key: "tokenizer.ggml.eos_token_id", Value: uint32(shape.Vocab - 1)},
		{Key: "tokenizer.ggml.add_bos_token", Value: false},
	}
}

// ggufVocabulary is the tokens in GPT-2's spelling, their kinds (1 normal, 3 control), and the merge that makes each.
func ggufVocabulary(vocabulary *token.BPE) (tokens []string, kinds []int32, merges []string) {
	tokens, kinds = make([]string, shape.Vocab), make([]int32, shape.Vocab)
	for id := range tokens {
		bytes := vocabulary.Bytes(int32(id))
		tokens[id], kinds[id] = spelled(bytes), 1
		if len(bytes) < 2 || id == shape.Vocab-1 {
			continue
		}
		// The step before the last has the two pieces; the whole is the word's own token.
		if steps := vocabulary.Merges(string(bytes)); len(steps) > 1 {
			if before := steps[len(steps)-2].Pieces; len(before) == 2 {
				merges = append(merges, spelled(vocabulary.Bytes(before[0].ID))+" "+spelled(vocabulary.Bytes(before[1].ID)))
			}
		}
	}
	tokens[shape.Vocab-1], kinds[shape.Vocab-1] = vocabulary.Specials()[0].Text, 3
	return tokens, kinds, merges
}

// spelling is GPT-2's printable character for each byte (bytes_to_unicode of its encoder.py).
var spelling = func() (table [256]rune) {
	other := rune(256)
	for b := range rune(256) {
		if '!' <= b && b <= '~' || '¡' <= b && b <= '¬' || '®' <= b && b <= 'ÿ' {
			table[b] = b
			continue
		}
		table[b] = other
		other++
	}
	return table
}()

func spelled(bytes []byte) string {
	var runes []rune
	for _, b := range bytes {
		runes = append(runes, spelling[b])
	}
	return string(runes)
}

func ggufTensors(m *model.Model) []checkpoint.GGUFOut {
	var out []checkpoint.GGUFOut
	add := func(theirs string, ours ...string) {
		first := m.Weight(ours[0])
		if first.F32 == nil {
			q := joinQ8(m, ours)
			out = append(out, checkpoint.GGUFOut{Name: theirs, Type: "Q8_0", Shape: []int{q.Rows, q.Cols}, Q8: q})
			return
		}
		values := joinF32(m, ours)
		dims := slices.Clone(first.Shape)
		dims[0] *= len(ours)
		out = append(out, checkpoint.GGUFOut{Name: theirs, Type: "F32", Shape: dims, F32: values})
	}
	add("token_embd.weight", "embed.weight")
	add("position_embd.weight", "pos_embed.weight")
	for i := range shape.DecoderLayers {
		blk, ours := "blk."+strconv.Itoa(i)+".", "blocks."+strconv.Itoa(i)+"."
		for _, kind := range []string{"weight", "bias"} {
			add(blk+"attn_norm."+kind, ours+"ln1."+kind)
			add(blk+"attn_qkv."+kind, ours+"attn.q."+kind, ours+"attn.k."+kind, ours+"attn.v."+kind)
			add(blk+"attn_output."+kind, ours+"attn.o."+kind)
			add(blk+"ffn_norm."+kind, ours+"ln2."+kind)
			add(blk+"ffn_up."+kind, ours+"mlp.in."+kind)
			add(blk+"ffn_down."+kind, ours+"mlp.out."+kind)
		}
	}
	add("output_norm.weight", "ln_final.weight")
	add("output_norm.bias", "ln_final.bias")
	return out
}

// joinQ8 puts matrices of equal width below each other.
func joinQ8(m *model.Model, names []string) kernel.Q8 {
	var q kernel.Q8
	for _, name := range names {
		part := m.Weight(name).Blocks.(kernel.Q8)
		q.Rows, q.Cols = q.Rows+part.Rows, part.Cols
		q.Data, q.Scale = append(q.Data, part.Data...), append(q.Scale, part.Scale...)
	}
	return q
}

// joinF32 puts vectors behind each other.
func joinF32(m *model.Model, names []string) []float32 {
	var values []float32
	for _, name := range names {
		values = append(values, m.Weight(name).F32...)
	}
	return values
}
