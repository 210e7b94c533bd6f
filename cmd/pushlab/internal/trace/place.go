package trace

import (
	"fmt"
	"net"
	"time"
)

// A Place is a Recorder as the listener of one place sees it: a tap.Sink whose
// connections have the place's name in the trace. All places of a server share
// one Recorder, so that a run has what happened at each of them in one order.
type Place struct {
	*Recorder
	name string
}

// At returns the Recorder for the listener of a place: "lab", "edge", "tls".
func (r *Recorder) At(place string) Place { return Place{r, place} }

// Opened implements tap.Sink.
func (p Place) Opened(id uint64, _, remote net.Addr, at time.Time) {
	p.opened(id, p.name, remote, at)
}

// Closed implements tap.Sink. What a tap does at the edge, the edge has done.
func (p Place) Closed(id uint64, by, how string, at time.Time) {
	if by == "lab" && p.name == "edge" {
		by = "edge"
	}
	p.Recorder.Closed(id, by, how, at)
}

// Link says that the connection id of the edge goes on from another address.
// The connection that a place has from there is told with its Link.
func (r *Recorder) Link(id uint64, from net.Addr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.conns[id]; c != nil {
		r.unlink(c, id) // the edge may have dialled again
		c.from = from.String()
		r.links[c.from] = id
	}
}

// unlink forgets a connection of the edge.
func (r *Recorder) unlink(c *conn, id uint64) {
	if c.from != "" && r.links[c.from] == id {
		delete(r.links, c.from)
	}
}

// linked returns the number that a run gives to the connection of the edge that
// goes on as c, 0 when there is none. The edge goes on to the lab alone: at
// another place a client may well come from a port from which the edge reached
// the lab.
func (r *Recorder) linked(c *conn, log *Log) int32 {
	if c.place != "lab" {
		return 0
	}
	r.mu.RLock()
	before := r.conns[r.links[c.remote.String()]]
	r.mu.RUnlock()
	if before == nil {
		return 0
	}
	before.mu.Lock()
	defer before.mu.Unlock()
	for _, g := range before.guests {
		if g.log == log {
			return g.conn
		}
	}
	return 0
}

// Tell puts an event of a kind without bytes into the run whose exchange the
// connection id is at: what the edge does to it.
func (r *Recorder) Tell(id uint64, kind, text string, at time.Time) {
	c := r.find(id)
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if open := c.open(); len(open) > 0 && open[0].log != nil { // who pipelines waits for the first
		open[0].note(kindOf(kind), text, at)
	}
}

// addOpen adds the record of a connection that opens. Such a record is about no
// answer and no token: it has the place and the link in their fields.
func (l *Log) addOpen(r record, place string, link int32) {
	r.answer, r.seq = l.keepAnswer(place), link
	l.add(r)
}

// Place returns the name of the place that a connection reached, "" when the
// trace does not know.
func (l *Log) Place(conn int) string {
	place, _ := l.opening(conn)
	return place
}

// Link returns the connection to the edge that goes on as this one, 0 when
// there is none.
func (l *Log) Link(conn int) int {
	_, link := l.opening(conn)
	return link
}

func (l *Log) opening(conn int) (place string, link int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.records {
		if r := &l.records[i]; r.kind == connOpen && int(r.conn) == conn {
			return l.texts[r.answer], int(r.seq)
		}
	}
	return "", 0
}

// heldText is the Text of an edge.hold, Held reads it.
func heldText(n int64, d time.Duration) string {
	return fmt.Sprint(n, " ", d.Milliseconds())
}

// Held returns how many bytes the edge has let go with an edge.hold, and for how
// long it had kept the first of them.
func (e Event) Held() (n int64, d time.Duration) {
	var ms int64
	fmt.Sscan(e.Text, &n, &ms)
	return n, time.Duration(ms) * time.Millisecond
}
