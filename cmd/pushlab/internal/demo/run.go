package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
)

// Limits of a run.
const (
	maxStreams = 16 // live at one time
	maxAnswers = 32 // kept, the newest ones
)

// A Run is what one learner does on one bench: a trace, and the answers that
// its streams follow.
type Run struct {
	ID     string // lets its holder act
	ViewID string // lets its holder look
	Log    *trace.Log

	runs    *Runs
	pinned  bool // never dropped; guarded by runs.mu
	streams atomic.Int32
	live    live                      // what streams just now
	down    atomic.Int64              // until then a stream is answered 502, in Unix ns (restart.go)
	moving  atomic.Int32              // requests and readers that do not wait for anything
	lostAt  atomic.Pointer[time.Time] // a stream before its end, last; nil = none was

	emissions   emissions   // what was submitted to be written
	submissions submissions // frames for the workbench
	handshakes  handshakes  // responses for the handshake console

	visits  atomic.Int32 // of the articles' programs
	theatre theatre      // what its pages have seen of their scripts

	mu        sync.Mutex
	places    []func()  // of its live streams in a room, each to be given back
	answers   []*Answer // oldest first
	attempted *Answer   // of the last attempt; nil = none yet
	drawn     int64     // the newest seed of seed=random

	attemptKey string     // of the last attempt that is not an answer
	provings   []*proving // of the last attempt
	lastRound  int        // that was asked for last in it; 0 = it has none
}

// Settled says that nothing of the run moves until the clock does: its model
// is in a pause or over, and its streams have sent all that there is.
func (run *Run) Settled() bool {
	run.mu.Lock()
	defer run.mu.Unlock()
	moves := func(a *Answer) bool { return !a.still() }
	// The models first: what they stir up counts as moving before they sleep.
	return !slices.ContainsFunc(run.answers, moves) && run.moving.Load() == 0
}

// enter takes a place for a live stream. Who got one must leave it.
func (run *Run) enter() error {
	if err := run.isDown(); err != nil {
		return err
	}
	if err := run.admit(); err != nil {
		return err
	}
	if err := run.runs.enter(); err != nil {
		run.giveBack()
		return err
	}
	if run.streams.Add(1) > maxStreams {
		run.leave()
		return &statusError{
			status:     http.StatusTooManyRequests,
			sentence:   fmt.Sprintf("This run has %d live streams, which is the most it may have. End one, or wait for its end, and ask again.", maxStreams),
			retryAfter: 5,
		}
	}
	return nil
}

func (run *Run) leave() {
	run.streams.Add(-1)
	run.runs.leave()
	run.giveBack()
}

// newAnswer makes room for an answer and prepares it. The one before, if the
// client asks for the same thing again, hands on what is done once: its faults
// and its challenge.
func (run *Run) newAnswer(k Knobs, before *Answer) *Answer {
	run.makeRoom()
	a := &Answer{
		run: run, epoch: run.newEpoch(), made: run.runs.config.Now(), name: k.Answer, tokens: k.Tokens,
		log: k.Log, ids: k.IDs, fault: k.Fault, once: new(once), planned: k.Then, asked: k.faults(),
		measures: k.Measures, heartbeat: k.Heartbeat,
	}
	if k.Bump {
		a.bump = new(once)
	}
	if before != nil {
		before.handOn(a)
	}
	run.answers = append(run.answers, a)
	return a
}

// speak starts the model.
func (run *Run) speak(a *Answer, k Knobs) {
	if k.Drawn {
		k.Seed = run.runs.otherWords(run.drawn)
		run.drawn = k.Seed
		run.note("seed=random: the answer %s has the seed %d", a.epoch, k.Seed)
	}
	ctx, cancel := context.WithCancel(run.runs.base)
	a.cancel = cancel
	m := llm.Model{Seed: k.Seed, TTFT: k.TTFT, TPS: float64(k.TPS), Every: k.Every, Tokens: k.Tokens, Now: run.runs.config.Now}
	run.Log.Append(trace.Event{Kind: "gen.start", Answer: a.epoch})
	run.runs.work.Go(func() { a.generate(ctx, m, k.Prompt) })
}

func (run *Run) newEpoch() string {
	for {
		epoch := run.runs.draw(epochLength)
		if a, _, _ := run.locate(epoch + "-0"); a == nil {
			return epoch
		}
	}
}

// makeRoom forgets the oldest answer that nobody reads when there are too many.
// There is one: a run has fewer streams than answers.
func (run *Run) makeRoom() {
	if len(run.answers) < maxAnswers {
		return
	}
	for i, a := range run.answers {
		if a.abandon() {
			run.answers = slices.Delete(run.answers, i, i+1)
			return
		}
	}
}

// end ends what a dropped run still does.
func (run *Run) end() {
	run.mu.Lock()
	defer run.mu.Unlock()
	for _, a := range run.answers {
		a.finish(whyCancel)
	}
	run.Log.Close()
}

// note tells whoever looks at the trace something that the bytes do not say.
func (run *Run) note(format string, args ...any) {
	run.Log.Append(trace.Event{Kind: "note", Text: fmt.Sprintf(format, args...)})
}
