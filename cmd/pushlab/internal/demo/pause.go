package demo

import (
	"context"
	"time"
)

// pause lets d pass for a request of the run. Nothing of it moves meanwhile. It
// ends early, with an error, when the client leaves or the server stops.
func (run *Run) pause(ctx context.Context, d time.Duration) error {
	over := make(chan struct{})
	stop := run.runs.config.AfterFunc(d, func() {
		run.moving.Add(1)
		close(over)
	})
	run.moving.Add(-1)
	select {
	case <-over:
		return nil
	case <-ctx.Done():
	case <-run.runs.base.Done():
	}
	if stop() {
		run.moving.Add(1)
	} else {
		<-over
	}
	return context.Canceled
}
