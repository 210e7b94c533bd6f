package llm

import (
	"context"
	"math/rand/v2"
	"time"
)

// jitter is how far a token may lie from its place, as a part of the gap
// between two tokens. Below one half, tokens keep their order.
const jitter = 0.4

// A schedule says when each token is due. It counts from the start and not from
// the token before, so that late sleeps and jitter do not add up.
type schedule struct {
	start  time.Time
	ttft   time.Duration
	gap    float64 // ns between two tokens
	token  int     // tokens that were due, so far
	chance *rand.PCG
	every  time.Duration // the mean gap of news; 0 = it is an answer
	news   time.Duration // when the last of them was due
}

func (m Model) newSchedule() *schedule {
	s := &schedule{start: m.now(), ttft: m.TTFT, every: m.Every, chance: chance(m.Seed, usePauses)}
	if m.TPS > 0 {
		s.gap = float64(time.Second) / m.TPS
	}
	return s
}

// next returns when the next token is due. The first is exact.
func (s *schedule) next() time.Time {
	if s.every > 0 {
		return s.nextNews()
	}
	place := float64(s.token)
	if s.token > 0 {
		place += jitter * (2*unit(s.chance) - 1)
	}
	s.token++
	return s.start.Add(s.ttft + time.Duration(place*s.gap))
}

// unit returns a number in [0, 1).
func unit(chance *rand.PCG) float64 { return float64(chance.Uint64()>>11) / (1 << 53) }

// wait sleeps until a token is due.
func (m Model) wait(ctx context.Context, due time.Time) error {
	d := due.Sub(m.now())
	if d <= 0 {
		return ctx.Err()
	}
	if m.Sleep != nil {
		return m.Sleep(ctx, d)
	}
	return sleep(ctx, d)
}

func (m Model) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
