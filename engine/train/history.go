package train

import "math"

// History is how a model came to be: one point at each of some steps, close together at the start.
type History struct {
	Model  string  `json:"model"`
	Inputs int     `json:"inputs"` // fixed dev inputs that attention was measured on
	Points []Point `json:"points"`
}

// Point is the state at one step. Losses are nats a target token; TrainLoss is label-smoothed and averaged since the
// last point, DevLoss is plain. Scores depend on the recipe.
type Point struct {
	Step      int                `json:"step"`
	Seconds   float64            `json:"seconds"` // of training
	Tokens    int64              `json:"tokens"`  // seen so far
	TrainLoss float64            `json:"train_loss"`
	DevLoss   float64            `json:"dev_loss"`
	Scores    map[string]float64 `json:"scores,omitempty"`
	Attention []AttentionStats   `json:"attention"`
}

// NextLogSpaced is the step of the next of count points when taken points end at step last and the run is now expected
// to have total steps: 0, 1, 2, 3 … and then by equal factors, so that the last of them is total.
func NextLogSpaced(last, taken, count, total int) int {
	if last == 0 {
		return 1
	}
	factor := 1.2 // once count points are taken: the run has become longer than expected
	if left := count - taken; left > 0 {
		factor = math.Pow(float64(total)/float64(last), 1/float64(left))
	}
	return max(last+1, int(math.Round(float64(last)*factor)))
}
