package server

import (
	"sync"

	"pushlab/cmd/pushlab/internal/room"
)

// mostJoined is how many forms are remembered: more than a room has seats, and
// each for longer than an impatient finger needs.
const mostJoined = 1024

// joined are the forms that have given a seat. On bad Wi-Fi a button is tapped
// again, and a page is sent again; both mean the one seat. The zero value is
// ready.
type joined struct {
	mu    sync.Mutex
	forms map[string]*joinForm
	order []string // the oldest first
}

type joinForm struct {
	mu   sync.Mutex // is held while the seat is made
	seat *room.Seat
}

// once makes a seat, unless the form has made one that is still there.
func (j *joined) once(open *room.Room, form string, join func() (*room.Seat, error)) (seat *room.Seat, err error) {
	if form == "" || len(form) > 64 { // not one of ours
		return join()
	}
	f := j.form(form)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seat != nil && open.Seat(f.seat.Number()) == f.seat {
		return f.seat, nil
	}
	if seat, err = join(); err == nil {
		f.seat = seat
	}
	return seat, err
}

// form is the entry of a form, a new one in place of the oldest if need be.
func (j *joined) form(name string) *joinForm {
	j.mu.Lock()
	defer j.mu.Unlock()
	if f := j.forms[name]; f != nil {
		return f
	}
	if len(j.order) >= mostJoined {
		delete(j.forms, j.order[0])
		j.order = j.order[1:]
	}
	if j.forms == nil {
		j.forms = map[string]*joinForm{}
	}
	f := &joinForm{}
	j.forms[name], j.order = f, append(j.order, name)
	return f
}
