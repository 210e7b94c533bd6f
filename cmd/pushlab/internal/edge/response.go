package edge

import (
	"bufio"
	"context"
	"encoding/json"
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
		return e.line.give(e.toClient, piece{head: raw, aside: true, tunnel: true}) && e.readBody(r, &body{left: -1})
	case res.StatusCode/100 == 1: // another head follows
		return e.line.give(e.toClient, piece{head: raw, aside: true})
	}
	b := responseBody(res, e.reframes)
	e.chunked.Store(b.rechunks())
	if e.old {
		raw = e.newResponse(raw, res, b)
	}
	return e.line.give(e.toClient, piece{head: raw}) && e.readBody(r, b)
}

// readBody is the rest of read.
func (e *exchange) readBody(r *bufio.Reader, b *body) bool {
	for !b.over() {
		p, err := b.next(r)
		if e.old && b.left < 0 && endOf(err) == fin {
			break
		}
		if err != nil {
			e.line.give(e.toClient, piece{end: endOf(err)})
			return false
		}
		if len(p) > 0 && !e.line.give(e.toClient, piece{body: p}) {
			return false
		}
	}
	if e.old {
		return e.endOld()
	}
	return e.line.give(e.toClient, piece{end: whole}) && e.await(e.done)
}

// own makes a response of the edge's own, after which the connection ends. Who
// sends JSON gets JSON, as from the lab.
func (g *gate) own(req *http.Request, status int, sentence string) []byte {
	media, body := "text/plain; charset=utf-8", sentence+"\n"
	if req != nil && strings.HasPrefix(req.Header.Get("Content-Type"), "application/json") {
		media, body = "application/json", jsonError(sentence)
	}
	head := fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\nVary: Origin\r\n",
		status, http.StatusText(status), media, len(body))
	if allowed := g.origin(req); allowed != "" {
		head += "Access-Control-Allow-Origin: " + allowed + "\r\n"
	}
	return []byte(head + "Connection: close\r\n\r\n" + body)
}

// jsonError is a sentence as the lab writes it for programs.
func jsonError(sentence string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(map[string]string{"error": sentence}) // strings always have a form
	return b.String()
}

// foreign says why the edge answers nothing to the Host of a request: it has
// words of its own, which no page of another site may get under its own name. A
// request without a Host goes to the server.
func (g *gate) foreign(req *http.Request) string {
	foreign := g.proxy.config.HTTP.Foreign
	if foreign == nil || req.Host == "" {
		return ""
	}
	ctx := context.WithValue(req.Context(), http.LocalAddrContextKey, g.client.LocalAddr())
	return foreign(req.WithContext(ctx))
}

// origin is the origin whose pages may read what the edge answers.
func (g *gate) origin(req *http.Request) string {
	if allowed := g.proxy.config.HTTP.Origin; allowed != nil && req != nil {
		return allowed(req)
	}
	return ""
}

// refuse answers a request that does not go on: to another host, or with hops
// that are none.
func (g *gate) refuse(req *http.Request, status int, why string) {
	g.client.Write(g.own(req, status, why))
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
