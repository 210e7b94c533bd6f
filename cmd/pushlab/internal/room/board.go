package room

import (
	"slices"
	"time"
)

// The needs of a seat.
const (
	needCome   = "come"
	needStuck  = "stuck"
	needSilent = "silent"
)

// Board returns the board as it is now; present: for the projector, without
// names or anything else that only helpers need.
func (r *Room) Board(present bool) Board {
	now := r.Now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	to, cards, door := staff, CardsState{Open: r.set.Cards, List: append([]Card{}, r.cards...)}, r.door()
	if present {
		to, cards, door = projector, CardsState{List: []Card{}}, DoorState{}
	}
	b := Board{
		Type: "board", Full: true, Now: now.UnixMilli(), Code: r.code, Began: r.classBegan().UnixMilli(), Ended: !r.ended.IsZero(), Wiped: r.wiped, Replaced: r.replaced, Present: present,
		Door: door, Columns: r.boardColumns(), Gone: []int{}, Follow: r.set.Follow, Timer: r.set.Timer,
		Predict: r.predict(to, nil), Herds: r.herdStates(), Profile: r.set.Profile.state(), Stream: r.set.Stream,
		Fault: r.fault.message(), Closed: r.set.Closed, Cards: cards,
	}
	r.fill(&b, now)
	if b.Predict != nil {
		b.Counts.Answered = b.Predict.Answered
	}
	return b
}

// fill adds the seats and counts them.
func (r *Room) fill(b *Board, now time.Time) {
	lines, ranks := make([]BoardSeat, len(r.present)), make([]rank, len(r.present))
	cells := make([]string, len(r.present)*len(r.Checkpoints)) // one allocation for all
	at := map[int]int{}
	for i, s := range r.present {
		row := cells[i*len(r.Checkpoints) : (i+1)*len(r.Checkpoints) : (i+1)*len(r.Checkpoints)]
		lines[i], ranks[i] = r.line(s, row, now)
		b.Counts.add(lines[i])
		b.passed(lines[i])
		at[s.number] = i
	}
	if !b.Present {
		slices.SortFunc(ranks, rank.before)
	}
	b.Seats, b.Order = make([]BoardSeat, len(lines)), make([]int, len(lines))
	for i, k := range ranks {
		line := lines[at[k.seat]]
		if b.Present {
			line = line.anonymous()
		}
		line.Rev = line.hash()
		b.Seats[i], b.Order[i] = line, k.seat
	}
}

func (c *Counts) add(line BoardSeat) {
	c.Joined++
	c.Connected += number(line.On)
	c.Following += number(line.On && line.Follows)
	c.Stuck += number(slices.Contains(line.Cells, "s"))
	c.Come += number(line.State == Come)
}

func (b *Board) passed(line BoardSeat) {
	for i, cell := range line.Cells {
		b.Columns[i].Passed += number(cell == "p")
	}
}

// anonymous leaves out what is only for the host and helpers.
func (line BoardSeat) anonymous() BoardSeat {
	line.Name, line.Why, line.Clause, line.Seen, line.Taken, line.Hints, line.View = "", nil, "", "", "", 0, ""
	line.Need, line.Wait = "", 0
	return line
}

// line returns a seat's line and its place in the order of need.
func (r *Room) line(s *Seat, cells []string, now time.Time) (BoardSeat, rank) {
	line := BoardSeat{
		Seat: s.number, Name: s.name, On: s.sockets > 0, Follows: s.follows,
		State: s.state, Taken: s.taken, View: s.view, Cells: cells,
	}
	for i := range r.Checkpoints {
		line.Cells[i] = "n"
		if s.path.done(i) {
			line.Cells[i] = "p"
		}
	}
	if !line.On {
		line.Away = away(now.Sub(s.away))
	}
	since := r.need(s, &line, now)
	return line, rank{group: group(line.Need, s.taken != "", line.On), since: since, seat: s.number}
}

// need fills in what the seat works on and what it needs, and returns since when.
func (r *Room) need(s *Seat, line *BoardSeat, now time.Time) (since time.Time) {
	since = r.work(s, line, now)
	if s.state == Come {
		line.Need, line.Why = needCome, append([]string{"please come"}, line.Why...)
		if since.IsZero() || s.since.Before(since) {
			since = s.since
		}
	}
	seen := time.UnixMilli(s.seen.Load())
	if silence := now.Sub(seen); line.Need == "" && silent(line.On, s.state, silence) {
		line.Need, line.Why = needSilent, []string{"nothing seen for " + minutes(silence)}
		since = seen.Add(silentAfter)
	}
	if line.Need != "" {
		line.Wait = int(now.Sub(since) / time.Minute)
	}
	return since
}

// work fills in the checkpoint that the seat works on, and returns since when it
// is stuck there. The time of a seat that is away stands still, and it is not
// stuck, since nobody could help it: but for one that tries on in a terminal.
func (r *Room) work(s *Seat, line *BoardSeat, now time.Time) (stuck time.Time) {
	i := r.current(s)
	if i < 0 {
		return time.Time{}
	}
	c, there, at := r.Checkpoints[i], line.On, now
	if !line.On {
		at = s.away
	}
	g := struggle{since: s.path.start, now: at, median: r.medians[i], done: s.state == Done}
	if t := s.tries[c.ID]; t != nil {
		g.tries, g.fourth, there = t.n, t.fourth, line.On || t.goOn(s.away, now)
		line.Clause, line.Seen = t.clause, t.seen
	}
	line.Exercise, line.Tries, line.Hints, line.Cells[i] = c.ID, g.tries, s.hinted(c.ID), "w"
	line.Minutes = max(0, int(g.now.Sub(g.since)/time.Minute))
	if !there {
		return time.Time{}
	}
	if stuck, line.Why = g.stuck(); !stuck.IsZero() {
		line.Need, line.Cells[i] = needStuck, "s"
	}
	return stuck
}

func (r *Room) boardColumns() []Column {
	list := make([]Column, len(r.Checkpoints))
	for i, c := range r.Checkpoints {
		here := r.set.Follow.Place.Lesson == c.Lesson && c.Lesson != ""
		list[i] = Column{ID: c.ID, Label: c.Label, Lesson: c.Lesson, Here: here}
	}
	return list
}

func (r *Room) herdStates() []HerdState {
	list := make([]HerdState, len(r.herds))
	for i, h := range r.herds {
		list[i] = h.state()
	}
	return list
}
