package edge

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A proxy that speaks HTTP/1.0 to its server, as nginx did by default up to
// 1.29.6:
//
//	client ── HTTP/1.1, kept alive ── edge ── HTTP/1.0, one connection a request ── server
//
// HTTP/1.0 knows neither Upgrade (RFC 9110 §7.8) nor chunks (RFC 9112 appendix
// C.2.3): a request's chunks become a length, and a response without a length ends with FIN. The
// client gets chunks of the edge's own. So a response that is cut on the server's
// side looks whole on the client's: that is what HTTP/1.0 can not tell.

// idleTime is how long a client may keep a connection behind which there is none
// to a server: as long as the lab waits for the next request.
const idleTime = 60 * time.Second

// maxOld is the longest body that is kept until its length is known.
const maxOld = 1 << 20

// sendOld passes a request in HTTP/1.0.
func (g *gate) sendOld(e *exchange, raw []byte) bool {
	b := requestBody(e.request)
	if !g.encourage(e) {
		return false
	}
	if b.chunks == nil {
		return e.line.give(e.toServer, piece{head: oldRequest(raw, e.request)}) && g.passOn(e, b)
	}
	b.content = true
	all, ok := g.collect(e, b)
	length := fmt.Sprintf("Content-Length: %d", len(all))
	return ok && e.line.give(e.toServer, piece{head: oldRequest(raw, e.request, length), body: all})
}

// encourage answers Expect (RFC 9110 §10.1.1), which HTTP/1.0 does not have.
func (g *gate) encourage(e *exchange) bool {
	if !strings.EqualFold(e.request.Header.Get("Expect"), "100-continue") {
		return true
	}
	return e.line.give(e.toClient, piece{head: []byte("HTTP/1.1 100 Continue\r\n\r\n"), aside: true})
}

// collect reads a body of chunks up to its end.
func (g *gate) collect(e *exchange, b *body) (all []byte, ok bool) {
	for !b.over() {
		p, err := b.next(g.requests)
		if err != nil {
			g.clientEnded(err)
			return nil, false
		}
		if all = append(all, p...); len(all) > maxOld {
			sentence := fmt.Sprintf("The edge asks in HTTP/1.0, and needs the length of a body first. It keeps %d bytes.", maxOld)
			own := g.own(e.request, http.StatusRequestEntityTooLarge, sentence)
			e.line.give(e.toClient, piece{head: own, end: said})
			g.requests.WriteTo(discard{}) // as in refuse
			return nil, false
		}
	}
	return all, true
}

// oldRequest is a request's head in HTTP/1.0.
func oldRequest(raw []byte, req *http.Request, add ...string) []byte {
	connection := ofConnection(req)
	drop := func(name string) bool {
		return connection(name) || name == "Transfer-Encoding" || name == "Expect" || name == "Te" || name == "Trailer"
	}
	start := func(line []byte) []byte {
		at := bytes.LastIndex(line, []byte("HTTP/1."))
		return append(bytes.Clone(line[:at]), "HTTP/1.0\r\n"...)
	}
	return rewritten(raw, start, drop, append(add, "Connection: close")...)
}

// keeps says whether the client's connection goes on behind the exchange.
func (e *exchange) keeps() bool { return e.request.ProtoAtLeast(1, 1) && !e.request.Close }

// newResponse is the head of a response to such a request, as the client gets it.
func (e *exchange) newResponse(raw []byte, res *http.Response, b *body) []byte {
	var add []string
	if b.left < 0 && e.request.ProtoAtLeast(1, 1) {
		e.chunked.Store(true)
		add = append(add, "Transfer-Encoding: chunked")
	}
	if !e.keeps() {
		add = append(add, "Connection: close")
	}
	start := func(line []byte) []byte {
		return append([]byte("HTTP/1.1"), line[len("HTTP/1.x"):]...)
	}
	drop := func(name string) bool { return name == "Connection" || name == "Keep-Alive" }
	return rewritten(raw, start, drop, add...)
}

// endOld is the end of a response, behind which there is no server's connection.
func (e *exchange) endOld() bool {
	if e.keeps() {
		e.gate.client.SetReadDeadline(time.Now().Add(idleTime))
	}
	if !e.line.give(e.toClient, piece{end: whole}) || !e.await(e.done) {
		return false
	}
	if !e.keeps() {
		e.gate.hangUp()
	}
	return e.keeps()
}

// another waits for the next request, for which ask dials the server again.
func (g *gate) another() bool {
	select {
	case e := <-g.asked:
		g.answering = e
		return true
	case <-g.ctx.Done():
		return false
	case <-g.silent:
	}
	select {
	case e := <-g.asked: // and it was the client's last
		g.answering = e
		return true
	default:
		return false
	}
}
