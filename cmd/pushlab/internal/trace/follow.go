package trace

import (
	"context"
	"iter"
)

// Follow yields the events from index from on, first those that are there, then
// each new one. It ends with ctx, or when the Log is closed and all are seen. An
// event that grows later is yielded as it was first.
func (l *Log) Follow(ctx context.Context, from int) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		l.watch(1)
		defer l.watch(-1)
		next := max(from, 0)
		for to := range l.lengths(ctx, next) {
			for next < to {
				for _, e := range l.some(nil, next, to) {
					if next++; ctx.Err() != nil || !yield(e) {
						return
					}
				}
			}
		}
	}
}

// Await waits for an event behind the first n. false: ctx has ended, or the Log was
// closed.
func (l *Log) Await(ctx context.Context, n int) bool {
	l.watch(1)
	defer l.watch(-1)
	for range l.lengths(ctx, n) {
		return true
	}
	return false
}

// lengths yields the number of events each time that there are more than
// before, and more than least.
func (l *Log) lengths(ctx context.Context, least int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for {
			length, more := l.growth(least)
			switch {
			case length > least:
				if least = length; !yield(length) {
					return
				}
			case more == nil:
				return
			default:
				select {
				case <-more:
				case <-ctx.Done():
					return
				}
			}
		}
	}
}

// growth returns the number of events if it is more than least. Else it returns
// a channel that is closed when there may be more, nil when there never will.
func (l *Log) growth(least int) (length int, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.records) > least || l.closed {
		return len(l.records), nil
	}
	if l.wake == nil {
		l.wake = make(chan struct{})
	}
	return 0, l.wake
}

// announce wakes the followers. It does not wait for them.
func (l *Log) announce() {
	if l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
}

// watch counts the followers: a run that is watched is in use.
func (l *Log) watch(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watchers += n
	l.touch()
}
