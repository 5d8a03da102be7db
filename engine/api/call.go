package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"pellucid/engine/problem"
	"pellucid/engine/share"
	"reflect"
	"runtime"
	"strings"
	"time"
)

// Signature is one call that a page can make.
type Signature struct {
	Name                     string
	Handler                  string       // the Go function's name, for its documentation
	Params, Result, Progress reflect.Type // Progress is what the call sends while it runs
	// What goes beside the JSON, or has to be there before: names of the members of that kind, "" if there is none.
	Bytes      string // of the params: raw bytes (type Bytes)
	Vocabulary string // of the params: a published vocabulary that must have been handed over (type Vocabulary)
	Tensors    string // of the result: arrays of float32 (type []Tensor)
	// Shared says that engines can do the call's work together; after names the calls whose last params each of them must have been
	// given before. Apart says that engines can each do some of many such calls. Alters says that the call changes what others
	// compute in shared calls, beyond that.
	Shared, Apart, Alters bool
	After                 []string
	handler               reflect.Value
	sender                func(c *Call) any // makes what the handler sends partial results by; nil if it sends none
}

// shared marks a call whose work is spread ([Call.spread]).
func (m Signature) shared(after ...string) Signature {
	m.Shared, m.After = true, after
	return m
}

// apart marks a call of which a page makes many, none of which depends on another.
func (m Signature) apart() Signature {
	m.Apart = true
	return m
}

// alters marks a call after which other engines with the same model would compute something else.
func (m Signature) alters() Signature {
	m.Alters = true
	return m
}

// Call is one call being answered.
type Call struct {
	*OpenModel
	spread   share.Spread // nil does all work here
	breathe  func() error
	progress func(any)
	reported time.Time
}

// Yield lets the page breathe: it reports progress, lets waiting messages be read, and returns an
// error if the call was cancelled, which the handler returns at once. It is cheap to call often.
func (c *Call) Yield(done, total int) error {
	if now := time.Now(); now.Sub(c.reported) >= progressInterval {
		c.reported = now
		c.progress(Progress{Done: done, Total: total})
	}
	return c.breathe()
}

// pause is Yield without a report, for the passes that are parts of a larger work.
func (c *Call) pause(done, total int) error { return c.breathe() }

// method makes a Signature of a handler that answers once.
func method[P, R any](name string, handler func(*Call, P) (R, error)) Signature {
	return signature(name, handler, reflect.TypeFor[Progress]())
}

// stream makes a Signature of a handler that also sends partial results of type G.
func stream[P, R, G any](name string, handler func(c *Call, params P, send func(G)) (R, error)) Signature {
	m := signature(name, handler, reflect.TypeFor[G]())
	m.sender = func(c *Call) any {
		return func(partial G) { c.progress(partial) }
	}
	return m
}

// signature takes the types from the handler: what stands in method and stream is compiled anew for every call.
func signature(name string, handler any, progress reflect.Type) Signature {
	h := reflect.ValueOf(handler)
	full := runtime.FuncForPC(h.Pointer()).Name()
	m := Signature{
		Name: name, Handler: full[strings.LastIndexByte(full, '.')+1:], handler: h,
		Params: h.Type().In(1), Result: h.Type().Out(0), Progress: progress,
	}
	m.Bytes, m.Tensors = member[Bytes](m.Params), member[[]Tensor](m.Result)
	if m.Bytes == "" { // the call that hands a vocabulary over does not wait for it
		m.Vocabulary = member[Vocabulary](m.Params)
	}
	return m
}

// run reads the params of a call and answers it.
func (m Signature) run(c *Call, raw json.RawMessage, binary []byte) (any, error) {
	params := reflect.New(m.Params)
	if err := decode(m.Name, params.Interface(), raw, binary); err != nil {
		return nil, err
	}
	in := []reflect.Value{reflect.ValueOf(c), params.Elem()}
	if m.sender != nil {
		in = append(in, reflect.ValueOf(m.sender(c)))
	}
	out := m.handler.Call(in)
	err, _ := out[1].Interface().(error)
	return out[0].Interface(), err
}

// badJSON is the error of params that are no JSON of the call's type.
func badJSON(name string, err error) error {
	field, got := name, err.Error()
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		field, got = wrong.Field, wrong.Value
	}
	return problem.New(problem.BadParams, problem.Values{"field": field, "want": "the documented form", "got": got}, "%s: %v", name, err)
}

// decode reads the params of a call into what params points to. Unknown fields are errors, so that a misspelt option is never
// ignored.
func decode(name string, params any, raw json.RawMessage, binary []byte) error {
	if len(raw) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(params); err != nil {
			return badJSON(name, err)
		}
	}
	return attach(reflect.ValueOf(params).Elem(), binary)
}

// attach puts the bytes of a call where its params take them.
func attach(params reflect.Value, binary []byte) error {
	for i := range params.NumField() {
		if params.Field(i).Type() == reflect.TypeFor[Bytes]() {
			params.Field(i).SetBytes(binary)
			return nil
		}
	}
	if binary != nil {
		return problem.Unfit("data", "no bytes", len(binary))
	}
	return nil
}

// member is the name that the field of a type has in TypeScript, "" if there is none.
func member[T any](of reflect.Type) string {
	for i := range of.NumField() {
		if field := of.Field(i); field.Type == reflect.TypeFor[T]() {
			name, _, _ := strings.Cut(cmp.Or(field.Tag.Get("ts"), field.Tag.Get("json")), ",")
			name, _, _ = strings.Cut(name, ":")
			name = strings.TrimSuffix(name, "?") // a member that may be left out
			return name
		}
	}
	return ""
}
