package edge

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"sync"

	"pushlab/cmd/pushlab/internal/tap"
)

// HTTP makes a Proxy one that reads HTTP/1.1 and sends each response through the
// hops that its request names. Without hops a message passes as it came, byte
// for byte; so does what is no HTTP/1.
type HTTP struct {
	// Origin returns the Origin of a request whose pages may read what the
	// edge itself answers, "" if they may not. Nil: none may.
	Origin func(*http.Request) string

	// Foreign returns why a request's Host is none that is answered here, "" if
	// it is one. Nil: each is. The request's context has the local address, as
	// in net/http.
	Foreign func(*http.Request) string

	// Default returns hops for a request that names none, as they stand in a
	// query; "" for none. Nil: only requests choose.
	Default func(*http.Request) string

	// Run returns the run of a request, to which belongs what the edge has to
	// remember of it: edgeonce, and a restart. Nil: all requests are of one.
	Run func(*http.Request) string

	// Tell puts what the edge does to a client's connection into the trace.
	// Link says that a client's connection goes on as another, from the
	// edge to the server. Nil: nobody is told.
	Tell func(client net.Conn, kind, text string)
	Link func(client, server net.Conn)
}

// A gate is a client's connection and the one to the server behind it:
//
//	client ──► ask ────── latency ──► server        a goroutine for each arrow
//	client ◄── hop ◄── hop ◄── answer ◄── server
//
// An exchange begins when the one before is over: who pipelines waits.
type gate struct {
	proxy              *Proxy
	client, server     net.Conn
	requests, response *bufio.Reader
	asked              chan *exchange // whose request is on its way
	silent             chan struct{}  // closed when ask has ended
	asking             *exchange      // the newest one; of ask
	spent              bool           // the server's connection ends with it; of ask
	answering          *exchange      // of answer
	ctx                context.Context
	cancel             context.CancelFunc // ends all lines
	lines              sync.WaitGroup
	once               sync.Once
}

// pass passes the exchanges of a connection.
func (p *Proxy) pass(client, server net.Conn) {
	g := &gate{
		proxy: p, client: client, server: server,
		requests: bufio.NewReaderSize(client, maxHead), response: bufio.NewReaderSize(server, maxHead),
		asked: make(chan *exchange, 1), silent: make(chan struct{}),
	}
	defer func() { p.forget(g.server) }() // it may be another one by then
	g.ctx, g.cancel = context.WithCancel(context.Background())
	if link := p.config.HTTP.Link; link != nil {
		link(client, server)
	}
	var wait sync.WaitGroup
	wait.Go(g.ask)
	wait.Go(g.answer)
	wait.Wait()
	g.cancel()
	g.lines.Wait()
}

// ask reads the client's requests and passes them on, up to its FIN.
func (g *gate) ask() {
	defer close(g.silent)
	for {
		if _, err := g.requests.Peek(1); err != nil {
			g.clientEnded(err)
			return
		}
		if g.asking != nil && !g.awaitTurn() {
			return
		}
		raw, req, err := readRequest(g.requests)
		switch {
		case errors.Is(err, errNoHead):
			g.passRaw(raw)
			return
		case err != nil:
			g.server.Write(raw) // half a head, which the server may answer
			g.clientEnded(err)
			return
		case !g.request(raw, req):
			return
		}
	}
}

// awaitTurn waits until the exchange is over. After a 101 it is not over while
// the connection is: then what comes passes as it is, and awaitTurn says false.
func (g *gate) awaitTurn() bool {
	e := g.asking
	select {
	case <-e.done:
		g.asking = nil // what the client's end is about from now on is the connection
		return e.finish()
	case <-e.switched:
		g.passOn(e, &body{left: -1})
	case <-e.deaf: // read, and thrown away
		g.passOn(e, &body{left: -1})
	case <-g.ctx.Done():
	}
	return false
}

// passOn passes a body to the server. It says false at the end of everything.
func (g *gate) passOn(e *exchange, b *body) bool {
	for !b.over() {
		p, err := b.next(g.requests)
		if err != nil {
			g.clientEnded(err)
			return false
		}
		if !e.line.give(e.toServer, piece{body: p}) {
			return false
		}
	}
	return true
}

// passRaw passes what is no HTTP/1, without an end but the connection's.
func (g *gate) passRaw(raw []byte) {
	e := g.begin(nil, nil, nil)
	g.asked <- e
	g.asking = e
	if e.line.give(e.toServer, piece{body: raw}) {
		g.passOn(e, &body{left: -1})
	}
}

// clientEnded passes the client's end on: FIN behind what it has sent, and
// anything else at once.
func (g *gate) clientEnded(err error) {
	if g.asking != nil {
		close(g.asking.left)
	}
	switch {
	case g.ctx.Err() != nil, errors.Is(err, tap.ErrBroken), errors.Is(err, os.ErrDeadlineExceeded):
		g.server.Close() // the edge has ended it itself, or the server has and the client does not
	case endOf(err) == rst:
		g.abort()
	case g.asking != nil:
		g.asking.line.give(g.asking.toServer, piece{end: fin})
	default:
		closeWrite(g.server)
	}
}
