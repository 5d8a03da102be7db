package checkpoint

// A Hugging Face folder: config.json, and the weights in one safetensors file or in several with an index.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Limits of a folder's small files, bytes.
const (
	maxConfigFile    = 1 << 20
	maxIndexFile     = 32 << 20
	maxTokenizerFile = 64 << 20
	maxShards        = 1000
)

// hfNames maps the tensors of a Hugging Face checkpoint. Tensors with a prefix of "transformer." (GPT-2) or "model." (Llama) are named without it.
func hfNames(c model.Config) naming {
	if c.Position == "rotary" {
		return hfLlamaNames(c)
	}
	return hfGPT2Names(c)
}

// hfGPT2Names: the linear layers of GPT-2 are "Conv1D", stored [in, out], and query, key and value are one.
func hfGPT2Names(c model.Config) naming {
	n := naming{
		"wte.weight":     one(embedName),
		"wpe.weight":     one(positionName),
		"ln_f.weight":    one(finalNormName + ".weight"),
		"ln_f.bias":      one(finalNormName + ".bias"),
		"lm_head.weight": {}, // a copy of the embedding
	}
	if !c.TiedUnembed {
		n["lm_head.weight"] = one(unembedName)
	}
	for i := range c.DecoderLayers {
		theirs, ours := "h."+strconv.Itoa(i)+".", layerName(i)
		for _, kind := range []string{"weight", "bias"} {
			conv := func(names ...string) part { return part{names: names, transposed: true} }
			n[theirs+"ln_1."+kind] = one(ours + "ln1." + kind)
			n[theirs+"ln_2."+kind] = one(ours + "ln2." + kind)
			n[theirs+"attn.c_attn."+kind] = conv(ours+"attn.q."+kind, ours+"attn.k."+kind, ours+"attn.v."+kind)
			n[theirs+"attn.c_proj."+kind] = conv(ours + attentionOut + kind)
			n[theirs+"mlp.c_fc."+kind] = conv(ours + mlpIn + kind)
			n[theirs+"mlp.c_proj."+kind] = conv(ours + mlpOut + kind)
		}
		n[theirs+"attn.bias"] = part{} // the causal mask, stored as a tensor by older writers
		n[theirs+"attn.masked_bias"] = part{}
	}
	return n
}

func hfLlamaNames(c model.Config) naming {
	n := naming{
		"embed_tokens.weight": one(embedName),
		"norm.weight":         one(finalNormName + ".weight"),
		"lm_head.weight":      {},
	}
	if !c.TiedUnembed {
		n["lm_head.weight"] = one(unembedName)
	}
	for i := range c.DecoderLayers {
		theirs, ours := "layers."+strconv.Itoa(i)+".", layerName(i)
		n[theirs+"input_layernorm.weight"] = one(ours + "ln1.weight")
		n[theirs+"post_attention_layernorm.weight"] = one(ours + "ln2.weight")
		for _, x := range []string{"q", "k", "v"} {
			n[theirs+"self_attn."+x+"_proj.weight"] = one(ours + "attn." + x + ".weight")
			if c.QKVBiases {
				n[theirs+"self_attn."+x+"_proj.bias"] = one(ours + "attn." + x + ".bias")
			}
		}
		n[theirs+"self_attn.o_proj.weight"] = one(ours + attentionOut + "weight")
		n[theirs+"mlp.gate_proj.weight"] = one(ours + mlpGate + "weight")
		n[theirs+"mlp.up_proj.weight"] = one(ours + mlpIn + "weight")
		n[theirs+"mlp.down_proj.weight"] = one(ours + mlpOut + "weight")
		n[theirs+"self_attn.rotary_emb.inv_freq"] = part{} // computed from the base
	}
	return n
}

func one(name string) part { return part{names: []string{name}} }

// hfBare takes the wrapper's prefix off a tensor's name.
func hfBare(name string) string {
	for _, prefix := range []string{"transformer.", "model."} {
		if len(name) > len(prefix) && name[:len(prefix)] == prefix {
			return name[len(prefix):]
		}
	}
	return name
}

// readHF reads the weights of a folder.
func readHF(f folder, shards []string, o Options) (*model.Model, error) {
	text, err := f.read("config.json", maxConfigFile)
	if err != nil {
		return nil, err
	}
	config, err := ParseHFConfig(text)
	if err != nil {
		return nil, err
	}
	streams, closeAll, err := openShards(f, shards, o)
	defer closeAll()
	if err != nil {
		return nil, err
	}
	var file []found
	for _, s := range streams {
		for _, e := range s.Entries {
			file = append(file, found{hfBare(e.Name), e.Shape})
		}
	}
	a, err := newAssembler(config, len(file))
	if err != nil {
		return nil, err
	}
	a.useNames(hfNames(config))
	a.quantise = o.Quantise
	if err := checkTwice(file); err != nil {
		return nil, err
	}
	if err := a.check(file); err != nil {
		return nil, err
	}
	for _, s := range streams {
		if err := placeAll(s, a); err != nil {
			return nil, err
		}
	}
	return a.model()
}

// checkTwice refuses a tensor that is in two shards.
func checkTwice(file []found) error {
	seen := map[string]bool{}
	for _, f := range file {
		if seen[f.name] {
			return fmt.Errorf("the tensor %s is there twice", quoted(f.name))
		}
		seen[f.name] = true
	}
	return nil
}

func placeAll(s *Stream, a *assembler) error {
	want := func(e Entry) bool { return len(a.names[hfBare(e.Name)].names) > 0 }
	for {
		e, v, err := s.Next(want)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if v.F32 == nil {
			return unknownFormat(e.Name, e.Type, "F32, F16, BF16")
		}
		a.place(found{hfBare(e.Name), e.Shape}, v.F32, kernel.Q8{})
	}
}

// unknownFormat is the error of a tensor that is stored in a way that this package does not read.
func unknownFormat(tensor, got, want string) error {
	return problem.New(problem.UnknownFormat, problem.Values{"tensor": tensor, "got": got, "want": want},
		"%s is stored as %s; this reader takes %s", quoted(tensor), got, want)
}

// unknownArchitecture is the error of a family that this package does not know.
func unknownArchitecture(got, want string) error {
	return problem.New(problem.UnknownArchitecture, problem.Values{"got": got, "want": want},
		"the architecture %s is not known here; known are %s", quoted(got), want)
}

// hfShards lists the weight files of a folder.
func hfShards(f folder, names []string) ([]string, error) {
	const single, index = "model.safetensors", "model.safetensors.index.json"
	if slices.Contains(names, single) {
		return []string{single}, nil
	}
	if !slices.Contains(names, index) {
		return nil, problem.New(problem.MissingFile, problem.Values{"file": single}, "the folder has a config.json but neither %s nor %s", single, index)
	}
	text, err := f.read(index, maxIndexFile)
	if err != nil {
		return nil, err
	}
	var content struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s: %w", index, err)
	}
	shards := map[string]bool{}
	for _, shard := range content.WeightMap {
		if path.Base(shard) != shard || shard == "." || shard == ".." {
			return nil, fmt.Errorf("%s names the file %s; wanted a file of the same folder", index, quoted(shard))
		}
		shards[shard] = true
	}
	if len(shards) == 0 || len(shards) > maxShards {
		return nil, fmt.Errorf("%s names %d files; wanted 1 to %d", index, len(shards), maxShards)
	}
	return slices.Sorted(maps.Keys(shards)), nil
}

// openShards reads the headers of all files; closeAll must be called in any case.
func openShards(f folder, shards []string, o Options) (streams []*Stream, closeAll func(), err error) {
	var files []io.Closer
	closeAll = func() {
		for _, file := range files {
			file.Close()
		}
	}
	type opened struct {
		r    io.ReadCloser
		size int64
	}
	var all []opened
	total := int64(0)
	for _, name := range shards {
		r, size, err := f.open(name)
		if err != nil {
			return nil, closeAll, err
		}
		files = append(files, r)
		all = append(all, opened{r, size})
		if size < 0 || total < 0 {
			total = -1
		} else {
			total += size
		}
	}
	before := int64(0)
	for i, file := range all {
		s, err := readSafetensors(newSource(o.tee(file.r), file.size, o.shifted(before, total)))
		if err != nil {
			return nil, closeAll, fmt.Errorf("%s: %w", quoted(shards[i]), err)
		}
		streams = append(streams, s)
		before += max(0, file.size)
	}
	return streams, closeAll, nil
}
