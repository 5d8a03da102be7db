//go:build js && wasm

// Command wasm is the engine as the page's worker runs it. It hands one function to JavaScript
// (wasm/bridge/engine.ts has the messages it understands) and then answers for as long as the page lives.
// A panic ends the program: the bridge sees that, tells the page and starts a fresh instance.
package main

import (
	"cmp"
	"encoding/json"
	"runtime"
	"runtime/debug"
	"syscall/js"
	"time"
	"unsafe"

	"pellucid/engine/api"
	"pellucid/engine/kernel"
	"pellucid/engine/problem"
	"pellucid/engine/share"
)

// between is how long the engine computes before it lets the worker read its messages: a frame of most screens. Each
// turn of the event loop is time in which nothing is computed.
const between = 16 * time.Millisecond

func main() {
	e := &engine{cancelled: map[int]bool{}, parts: map[int]*part{}, loop: newEventLoop()}
	js.Global().Call("pellucidReady", js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		e.dispatch(arguments[0])
		return nil
	}))
	select {}
}

// engine is the open model and the calls under way. JavaScript has one thread, so nothing here needs a lock.
type engine struct {
	model     *api.OpenModel
	cancelled map[int]bool // by call; only calls under way have an entry
	parts     map[int]*part
	loop      *eventLoop
}

// dispatch starts what a message asks for and returns at once.
func (e *engine) dispatch(message js.Value) {
	id := message.Get("id").Int()
	switch op := message.Get("op").String(); op {
	case "open":
		go e.open(message)
	case "call":
		e.cancelled[id] = false
		go e.call(id, message)
	case "cancel":
		if _, running := e.cancelled[id]; running {
			e.cancelled[id] = true
			e.parts[id].wake()
		}
	case "share":
		e.parts[id].give(message)
	default:
		panic("wasm: no such message: " + op)
	}
}

// open reads a model from the files of the message.
func (e *engine) open(message js.Value) {
	if err := kernel.SelfTest(kernel.Best()); err != nil {
		fail(message, err)
		return
	}
	files := newFiles(message.Get("files"), message.Get("read"))
	if files.size() > largeModel {
		debug.SetGCPercent(20) // what is left of reading a vocabulary is not to lie between the weights
	}
	open, err := files.open()
	if err != nil {
		fail(message, err)
		return
	}
	e.model = open
	boundGarbage()
	head, err := json.Marshal(open.Opened())
	if err != nil {
		fail(message, err)
		return
	}
	message.Call("reply", "result", string(head), js.ValueOf([]any{}))
}

// largeModel is from how many bytes on memory matters more than the collector's time.
const largeModel = 64 << 20

// boundGarbage makes the collector run after at most about garbage bytes, beside a large model after a fiftieth of what is in
// use. By default it lets the heap grow to twice of that, which is memory that a phone does not have, and WebAssembly never
// gives back.
func boundGarbage() {
	const garbage = 16 << 20
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	percent := min(100, 100*garbage/m.HeapAlloc)
	if m.HeapAlloc > largeModel {
		percent = 2
	}
	debug.SetGCPercent(int(percent))
}

// call answers one call.
func (e *engine) call(id int, message js.Value) {
	defer delete(e.cancelled, id)
	defer delete(e.parts, id)
	if e.model == nil {
		fail(message, problem.New(problem.Closed, nil, "no model is open"))
		return
	}
	var spread share.Spread
	last := time.Now()
	check := func() error {
		if e.cancelled[id] {
			return problem.New(problem.Cancelled, nil, "the call was cancelled")
		}
		return nil
	}
	mine := newPart(message, check)
	if mine != nil {
		e.parts[id], spread = mine, mine.Spread
	}
	breathe := func() error {
		if time.Since(last) > between {
			e.loop.turn()
			last = time.Now()
		}
		return cmp.Or(check(), mine.overtaken())
	}
	send := func(partial []byte, tail [][]float32) {
		message.Call("reply", "progress", string(partial), toJS(tail))
	}
	method, params := message.Get("method").String(), message.Get("params").String()
	head, tail, err := e.model.CallShared(method, []byte(params), binary(message), breathe, send, spread)
	if err != nil {
		fail(message, err)
		return
	}
	message.Call("reply", "result", string(head), toJS(tail))
}

// binary is the message's bytes, or nil.
func binary(message js.Value) []byte {
	data := message.Get("data")
	if !data.Truthy() {
		return nil
	}
	return bytesOf(data)
}

func bytesOf(data js.Value) []byte {
	bytes := make([]byte, data.Length())
	js.CopyBytesToGo(bytes, data)
	return bytes
}

// fail answers a message with an error.
func fail(message js.Value, err error) {
	head, _ := json.Marshal(api.AsError(err))
	message.Call("reply", "error", string(head), js.ValueOf([]any{}))
}

var uint8Array = js.Global().Get("Uint8Array")

// toJS copies arrays out of WebAssembly's memory, once: views of it die when it grows.
func toJS(tail [][]float32) js.Value {
	list := js.Global().Get("Array").New(len(tail))
	for i, values := range tail {
		list.SetIndex(i, bytesToJS(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), 4*len(values))))
	}
	return list
}

func bytesToJS(bytes []byte) js.Value {
	array := uint8Array.New(len(bytes))
	js.CopyBytesToJS(array, bytes)
	return array
}

// eventLoop lets a goroutine wait for one turn of JavaScript's event loop. A message to oneself comes back after the
// messages that were waiting before it, without the four milliseconds that a nested timer takes.
type eventLoop struct {
	port    js.Value
	waiting []chan struct{}
}

func newEventLoop() *eventLoop {
	channel := js.Global().Get("MessageChannel").New()
	loop := &eventLoop{port: channel.Get("port2")}
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		close(loop.waiting[0])
		loop.waiting = loop.waiting[1:]
		return nil
	}))
	return loop
}

func (l *eventLoop) turn() {
	turned := make(chan struct{})
	l.waiting = append(l.waiting, turned)
	l.port.Call("postMessage", js.Null())
	<-turned
}
