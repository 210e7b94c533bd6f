package server

import (
	"sync"

	"pushlab/cmd/pushlab/internal/demo"
)

// mostWaiters is how many requests for a verdict of one run may be open: each of
// them looks at the trace whenever something happens.
const mostWaiters = 8

// waiters counts them.
type waiters struct {
	mu sync.Mutex
	of map[*demo.Run]int
}

// enter counts one more, unless there are too many.
func (w *waiters) enter(run *demo.Run) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of[run] == mostWaiters {
		return false
	}
	if w.of == nil {
		w.of = map[*demo.Run]int{}
	}
	w.of[run]++
	return true
}

func (w *waiters) leave(run *demo.Run) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of[run]--; w.of[run] == 0 {
		delete(w.of, run)
	}
}
