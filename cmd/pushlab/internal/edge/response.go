package edge

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// read reads a response and gives it to the hops. It says false when nothing
// follows it.
func (e *exchange) read(r *bufio.Reader) bool {
	if e.request == nil {
		return e.readBody(r, &body{left: -1})
	}
	raw, res, err := readResponse(r, e.request)
	switch {
	case errors.Is(err, errNoHead):
		return e.line.give(e.toClient, piece{body: raw}) && e.readBody(r, &body{left: -1})
	case err != nil:
		e.line.give(e.toClient, piece{body: raw, end: endOf(err)})
		return false
	case res.StatusCode == http.StatusSwitchingProtocols:
		close(e.switched)
		return e.line.give(e.toClient, piece{head: raw, aside: true}) && e.readBody(r, &body{left: -1})
	case res.StatusCode/100 == 1: // another head follows
		return e.line.give(e.toClient, piece{head: raw, aside: true})
	}
	b := responseBody(res, e.reframes)
	e.chunked.Store(b.rechunks())
	return e.line.give(e.toClient, piece{head: raw}) && e.readBody(r, b)
}

// readBody is the rest of read.
func (e *exchange) readBody(r *bufio.Reader, b *body) bool {
	for !b.over() {
		p, err := b.next(r)
		if err != nil {
			e.line.give(e.toClient, piece{end: endOf(err)})
			return false
		}
		if len(p) > 0 && !e.line.give(e.toClient, piece{body: p}) {
			return false
		}
	}
	return e.line.give(e.toClient, piece{end: whole}) && e.await(e.done)
}

// own makes a response of the edge's own, after which the connection ends. Who
// sends JSON gets JSON, as from the lab.
func (g *gate) own(req *http.Request, status int, sentence string) []byte {
	media, body := "text/plain; charset=utf-8", sentence+"\n"
	if req != nil && strings.HasPrefix(req.Header.Get("Content-Type"), "application/json") {
		media, body = "application/json", fmt.Sprintf("{\"error\":%q}\n", sentence)
	}
	head := fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\nVary: Origin\r\n",
		status, http.StatusText(status), media, len(body))
	if allowed := g.origin(req); allowed != "" {
		head += "Access-Control-Allow-Origin: " + allowed + "\r\n"
	}
	return []byte(head + "Connection: close\r\n\r\n" + body)
}

// origin is the origin whose pages may read what the edge answers.
func (g *gate) origin(req *http.Request) string {
	if allowed := g.proxy.config.HTTP.Origin; allowed != nil && req != nil {
		return allowed(req)
	}
	return ""
}

// refuse answers a request whose hops are none.
func (g *gate) refuse(req *http.Request, why error) {
	g.client.Write(g.own(req, http.StatusBadRequest, why.Error()+"."))
	g.dismiss()
	g.requests.WriteTo(discard{}) // or what is not read yet would make it an RST
}

func (g *gate) tell(kind, text string) {
	if tell := g.proxy.config.HTTP.Tell; tell != nil {
		tell(g.client, kind, text)
	}
}

// discard is io.Discard without its ReadFrom, which would read beside the
// deadline of a tapped connection.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
