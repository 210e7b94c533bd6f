package main

import (
	"slices"
	"sync"
	"time"
)

// A stepClock stands still until it is told to step. Whoever sleeps on it wakes
// when the script has moved it to their time, so that a recording has the same
// times on every machine.
type stepClock struct {
	mu       sync.Mutex
	now      time.Time
	sleepers []*sleeper
}

type sleeper struct {
	at   time.Time
	wake func()
}

// recordedAt is the Date of every recording.
var recordedAt = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

func newStepClock() *stepClock { return &stepClock{now: recordedAt} }

func (c *stepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc calls f when the clock has been moved by d, unless it is stopped.
func (c *stepClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &sleeper{at: c.now.Add(d), wake: f}
	if d <= 0 {
		go f()
		return func() bool { return false }
	}
	c.sleepers = append(c.sleepers, s)
	return func() bool { return c.forget(s) }
}

func (c *stepClock) forget(s *sleeper) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.Index(c.sleepers, s)
	if i < 0 {
		return false
	}
	c.sleepers = slices.Delete(c.sleepers, i, i+1)
	return true
}

// step moves the clock to the next time at which somebody wakes, and wakes
// them. It returns false when nobody sleeps.
func (c *stepClock) step() bool {
	c.mu.Lock()
	if len(c.sleepers) == 0 {
		c.mu.Unlock()
		return false
	}
	next := slices.MinFunc(c.sleepers, func(a, b *sleeper) int { return a.at.Compare(b.at) })
	c.sleepers = slices.DeleteFunc(c.sleepers, func(s *sleeper) bool { return s == next })
	c.now = next.at
	c.mu.Unlock()
	next.wake()
	return true
}

// advance moves the clock by d when nobody sleeps: the time between two steps
// of a script.
func (c *stepClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
