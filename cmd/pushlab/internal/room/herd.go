package room

import "time"

const (
	barWidth  = 100 * time.Millisecond
	herdLasts = 30 * time.Second
	keptHerds = 2 // with and without jitter
)

// A FaultState is a room-wide fault that lasts.
type FaultState struct {
	Buffer    bool
	DownUntil time.Time // zero = not down
}

// A herd is how the room comes back from a fault that struck all its streams.
type herd struct {
	kind    string
	streams int
	jitter  bool
	at      time.Time
	bars    [herdLasts / barWidth]int
	back    map[int]bool // seats
	last    time.Duration
}

// Struck notes that a room-wide fault was done to so many streams: the herd
// begins to count.
func (r *Room) Struck(kind string, streams int) {
	now := r.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.herds = append(r.herds, &herd{kind: kind, streams: streams, jitter: r.set.Profile.Jitter, at: now, back: map[int]bool{}})
	r.herds = r.herds[max(0, len(r.herds)-keptHerds):]
	r.wake()
}

// CameBack notes that a stream of a seat began.
func (r *Room) CameBack(seat int) {
	now := r.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.herds) > 0 && r.herds[len(r.herds)-1].add(seat, now) {
		r.wake()
	}
}

// add counts a stream that began; false: too late to belong to the herd.
func (h *herd) add(seat int, at time.Time) bool {
	after := at.Sub(h.at)
	if after < 0 || after >= herdLasts {
		return false
	}
	h.bars[after/barWidth]++
	h.back[seat] = true
	h.last = max(h.last, after)
	return true
}

func (h *herd) state() HerdState {
	s := HerdState{
		Kind: h.kind, Streams: h.streams, Jitter: h.jitter, At: h.at.UnixMilli(),
		Bars: []int{}, Back: len(h.back), Last: h.last.Milliseconds(),
	}
	for i, n := range h.bars {
		if n > 0 {
			s.Bars = append(s.Bars, h.bars[len(s.Bars):i+1]...)
		}
		s.Peak = max(s.Peak, n)
	}
	return s
}

// SetFault notes a room-wide fault that lasts, for all to see.
func (r *Room) SetFault(f FaultState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = f
	r.wakeSeats()
}

// Fault returns what SetFault noted.
func (r *Room) Fault() FaultState {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.fault
}

func (f FaultState) message() FaultMessage {
	m := FaultMessage{Buffer: f.Buffer}
	if !f.DownUntil.IsZero() {
		m.DownUntil = f.DownUntil.UnixMilli()
	}
	return m
}
