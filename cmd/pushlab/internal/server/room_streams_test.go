package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// A cut hits every stream of the room's seats, and none of a learner beside it.
func TestRoomCut(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seats := host(t, s), []*http.Client{takeSeat(t, s, "Ana"), takeSeat(t, s, "Ben")}
	unpaced(t, s, host)
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "cut"); status != 409 || !strings.Contains(fmt.Sprint(answer["error"]), "Nothing streams") {
		t.Errorf("cut without a stream = %d %v, want 409 and a sentence", status, answer)
	}
	outside, own := makeRun(t, s, browser(t)), makeRun(t, s, host)
	beside, hosts := hear(t, outside.Lab), hear(t, own.Lab)
	var cut []<-chan heard
	var runs []runAddress
	for _, seat := range seats {
		run := makeRun(t, s, seat)
		runs = append(runs, run)
		cut = append(cut, listen(t, run.Lab+"/sse?ttft=60000"), listen(t, run.Lab+"/sse?ttft=60000"))
	}
	awaitStreams(t, s, 6)
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "cut"); status != 200 || answer["struck"] != 4.0 {
		t.Errorf("cut = %d %v, want 4 struck", status, answer)
	}
	for _, c := range cut {
		if h := <-c; h.err == nil {
			t.Error("a seat's stream has ended in order, want a reset")
		}
	}
	(<-beside).checkGoesOn(t, s, outside.Run, "the learner beside the room")
	(<-hosts).checkGoesOn(t, s, own.Run, "the host's own run")
	if got := faultsOf(t, s, outside); got != nil {
		t.Errorf("the trace beside the room has the faults %q, want none", got)
	}
	if got := fmt.Sprint(faultsOf(t, s, runs[0])); got != "[rst@now rst@now]" {
		t.Errorf("the trace of a seat's run has the faults %s, want two", got)
	}
	if herds := s.rooms.Current().Board(false).Herds; len(herds) != 1 || herds[0].Streams != 4 {
		t.Errorf("herds = %+v, want one of 4 streams", herds)
	}
	for _, fault := range []string{"half", "RST", "end"} {
		if status, _ := hostPosts(t, s, host, "/room/fault", "kind", "cut", "fault", fault); status != 400 {
			t.Errorf("cut with fault=%s = %d, want 400", fault, status)
		}
	}
}

// For so many seconds each new stream of the room gets 502, those of runs that are
// made meanwhile too. What streams goes on.
func TestRoomStatus(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seat := host(t, s), takeSeat(t, s, "Ana")
	unpaced(t, s, host)
	run, outside := makeRun(t, s, seat), makeRun(t, s, browser(t))
	live := hear(t, run.Lab)
	awaitStreams(t, s, 1)
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "status", "seconds", "60"); status != 200 || answer["seconds"] != 60.0 {
		t.Errorf("status = %d %v, want 200", status, answer)
	}
	const knobs = "/sse?ttft=0&tps=1000&tokens=1"
	for name, test := range map[string]struct {
		run  runAddress
		want int
	}{"its run": {run, 502}, "a new run": {makeRun(t, s, seat), 502}, "another's": {outside, 200}} {
		if resp, text := ask(t, seat, "GET", test.run.Lab+knobs, ""); resp.StatusCode != test.want {
			t.Errorf("%s = %s %q, want %d", name, resp.Status, text, test.want)
		}
	}
	(<-live).checkGoesOn(t, s, run.Run, "the stream that was live")
	if until := s.rooms.Current().Fault().DownUntil; !until.After(time.Now()) {
		t.Errorf("the room shows that it is down until %v, want a time to come", until)
	}
	hostPosts(t, s, host, "/room/fault", "kind", "status", "seconds", "1")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if resp, _ := ask(t, seat, "GET", run.Lab+knobs, ""); resp.StatusCode == 200 {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("GET sse = %s behind it, want 200", resp.Status)
		}
	}
	for _, seconds := range []string{"", "0", "61", "1.5"} {
		if status, _ := hostPosts(t, s, host, "/room/fault", "kind", "status", "seconds", seconds); status != 400 {
			t.Errorf("seconds %q = %d, want 400", seconds, status)
		}
	}
}

// With the buffer on, the room's streams come in blocks, those that begin then too,
// and are whole. When the room is ended it is over.
func TestRoomBuffer(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host, seat := host(t, s), takeSeat(t, s, "Ana")
	unpaced(t, s, host)
	run, outside := makeRun(t, s, seat), makeRun(t, s, browser(t))
	if status, answer := hostPosts(t, s, host, "/room/fault", "kind", "buffer", "on", "1"); status != 200 || answer["buffer"] != true {
		t.Errorf("buffer = %d %v, want 200", status, answer)
	}
	made := makeRun(t, s, seat)
	const knobs = "/sse?ttft=0&tps=1000&tokens=300"
	for name, r := range map[string]runAddress{"its run": run, "a new run": made, "another's": outside} {
		(<-listen(t, r.Lab+knobs)).checkWhole(t, name, 300)
	}
	for name, test := range map[string]struct {
		run  runAddress
		want string
	}{"its run": {run, "[buffer@now]"}, "a new run": {made, "[buffer@now]"}, "another's": {outside, "[]"}} {
		if got := fmt.Sprint(faultsOf(t, s, test.run)); got != test.want {
			t.Errorf("%s has the faults %s, want %s", name, got, test.want)
		}
	}
	lead(t, s, host, "/room/fault", "kind", "buffer", "on", "0")
	(<-listen(t, run.Lab+knobs)).checkWhole(t, "its run behind it", 300)
	if got := fmt.Sprint(faultsOf(t, s, run)); got != "[buffer@now]" {
		t.Errorf("its run has the faults %s when it is off, want the one", got)
	}
}

// What is done to a room ends with it: what was held comes, and the runs of its
// seats are like all others.
func TestRoomFaultsEndWithTheRoom(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/room/end", "/room/new", "/room/wipe"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := open(t, Config{Room: true})
			host, seat := host(t, s), takeSeat(t, s, "Ana")
			unpaced(t, s, host)
			run := makeRun(t, s, seat)
			lead(t, s, host, "/room/fault", "kind", "buffer", "on", "1")
			held := hear(t, run.Lab)
			awaitStreams(t, s, 1)
			lead(t, s, host, "/room/fault", "kind", "status", "seconds", "60")
			lead(t, s, host, path, "confirm", "yes")
			(<-held).checkGoesOn(t, s, run.Run, "the stream of the room that is over")
			(<-listen(t, run.Lab+"/sse?ttft=0&tps=1000&tokens=20")).checkWhole(t, "its run behind the room", 20)
			if got := fmt.Sprint(faultsOf(t, s, run)); got != "[buffer@now]" {
				t.Errorf("its run has the faults %s, want none behind the room", got)
			}
			if open := s.rooms.Current(); open != nil && open.Fault() != (room.FaultState{}) {
				t.Errorf("the room shows the fault %+v, want none", open.Fault())
			}
		})
	}
}

// A room that has ended takes none of it.
func TestRoomStreamsEnded(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	host := host(t, s)
	lead(t, s, host, "/room/end")
	for _, path := range []string{"/room/fault", "/room/profile", "/room/stream"} {
		if status, _ := hostPosts(t, s, host, path, "kind", "buffer", "on", "1"); status != 409 {
			t.Errorf("POST %s of an ended room = %d, want 409", path, status)
		}
	}
}
