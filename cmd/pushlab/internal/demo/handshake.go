package demo

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// handshake sends opening handshakes that the learner edits. They are no knobs.
var handshake = Demo{Slug: "handshake", Title: "Handshake console"}

// Limits of the handshake console.
const (
	maxHandshake  = 16 << 10 // bytes of a head, with what the learner puts behind it
	maxHandshakes = 8        // responses of a run that are kept
)

// acceptMark stands in a response for the Sec-WebSocket-Accept that belongs to
// the key of the request: a browser draws its key, and its page can not know it.
const acceptMark = "{accept}"

// serveHandshake is the console of opening handshakes (RFC 6455 §4). Either side
// can be made by hand, byte by byte.
//
//	page:    POST /r/{run}/d/handshake, the bytes of a response, {accept} in it
//	server:  200, {"id": "h1", "url": "ws://…/d/handshake?id=h1"}
//	browser: GET /r/{run}/d/handshake?id=h1, Upgrade: websocket
//	server:  these bytes; then each TEXT comes back, and a CLOSE is answered
//
//	page:    POST /r/{run}/d/handshake?send=lab, the bytes of a request
//	server:  200, what the lab answered to exactly these bytes
//
// With send=edge they go through the edge, whose hops the request names. {run} and
// {host} in a request stand for the run and for the place that it goes to.
func (l *lab) serveHandshake(w http.ResponseWriter, r *http.Request, run *Run) error {
	switch r.Method {
	case http.MethodPost:
		return l.submitHandshake(w, r, run)
	case http.MethodGet:
		return l.answerHandshake(w, r, run)
	}
	return wrongMethod(r, "GET, POST")
}

func (l *lab) submitHandshake(w http.ResponseWriter, r *http.Request, run *Run) error {
	v, err := l.values(run, r, "send")
	if err != nil {
		return err
	}
	body, err := readBody(w, r, maxHandshake)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return badRequest("The body must have the bytes of a request or of a response; none were sent.")
	}
	send, sends := v["send"]
	if !sends {
		id := run.handshakes.keep(body)
		url := strings.Replace(scheme(r), "http", "ws", 1) + "://" + r.Host + r.URL.Path + "?id=" + id
		return writeJSON(w, keptHandshake{ID: id, URL: url})
	}
	said, err := l.sendHandshake(r, run, send, string(body))
	if err != nil {
		return err
	}
	return writeJSON(w, said)
}

// keptHandshake is the answer to a response that was submitted.
type keptHandshake struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// handshakes are the responses that a run's learner has written, the newest ones.
type handshakes struct {
	mu   sync.Mutex
	made int
	kept map[string][]byte // by id
}

func (h *handshakes) keep(response []byte) (id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == nil {
		h.kept = map[string][]byte{}
	}
	h.made++
	id = handshakeID(h.made)
	h.kept[id] = response
	delete(h.kept, handshakeID(h.made-maxHandshakes))
	return id
}

func handshakeID(n int) string { return fmt.Sprintf("h%d", n) }

func (h *handshakes) find(id string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if response, ok := h.kept[id]; ok {
		return response, nil
	}
	return nil, &statusError{
		status:   http.StatusNotFound,
		sentence: fmt.Sprintf("This run has no such response: POST its bytes to this address first, and send their id; %s was sent.", quote(id)),
	}
}
