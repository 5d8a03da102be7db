package checkpoint

import (
	"bytes"
	"encoding/json"
	"math"
)

// unmarshalPython is json.Unmarshal into values of any type, except that it reads what Python's json module writes for
// numbers that JSON has not: NaN, Infinity and -Infinity. Settings of published models hold them.
func unmarshalPython(text []byte, values *map[string]any) error {
	err := json.Unmarshal(text, values)
	if err == nil {
		return nil
	}
	changed := unusualNumbers(text)
	if bytes.Equal(changed, text) {
		return err
	}
	*values = nil // what the first attempt left
	if err := json.Unmarshal(changed, values); err != nil {
		return err
	}
	for key, value := range *values {
		(*values)[key] = usualNumbers(value)
	}
	return nil
}

// unusual are Python's words, the longer first, and what stands for each in between: texts that no file holds.
var unusual = []struct {
	word  string
	mark  string
	value float64
}{
	{"-Infinity", "\x00-Infinity", math.Inf(-1)},
	{"Infinity", "\x00Infinity", math.Inf(1)},
	{"NaN", "\x00NaN", math.NaN()},
}

// unusualNumbers puts marked strings in the words' places, outside of strings.
func unusualNumbers(text []byte) []byte {
	var out []byte
	inside := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inside && c == '\\' && i+1 < len(text):
			out = append(out, c, text[i+1])
			i++
			continue
		case c == '"':
			inside = !inside
		case !inside:
			if n := wordAt(text[i:]); n >= 0 {
				quoted, _ := json.Marshal(unusual[n].mark) // a string always marshals
				out = append(out, quoted...)
				i += len(unusual[n].word) - 1
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}

// wordAt is the index in unusual of the word that a text begins with, or -1.
func wordAt(text []byte) int {
	for n, u := range unusual {
		if bytes.HasPrefix(text, []byte(u.word)) {
			return n
		}
	}
	return -1
}

// usualNumbers puts the numbers in place of the marks.
func usualNumbers(value any) any {
	switch value := value.(type) {
	case string:
		for _, u := range unusual {
			if value == u.mark {
				return u.value
			}
		}
	case []any:
		for i := range value {
			value[i] = usualNumbers(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = usualNumbers(value[key])
		}
	}
	return value
}
