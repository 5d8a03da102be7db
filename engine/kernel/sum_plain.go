//go:build !js

package kernel

// SumBlocks takes whole blocks of 64 bytes into the state of a SHA-256 sum; what is left of p it leaves.
func SumBlocks(state *[8]uint32, p []byte) { plainSum(state, p) }
