//go:build js && wasm

package kernel

import "unsafe"

// SumBlocks takes whole blocks of 64 bytes into the state of a SHA-256 sum; what is left of p it leaves. The kernel module's loop
// is some four times as fast as Go's own WebAssembly, in which a sum of weights took longer than all the rest of opening them.
func SumBlocks(state *[8]uint32, p []byte) {
	if wasmAvailable() == 0 {
		plainSum(state, p)
		return
	}
	var schedule [64]uint32
	wasmSumBlocks(unsafe.Pointer(state), at(p), int32(len(p)/64), at(sumRounds[:]), unsafe.Pointer(&schedule))
}
