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
	"strings"

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

// hfConfig reads the configuration of a folder.
func hfConfig(f folder) (model.Config, *family, error) {
	text, err := f.read("config.json", maxConfigFile)
	if err != nil {
		return model.Config{}, nil, err
	}
	config, family, err := parseHFConfig(text)
	if err != nil {
		return model.Config{}, nil, err
	}
	return config, family, f.generation(&config)
}

// readHF reads the weights of a folder.
func readHF(f folder, config model.Config, family *family, shards []string, o Options) (*model.Model, error) {
	streams, closeAll, err := openShards(f, shards, o)
	defer closeAll()
	if err != nil {
		return nil, err
	}
	m, err := readTensors(config, family, streams, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", family.name, err)
	}
	return m, nil
}

// ParseHFConfig reads a config.json of any family of [Families].
func ParseHFConfig(text []byte) (model.Config, error) {
	config, _, err := parseHFConfig(text)
	return config, err
}

func parseHFConfig(text []byte) (model.Config, *family, error) {
	s, err := hfSettings(text)
	if err != nil {
		return model.Config{}, nil, err
	}
	fail := func(err error) (model.Config, *family, error) {
		return model.Config{}, nil, fmt.Errorf("config.json: %w", err)
	}
	family, err := familyOf(s)
	if err != nil {
		return fail(err)
	}
	if s.has("quantization_config") {
		return fail(fmt.Errorf("%s: %w", family.name, refuse("quantization_config", "set", "the unquantised weights, or a GGUF file")))
	}
	config := family.config(s)
	if s.err == nil {
		s.err = config.Check()
	}
	if s.err != nil {
		return fail(fmt.Errorf("%s: %w", family.name, s.err))
	}
	return config, family, nil
}

// generation adds what generation_config.json says of the tokens that end a text.
func (f folder) generation(c *model.Config) error {
	const name = "generation_config.json"
	names, err := f.names()
	if err != nil || !slices.Contains(names, name) {
		return err
	}
	text, err := f.read(name, maxConfigFile)
	if err != nil {
		return err
	}
	s := &settings{where: name}
	if err := unmarshalPython(text, &s.values); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	ids := s.tokens("eos_token_id")
	if c.End < 0 {
		c.End = firstBelow(ids, c.Vocab)
	}
	for _, id := range restBelow(ids, c.End, c.Vocab) {
		if !slices.Contains(c.MoreEnds, id) {
			c.MoreEnds = append(c.MoreEnds, id)
		}
	}
	return nil
}

// readTensors reads the weights from the streams of all files.
func readTensors(config model.Config, family *family, streams []*Stream, o Options) (*model.Model, error) {
	var file []found
	for _, s := range streams {
		for _, e := range s.Entries {
			if name := family.ours(e.Name); !family.ignores(name) {
				file = append(file, found{name, e.Shape})
			}
		}
	}
	if family.adapt != nil {
		family.adapt(&config, func(tensor string) bool {
			return slices.ContainsFunc(file, func(f found) bool { return f.name == tensor })
		})
	}
	a, err := newAssembler(config, len(file))
	if err != nil {
		return nil, err
	}
	a.useNames(family.names(config))
	a.quantise, a.fill = o.Quantise, family.fill
	if err := checkTwice(file); err != nil {
		return nil, err
	}
	if err := a.check(file); err != nil {
		return nil, err
	}
	for _, s := range streams {
		if err := placeAll(s, family, a); err != nil {
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

func placeAll(s *Stream, family *family, a *assembler) error {
	want := func(e Entry) bool {
		p := a.names[family.ours(e.Name)]
		return (len(p.names) > 0 || p.addTo != "") && !family.ignores(family.ours(e.Name))
	}
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
		a.place(found{family.ours(e.Name), e.Shape}, v.F32, nil)
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

func safetensorsIn(names []string) (list []string) {
	for _, name := range names {
		if strings.HasSuffix(name, ".safetensors") {
			list = append(list, name)
		}
	}
	return list
}

// hfShards lists the weight files of a folder.
func hfShards(f folder, names []string) ([]string, error) {
	const single, index = "model.safetensors", "model.safetensors.index.json"
	if slices.Contains(names, single) {
		return []string{single}, nil
	}
	if weights := safetensorsIn(names); !slices.Contains(names, index) && len(weights) == 1 && !strings.Contains(weights[0], "-of-") {
		return weights, nil // by another name, but the only one
	}
	if what := unreadable(names); what != "" && !slices.Contains(names, index) {
		return nil, problem.New(problem.MissingFile, problem.Values{"file": single}, "%s", what)
	}
	if !slices.Contains(names, index) {
		return nil, problem.New(problem.MissingFile, problem.Values{"file": single},
			"the folder has a config.json but neither %s nor %s", single, index)
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
