package room

import (
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// A State is what a learner says of themselves.
type State string

// The states.
const (
	Working State = "working"
	Done    State = "done"
	Come    State = "come" // please come
)

// A Place is where somebody is in the course, and in a bench there.
type Place struct {
	Lesson  string `json:"lesson"`
	Section string `json:"section"`
	Bench   string `json:"bench"`
	Row     int    `json:"row"`
	Pin     int    `json:"pin"`
}

// A Seat is a learner's place in a room. A second tab, a laptop that slept and a
// new address are the same seat. Its methods may be called at the same time.
type Seat struct {
	room       *Room
	number     int
	learner    string
	token      string // cookie and words are computed from it
	plainWords string
	joined     time.Time
	saving     sync.Mutex    // keeps its rows in order
	lost       chan struct{} // closed when the host frees the seat
	seen       atomic.Int64  // unix milliseconds of the last sign of life

	// The room's mu guards what follows.
	name    string
	gone    time.Time // left, or was freed; zero = there
	freed   bool
	rows    int // saved for it
	carded  int
	state   State
	since   time.Time // of state
	taken   string    // who comes to help
	follows bool
	view    string
	looked  int // pages of hosts and helpers that show its bench
	sockets int
	away    time.Time // when its last page went; of no meaning with sockets
	path    path
	tries   map[string]*tries // by exercise
	hints   []HintState       // given, the newest last
	votes   map[int][2]int    // by question: the options of the two rounds
}

func (r *Room) newSeat(row progress.Seat) *Seat {
	s := &Seat{
		room: r, number: row.Number, learner: row.Learner, token: row.Token, joined: row.Joined, lost: make(chan struct{}),
		name: row.Name, gone: row.Gone, freed: row.Token == "", state: Working, since: row.Joined, away: r.moment(),
		path: path{passed: make([]pass, len(r.Checkpoints))}, tries: map[string]*tries{}, votes: map[int][2]int{},
	}
	s.plainWords = plain(s.Words())
	s.Seen()
	return s
}

// row is the seat as it is kept. The caller holds mu.
func (s *Seat) row() progress.Seat {
	return progress.Seat{Number: s.number, Learner: s.learner, Token: s.token, Name: s.name, Joined: s.joined, Gone: s.gone}
}

// Number is the seat's number in its room, from 1.
func (s *Seat) Number() int { return s.number }

// Learner is whose progress the seat's is; it was made for the seat.
func (s *Seat) Learner() string { return s.learner }

// Name is what the learner is called in the room.
func (s *Seat) Name() string {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	return s.name
}

// View is the newest run's view, or "".
func (s *Seat) View() string {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	return s.view
}

// Seen notes a sign of life. It wakes nobody.
func (s *Seat) Seen() { s.seen.Store(s.room.Now().UnixMilli()) }

// Connected notes that a page's control socket is up. A seat that was away for
// a minute or more has not worked on its checkpoint in that time.
func (s *Seat) Connected() (gone func()) {
	s.Seen()
	gap := s.plug(1)
	if gap >= time.Minute {
		s.room.failed(s.happenNow(progress.Happening{Kind: kindAway, Number: int(gap / time.Millisecond)}))
	}
	return sync.OnceFunc(func() { s.plug(-1) })
}

// Crowded says that the seat has as many pages as one may. Each is told of every
// change, so that without an end one seat could keep the server busy.
func (s *Seat) Crowded() bool {
	s.room.mu.RLock()
	defer s.room.mu.RUnlock()
	return s.sockets >= maxSockets
}

// plug counts sockets, and returns for how long there was none.
func (s *Seat) plug(n int) (gap time.Duration) {
	now := s.room.moment()
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	if s.sockets == 0 {
		gap = now.Sub(s.away)
	}
	if s.sockets += n; s.sockets == 0 {
		s.away = now
	}
	s.room.wakeSeats()
	return gap
}

// SetView notes the view of the seat's newest run.
func (s *Seat) SetView(view string) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	s.setView(view)
}

func (s *Seat) setView(view string) {
	s.view = short(view, 64)
	s.room.wake()
}

// ViewAgain notes the view of a run that came back after a restart, if none is
// known.
func (s *Seat) ViewAgain(view string) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	if s.view == "" {
		s.setView(view)
	}
}

// Looked notes that a host or helper has the seat's bench open.
func (s *Seat) Looked() (stop func()) {
	s.look(1)
	return sync.OnceFunc(func() { s.look(-1) })
}

func (s *Seat) look(n int) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	s.looked += n
	s.room.wakeSeats()
}
