package kernel

// Plain implements [Kernels] in ordinary Go: the oracle that every faster
// implementation is tested against, and what runs where no other can. Its
// methods stand in the file of their topic, forward and backward side by side.
type Plain struct{}

var _ Kernels = Plain{}

// Name is "plain".
func (Plain) Name() string { return "plain" }
