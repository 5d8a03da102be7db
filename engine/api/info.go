package api

import (
	"strings"

	"pellucid/engine/model"
)

// info describes the open model.
func info(c *Call, p InfoParams) (InfoResult, error) {
	m := c.Model
	result := InfoResult{
		Name: c.Meta.Name, Config: m.Config, Card: c.card(), Parameters: map[string]int{},
		Quantised: m.Quantised(), Kernels: m.Kernels.Name(), Hash: c.Meta.Hash,
		Family: c.Meta.Family, Files: c.Meta.Files, ChatTemplate: c.Meta.ChatTemplate,
	}
	if affixes, _, err := c.affixes(Input{}); err == nil {
		result.Before, result.After = affixes.Before, affixes.After
	}
	result.BeginToken, result.EndToken = c.nameOf(m.Config.Begin), c.nameOf(m.Config.End)
	result.MaskToken, _ = c.mask()
	for _, part := range []string{"embed", "encoder", "decoder", "unembed", "total"} {
		result.Parameters[part] = 0
	}
	formats := map[string]int{}
	for _, spec := range m.Config.Specs() {
		t := m.Weight(spec.Name)
		count := 1
		for _, n := range spec.Shape {
			count *= n
		}
		result.Parameters[part(m.Config, spec.Name)] += count
		result.Parameters["total"] += count
		result.Bytes += bytesOf(t)
		format := "F32"
		if t.Blocks != nil {
			format = t.Blocks.Format()
		}
		if formats[format] += count; formats[format] > formats[result.Format] {
			result.Format = format
		}
	}
	for site := range m.Config.Sites() {
		result.Sites = append(result.Sites, place(site, -1))
	}
	return result, nil
}

// nameOf is what a token is called, "" for none.
func (s *OpenModel) nameOf(id int32) string {
	if id < 0 {
		return ""
	}
	return showOne(s.Tokenizer, specialIDs(s.Tokenizer), id).Text
}

// part is which part of a model a weight belongs to.
func part(config model.Config, name string) string {
	first, _, _ := strings.Cut(name, ".")
	switch {
	case first == "embed" || first == "unembed" || first == "encoder" || first == "decoder":
		return first
	case config.Kind == "encoder":
		return "encoder"
	}
	return "decoder"
}

// bytesOf is the memory that a tensor's numbers take.
func bytesOf(t *model.Tensor) int {
	if t.Blocks != nil {
		return t.Blocks.Bytes()
	}
	return 4 * len(t.F32)
}
