package server

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/room"
)

// cutHole is how long a room-wide blackhole lasts before the lab resets what is in
// it: the herd is to be seen while the class looks.
const cutHole = 5 * time.Second

// roomFault handles "POST /room/fault": something is done to all streams of the
// room at once, and to no other.
//
//	host:   POST /room/fault, kind=cut             fault=rst (else fin, blackhole)
//	server: {"struck":32}, or 409 when nothing streams
//	host:   POST /room/fault, kind=status&seconds=10
//	server: {"seconds":10}                         each new stream gets 502 for so long
//	host:   POST /room/fault, kind=buffer&on=1
//	server: {"buffer":true}                        what streams comes in blocks of 4 KiB
func (s *Server) roomFault(w http.ResponseWriter, r *http.Request, v visitor) error {
	switch kind := r.PostFormValue("kind"); kind {
	case "cut":
		return s.cutRoom(w, r, v.room)
	case "status":
		return s.downRoom(w, r, v.room)
	case "buffer":
		return s.bufferRoom(w, r, v.room)
	default:
		return badRequest("kind is cut, status or buffer; %q was sent.", kind)
	}
}

func (s *Server) cutRoom(w http.ResponseWriter, r *http.Request, open *room.Room) error {
	fault := cmp.Or(r.PostFormValue("fault"), "rst")
	if !slices.Contains([]string{"rst", "fin", "blackhole"}, fault) {
		return badRequest("fault is rst, fin or blackhole; %q was sent.", fault)
	}
	live, streams := s.liveInRoom()
	if streams == 0 {
		return &statusError{status: http.StatusConflict, what: "Nothing streams in the room just now, so there is nothing to cut.",
			advice: "Nothing was changed. Let the seats start a demo, or switch the class stream on, and cut then."}
	}
	open.Struck("cut", streams) // before it is done: the first are back at once
	answerForm(w, r, "/room", map[string]any{"struck": strikeAll(live, fault)})
	return nil
}

// liveInRoom returns the room's runs that stream, and how many streams they have.
func (s *Server) liveInRoom() (live []*demo.Run, streams int) {
	for _, run := range s.runs.Live() {
		if _, seat := s.seatOfRun(run); seat != nil {
			live, streams = append(live, run), streams+run.Streaming()
		}
	}
	return live, streams
}

// strikeAll does a fault to all runs at once: one whose client does not read shall
// not hold up the others.
func strikeAll(runs []*demo.Run, fault string) (struck int) {
	counts := make([]int, len(runs))
	var group sync.WaitGroup
	for i, run := range runs {
		group.Go(func() { counts[i], _ = run.Strike(fault, cutHole) }) // it takes each kind that roomFault lets in
	}
	group.Wait()
	for _, n := range counts {
		struck += n
	}
	return struck
}

const longestDown = 60 // seconds

func (s *Server) downRoom(w http.ResponseWriter, r *http.Request, open *room.Room) error {
	seconds, err := wholeNumber(r, "seconds", 1, longestDown)
	if err != nil {
		return err
	}
	d := time.Duration(seconds) * time.Second
	s.setFault(open, func(f *room.FaultState) { f.DownUntil = s.now().Add(d) }, func(run *demo.Run) { run.GoDown(d) })
	answerForm(w, r, "/room", map[string]any{"seconds": seconds})
	return nil
}

func (s *Server) bufferRoom(w http.ResponseWriter, r *http.Request, open *room.Room) error {
	on, err := switched(r, "on")
	if err != nil {
		return err
	}
	s.setFault(open, func(f *room.FaultState) { f.Buffer = on }, func(run *demo.Run) { run.Buffer(on) })
	answerForm(w, r, "/room", map[string]any{"buffer": on})
	return nil
}

// setFault changes what is done to the room, and does it to all its runs that are
// in memory. The others get it when they come (faultNew).
func (s *Server) setFault(open *room.Room, change func(*room.FaultState), do func(*demo.Run)) {
	s.streams.faulting.Lock()
	defer s.streams.faulting.Unlock()
	f := open.Fault()
	change(&f)
	open.SetFault(f)
	var group sync.WaitGroup // each waits a moment for a client that does not read
	for _, run := range s.runs.All() {
		if _, seat := s.seatOfRun(run); seat != nil {
			group.Go(func() { do(run) })
		}
	}
	group.Wait()
}

// faultNew does to a run that has come what is done to the room.
func (s *Server) faultNew(open *room.Room, run *demo.Run) {
	s.streams.faulting.Lock()
	defer s.streams.faulting.Unlock()
	f := open.Fault()
	if left := f.DownUntil.Sub(s.now()); left > 0 {
		run.GoDown(left)
	}
	if f.Buffer {
		run.Buffer(true)
	}
}

// liftFaults ends what is done to the room. It comes before the room is ended,
// since then its runs are nobody's.
func (s *Server) liftFaults() {
	open := s.teaching()
	if open == nil || !faulted(open.Fault(), s.now()) {
		return
	}
	s.setFault(open, func(f *room.FaultState) { *f = room.FaultState{} }, func(run *demo.Run) {
		run.GoDown(0)
		run.Buffer(false)
	})
}

func faulted(f room.FaultState, now time.Time) bool { return f.Buffer || f.DownUntil.After(now) }
