package checkpoint

// Typed settings from a config.json or from GGUF metadata: families read both in the same words.

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"pellucid/engine/model"
)

// settings reads values by name and keeps the first error, so that a family reads all it needs and looks once.
type settings struct {
	values map[string]any
	prefix string // of GGUF keys, "llama."
	where  string // what an error calls the place: "config.json" or "gguf"
	err    error

	tensors map[string][]int // shapes in the weights' header, by their name without wrapper; nil while unknown
}

// hfSettings reads a config.json.
func hfSettings(text []byte) (*settings, error) {
	s := &settings{where: "config.json"}
	if err := unmarshalPython(text, &s.values); err != nil {
		if what := notJSON(text); what != "" {
			return nil, fmt.Errorf("config.json %s", what)
		}
		return nil, fmt.Errorf("config.json: %w", err)
	}
	return s, nil
}

func (s *settings) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// refuse is the error for a setting that the engine has no arithmetic for.
func refuse(setting string, got any, want string) error {
	return fmt.Errorf("%s is %s, which this engine does not compute; wanted %s", setting, quoted(fmt.Sprint(got)), want)
}

// get is a value, by the first of its names that has one; nil for none.
func (s *settings) get(keys ...string) any {
	for _, key := range keys {
		if v := s.values[s.prefix+key]; v != nil {
			return v
		}
	}
	return nil
}

// has says whether a value is there and not null.
func (s *settings) has(key string) bool { return s.get(key) != nil }

// size is a whole number that must be there.
func (s *settings) size(keys ...string) int {
	if s.get(keys...) == nil {
		s.fail(fmt.Errorf("there is no %s", s.prefix+keys[0]))
		return 0
	}
	return s.whole(0, keys...)
}

// whole is a whole number of any type, or otherwise.
func (s *settings) whole(otherwise int, keys ...string) int {
	v := s.get(keys...)
	if v == nil {
		return otherwise
	}
	n, ok := wholeNumber(v)
	if !ok || n < 0 || n > math.MaxInt32 {
		s.fail(fmt.Errorf("%s is %s (%T); wanted one whole number from 0 to %d", s.prefix+keys[0], shown(v), v, math.MaxInt32))
		return otherwise
	}
	return int(n)
}

// wholeNumber reads a number of any width; a float only if it is whole.
func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case uint8:
		return int64(v), true
	case int8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case int16:
		return int64(v), true
	case uint32:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	case uint64:
		return int64(min(v, math.MaxInt64)), true
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<52
	}
	return 0, false
}

func shown(v any) string { return quoted(fmt.Sprint(v)) }

// number is a number, or otherwise.
func (s *settings) number(otherwise float64, keys ...string) float64 {
	switch v := s.get(keys...).(type) {
	case nil:
		return otherwise
	case float32:
		return float64(v)
	case float64:
		return v
	default:
		if n, ok := wholeNumber(v); ok {
			return float64(n)
		}
		s.fail(fmt.Errorf("%s is %s; wanted a number", s.prefix+keys[0], shown(v)))
		return otherwise
	}
}

// flag is a boolean, or otherwise.
func (s *settings) flag(otherwise bool, keys ...string) bool {
	switch v := s.get(keys...).(type) {
	case nil:
		return otherwise
	case bool:
		return v
	default:
		s.fail(fmt.Errorf("%s is %s; wanted true or false", s.prefix+keys[0], shown(v)))
		return otherwise
	}
}

// text is a string, or otherwise.
func (s *settings) text(otherwise string, keys ...string) string {
	switch v := s.get(keys...).(type) {
	case nil:
		return otherwise
	case string:
		return v
	default:
		s.fail(fmt.Errorf("%s is %s; wanted a name", s.prefix+keys[0], shown(v)))
		return otherwise
	}
}

// wholes is a list of whole numbers; nil for none.
func (s *settings) wholes(key string) []int {
	var list []int
	for _, v := range s.list(key) {
		n, ok := wholeNumber(v)
		if !ok {
			s.fail(fmt.Errorf("%s has %s in it; wanted whole numbers", key, shown(v)))
		}
		list = append(list, int(n))
	}
	return list
}

// texts is a list of strings; nil for none.
func (s *settings) texts(key string) []string {
	var list []string
	for _, v := range s.list(key) {
		one, ok := v.(string)
		if !ok {
			s.fail(fmt.Errorf("%s has %s in it; wanted names", key, shown(v)))
		}
		list = append(list, one)
	}
	return list
}

func (s *settings) list(key string) []any {
	switch v := s.get(key).(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		s.fail(fmt.Errorf("%s is %s; wanted a list", key, shown(v)))
		return nil
	}
}

// inside is the settings of an object within, empty if it is not there.
func (s *settings) inside(key string) *settings {
	object, ok := s.get(key).(map[string]any)
	if !ok && s.has(key) {
		s.fail(fmt.Errorf("%s is %s; wanted an object", key, shown(s.get(key))))
	}
	return &settings{values: object, where: s.where}
}

// only refuses any value but those listed; a missing one is right.
func (s *settings) only(key string, allowed ...any) {
	v := s.get(key)
	if v == nil || slices.Contains(allowed, v) {
		return
	}
	var words []string
	for _, a := range allowed {
		words = append(words, fmt.Sprint(a))
	}
	s.fail(refuse(s.prefix+key, v, strings.Join(words, " or ")))
}

// activation translates the names that checkpoints use.
func (s *settings) activation(otherwise model.Activation, keys ...string) model.Activation {
	switch name := s.text("", keys...); name {
	case "":
		return otherwise
	case "gelu_new", "gelu_pytorch_tanh", "gelu_fast":
		return model.GELUTanh
	case "gelu":
		return model.GELUErf
	case "relu":
		return model.ReLU
	case "silu", "swish":
		return model.SiLU
	default:
		s.fail(refuse(keys[0], name, "gelu, gelu_new, relu or silu"))
		return otherwise
	}
}

// tokens is the ids under a key: one, a list, or none.
func (s *settings) tokens(key string) []int32 {
	var list []int32
	add := func(v any) {
		if n, ok := wholeNumber(v); ok && n >= 0 && n < math.MaxInt32 { // 2³²-1 is written for "none"
			list = append(list, int32(n))
		}
	}
	switch v := s.values[key].(type) {
	case []any:
		for _, one := range v {
			add(one)
		}
	default:
		add(v)
	}
	return list
}

// divide is n/by, or 0 where that has no meaning; Config.Check then names the field.
func divide(n, by int) int {
	if by <= 0 {
		return 0
	}
	return n / by
}

func orElse[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
