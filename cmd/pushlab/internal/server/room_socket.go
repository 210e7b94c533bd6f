package server

import (
	"context"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// What a page in a room says and hears over its control socket:
//
//	page:   {"op":"room"}                         who is in the class, where it is, what is asked
//	server: {"type":"room", …}                    now, and when something changed
//	page:   {"op":"room","off":true}              not any more; the board likewise
//	page:   {"op":"board","present":false}        of the host and of helpers
//	server: {"type":"board","full":true, …}       now, and then once a second what changed
//	page:   {"op":"here","lesson":…,"section":…,"bench":…,"row":…,"pin":…}
//	page:   {"op":"sign"}                         somebody is there
//	page:   {"op":"follows","on":true}            it goes where the class goes
//
// Who it is stands in the cookies of the request that opened the socket.

// longestPlaceWord is how long a word of a place may be, in bytes.
const longestPlaceWord = 128

// A roomPage is what a control socket has to do with the room.
type roomPage struct {
	visitor
	before bool              // its seat is in a room before
	stops  map[string]func() // of what it is told of: "room", "board"
}

// roomOf reads the cookies of a page. A browser that is the host's and has a seat
// too is the host's.
func (s *Server) roomOf(r *http.Request) roomPage {
	v := s.visitor(r)
	if v.role == room.Host {
		v.seat = nil
	}
	return roomPage{v, v.seat == nil && s.satBefore(r), map[string]func(){}}
}

// enterRoom says that the page is there, until what it returns is called.
func (p *pageSocket) enterRoom(ctx context.Context) (leave func()) {
	if p.in.seat == nil && p.in.role == room.Nobody {
		return func() {}
	}
	p.work.Go(func() { p.pulse(ctx) })
	if p.in.seat == nil {
		return func() {}
	}
	p.work.Go(func() { p.endWhenFreed(ctx) })
	return p.in.seat.Connected()
}

// now is what a visitor's pages show of the room. The host's own show what those
// of a seat do that has done nothing.
func (v visitor) now() room.SeatState {
	if v.seat == nil {
		return v.room.SeatView(new(room.Seat))
	}
	return v.room.SeatView(v.seat)
}

// obeyRoom does what a page asks of the room. An unknown op is nothing: the page
// may be newer than the server.
func (p *pageSocket) obeyRoom(ctx context.Context, o order) {
	if p.in.room == nil {
		return
	}
	switch seat := p.in.seat; {
	case o.Op == "room" && p.refuseRoom(ctx):
	case o.Off:
		p.letGo(o.Op)
	case o.Op == "room":
		p.listen(ctx, o.Op, p.feedRoom)
	case o.Op == "board":
		p.openBoard(ctx, o.Present)
	case o.Op == "here":
		p.here(o)
	case o.Op == "sign" && seat != nil:
		seat.Seen()
	case o.Op == "follows" && seat != nil:
		seat.SetFollowing(o.On)
	}
}

// listen begins to tell the page of something, in place of what it was told of
// it before. It waits until that has ended, so that a page which asks again and
// again and does not read has one writer and no more.
func (p *pageSocket) listen(ctx context.Context, what string, tell func(context.Context)) {
	if stop := p.in.stops[what]; stop != nil {
		stop()
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	p.in.stops[what] = func() { cancel(); <-ended }
	p.work.Go(func() {
		defer cancel()
		defer close(ended)
		tell(ctx)
	})
}

// letGo ends what the page is told of something: a hidden tab of a browser leaves
// it to the one in view.
func (p *pageSocket) letGo(what string) {
	if stop := p.in.stops[what]; stop != nil {
		stop()
		delete(p.in.stops, what)
	}
}

// here notes where the reader is. The host moves the class only while it is
// asked to follow, and brings it to where this page was last.
func (p *pageSocket) here(o order) {
	place := room.Place{Lesson: o.Lesson, Section: o.Section, Bench: o.Bench, Row: o.Row, Pin: o.Pin}
	if !p.server.goodPlace(place) {
		return
	}
	switch {
	case p.in.seat != nil:
		p.in.seat.At(place)
	case p.in.role == room.Host:
		p.in.room.HostAt(place)
	}
}

// goodPlace says whether a place is one of the course. What it names beside the
// lesson is only looked up in pages.
func (s *Server) goodPlace(p room.Place) bool {
	if _, err := s.findLesson(p.Lesson); err != nil && p.Lesson != "" {
		return false
	}
	return len(p.Section) <= longestPlaceWord && len(p.Bench) <= longestPlaceWord && p.Row >= 0
}

// looks tells a seat that the host or a helper looks at a run of its own, by the
// run's view, until what it returns is called. run is "" for one that is kept.
func (p *pageSocket) looks(run string) (stop func()) {
	if p.in.room != nil && p.in.role >= room.Helper && run != "" {
		if run, err := p.server.findRun(run, ""); err == nil {
			if _, seat := p.server.seatOfRun(run); seat != nil {
				return seat.Looked()
			}
		}
	}
	return func() {}
}

// pause returns after a time. false: ctx ended.
func pause(ctx context.Context, d time.Duration) bool { return waitChange(ctx, nil, d) }
