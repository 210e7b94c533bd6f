package edge

import "time"

// answer reads the server's responses and passes them through the hops, up to
// its FIN.
func (g *gate) answer() {
	for {
		_, err := g.response.Peek(1)
		select {
		case e := <-g.asked:
			g.answering = e
		default:
			if err == nil && (g.answering == nil || g.answering.isDone()) {
				g.answering = g.begin(nil, nil, nil) // the server speaks first
			}
		}
		switch {
		case err != nil:
			g.serverEnded(err)
			return
		case !g.answering.read(g.response):
			return
		case g.answering.old && g.answering.isDone() && !g.another():
			return
		}
	}
}

// serverEnded passes the server's end on, behind what it has sent.
func (g *gate) serverEnded(err error) {
	e := g.answering
	switch {
	case g.ctx.Err() != nil:
	case e != nil && !e.isDone():
		e.line.give(e.toClient, piece{end: endOf(err)})
	case endOf(err) == fin:
		g.hangUp()
	default:
		g.abort()
	}
}

// abort ends both sides when one of them has failed.
func (g *gate) abort() {
	g.once.Do(func() {
		(&link{proxy: g.proxy, client: g.client, server: g.server}).abort()
		g.cancel()
	})
}

// lingerTime is how long a client may take to end what the other side has ended.
const lingerTime = time.Second

// hangUp sends the client FIN. A server of HTTP that has ended a connection
// reads nothing more, so a client that does not end it too is left: otherwise
// whoever opens connections and says nothing would keep them.
func (g *gate) hangUp() {
	closeWrite(g.client)
	g.client.SetReadDeadline(time.Now().Add(lingerTime))
}

// dismiss ends both sides when the edge has said its own.
func (g *gate) dismiss() {
	g.hangUp()
	g.cancel()
	g.server.Close()
}
