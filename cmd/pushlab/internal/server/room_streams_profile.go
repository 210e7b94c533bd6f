package server

import (
	"net/http"
	"time"
)

// setProfile handles "POST /room/profile": what is not sent stays as it is.
//
//	on       the profile lowers tokens and staggers starts
//	tps      1…50 tokens a second at most
//	stagger  0…10000 ms over which starts are spread
//	spread   0…30000 ms over which reconnects are spread …
//	jitter   … if they are
//
// It counts for answers and connections that begin from here on; the jitter counts
// for what streams too.
func (s *Server) setProfile(w http.ResponseWriter, r *http.Request, v visitor) error {
	p := v.room.Profile()
	for _, read := range []error{
		readSwitch(r, "on", &p.On),
		readNumber(r, "tps", 1, 50, func(n int) { p.TPS = n }),
		readNumber(r, "stagger", 0, 10_000, func(n int) { p.Stagger = time.Duration(n) * time.Millisecond }),
		readNumber(r, "spread", 0, 30_000, func(n int) { p.Spread = time.Duration(n) * time.Millisecond }),
		readSwitch(r, "jitter", &p.Jitter),
	} {
		if read != nil {
			return read
		}
	}
	before := v.room.Profile()
	v.room.SetProfile(p)
	if p.Jitter != before.Jitter || p.Jitter && p.Spread != before.Spread {
		s.sayRetry()
	}
	return roomDone(w, r)
}

// sayRetry tells the event streams of the room when to come back from now on. The
// pages' other clients know it by the room's message.
func (s *Server) sayRetry() {
	for _, run := range s.runs.Live() {
		if _, seat := s.seatOfRun(run); seat != nil {
			run.SayRetry()
		}
	}
}

// setClassStream handles "POST /room/stream" with on: each page of a seat opens a
// stream, so that a cut has something to hit.
func (s *Server) setClassStream(w http.ResponseWriter, r *http.Request, v visitor) error {
	on, err := switched(r, "on")
	if err != nil {
		return err
	}
	v.room.SetStream(on)
	return roomDone(w, r)
}

func readSwitch(r *http.Request, field string, to *bool) (err error) {
	if r.PostFormValue(field) != "" {
		*to, err = switched(r, field)
	}
	return err
}

func readNumber(r *http.Request, field string, least, most int, set func(int)) error {
	if r.PostFormValue(field) == "" {
		return nil
	}
	n, err := wholeNumber(r, field, least, most)
	if err == nil {
		set(n)
	}
	return err
}
