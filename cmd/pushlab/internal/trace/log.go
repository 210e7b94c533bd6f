package trace

import (
	"sync"
	"time"
	"unsafe"
)

// LogConfig says when a run began and how much its trace may hold.
type LogConfig struct {
	Began  time.Time        // zero: now
	Now    func() time.Time // nil: time.Now. Stamps what is appended without a time
	Limit  int              // bytes, index included; 0: 2 MiB
	Budget *Budget          // shared by all traces; nil: no other limit
}

// A Log is the trace of one run. Its methods may be called at any time from
// any goroutine.
type Log struct {
	began time.Time
	now   func() time.Time
	quota quota

	mu      sync.Mutex
	records []record
	streams []stream // of each connection, by number from 1
	texts   []string // texts[0] is ""
	answers []int32  // those texts that are epochs

	exchanges int32         // the number of the last one
	last      time.Duration // of the newest event
	active    time.Time     // when something happened last
	watchers  int
	wake      chan struct{} // closed at the next event; made by who waits
	closed    bool
	inflation *inflation // of the direction that was looked at last
}

// NewLog returns an empty trace.
func NewLog(c LogConfig) *Log {
	l := &Log{began: c.Began, now: c.Now, quota: newQuota(c), texts: []string{""}}
	if l.now == nil {
		l.now = time.Now
	}
	if l.began.IsZero() {
		l.began = l.now()
	}
	l.active = l.began
	return l
}

// Append adds an event that is not about bytes: of the model, of an attempt, a
// fault, a note. Without At it is stamped with the time of the call.
func (l *Log) Append(e Event) {
	if e.At == 0 {
		e.At = l.now().Sub(l.began)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := record{
		at: e.At, kind: kindOf(e.Kind), flags: directed(e.Dir), parent: -1,
		conn: int32(e.Conn), exchange: int32(e.Exchange), seq: int32(e.Seq),
	}
	if r.kind.isFrame() {
		r.setFrame(&e.Frame, 0)
	}
	l.addNote(r, e.Text, e.Answer)
}

// addNote adds a record with its texts.
func (l *Log) addNote(r record, text, answer string) bool {
	if !l.room(r.kind, recordSize+textSize(text)) {
		return false
	}
	r.text, r.answer = l.keepText(text), l.keepAnswer(answer)
	l.add(r)
	return true
}

// textSize is what a text takes beside its record.
func textSize(text string) int {
	if text == "" {
		return 0
	}
	return len(text) + int(unsafe.Sizeof(text))
}

// room makes sure that n bytes for an event of a kind fit, and counts them. If
// they do not, the event is dropped.
func (l *Log) room(k kind, n int) bool {
	if l.closed {
		return false
	}
	if l.quota.take(k, n) {
		return true
	}
	l.fill()
	if k == rawBytes || !k.outlivesFull() || !l.quota.take(k, n) {
		l.quota.droppedEvents++
		return false
	}
	return true
}

// fill says once that the trace is full.
func (l *Log) fill() {
	if l.quota.full {
		return
	}
	l.quota.full = true
	l.quota.take(traceFull, recordSize)
	l.add(record{kind: traceFull, at: l.last, parent: -1})
}

// add appends a record for which there is room. Times never run backwards: two
// goroutines may come to the lock in another order than to the clock. Only the
// opening of a connection may be told long after it happened.
func (l *Log) add(r record) {
	if r.kind != connOpen {
		r.at = max(r.at, l.last)
		l.last = r.at
	}
	if t := l.began.Add(r.at); t.After(l.active) {
		l.active = t
	}
	l.growRecords()
	l.records = append(l.records, r)
	l.announce()
}

// growRecords makes room for a record by a quarter at a time: most traces wait
// with a few events, and there are many of them.
func (l *Log) growRecords() {
	if n := len(l.records); n == cap(l.records) {
		grown := make([]record, n, n+max(4, slack(n)))
		copy(grown, l.records)
		l.records = grown
	}
}

// busy is the length from which on a trace grows by doubling: it is being
// written fast, and copying costs more than room.
const busy = 256

// slack is by how much something of length n grows.
func slack(n int) int {
	if n < busy {
		return n / 2
	}
	return n
}

// Close ends the trace: it takes no more events, followers end when they have
// seen all, and its share of the budget is free again. What it holds can be
// read for as long as somebody has it.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.closed = true
	l.quota.release()
	l.announce()
}

// Began returns the time from which events count.
func (l *Log) Began() time.Time { return l.began }

// Touch says that somebody is interested in the run.
func (l *Log) Touch() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.touch()
}

func (l *Log) touch() {
	if t := l.now(); t.After(l.active) {
		l.active = t
	}
}

// LastActive returns when something happened last, or somebody watched.
func (l *Log) LastActive() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watchers > 0 {
		l.touch()
	}
	return l.active
}
