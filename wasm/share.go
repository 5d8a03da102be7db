//go:build js && wasm

package main

// A call whose work several engines do together: the page passes on what each has found (wasm/bridge/sharing.ts).

import (
	"encoding/json"
	"syscall/js"

	"pellucid/engine/share"
)

// part is this engine's part in such a call; nil in a call that it does alone.
type part struct {
	share.Member
	given chan struct{} // holds one when something came since the last look
}

// newPart is the part that a message gives this engine, nil for none.
func newPart(message js.Value, cancelled func() error) *part {
	role := message.Get("share")
	if !role.Truthy() {
		return nil
	}
	p := &part{given: make(chan struct{}, 1)}
	p.First = role.String() == "first"
	p.Tell = func(loop, pieces, piece int, found []byte) {
		head, _ := json.Marshal(map[string]int{"loop": loop, "pieces": pieces, "piece": piece})
		message.Call("reply", "share", string(head), js.ValueOf([]any{bytesToJS(found)}))
	}
	p.Wait = func() error {
		<-p.given
		return cancelled()
	}
	return p
}

// give takes a message of the page: what others have found, and what this engine is to do next.
func (p *part) give(message js.Value) {
	if p == nil {
		return
	}
	pieces, found := message.Get("pieces"), message.Get("found")
	given := map[int][]byte{}
	for i := range pieces.Length() {
		given[pieces.Index(i).Int()] = bytesOf(found.Index(i))
	}
	p.Give(message.Get("loop").Int(), message.Get("next").Int(), given)
	p.wake()
}

// wake ends a wait.
func (p *part) wake() {
	if p == nil {
		return
	}
	select {
	case p.given <- struct{}{}:
	default:
	}
}

// overtaken is an error if another engine has finished the piece in work.
func (p *part) overtaken() error {
	if p == nil {
		return nil
	}
	return p.Overtaken()
}
