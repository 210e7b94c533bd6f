package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
)

// An Answer is one generation: its own epoch, and its tokens, made once by a
// goroutine of the run. Every transport only follows it, and it outlives its
// readers: when the last one leaves it goes on for graceTime.
type Answer struct {
	run       *Run
	epoch     string
	made      time.Time // when it began
	name      string    // the client's own, "" = none
	tokens    int       // how many there will be
	log       int       // how many of the newest can be resumed
	ids       bool      // its events carry ids
	fault     Fault
	once      *once         // whether the fault was done
	measures  Measures      // of its faults
	heartbeat time.Duration // where a client that comes back does not say; <= 0 = none
	challenge *challenge    // of an attempt; nil = none
	attempt   bool          // it is an attempt's: a cut leaves the client time to read
	proof     bool          // the client has to find the hash itself: done does not tell it
	asked     []Fault       // all faults that its client asked for
	bump      *once         // behind the first of them it is forgotten; nil: it is not
	forgotten bool          // as by a restart: nobody can go on with it; guarded by mu
	planned   []Fault       // that follow fault, one after the other; guarded by mu
	cuts      int           // of them that were taken; guarded by mu

	mu      sync.Mutex
	text    []byte   // the tokens made so far, joined
	ends    []uint32 // of each token, its end in text
	why     string   // why it is over; "" while it is being made
	asleep  bool     // the model pauses
	readers []*reader
	cancel  context.CancelFunc
	spare   func() (stopped bool) // stops the timer that ends an answer without readers
}

// graceTime is how long an answer goes on without a reader: long enough for a
// client that lost its connection to come back.
const graceTime = 10 * time.Second

// Why an answer is over.
const (
	whyDone   = "done"
	whyCancel = "cancel"
)

// generate makes the answer, a token at a time, whether or not anybody reads.
func (a *Answer) generate(ctx context.Context, m llm.Model, prompt string) {
	m.Sleep = a.sleep
	for token := range m.Stream(ctx, prompt) {
		a.add(token.Text)
	}
	if ctx.Err() != nil {
		a.finish(whyCancel)
		return
	}
	a.finish(whyDone)
}

// sleep is a pause of the model. Nothing of the answer moves from the moment at
// which its timer is set to the moment at which it fires.
func (a *Answer) sleep(ctx context.Context, d time.Duration) error {
	over := make(chan struct{})
	stop := a.fallAsleep(d, over)
	select {
	case <-over:
		return ctx.Err()
	case <-ctx.Done():
		stop()
		return ctx.Err()
	}
}

func (a *Answer) fallAsleep(d time.Duration, over chan struct{}) (stop func() bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asleep = true
	return a.run.runs.config.AfterFunc(d, func() {
		a.mu.Lock()
		a.asleep = false
		a.mu.Unlock()
		close(over)
	})
}

// add records a token as made, then lets the readers have it.
func (a *Answer) add(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.why != "" {
		return
	}
	a.text = append(a.text, text...)
	a.ends = append(a.ends, uint32(len(a.text)))
	a.run.runs.tokens.Add(1)
	a.run.Log.Append(trace.Event{Kind: "gen.tok", Answer: a.epoch, Seq: len(a.ends)})
	if len(a.ends) == a.tokens {
		a.finishLocked(whyDone) // before anybody can send the last token: the trace has one order
		return
	}
	a.wakeReaders()
}

// finish ends the answer once. What is kept of it takes no more room than it needs.
func (a *Answer) finish(why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.finishLocked(why)
}

func (a *Answer) finishLocked(why string) {
	if a.why != "" {
		return
	}
	a.why = why
	a.text, a.ends = slices.Clip(a.text), slices.Clip(a.ends)
	a.run.Log.Append(trace.Event{Kind: "gen.end", Answer: a.epoch, Seq: len(a.ends), Text: why + " " + a.sum()})
	a.cancel()
	a.cancel, a.spare = nil, nil
	a.wakeReaders()
}

func (a *Answer) wakeReaders() {
	for _, r := range a.readers {
		r.stir()
		select {
		case r.wake <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}

// summary is what a client compares the text with that it has put together. The
// answer is done.
func (a *Answer) summary() string {
	if a.proof {
		return fmt.Sprintf(`{"tokens":%d}`, a.tokens)
	}
	return fmt.Sprintf(`{"tokens":%d,"sha256":"%s"}`, a.tokens, a.sum())
}

func (a *Answer) sum() string {
	sum := sha256.Sum256(a.text)
	return hex.EncodeToString(sum[:])
}

// done says that every token was made. From then on the text stays as it is.
func (a *Answer) done() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why == whyDone
}

// still says that nothing moves until the clock does.
func (a *Answer) still() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why != "" || a.asleep
}
