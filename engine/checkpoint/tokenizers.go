package checkpoint

// The tokenizer of a Hugging Face folder: which of its files hold it, and what they say of the tokens around a text.

import (
	"fmt"
	"slices"
	"strings"

	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// vocabularyFile is a tokenizer with all that a folder says of it.
type vocabularyFile struct {
	tokenizer token.Tokenizer
	sum       string // sha256 of its main file
	files     []string
	affixes   *token.Affixes // nil where no file says
	template  string         // of chats, in Jinja; "" for none
}

// tokenizerOf reads the tokenizer of a folder.
func tokenizerOf(f folder, names []string, family *family) (vocabularyFile, error) {
	has := func(name string) bool { return slices.Contains(names, name) }
	settings, err := tokenizerSettings(f, names)
	if err != nil {
		return vocabularyFile{}, err
	}
	var v vocabularyFile
	switch {
	case has(TokenizerHF):
		var affixes *token.Affixes
		v, err = readVocabulary(f, func(files [][]byte) (token.Tokenizer, error) {
			if what := notJSON(files[0]); what != "" {
				return nil, fmt.Errorf("the file %s", what)
			}
			if a, ok := token.HFAffixes(files[0]); ok {
				affixes = &a
			}
			return token.ParseHF(TokenizerHF, files[0])
		}, TokenizerHF)
		v.affixes = affixes
	case has("source.spm") && has("vocab.json"):
		v, err = readVocabulary(f, func(files [][]byte) (token.Tokenizer, error) {
			return token.ParseMarian("source.spm", files[0], files[1])
		}, "source.spm", "vocab.json")
	case has("vocab.json") && has("merges.txt"):
		v, err = readVocabulary(f, func(files [][]byte) (token.Tokenizer, error) {
			return token.ParseMerges("vocab.json", family.pre, files[0], files[1], settings.specials)
		}, "vocab.json", "merges.txt")
	case has("spiece.model"), has("tokenizer.model"):
		name := "tokenizer.model"
		if has("spiece.model") {
			name = "spiece.model"
		}
		v, err = readVocabulary(f, func(files [][]byte) (token.Tokenizer, error) {
			return token.ParseSentencePieceModel(name, files[0])
		}, name)
	case has("vocab.txt"):
		v, err = readVocabulary(f, func(files [][]byte) (token.Tokenizer, error) {
			return token.ParseWordPieces("vocab.txt", files[0], settings.lower)
		}, "vocab.txt")
	default:
		return v, problem.New(problem.MissingFile, problem.Values{"file": TokenizerHF},
			"the model folder has no tokenizer: wanted %s, or vocab.json with merges.txt, or a SentencePiece .model file", TokenizerHF)
	}
	if err != nil {
		return v, err
	}
	v.template = settings.template
	if v.affixes == nil {
		v.affixes = settings.around(v.tokenizer, family)
	}
	return v, nil
}

// readVocabulary reads files and makes a tokenizer of them.
func readVocabulary(f folder, parse func(files [][]byte) (token.Tokenizer, error), names ...string) (vocabularyFile, error) {
	v := vocabularyFile{files: names}
	var files [][]byte
	for _, name := range names {
		text, err := f.read(name, maxTokenizerFile)
		if err != nil {
			return v, err
		}
		files = append(files, text)
	}
	var err error
	if v.tokenizer, err = parse(files); err != nil {
		return v, fmt.Errorf("%s: %w", names[0], err)
	}
	v.sum = SumOf(files[0])
	return v, nil
}

// tokenizerConfig is what the small files beside a vocabulary say.
type tokenizerConfig struct {
	begin, end *bool  // add_bos_token, add_eos_token
	bos, eos   string // the tokens' text
	cls, sep   string
	lower      bool
	specials   []string
	template   string
}

// tokenizerSettings reads tokenizer_config.json, special_tokens_map.json and chat_template.jinja, where they are there.
func tokenizerSettings(f folder, names []string) (c tokenizerConfig, err error) {
	c.lower = true
	for _, name := range []string{"special_tokens_map.json", "tokenizer_config.json"} {
		if !slices.Contains(names, name) {
			continue
		}
		text, err := f.read(name, maxTokenizerFile)
		if err != nil {
			return c, err
		}
		var values map[string]any
		if err := unmarshalPython(text, &values); err != nil {
			return c, fmt.Errorf("%s: %w", name, err)
		}
		c.take(values)
	}
	if slices.Contains(names, "chat_template.jinja") {
		text, err := f.read("chat_template.jinja", maxConfigFile)
		if err != nil {
			return c, err
		}
		c.template = string(text)
	}
	return c, nil
}

// take reads the settings of one file.
func (c *tokenizerConfig) take(values map[string]any) {
	text := func(v any) string {
		if object, ok := v.(map[string]any); ok {
			v = object["content"]
		}
		s, _ := v.(string)
		return s
	}
	for key, v := range values {
		if name := text(v); strings.HasSuffix(key, "_token") && name != "" && !slices.Contains(c.specials, name) {
			c.specials = append(c.specials, name)
		}
	}
	for key, into := range map[string]*string{"bos_token": &c.bos, "eos_token": &c.eos, "cls_token": &c.cls, "sep_token": &c.sep,
		"chat_template": &c.template} {
		if name := text(values[key]); name != "" {
			*into = name
		}
	}
	if list, ok := values["chat_template"].([]any); ok { // several, by name
		for _, one := range list {
			if object, ok := one.(map[string]any); ok && (c.template == "" || object["name"] == "default") {
				c.template, _ = object["template"].(string)
			}
		}
	}
	for key, into := range map[string]**bool{"add_bos_token": &c.begin, "add_eos_token": &c.end} {
		if v, ok := values[key].(bool); ok {
			*into = &v
		}
	}
	if v, ok := values["do_lower_case"].(bool); ok {
		c.lower = v
	}
}

// around is the affixes where tokenizer.json does not say: as the settings say, and else as the family's tokenizer does.
func (c tokenizerConfig) around(t token.Tokenizer, family *family) *token.Affixes {
	a := &token.Affixes{}
	add := func(list *[]int32, name, otherwise string) {
		if name == "" {
			name = otherwise
		}
		if id, ok := token.FindSpecial(t, name); ok {
			*list = append(*list, id)
		}
	}
	style := family.around
	if _, pieces := t.(*token.SentencePiece); pieces && style == "" {
		style = "begin"
	}
	begin, end := style == "begin", style == "end"
	if style == "both" {
		add(&a.Before, c.cls, orElse(c.bos, "[CLS]"))
		add(&a.After, c.sep, orElse(c.eos, "[SEP]"))
		return a
	}
	if c.begin != nil {
		begin = *c.begin
	}
	if c.end != nil {
		end = *c.end
	}
	if begin {
		add(&a.Before, c.bos, "<s>")
	}
	if end {
		add(&a.After, c.eos, "</s>")
	}
	return a
}
