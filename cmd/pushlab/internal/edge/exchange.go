package edge

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// An exchange is a request and its response on their ways through the hops.
type exchange struct {
	gate     *gate
	request  *http.Request // nil: what is no HTTP/1
	reframes bool          // a hop wants the body without its chunks
	old      bool          // the server is asked in HTTP/1.0
	nagles   bool          // Nagle's algorithm is on for the client
	line     line
	cancel   context.CancelFunc // of the line
	toServer chan<- piece
	toClient chan<- piece
	sent     chan struct{} // closed when the request is with the server, to its end
	done     chan struct{} // closed when the response is with the client
	switched chan struct{} // closed by a 101: what follows is no HTTP
	left     chan struct{} // closed when the client has ended its direction
	deaf     chan struct{} // closed when what the client sends is thrown away
	chunked  atomic.Bool   // the client gets chunks that the edge makes; set before the head passes
}

// begin starts the hops of an exchange.
func (g *gate) begin(req *http.Request, hops []Hop, may func() bool) *exchange {
	e := &exchange{
		gate: g, request: req, reframes: reframe(hops), old: has[http10](hops), nagles: has[nagle](hops),
		sent: make(chan struct{}), done: make(chan struct{}), switched: make(chan struct{}),
		left: make(chan struct{}), deaf: make(chan struct{}),
	}
	ctx, cancel := context.WithCancel(g.ctx)
	e.cancel = cancel
	e.line = line{ctx: ctx, group: &g.lines, left: e.left, leave: g.proxy.leave, may: may, tell: g.tell, own: func(sentence string) []byte {
		return g.own(req, http.StatusGatewayTimeout, sentence)
	}}
	var atServer, atClient <-chan piece
	e.toServer, atServer = e.line.start(toServer(hops))
	e.toClient, atClient = e.line.start(hops)
	g.lines.Go(func() { e.write(atServer, e.writeServer); close(e.sent) })
	g.lines.Go(func() { e.write(atClient, e.writeClient) })
	return e
}

// write writes what comes out of a line, up to its end.
func (e *exchange) write(from <-chan piece, write func(piece)) {
	for {
		p, ok := e.line.take(from)
		if !ok {
			return
		}
		if write(p); p.end != goesOn {
			return
		}
	}
}

func (e *exchange) isDone() bool { return isClosed(e.done) }

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// finish waits for what of the request is still on its way. It says false when
// the connections have ended.
func (e *exchange) finish() bool {
	defer e.cancel()
	return e.line.give(e.toServer, piece{end: free}) && e.await(e.sent)
}

// await waits for something of the exchange. It says false when the connections
// have ended before.
func (e *exchange) await(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-e.gate.ctx.Done(): // not the line's, which ends in good order too
		return false
	}
}

// writeServer passes a piece of the request. When that fails the server has
// ended the connection: then what it has said still comes.
func (e *exchange) writeServer(p piece) {
	if isClosed(e.deaf) {
		return
	}
	if p.size() > 0 {
		e.gate.server.Write(append(p.head, p.body...))
	}
	if p.end == fin {
		closeWrite(e.gate.server)
	}
}

// writeTime is how long a client may take for one piece: longer than the lab's
// own 10 s, so that a direct client and one behind the edge meet the same limit.
const writeTime = 15 * time.Second

// writeClient passes a piece of the response in one write.
func (e *exchange) writeClient(p piece) {
	out := p.head
	switch {
	case e.chunked.Load() && len(p.body) > 0:
		out = appendChunk(out, p.body)
	default:
		out = append(out, p.body...)
	}
	if e.chunked.Load() && p.end == whole {
		out = append(out, lastChunk...)
	}
	if len(out) > 0 {
		e.gate.client.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := e.gate.client.Write(out); err != nil {
			e.gate.abort()
		}
	}
	if p.deaf { // before the trace says so: who has read it there may speak at once
		close(e.deaf)
	}
	if p.says.text != "" {
		e.gate.tell(p.says.kind, p.says.text)
	}
	e.end(p)
}

// end does to the client what a piece says of the end.
func (e *exchange) end(p piece) {
	g := e.gate
	switch p.end {
	case goesOn:
		return
	case fin:
		g.hangUp()
	case rst:
		g.abort()
	case said:
		g.dismiss()
	case broken:
		if p.down > 0 {
			g.proxy.memory.takeDown(g.run(e.request), p.down)
		}
		g.breakOff(p.fault)
	}
	if e.nagles {
		noDelay(g.client, true)
	}
	close(e.done)
}

// breakOff breaks the client's connection, and ends the server's.
func (g *gate) breakOff(fault tap.Fault) {
	if c, ok := g.client.(*tap.Conn); ok {
		c.Break(fault)
	} else if how := fault[:3]; how == tap.Rst {
		reset(g.client)
	} else {
		g.hangUp()
	}
	g.cancel()
	g.server.Close()
}
