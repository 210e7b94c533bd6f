package trace

import "sync/atomic"

// Sizes in bytes.
const (
	defaultLimit  = 2 << 20   // of a trace
	defaultBudget = 256 << 20 // of all traces
	reserved      = 64 << 10  // of a trace, for what goes on when it is full
	lastReserved  = 16 << 10  // … and of that, for what is not a token
	logSize       = 512       // of a Log without events, about
	streamSize    = 64        // of the bookkeeping of a connection, about
)

// A Budget is the memory that all traces of a process share.
type Budget struct {
	limit int64
	used  atomic.Int64
}

// NewBudget returns a budget of so many bytes; 0 means 256 MiB.
func NewBudget(limit int64) *Budget {
	if limit <= 0 {
		limit = defaultBudget
	}
	return &Budget{limit: limit}
}

// Used returns how many bytes the traces hold.
func (b *Budget) Used() int64 { return b.used.Load() }

// Full says whether nothing but a trace's reserve fits any more.
func (b *Budget) Full() bool { return b.used.Load() >= b.limit }

// take takes n bytes, unless that is more than there are. What a trace must
// have it gets all the same: it is little, and bounded by the trace's reserve.
func (b *Budget) take(n int, must bool) bool {
	if b == nil {
		return true
	}
	if b.used.Add(int64(n)) > b.limit && !must {
		b.used.Add(int64(-n))
		return false
	}
	return true
}

// A quota is how much of its limit a trace has used.
type quota struct {
	limit  int
	size   int
	budget *Budget
	full   bool

	droppedEvents, droppedBytes int
}

func newQuota(c LogConfig) quota {
	q := quota{limit: c.Limit, budget: c.Budget, size: logSize}
	if q.limit <= 0 {
		q.limit = defaultLimit
	}
	q.budget.take(q.size, true)
	return q
}

// outlivesFull says whether events of a kind are kept when the trace is full:
// those that tell how the run went on.
func (k kind) outlivesFull() bool {
	switch k {
	case connOpen, connClose, faultDone, genStart, genTok, genEnd, challenge, attemptStart, attemptEnd, traceFull:
		return true
	}
	return false
}

// take counts n bytes for an event of a kind, if they fit.
func (q *quota) take(k kind, n int) bool {
	limit, must := q.limit-reserved, false
	switch {
	case q.full && !k.outlivesFull():
		return false
	case q.full && k == genTok:
		limit, must = q.limit-lastReserved, true
	case q.full:
		limit, must = q.limit, true
	}
	if q.size+n > limit || !q.budget.take(n, must) {
		return false
	}
	q.size += n
	return true
}

// release gives the trace's share of the budget back.
func (q *quota) release() { q.budget.take(-q.size, true) }

// Size returns how many bytes the trace takes, index included.
func (l *Log) Size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.quota.size
}

// Full says whether the trace has dropped bytes or frames.
func (l *Log) Full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.quota.full
}

// Dropped returns how many events and how many bytes did not fit.
func (l *Log) Dropped() (events, bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.quota.droppedEvents, l.quota.droppedBytes
}
