package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// How often the server of the test is killed, and how many seats its room has.
const (
	killings  = 20
	killSeats = 20
)

// Killed in the middle of what a room does, again and again, the server loses
// nothing that it said was saved, and everybody is where they were.
func TestKillLosesNoSeat(t *testing.T) {
	t.Parallel()
	c := &classroom{t: t, data: t.TempDir(), addr: lastingAddr(t)}
	c.open()
	c.fill(killSeats)
	c.becomeHost().must("POST", c.site()+"/room/predict", "do=collect&lesson=01-why-stream&block=behind-a-proxy", nil)
	acknowledged := 0
	for life := range killings {
		acknowledged += c.workUntilKilled(10 + rand.IntN(40))
		c.open()
		c.checkAllBack(life)
	}
	c.fill(1) // the join code still opens
	predicted, passes := 0, 0
	for _, p := range c.seats {
		predicted, passes = predicted+len(p.predicted), passes+len(p.passes)
	}
	if predicted == 0 || passes == 0 {
		t.Errorf("%d predictions and %d passes were acknowledged, want some of both: else nothing was looked for", predicted, passes)
	}
	t.Logf("%d kills, %d acknowledged, of them %d predictions and %d passes", killings, acknowledged, predicted, passes)
}

// A classroom is a room over the lives of its server.
type classroom struct {
	t          testing.TB
	data, addr string
	p          *program
	join, host string // the links as they were printed first
	seats      []*pupil
}

// open starts the server. Its links are those of its first life.
func (c *classroom) open() {
	c.t.Helper()
	c.p = start(c.t, c.data, "-room", "-addr", c.addr)
	join, host := c.p.places["join"], c.p.places["host"]
	if c.join == "" {
		c.join, c.host = join, host
	}
	if join == "" || join != c.join || host != c.host {
		c.t.Fatalf("the links are %q and %q, want %q and %q", join, host, c.join, c.host)
	}
}

func (c *classroom) site() string { return c.p.places["site"] }

// fill lets learners in.
func (c *classroom) fill(n int) {
	c.t.Helper()
	for range n {
		p := &pupil{class: c, client: newVisitor(c.t), state: "working", votes: []int{0}}
		var seat struct {
			Seat        int
			Name, Words string
		}
		p.must("POST", c.join, fmt.Sprintf("name=Learner+%d", len(c.seats)+1), &seat)
		p.seat, p.name, p.words = seat.Seat, seat.Name, seat.Words
		c.seats = append(c.seats, p)
	}
}

// workUntilKilled lets everybody work until the server is killed, which is after
// so many acknowledgements. It returns how many there were.
func (c *classroom) workUntilKilled(after int) int {
	var group sync.WaitGroup
	var acknowledged atomic.Int64
	enough := make(chan struct{})
	ack := func() {
		if acknowledged.Add(1) == int64(after) {
			close(enough)
		}
	}
	for _, p := range c.seats {
		group.Go(func() { p.workUntilKilled(ack) })
	}
	select {
	case <-enough:
	case <-time.After(time.Minute):
		c.t.Errorf("after a minute %d of %d were acknowledged", acknowledged.Load(), after)
	}
	c.p.kill()
	group.Wait()
	return int(acknowledged.Load())
}

// checkAllBack looks at each seat by its cookie, at every fourth by its words
// too, and at the board by the host's link.
func (c *classroom) checkAllBack(life int) {
	c.t.Helper()
	board := c.board()
	for _, p := range c.seats {
		p.checkSeat()
		if p.seat%4 == life%4 {
			p.checkWords()
		}
		p.checkSaved()
		i := slices.IndexFunc(board.Seats, func(s boardSeat) bool { return s.Seat == p.seat })
		if i < 0 || board.Seats[i].Name != p.name || !slices.Contains(p.states(), board.Seats[i].State) {
			c.t.Errorf("the board does not show seat %d as %s in a state of %q: %+v", p.seat, p.name, p.states(), board.Seats)
			continue
		}
		if column := slices.IndexFunc(board.Columns, func(c column) bool { return c.ID == "EX03" }); column < 0 || len(p.passes) > 0 && board.Seats[i].Cells[column] != "p" {
			c.t.Errorf("the board does not show that seat %d has passed EX03: %+v", p.seat, board.Seats[i])
		}
	}
}

type column struct{ ID string }

type boardSeat struct {
	Seat        int
	Name, State string
	Cells       []string
}

type classBoard struct {
	Columns []column
	Seats   []boardSeat
}

// becomeHost takes the host's link in a browser that was never here.
func (c *classroom) becomeHost() *pupil {
	c.t.Helper()
	host := &pupil{class: c, client: newVisitor(c.t)}
	host.must("POST", c.site()+"/room/host", "secret="+c.host[len(c.site()+"/room/host/"):], nil)
	return host
}

// board is what the host sees.
func (c *classroom) board() (b classBoard) {
	c.t.Helper()
	c.becomeHost().hear(`{"op":"board","present":false}`, "board", &b)
	return b
}

// hear asks over a control socket and returns the first message of a type.
func (p *pupil) hear(order, kind string, v any) {
	p.class.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, _ := http.NewRequest("GET", p.class.site(), nil) // a good URL
	header := http.Header{}
	for _, cookie := range p.client.Jar.Cookies(r.URL) {
		header.Add("Cookie", cookie.Name+"="+cookie.Value)
	}
	conn, err := websocket.Dial(ctx, "ws://"+r.URL.Host+"/control", websocket.DialOptions{
		Header: header, Subprotocols: []string{"pushlab.control.v1"}, Limit: 1 << 20,
	})
	if err != nil {
		p.class.t.Fatal(err)
	}
	defer conn.Close(1000, "")
	if err := conn.Write(ctx, websocket.OpText, []byte(order)); err != nil {
		p.class.t.Fatal(err)
	}
	for {
		m, err := conn.Read(ctx)
		if err != nil {
			p.class.t.Fatalf("before a message %q: %v", kind, err)
		}
		var head struct{ Type, Message string }
		if json.Unmarshal(m.Data, &head) != nil || head.Type == "error" {
			p.class.t.Fatalf("%s was answered by %s", order, m.Data)
		}
		if head.Type == kind {
			if err := json.Unmarshal(m.Data, v); err != nil {
				p.class.t.Fatal(err)
			}
			return
		}
	}
}
