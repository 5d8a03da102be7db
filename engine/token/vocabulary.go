package token

// Vocabulary files: tiktoken's text format (a line a token: its bytes in base64, a space, its rank, which is its id),
// and beside it a small header in JSON that names the pre-tokenizer and the special tokens.

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"sort"
	"strconv"
)

// maxFile is the largest vocabulary file that is read; the largest published one has 3.6 MB.
const maxFile = 64 << 20

// Header is what a file of ranks does not say. It is stored as JSON.
type Header struct {
	Name    string    `json:"name"`
	Split   string    `json:"split"` // the pre-tokenizer, one of the Split constants
	Special []Special `json:"special"`
	Tokens  int       `json:"tokens,omitempty"`  // the number of lines of the file of ranks; 0 if unknown
	Reading *Reading  `json:"reading,omitempty"` // how text is tidied before it is encoded; nil if it is not
}

// published lists the headers of the published vocabularies (special tokens as in tiktoken's openai_public.py).
var published = map[string]Header{
	"r50k_base": {Name: "r50k_base", Split: SplitGPT2, Special: []Special{{50256, "<|endoftext|>"}}, Tokens: 50256},
	"p50k_base": {Name: "p50k_base", Split: SplitGPT2, Special: []Special{{50256, "<|endoftext|>"}}, Tokens: 50280},
	"p50k_edit": {Name: "p50k_edit", Split: SplitGPT2, Special: []Special{{50256, "<|endoftext|>"}, {50281, "<|fim_prefix|>"},
		{50282, "<|fim_middle|>"}, {50283, "<|fim_suffix|>"}}, Tokens: 50280},
	"cl100k_base": {Name: "cl100k_base", Split: SplitCL100K, Special: []Special{{100257, "<|endoftext|>"},
		{100258, "<|fim_prefix|>"}, {100259, "<|fim_middle|>"}, {100260, "<|fim_suffix|>"}, {100276, "<|endofprompt|>"}}, Tokens: 100256},
	"o200k_base": {Name: "o200k_base", Split: SplitO200K, Special: []Special{{199999, "<|endoftext|>"},
		{200018, "<|endofprompt|>"}}, Tokens: 199998},
}

// aliases are shorter names of the published vocabularies.
var aliases = map[string]string{"gpt2": "r50k_base", "r50k": "r50k_base", "p50k": "p50k_base", "cl100k": "cl100k_base",
	"o200k": "o200k_base"}

// Published returns the header of a published vocabulary: r50k_base (or r50k, gpt2), p50k_base (p50k), p50k_edit,
// cl100k_base (cl100k) or o200k_base (o200k).
func Published(name string) (Header, error) {
	if full, ok := aliases[name]; ok {
		name = full
	}
	h, ok := published[name]
	if !ok {
		return Header{}, fmt.Errorf("no published vocabulary %q: wanted r50k, gpt2, p50k, p50k_edit, cl100k or o200k", name)
	}
	return h, nil
}

// ReadPublished reads the .tiktoken file of a published vocabulary.
func ReadPublished(name string, ranks io.Reader) (*BPE, error) {
	h, err := Published(name)
	if err != nil {
		return nil, err
	}
	return Read(h, ranks)
}

// Read reads a vocabulary in tiktoken's format.
func Read(h Header, ranks io.Reader) (*BPE, error) {
	data, err := io.ReadAll(io.LimitReader(ranks, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("vocabulary %s: %w", h.Name, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("vocabulary %s: more than %d bytes", h.Name, maxFile)
	}
	tokens, n, err := parseRanks(data)
	if err == nil && h.Tokens > 0 && h.Tokens != n {
		err = fmt.Errorf("wanted %d tokens, got %d", h.Tokens, n)
	}
	if err != nil {
		return nil, fmt.Errorf("vocabulary %s: %w", h.Name, err)
	}
	return newRanked(h, tokens)
}

// parseRanks returns the bytes of each token by id, and how many there are.
func parseRanks(data []byte) (tokens []string, n int, err error) {
	lines := bytes.Count(data, []byte{'\n'}) + 1
	tokens = make([]string, 0, lines)
	limit := lines + 4096 // few ids may be left out, so that a rank cannot ask for more memory than the file takes
	for number := 1; len(data) > 0; number++ {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data = rest
		if line = bytes.TrimSuffix(line, []byte{'\r'}); len(line) == 0 {
			continue
		}
		encoded, rank, ok := bytes.Cut(line, []byte{' '})
		id, err := strconv.Atoi(string(rank))
		if !ok || err != nil || id < 0 || id >= limit {
			return nil, 0, fmt.Errorf("line %d: wanted base64, a space and a rank below %d, got %s", number, limit, quote(string(line)))
		}
		decoded := make([]byte, base64.StdEncoding.DecodedLen(len(encoded)))
		length, err := base64.StdEncoding.Decode(decoded, encoded)
		if err != nil || length == 0 {
			return nil, 0, fmt.Errorf("line %d: wanted a token's bytes in base64, got %s", number, quote(string(encoded)))
		}
		for len(tokens) <= id {
			tokens = append(tokens, "")
		}
		if tokens[id] != "" {
			return nil, 0, fmt.Errorf("line %d: rank %d is used twice", number, id)
		}
		tokens[id] = string(decoded[:length])
		n++
	}
	return tokens, n, nil
}

// WriteRanks writes the vocabulary's tokens in tiktoken's format; Header has the rest.
func (b *BPE) WriteRanks(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	for id := range int32(b.table.size()) {
		if s := b.table.bytes(id); s != "" {
			buffered.WriteString(base64.StdEncoding.EncodeToString([]byte(s)))
			buffered.WriteByte(' ')
			buffered.WriteString(strconv.Itoa(int(id)))
			buffered.WriteByte('\n')
		}
	}
	return buffered.Flush()
}

// checkSpecials sorts a copy of specials by id and makes sure that none has the id of an ordinary token or another's name.
func checkSpecials(specials []Special, ordinary func(id int32) bool) ([]Special, error) {
	sorted := append([]Special(nil), specials...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].ID < sorted[j].ID })
	names := map[string]bool{}
	for i, s := range sorted {
		switch {
		case s.Text == "":
			return nil, fmt.Errorf("special token %d has no name", s.ID)
		case s.ID < 0 || s.ID > 1<<24:
			return nil, fmt.Errorf("special token %q: wanted an id from 0 to %d, got %d", s.Text, 1<<24, s.ID)
		case ordinary(s.ID):
			return nil, fmt.Errorf("special token %q has the id %d of an ordinary token", s.Text, s.ID)
		case names[s.Text]:
			return nil, fmt.Errorf("special token %q is listed twice", s.Text)
		case i > 0 && sorted[i-1].ID == s.ID:
			return nil, fmt.Errorf("special tokens %q and %q have the same id %d", sorted[i-1].Text, s.Text, s.ID)
		}
		names[s.Text] = true
	}
	return sorted, nil
}
