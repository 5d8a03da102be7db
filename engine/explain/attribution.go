package explain

// Attribution is credit of units for outputs, in Captum's shape: Token[j][i] is output j's score with everything
// there minus its score with unit i hidden (or the method's own analogue); positive means unit i supported output j.
type Attribution struct {
	Token [][]float64 // [output][unit]
	Seq   []float64   // [unit], the sum over outputs: for log-probabilities, of the whole output
	Base  []float64   // [output], the score with nothing hidden; nil where the method has none
	// HiddenProb is the probability of each output with each unit hidden, [output][unit], by occlusion; else nil.
	HiddenProb [][]float64
	// Error is the standard error of Token where the method samples, else nil.
	Error [][]float64
	// Gap is what should be zero by the method's own law, for each output, where it has one: Shapley's additivity
	// and integrated gradients' completeness; else nil. Total is the sum that the credits should reach.
	Gap, Total []float64
	// Fit is the weighted R² of a fitted surrogate for each output (LIME), else nil.
	Fit []float64
}

// sum fills Seq.
func (a *Attribution) sum() {
	a.Seq = make([]float64, len(a.Token[0]))
	for _, row := range a.Token {
		for i, x := range row {
			a.Seq[i] += x
		}
	}
}

// pick keeps some outputs' rows.
func (a *Attribution) pick(outputs []int) {
	a.Token, a.Error, a.HiddenProb = rowsAt(a.Token, outputs), rowsAt(a.Error, outputs), rowsAt(a.HiddenProb, outputs)
	a.Base, a.Gap, a.Total, a.Fit = rowsAt(a.Base, outputs), rowsAt(a.Gap, outputs), rowsAt(a.Total, outputs), rowsAt(a.Fit, outputs)
}

func rowsAt[T any](rows []T, at []int) []T {
	if rows == nil {
		return nil
	}
	picked := make([]T, len(at))
	for i, j := range at {
		picked[i] = rows[j]
	}
	return picked
}
