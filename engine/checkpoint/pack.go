package checkpoint

// Our own pack: one safetensors file that carries all a model is. A quantised matrix "x.weight" is two tensors,
// "x.weight" (I8 [rows, cols]) and "x.weight.scale" (F16 [rows, ceil(cols/32)]); everything else is one F32 tensor.
// The architecture, the tokenizer's hash, the licence and the training facts are in the header's metadata.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// packFormat marks a safetensors file as a pack; another number is another layout.
const packFormat = "pellucid 1"

// Meta is what is known of a model beside its weights.
type Meta struct {
	Format    string          // where it came from: "pellucid", "huggingface" or "gguf"
	Family    string          // of the checkpoint: one of [Families]; "" for our packs
	Name      string          // of the model; may be empty
	Licence   string          // of the weights: an SPDX name or a sentence
	Tokenizer string          // sha256 of the tokenizer's file, in hexadecimal; "" if unknown
	Training  json.RawMessage // facts about the training, any JSON object; nil if unknown
	Card      json.RawMessage // card.json of the folder; nil if there is none, and never inside a pack
	Hash      string          // sha256 of the weights' bytes, if Options.Hash asked for it

	Affixes      *token.Affixes // ids around every text, as the model's files say; nil for our packs
	ChatTemplate string         // in Jinja; "" for a model without one
	Files        []string       // what was opened, of all that the folder has; nil for our packs
}

// WritePack writes m as a pack: matrices as they are in m (float32 or int8), all in the order of [model.Config.Specs].
func WritePack(w io.Writer, m *model.Model, meta Meta) error { return writePack(w, m, meta, "F32") }

// WriteHalfPack is WritePack with float32 weights stored as F16, for half the bytes: what is shipped, and what another run starts from.
func WriteHalfPack(w io.Writer, m *model.Model, meta Meta) error { return writePack(w, m, meta, "F16") }

func writePack(w io.Writer, m *model.Model, meta Meta, floats string) error {
	metadata, err := packMetadata(m.Config, meta)
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	var tensors []Out
	for _, spec := range m.Config.Specs() {
		t := m.Weight(spec.Name)
		if t.Blocks == nil {
			tensors = append(tensors, Out{spec.Name, floats, Values{Shape: spec.Shape, F32: t.F32}})
			continue
		}
		q, ok := t.Blocks.(kernel.Q8)
		if !ok {
			return fmt.Errorf("pack: %s is stored as %s; a pack holds float32 or our int8 blocks", spec.Name, t.Blocks.Format())
		}
		tensors = append(tensors,
			Out{spec.Name, "I8", Values{Shape: spec.Shape, I8: q.Data}},
			Out{spec.Name + scaleSuffix, "F16", Values{Shape: []int{q.Rows, q.Blocks()}, F32: q.Scale}})
	}
	return WriteSafetensors(w, metadata, tensors)
}

const scaleSuffix = ".scale"

func packMetadata(config model.Config, meta Meta) (map[string]string, error) {
	text, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	metadata := map[string]string{"format": packFormat, "config": string(text)}
	for key, value := range map[string]string{"name": meta.Name, "licence": meta.Licence, "tokenizer": meta.Tokenizer,
		"training": string(meta.Training)} {
		if value != "" {
			metadata[key] = value
		}
	}
	if meta.Training != nil && !json.Valid(meta.Training) {
		return nil, errors.New("the training facts are not valid JSON")
	}
	return metadata, nil
}

// ReadPack reads a pack front to back. size is the file's length in bytes, or -1 if it is not known. progress, if not nil, is told
// every mebibyte how far reading has come (total is size); an error from it ends the reading and is returned.
// Memory is that of the weights themselves and a buffer: every tensor is decoded straight into its place.
func ReadPack(r io.Reader, size int64, progress func(done, total int64) error) (*model.Model, Meta, error) {
	s, err := readSafetensors(newSource(r, size, progress))
	if err != nil {
		return nil, Meta{}, err
	}
	m, meta, err := readPack(s)
	if err != nil {
		return nil, Meta{}, fmt.Errorf("pack: %w", err)
	}
	return m, meta, nil
}

func readPack(s *Stream) (*model.Model, Meta, error) {
	config, meta, err := unpackMetadata(s.Metadata)
	if err != nil {
		return nil, meta, err
	}
	a, err := newAssembler(config, len(s.Entries))
	if err != nil {
		return nil, meta, err
	}
	p := &packReader{assembler: a, half: map[string]kernel.Q8{}}
	if err := p.checkEntries(s.Entries); err != nil {
		return nil, meta, err
	}
	for {
		e, v, err := s.Next(nil)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.take(e, v)
		}
		if err != nil {
			return nil, meta, err
		}
	}
	m, err := a.model()
	return m, meta, err
}

func unpackMetadata(metadata map[string]string) (config model.Config, meta Meta, err error) {
	if metadata["format"] != packFormat {
		return config, meta, fmt.Errorf("metadata format: wanted %q, got %s: this is not a pack this version can read", packFormat,
			quoted(metadata["format"]))
	}
	d := json.NewDecoder(bytes.NewReader([]byte(metadata["config"])))
	d.DisallowUnknownFields() // a newer pack may ask for something that this version would silently leave out
	if err := d.Decode(&config); err != nil {
		return config, meta, fmt.Errorf("metadata config: %w", err)
	}
	meta = Meta{Format: "pellucid", Name: metadata["name"], Licence: metadata["licence"], Tokenizer: metadata["tokenizer"]}
	if text := metadata["training"]; text != "" {
		meta.Training = json.RawMessage(text)
		if !json.Valid(meta.Training) {
			return config, meta, errors.New("metadata training is not valid JSON")
		}
	}
	return config, meta, nil
}

// packReader joins the two halves of quantised matrices, whichever comes first.
type packReader struct {
	*assembler
	half map[string]kernel.Q8 // by weight name
}

// owner is the weight that a tensor of a pack belongs to, and whether it is its scale.
func (p *packReader) owner(name string) (spec model.Spec, scale, ok bool) {
	if spec, ok := p.specs[name]; ok {
		return spec, false, true
	}
	n := len(name) - len(scaleSuffix)
	if n > 0 && name[n:] == scaleSuffix {
		spec, ok := p.specs[name[:n]]
		return spec, true, ok
	}
	return spec, false, false
}

// checkEntries holds the header against the configuration.
func (p *packReader) checkEntries(entries []Entry) error {
	var problems, missing []string
	types := map[string]string{}
	for _, e := range entries {
		types[e.Name] = e.Type
		if why := p.problem(e); why != "" {
			problems = append(problems, why)
		}
	}
	for _, s := range p.order {
		t, have := types[s.Name]
		_, scaled := types[s.Name+scaleSuffix]
		switch {
		case !have:
			missing = append(missing, fmt.Sprintf("missing %s %v", s.Name, s.Shape))
		case t == "I8" && !scaled:
			problems = append(problems, fmt.Sprintf("%s is int8 but %s%s is missing", s.Name, s.Name, scaleSuffix))
		case t != "I8" && scaled:
			problems = append(problems, fmt.Sprintf("%s is %s but has a scale", s.Name, t))
		}
	}
	return list("the weights do not fit the configuration", problems, missing)
}

// problem says what is wrong with one entry, "" for nothing.
func (p *packReader) problem(e Entry) string {
	spec, scale, ok := p.owner(e.Name)
	want, types := spec.Shape, []string{"F32", "F16", "BF16"}
	switch {
	case !ok:
		return "unknown tensor " + quoted(e.Name)
	case scale && len(spec.Shape) != 2:
		return fmt.Sprintf("%s is not a matrix and cannot have a scale", spec.Name)
	case scale:
		want, types = []int{spec.Shape[0], kernel.Q8{Cols: spec.Shape[1]}.Blocks()}, []string{"F16"}
	case spec.Quant:
		types = append(types, "I8")
	}
	switch {
	case !slices.Equal(e.Shape, want):
		return fmt.Sprintf("%s: wanted shape %v, got %v", e.Name, want, e.Shape)
	case !slices.Contains(types, e.Type):
		return fmt.Sprintf("%s: wanted one of %v, got %s", e.Name, types, e.Type)
	}
	return ""
}

// take stores one tensor that has been read.
func (p *packReader) take(e Entry, v Values) error {
	spec, scale, _ := p.owner(e.Name)
	if v.I8 == nil && !scale {
		p.tensors[spec.Name] = &model.Tensor{Shape: spec.Shape, F32: v.F32}
		return nil
	}
	q := p.half[spec.Name]
	q.Rows, q.Cols = spec.Shape[0], spec.Shape[1]
	if scale {
		if err := checkScales(e.Name, v.F32); err != nil {
			return err
		}
		q.Scale = v.F32
	} else {
		q.Data = v.I8
	}
	p.half[spec.Name] = q
	if q.Data != nil && q.Scale != nil {
		p.tensors[spec.Name] = &model.Tensor{Shape: spec.Shape, Blocks: q}
	}
	return nil
}

// checkScales refuses what no quantiser writes and what would turn every logit into NaN.
func checkScales(name string, scales []float32) error {
	for i, s := range scales {
		if math.IsNaN(float64(s)) || math.IsInf(float64(s), 0) {
			return fmt.Errorf("%s: scale %d is %v; wanted a finite number", quoted(name), i, s)
		}
	}
	return nil
}
