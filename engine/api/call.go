package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"time"
)

// Method is one call that a page can make.
type Method struct {
	Name                     string
	Handler                  string       // the Go function's name, for its documentation
	Params, Result, Progress reflect.Type // Progress is what the call sends while it runs
	run                      func(c *Call, params json.RawMessage, binary []byte) (any, error)
}

// Call is one call being answered.
type Call struct {
	*Session
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

// method makes a Method of a handler that answers once.
func method[P, R any](name string, handler func(*Call, P) (R, error)) Method {
	return describe[P, R, Progress](name, handler, handler)
}

// stream makes a Method of a handler that also sends partial results of type G.
func stream[P, R, G any](name string, handler func(c *Call, params P, send func(G)) (R, error)) Method {
	return describe[P, R, G](name, handler, func(c *Call, params P) (R, error) {
		return handler(c, params, func(partial G) { c.progress(partial) })
	})
}

func describe[P, R, G any](name string, handler any, run func(*Call, P) (R, error)) Method {
	full := runtime.FuncForPC(reflect.ValueOf(handler).Pointer()).Name()
	return Method{
		Name: name, Handler: full[strings.LastIndexByte(full, '.')+1:],
		Params: reflect.TypeFor[P](), Result: reflect.TypeFor[R](), Progress: reflect.TypeFor[G](),
		run: func(c *Call, raw json.RawMessage, binary []byte) (any, error) {
			params, err := decode[P](name, raw, binary)
			if err != nil {
				return nil, err
			}
			return run(c, params)
		},
	}
}

// decode reads the params of a call. Unknown fields are errors, so that a misspelt option is never ignored.
func decode[P any](name string, raw json.RawMessage, binary []byte) (P, error) {
	var params P
	if len(raw) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&params); err != nil {
			return params, &Error{Code: "bad-params", Message: fmt.Sprintf("%s: %v", name, err)}
		}
	}
	if binary != nil {
		field := reflect.ValueOf(&params).Elem().FieldByName("Data")
		if !field.IsValid() || field.Type() != reflect.TypeFor[[]byte]() {
			return params, &Error{Code: "bad-params", Message: name + ": takes no binary data"}
		}
		field.SetBytes(binary)
	}
	return params, nil
}
