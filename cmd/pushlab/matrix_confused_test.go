package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// F9: clients that do not know what they have. Whatever they say, they get a
// reset and the whole answer, and two who say the same get the same.
func confused(ctx context.Context, x *trial) error {
	if err := twoTabs(ctx, x); err != nil {
		return fmt.Errorf("two tabs with one id: %w", err)
	}
	epoch := epochOf(x.last)
	for _, c := range []struct{ name, id string }{
		{"id of an old epoch", "0old-7"},
		{"id of the future", fmt.Sprintf("%s-%d", epoch, x.model.Tokens+2+x.random.IntN(1000))},
		{"negative id", fmt.Sprintf("%s-%d", epoch, -1-x.random.IntN(50))},
		{"id of 10 kB", strings.Repeat("9", 10<<10)},
		{"garbage", "\x7f-)\"é%00\t=;data:"[1:]},
	} {
		if err := x.misled(ctx, c.id); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// twoTabs reads a part of an answer, and reads on behind it twice.
func twoTabs(ctx context.Context, x *trial) error {
	x.knobs.Set("tps", "100")
	x.readPart(ctx, 1+x.random.IntN(x.model.Tokens-1))
	tab := *x
	tab.reading = x.twin()
	var err error
	var other sync.WaitGroup
	other.Go(func() { err = tab.readAndJudge(ctx, 0) })
	mine := x.readAndJudge(ctx, 0)
	other.Wait()
	return errors.Join(mine, err)
}

// readPart leaves behind the first n events.
func (x *trial) readPart(ctx context.Context, n int) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	x.onSeen = func(seen int) {
		if seen >= n {
			leave()
		}
	}
	x.exchange(ctx)
	x.onSeen = nil
	x.seen = x.seen[:n] // what came with it was not looked at
	x.last, x.done = x.seen[n-1].id, false
}

// misled reads another answer of the run, beginning with an id that does not
// lead there.
func (x *trial) misled(ctx context.Context, id string) error {
	x.made++
	y := *x
	y.reading = x.twin()
	y.seen, y.done, y.last = nil, false, id
	y.knobs = with(x.knobs, "answer", fmt.Sprint("A", x.made))
	return y.readAndJudge(ctx, 1)
}
