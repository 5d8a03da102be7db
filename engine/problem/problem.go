// Package problem has the errors that a reader may be told about, in any language: a stable code, by which a page finds
// its own sentence, and the names and numbers that the sentence needs. Whoever finds the problem says which it is;
// everything else that goes wrong is a plain error and reaches the reader as [Failed].
package problem

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code is what went wrong, as a page knows it. Codes are stable.
type Code string

// The codes. [Codes] says which values go with each.
const (
	BadParams           Code = "bad-params"           // a field of a call has a value that it cannot have
	UnknownMethod       Code = "unknown-method"       // there is no such call
	TooLong             Code = "too-long"             // more of something than there may be
	TooShort            Code = "too-short"            // less of something than the question needs
	Empty               Code = "empty"                // there is nothing to work on
	NoLetters           Code = "no-letters"           // there is no letter to translate
	BadSite             Code = "bad-site"             // the model has no such site
	BadToken            Code = "bad-token"            // the vocabulary has no such token
	BadEdit             Code = "bad-edit"             // the edit cannot be made at its site
	UnknownVocab        Code = "unknown-vocab"        // the vocabulary has not been handed over
	BadVocab            Code = "bad-vocab"            // the vocabulary's file cannot be read
	WrongKind           Code = "wrong-kind"           // this kind of model cannot do that
	DifferentLength     Code = "different-length"     // two texts have different numbers of tokens
	SameScore           Code = "same-score"           // two texts differ in nothing that could be restored
	SameMask            Code = "same-mask"            // scores would be judged by the masking that made them
	NotFinite           Code = "not-finite"           // a computation or a weight is not a finite number
	BadModel            Code = "bad-model"            // the model's files cannot be read
	MissingFile         Code = "missing-file"         // the model's folder lacks a file
	UnknownArchitecture Code = "unknown-architecture" // the file is of a family that is not known here
	UnknownFormat       Code = "unknown-format"       // the weights are stored in a way that is not known here
	BadKernels          Code = "bad-kernels"          // a fast loop computed a wrong number in its test
	WrongFile           Code = "wrong-file"           // a file is not the one that was promised
	Closed              Code = "closed"               // no model is open
	Cancelled           Code = "cancelled"            // the call was given up
	Failed              Code = "failed"               // anything else
)

// Codes lists every code with the names of the values that always come with it.
var Codes = map[Code][]string{
	BadParams: {"field", "want", "got"}, UnknownMethod: {"method"}, TooLong: {"what", "unit", "got", "limit"},
	TooShort: {"what", "got", "want"}, Empty: nil, NoLetters: nil, BadSite: {"site"}, BadToken: {"got", "limit"}, BadEdit: {"site", "op"},
	UnknownVocab: {"vocab"}, BadVocab: {"vocab"}, WrongKind: nil, DifferentLength: {"first", "second"}, SameScore: nil,
	SameMask: {"mask"}, NotFinite: {"where"}, BadModel: {"detail"}, MissingFile: {"file"},
	UnknownArchitecture: {"got", "want"}, UnknownFormat: {"tensor", "got", "want"}, WrongFile: {"file"},
	BadKernels: {"loop", "kernels"}, Closed: nil, Cancelled: nil,
	Failed: {"detail"},
}

// Error is a failure with its code; Message is the English sentence.
type Error struct {
	Code    Code           `json:"code"`
	Message string         `json:"message"`
	Values  map[string]any `json:"values,omitempty"` // the numbers and names in the message
}

func (e *Error) Error() string { return e.Message }

// Values are the names and numbers of an error.
type Values map[string]any

// New is an error of a code that [Codes] knows, with at least the values named there; it panics otherwise.
func New(code Code, values Values, format string, args ...any) *Error {
	names, known := Codes[code]
	if !known {
		panic("problem: unknown code " + string(code))
	}
	for _, name := range names {
		if _, ok := values[name]; !ok {
			panic("problem: " + string(code) + " lacks the value " + name)
		}
	}
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Values: values}
}

// As is any error with its code; one that has none failed for reasons that nobody foresaw.
func As(err error) *Error {
	var coded *Error
	if errors.As(err, &coded) {
		return coded
	}
	return New(Failed, Values{"detail": err.Error()}, "%v", err)
}

// Outside is the error of a number that is not between two bounds.
func Outside[N int | int32 | float64](field string, got, least, most N) *Error {
	want := fmt.Sprintf("%v–%v", least, most)
	return New(BadParams, Values{"field": field, "want": want, "got": got}, "%s: want %s, got %v", field, want, got)
}

// Within is nil, or [Outside] for a number that is not between two bounds (one that is not a number is never).
func Within[N int | int32 | float64](field string, got, least, most N) error {
	if got >= least && got <= most {
		return nil
	}
	return Outside(field, got, least, most)
}

// NoneOf is the error of a word that is none of those that a field takes. "" is shown as such.
func NoneOf[S ~string](field string, got S, want ...S) *Error {
	quoted := make([]string, len(want))
	for i, w := range want {
		quoted[i] = fmt.Sprintf("%q", string(w))
	}
	list := strings.Join(quoted, ", ")
	return New(BadParams, Values{"field": field, "want": list, "got": string(got)}, "%s: want one of %s, got %q", field, list, string(got))
}

// OneOf is nil, or [NoneOf] for a word that is not in the list.
func OneOf[S ~string](field string, got S, want ...S) error {
	if slices.Contains(want, got) {
		return nil
	}
	return NoneOf(field, got, want...)
}

// Unfit is the error of a field whose value has a form that it cannot have.
func Unfit(field, want string, got any) *Error {
	return New(BadParams, Values{"field": field, "want": want, "got": got}, "%s: want %s, got %v", field, want, got)
}

// Sorted lists all codes in alphabetic order.
func Sorted() []Code { return slices.Sorted(maps.Keys(Codes)) }
