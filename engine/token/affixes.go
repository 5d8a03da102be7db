package token

// The tokens that a model's own files put around a text.

import "encoding/json"

// Affixes are the ids before and after every text that a model reads.
type Affixes struct {
	Before []int32 `json:"before"`
	After  []int32 `json:"after"`
}

// hfProcessor is a post_processor of tokenizer.json; the fields are those of all kinds together.
type hfProcessor struct {
	Type       string
	Processors []hfProcessor
	Single     []map[string]struct {
		ID string `json:"id"`
	}
	Specials map[string]struct {
		IDs []int32 `json:"ids"`
	} `json:"special_tokens"`
	Sep, CLS json.RawMessage
}

// affixes is what a post_processor puts around a text.
func (p *hfProcessor) affixes() Affixes {
	var a Affixes
	switch p.Type {
	case "Sequence":
		for i := range p.Processors {
			inner := p.Processors[i].affixes()
			a.Before, a.After = append(inner.Before, a.Before...), append(a.After, inner.After...)
		}
	case "TemplateProcessing":
		seen := false
		for _, part := range p.Single {
			if _, text := part["Sequence"]; text {
				seen = true
				continue
			}
			ids := p.Specials[part["SpecialToken"].ID].IDs
			if seen {
				a.After = append(a.After, ids...)
			} else {
				a.Before = append(a.Before, ids...)
			}
		}
	case "RobertaProcessing", "BertProcessing":
		id := func(pair json.RawMessage) []int32 {
			var both []any
			if json.Unmarshal(pair, &both) != nil || len(both) != 2 {
				return nil
			}
			n, ok := both[1].(float64)
			if !ok {
				return nil
			}
			return []int32{int32(n)}
		}
		a.Before, a.After = id(p.CLS), id(p.Sep)
	}
	return a
}

// HFAffixes reads the affixes of a tokenizer.json; ok is false where it has no post_processor.
func HFAffixes(data []byte) (a Affixes, ok bool) {
	var file struct {
		Processor *hfProcessor `json:"post_processor"`
	}
	if json.Unmarshal(data, &file) != nil || file.Processor == nil {
		return a, false
	}
	return file.Processor.affixes(), true
}
