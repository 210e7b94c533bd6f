package edge

import (
	"sync"
	"time"
)

// A memory is what a Proxy keeps of runs from one exchange to the next: which
// keys of edgeonce have had their fault, and until when a run gets 502. When
// there are too many runs it forgets the one that was least recently of use.
type memory struct {
	mu    sync.Mutex
	runs  map[string]*remembered
	clock uint64 // counts uses of runs, and exchanges
}

type remembered struct {
	acted map[string]uint64 // by key: the number of the exchange in which it acts
	keys  []string          // of acted, the oldest first
	down  time.Time         // until then the run's server is not back
	used  uint64            // by the clock
}

const (
	maxRemembered = 256 // runs
	maxKeys       = 64  // of a run
)

// claim says whether the fault of a key may act in an exchange. It may in the
// first that gets as far, with all of its hops, and in no other.
func (m *memory) claim(run, key string, exchange uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.of(run)
	if by, ok := r.acted[key]; ok {
		return by == exchange
	}
	if r.keys = append(r.keys, key); len(r.keys) > maxKeys {
		delete(r.acted, r.keys[0])
		r.keys = r.keys[1:]
	}
	r.acted[key] = exchange
	return true
}

// takeDown has a run get 502 for so long. A request of no run has none to take down.
func (m *memory) takeDown(run string, d time.Duration) {
	if run == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of(run).down = time.Now().Add(d)
}

// isDown says whether a run gets 502.
func (m *memory) isDown(run string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.runs[run]
	return r != nil && time.Now().Before(r.down)
}

// number returns a number that no other exchange has.
func (m *memory) number() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock++
	return m.clock
}

// of returns what is remembered of a run, with m.mu held.
func (m *memory) of(run string) *remembered {
	r := m.runs[run]
	if r == nil {
		if len(m.runs) == maxRemembered {
			delete(m.runs, m.oldest())
		}
		r = &remembered{acted: map[string]uint64{}}
		m.runs[run] = r
	}
	m.clock++
	r.used = m.clock
	return r
}

func (m *memory) oldest() (run string) {
	least := m.clock + 1
	for name, r := range m.runs {
		if r.used < least {
			run, least = name, r.used
		}
	}
	return run
}
