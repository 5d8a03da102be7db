package main

// How far a run is and how long it has yet: by its steps, or by the clock.

import (
	"fmt"
	"time"
)

func (r *run) seconds() float64 { return r.before + time.Since(r.began).Seconds() }

// share is how much of the run is done.
func (r *run) share() float64 {
	if r.clock.end.IsZero() {
		return float64(r.trainer.Steps()) / float64(r.settings.steps)
	}
	return r.clock.share(time.Now(), r.note.Tokens)
}

// left is how much longer the run will take.
func (r *run) left() time.Duration {
	if !r.clock.end.IsZero() {
		return time.Until(r.clock.end)
	}
	steps := float64(r.trainer.Steps())
	return time.Duration(r.seconds() * (float64(r.settings.steps)/steps - 1) * float64(time.Second))
}

// setClock fixes the end of a run that has a time instead of a number of steps.
func (r *run) setClock() error {
	r.clock.begun = r.sampler.State().Share
	switch {
	case r.settings.until != "":
		at, err := time.ParseInLocation("15:04", r.settings.until, time.Local)
		if err != nil {
			return fmt.Errorf("-until wants a time of day such as 08:40, got %q", r.settings.until)
		}
		now := time.Now()
		r.clock.end = time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, time.Local)
		if r.clock.end.Before(now) {
			r.clock.end = r.clock.end.AddDate(0, 0, 1)
		}
	case r.settings.minutes > 0:
		r.clock.end = time.Now().Add(time.Duration((60*r.settings.minutes - r.note.Seconds) * float64(time.Second)))
	}
	return nil
}

// clock tells the share of a run that ends at a certain time: the work done, against that and the work to be expected
// at the speed of the last minutes. So the learning rate lands at its floor at the end although the speed of a shared
// machine changes; when it rises, the share falls back, for more is to come than was thought.
type clock struct {
	end   time.Time
	begun float64     // the share of the saved state, until there is a speed to go by
	marks []clockMark // of the last minutes
}

type clockMark struct {
	at     time.Time
	tokens int64
}

const (
	clockWindow = 4 * time.Minute
	clockPause  = 2 * time.Second // between marks
)

func (c *clock) share(now time.Time, tokens int64) float64 {
	left := c.end.Sub(now)
	if left <= 0 {
		return 1
	}
	if n := len(c.marks); n == 0 || now.Sub(c.marks[n-1].at) >= clockPause {
		c.marks = append(c.marks, clockMark{now, tokens})
	}
	for len(c.marks) > 2 && now.Sub(c.marks[0].at) > clockWindow {
		c.marks = c.marks[1:]
	}
	passed := now.Sub(c.marks[0].at)
	if tokens == 0 || passed <= 0 || tokens == c.marks[0].tokens {
		return c.begun
	}
	expected := float64(tokens-c.marks[0].tokens) / passed.Seconds() * left.Seconds()
	return float64(tokens) / (float64(tokens) + expected)
}

// expected is how many steps the run is likely to have.
func (r *run) expected() int {
	if r.clock.end.IsZero() {
		return r.settings.steps
	}
	steps, share := r.trainer.Steps(), r.share()
	if steps < 5 || share <= 0 {
		return 1 << 30
	}
	return max(steps, int(float64(steps)/share))
}
