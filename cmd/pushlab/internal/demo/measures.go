package demo

import (
	"cmp"
	"fmt"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// Measures say how long and how much of the faults that an answer has.
type Measures struct {
	Hole  time.Duration // until the lab resets a connection that is a blackhole or half
	Stall time.Duration
	Rate  int           // of a throttle, in bytes a second
	Down  time.Duration // for which a restart answers 502
}

var defaultMeasures = Measures{Hole: 30 * time.Second, Stall: 5 * time.Second, Rate: 2000, Down: 2 * time.Second}

// The knobs of the measures.
var measureKnobs = []knob{
	duration("hole", 1000, 60_000, func(k *Knobs, d time.Duration) { k.Measures.Hole = d }),
	duration("stall", 100, 60_000, func(k *Knobs, d time.Duration) { k.Measures.Stall = d }),
	number("rate", 100, 100_000, func(k *Knobs, n int) { k.Measures.Rate = n }),
	duration("down", 100, 30_000, func(k *Knobs, d time.Duration) { k.Measures.Down = d }),
}

// duration is a knob in milliseconds.
func duration(name string, least, most int, set func(*Knobs, time.Duration)) knob {
	return number(name, least, most, func(k *Knobs, n int) { set(k, time.Duration(n)*time.Millisecond) })
}

// durationOrNone is one whose 0 is none.
func durationOrNone(name string, least, most int, set func(*Knobs, time.Duration)) knob {
	some := duration(name, least, most, set)
	return knob{name, func(k *Knobs, v string) error {
		if v == "0" {
			set(k, 0)
			return nil
		}
		if some.set(k, v) != nil {
			return fmt.Errorf("must be 0, or a whole number from %d to %d", least, most)
		}
		return nil
	}}
}

// over returns m with what is set here.
func (set Measures) over(m Measures) Measures {
	return Measures{
		Hole: cmp.Or(set.Hole, m.Hole), Stall: cmp.Or(set.Stall, m.Stall),
		Rate: cmp.Or(set.Rate, m.Rate), Down: cmp.Or(set.Down, m.Down),
	}
}

// onTap are the measures as the tap takes them. before happens right before the
// fault.
func (m Measures) onTap(before func()) tap.Measures {
	return tap.Measures{Hole: m.Hole, Stall: m.Stall, Rate: m.Rate, Before: before}
}
