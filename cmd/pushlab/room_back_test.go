package main

import (
	"slices"
	"strings"
)

// checkSeat comes back with the cookie.
func (p *pupil) checkSeat() {
	p.class.t.Helper()
	var room struct {
		Seat        int
		Name, State string
		Predict     struct{ Mine int }
	}
	p.hear(`{"op":"room"}`, "room", &room)
	if room.Seat != p.seat || room.Name != p.name || !slices.Contains(p.states(), room.State) {
		p.class.t.Errorf("the cookie leads to %+v, want seat %d, %s, in a state of %q", room, p.seat, p.name, p.states())
	}
	if !slices.Contains(p.votes, room.Predict.Mine) {
		p.class.t.Errorf("seat %d: the room has its vote as %d, want one of %d", p.seat, room.Predict.Mine, p.votes)
	}
	p.state, p.asked, p.votes = room.State, "", []int{room.Predict.Mine}
}

// checkWords comes back with the words, on another browser.
func (p *pupil) checkWords() {
	p.class.t.Helper()
	other := &pupil{class: p.class, client: newVisitor(p.class.t), seat: p.seat}
	var seat struct {
		Seat int
		Name string
	}
	other.must("POST", p.class.join+"/back", "words="+strings.ReplaceAll(p.words, " ", "+"), &seat)
	if seat.Seat != p.seat || seat.Name != p.name {
		p.class.t.Errorf("the words of seat %d, %s, lead to %+v", p.seat, p.name, seat)
	}
}

// checkSaved looks for what was acknowledged in what is stored: the predictions
// in their order, and each pass.
func (p *pupil) checkSaved() {
	p.class.t.Helper()
	var export struct {
		Entries []struct {
			Kind, Run string
			Option    int
		}
	}
	p.must("GET", p.class.site()+"/progress/export", "", &export)
	found := 0
	runs := map[string]bool{}
	for _, e := range export.Entries {
		switch {
		case e.Kind == "pass":
			runs[e.Run] = true
		case e.Kind == "predict" && found < len(p.predicted) && e.Option == p.predicted[found]:
			found++
		}
	}
	if found < len(p.predicted) {
		p.class.t.Errorf("seat %d: %d predictions were acknowledged, and of them only the first %d are there", p.seat, len(p.predicted), found)
	}
	for _, run := range p.passes {
		if !runs[run] {
			p.class.t.Errorf("seat %d: a pass of EX03 was acknowledged and is lost", p.seat)
		}
	}
}
