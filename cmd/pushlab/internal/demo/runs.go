package demo

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// Config gives Runs its key, its clock and its chance, so that a test or a
// recording can own them. Only Key has no default.
type Config struct {
	Key       []byte // 32 bytes; run ids made under it stay good
	Now       func() time.Time
	AfterFunc func(d time.Duration, f func()) (stop func() bool) // all waiting is done with it
	Rand      io.Reader
	OnRun     func(*Run)                      // a run came into memory
	OnAttempt func(run *Run, exercise string) // an attempt began: its attempt.start is in the trace

	// What a room does with the runs of its seats; nil: there is none. None of them
	// may call a method of the run but GoDown and Buffer.
	Admit    func(*Run) (leave func(), err error) // before a live stream; an error refuses it with its text
	OnStream func(*Run)                           // a stream of an answer began or went on
	Settings func(*Run) Settings                  // the room's profile
}

// Limits of all runs together.
const (
	maxRuns   = 1000
	maxTraces = 256 << 20 // bytes
	idleTime  = 30 * time.Minute
)

// Runs holds the runs that are in memory.
type Runs struct {
	config Config
	budget *trace.Budget
	base   context.Context // ends when the server stops: models and streams end with it
	stop   context.CancelFunc
	work   sync.WaitGroup // streams and models
	tokens atomic.Int64
	live   atomic.Int64
	keys   usedKeys
	turned atomic.Int32 // WebSockets that are told that there is no place for them

	mu      sync.Mutex
	closed  bool // no new streams
	runs    map[string]*Run
	views   map[string]*Run
	sockets map[*socket]struct{}
}

// NewRuns returns an empty set of runs.
func NewRuns(c Config) *Runs {
	rs := &Runs{config: c.withDefaults(), budget: trace.NewBudget(maxTraces),
		runs: map[string]*Run{}, views: map[string]*Run{}, sockets: map[*socket]struct{}{}}
	rs.base, rs.stop = context.WithCancel(context.Background())
	return rs
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.AfterFunc == nil {
		c.AfterFunc = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	return c
}

// New makes a run.
func (rs *Runs) New() *Run {
	return rs.hold(newRunID(rs.config.Key, rs.random(randomBytes)))
}

// Pin makes a run that stays in memory for as long as the program runs.
func (rs *Runs) Pin() *Run {
	run := rs.New()
	rs.mu.Lock()
	defer rs.mu.Unlock()
	run.pinned = true
	return run
}

// Get returns the run of an id. An id that is good but not in memory, since the
// server was restarted or the run was dropped, comes back as an empty run:
// whoever has the address can go on with it.
func (rs *Runs) Get(id string) (*Run, error) {
	if !validRunID(rs.config.Key, id) {
		return nil, ErrNoRun
	}
	return rs.hold(id), nil
}

// View returns the run of a view id, which must be in memory.
func (rs *Runs) View(view string) (*Run, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if run, ok := rs.views[view]; ok {
		return run, nil
	}
	return nil, ErrNoRun
}

// Lookup finds the trace of a run for the recorder; nil if the id is not ours.
func (rs *Runs) Lookup(id string) *trace.Log {
	run, err := rs.Get(id)
	if err != nil {
		return nil
	}
	return run.Log
}

// hold returns the run of a good id. It makes one if there is none in memory,
// and drops another when there are too many.
func (rs *Runs) hold(id string) *Run {
	if run := rs.find(id); run != nil {
		return run
	}
	rs.keepCap()
	run, made := rs.findOrMake(id)
	if made && rs.config.OnRun != nil {
		rs.config.OnRun(run)
	}
	return run
}

func (rs *Runs) find(id string) *Run {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.runs[id]
}

func (rs *Runs) findOrMake(id string) (run *Run, made bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if run := rs.runs[id]; run != nil {
		return run, false
	}
	run = &Run{ID: id, ViewID: viewID(rs.config.Key, id), runs: rs,
		Log: trace.NewLog(trace.LogConfig{Began: rs.config.Now(), Now: rs.config.Now, Budget: rs.budget})}
	rs.runs[id], rs.views[run.ViewID] = run, run
	return run, true
}

// random reads from the configured source. The system's own, which does not
// fail, stands in for one that does.
func (rs *Runs) random(n int) []byte {
	b := make([]byte, n)
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if _, err := io.ReadFull(rs.config.Rand, b); err != nil {
		rand.Read(b)
	}
	return b
}

// draw returns n random letters and digits.
func (rs *Runs) draw(n int) string {
	return encoding.EncodeToString(rs.random(n))[:n]
}

// Stats are what the server counts.
type Stats struct {
	Runs    int   `json:"runs"`
	Streams int64 `json:"streams"` // live
	Tokens  int64 `json:"tokens"`  // made since the start, read or not
}

// Stats returns the counts of this moment.
func (rs *Runs) Stats() Stats {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return Stats{Runs: len(rs.runs), Streams: rs.live.Load(), Tokens: rs.tokens.Load()}
}
