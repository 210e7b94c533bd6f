package server

import (
	"net/http"
	"testing"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/demo"
)

// Who works in a terminal alone has no page that tells where they are: an attempt
// tells it, and failed ones make them stuck.
func TestSeatInTerminal(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	runOf := func(c *http.Client) *demo.Run {
		run, err := s.runs.Get(makeRun(t, s, c).Run)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	run := runOf(takeSeat(t, s, "Ana"))
	s.tellBegan(run, "EX05a")
	s.tellBegan(run, "EX99")
	failed := check.Verdict{Exercise: "EX05a", Clauses: []check.Clause{{Text: "You ask again.", State: check.NotYet}}}
	for range 4 {
		s.tellTried(run, failed)
	}
	seat := s.rooms.Current().Board(false).Seats[0]
	if seat.Exercise != "EX05a" || seat.Tries != 4 || seat.Clause != "You ask again." || len(seat.Why) != 1 {
		t.Errorf("the board has %q, %d tries, %q, why %q, want EX05a, stuck after 4", seat.Exercise, seat.Tries, seat.Clause, seat.Why)
	}
	s.tellBegan(runOf(browser(t)), "EX03") // nobody of the room
}

// The host opens what a learner does, also while the class stream runs beside it.
func TestClassStreamIsNoBench(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	seat := takeSeat(t, s, "Ana")
	bench := makeRun(t, s, seat)
	resp, err := seat.Post(s.places[0].URL+"/runs?for=class", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := s.rooms.Current().Seat(1).View(); resp.StatusCode != http.StatusCreated || got != bench.View {
		t.Errorf("%s; the seat's bench is %q, want %q", resp.Status, got, bench.View)
	}
}
