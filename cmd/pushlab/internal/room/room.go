// Package room holds a workshop: who sits where, how far each seat is, who needs
// help, where the host is, what the room predicts, how it comes back from a
// fault.
//
// What must survive is a row before anybody hears of it, and the same function
// that changes the room after a save (happenings.go) finds it again at a start:
//
//	server ── Vote ──► row ── commit, fsync ──► apply ──► Changed is closed ──► all pages
//	start ──── all rows, in order ────────────► apply
//
// Passes and attempts are the learner's own progress, which stands in the same
// database. Who is connected, what pages show and how a herd comes back is live
// and stands in memory only. Secrets are stored nowhere: each is a keyed hash of
// ids (secrets.go), so a restart invalidates nothing.
package room

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// Config is what the rooms work with.
type Config struct {
	Store       *progress.Store
	Key         []byte           // of the data directory: secrets are computed from it
	Now         func() time.Time // nil: time.Now
	Rand        io.Reader        // safe for use at the same time; nil: crypto/rand
	Checkpoints []Checkpoint     // in the order of the course
	Failed      func(error)      // hears of changes that could not be saved and had no caller to tell; nil: nobody
}

// A Checkpoint is an exercise of the course: a column of the board.
type Checkpoint struct {
	ID     string // "EX05a"
	Label  string // "5a"
	Lesson string // "05-resume"
}

const (
	maxSeats   = 400              // at a time
	maxKept    = 4000             // with those that left and are kept
	maxRows    = 2000             // of one seat
	maxSockets = 64               // of one seat: its pages
	maxCards   = 3                // of one seat, since the start of the server
	maxText    = 500              // characters of a card's box, a clause, a hint
	saveTime   = 10 * time.Second // for a save that no request waits for
)

var (
	// ErrFull means that the room has no more seats.
	ErrFull = errors.New("the room is full")
	// ErrEnded means that the host has ended the room, or wiped it.
	ErrEnded = errors.New("the room has ended")
	// ErrFreed means that the host has freed the seat.
	ErrFreed = errors.New("the host has freed this seat")
	// ErrClosed means that no collection is open for the vote, or that the
	// question's state does not allow what was asked.
	ErrClosed = errors.New("no collection is open for this")
	// ErrInvalid means that what was sent makes no sense: no such seat, option,
	// state.
	ErrInvalid = errors.New("this is not possible")
	// ErrMany means that the seat has saved as much as a seat may.
	ErrMany = errors.New("the seat has no room for more")
)

// A Room is one workshop. Its methods may be called at the same time.
type Room struct {
	Config
	id, code string
	began    time.Time
	columns  map[string]int // checkpoint to its place in Checkpoints
	saving   sync.Mutex     // keeps rows without a seat in order; never held together with mu while waiting

	mu        sync.RWMutex // guards what follows, and the fields of seats; never held while saving
	ended     time.Time
	wiped     bool          // nothing of it is stored any more
	replaced  bool          // another room is open by now
	seats     map[int]*Seat // all that are kept, also those that left
	present   []*Seat       // those that did not leave, by number
	next      int           // the next seat's number
	names     map[string]int
	offered   int // friendly names
	refused   int // tries to join a full room, since the last that was not
	set       settings
	hostPlace Place
	questions map[int]Question // by number
	cards     []Card
	medians   []time.Duration // by checkpoint; 0 = too few passes
	herds     []*herd
	fault     FaultState
	forAll    chan struct{} // closed at the next change
	forSeats  chan struct{} // closed at the next change that a seat's page may show
}

func newRoom(c Config, row progress.Room) *Room {
	r := &Room{
		Config: c, id: row.ID, code: row.Code, began: row.Began, ended: row.Ended,
		columns: map[string]int{}, seats: map[int]*Seat{}, next: 1, names: map[string]int{},
		set: defaults(), questions: map[int]Question{}, medians: make([]time.Duration, len(c.Checkpoints)),
		forAll: make(chan struct{}), forSeats: make(chan struct{}),
	}
	for i, c := range c.Checkpoints {
		r.columns[c.ID] = i
	}
	return r
}

// ID names the room; it is no secret and no way in.
func (r *Room) ID() string { return r.id }

// Code is the join code: "plover-42".
func (r *Room) Code() string { return r.code }

// Ended says whether the host has ended the room.
func (r *Room) Ended() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return !r.ended.IsZero()
}

// end marks the room as ended; the first time holds.
func (r *Room) end(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended.IsZero() {
		r.ended = at
	}
	r.wakeSeats()
}

// wipe notes that nothing of the room is stored any more: its pages say so.
func (r *Room) wipe(at time.Time) {
	r.mu.Lock()
	r.wiped = true
	r.mu.Unlock()
	r.end(at)
}

// Changed is closed at the next change of anything; take it before you read. A
// board changes with time, too, and a sign of life alone is no change.
func (r *Room) Changed() <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.forAll
}

// SeatsChanged is closed at the next change that a seat's page may show. 300
// pages need not wake for what only the board shows: another's place or try.
func (r *Room) SeatsChanged() <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.forSeats
}

// wake wakes who waits for any change. The caller holds mu.
func (r *Room) wake() {
	close(r.forAll)
	r.forAll = make(chan struct{})
}

// wakeSeats wakes everybody. The caller holds mu.
func (r *Room) wakeSeats() {
	r.wake()
	close(r.forSeats)
	r.forSeats = make(chan struct{})
}

// failed tells of a save that failed with nobody waiting for it. That a seat has
// saved too much or was freed, or that the room was wiped, is no failure: a
// mischievous seat must not fill a log.
func (r *Room) failed(err error) {
	known := errors.Is(err, ErrMany) || errors.Is(err, ErrEnded) || errors.Is(err, ErrFreed)
	if err != nil && r.Failed != nil && !known {
		r.Failed(err)
	}
}

// background is the context of a save that belongs to no request.
func background() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), saveTime)
}
