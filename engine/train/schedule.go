package train

import "math"

// Schedule is the learning rate over a run: a linear rise over the first steps, then half a cosine down to a floor
// (Loshchilov & Hutter, arXiv:1608.03983, without restarts). The fall depends on the share of the run that is done,
// not on a step count, so that a run with a time budget lands at its floor however fast the machine turns out to be.
type Schedule struct {
	Peak   float64 // the highest rate
	Warmup int     // steps of the rise; 0 for none
	Floor  float64 // rate at the end as a share of Peak, in [0, 1]
}

// Rate is the learning rate of step (from 1) when share (0 … 1) of the run is done.
func (s Schedule) Rate(step int, share float64) float64 {
	share = min(max(share, 0), 1)
	rate := s.Peak * (s.Floor + (1-s.Floor)*0.5*(1+math.Cos(math.Pi*share)))
	if step < s.Warmup {
		rate *= float64(step) / float64(s.Warmup)
	}
	return rate
}
