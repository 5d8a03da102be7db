package kernel_test

import (
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/kernel/kerneltest"
)

func TestPlain(t *testing.T) { kerneltest.Run(t, kernel.Plain{}) }

// TestBest runs the suite on what this build and machine would use.
func TestBest(t *testing.T) {
	t.Logf("fastest implementation: %s", kernel.Best().Name())
	kerneltest.Run(t, kernel.Best())
}
