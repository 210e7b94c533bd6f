package llm

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// gaps returns the pauses before the tokens of a model.
func gaps(t *testing.T, m Model) (list []time.Duration) {
	last := time.Now()
	for range m.Stream(t.Context(), "") {
		list = append(list, time.Since(last))
		last = time.Now()
	}
	return list
}

// Seed 7 at one item in 2 s, as an exercise has it: these gaps are part of what
// a seed means, and must stay.
func TestEveryOfSeed7(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := gaps(t, Model{Seed: 7, Every: 2 * time.Second, Tokens: 5, TTFT: time.Hour, TPS: 1})
		want := []time.Duration{1924 * time.Millisecond, 3245 * time.Millisecond, 84 * time.Millisecond, 647 * time.Millisecond, 1311 * time.Millisecond}
		if !slices.Equal(got, want) {
			t.Errorf("gaps = %v, want %v", got, want)
		}
	})
}

// An exponential distribution has its mean as its standard deviation, and
// exp(-2.5) of its gaps are longer than 2.5 times the mean.
func TestEveryIsPoisson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const every = 100 * time.Millisecond
		list := gaps(t, Model{Seed: 3, Every: every, Tokens: most})
		var sum, square float64
		long := 0
		for _, gap := range list {
			x := float64(gap) / float64(every)
			sum, square = sum+x, square+x*x
			if x > 2.5 {
				long++
			}
		}
		n := float64(len(list))
		mean, deviation := sum/n, math.Sqrt(square/n-sum*sum/n/n)
		if math.Abs(mean-1) > 0.1 || math.Abs(deviation-1) > 0.15 {
			t.Errorf("mean %.3f, deviation %.3f of the mean asked for, want 1 and 1", mean, deviation)
		}
		if got, want := float64(long)/n, math.Exp(-2.5); math.Abs(got-want) > 0.03 {
			t.Errorf("%.3f of the gaps are longer than 2.5 means, want %.3f", got, want)
		}
	})
}
