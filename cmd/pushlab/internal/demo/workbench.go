package demo

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits of the frame workbench.
const (
	maxFrames    = 80_000 // bytes of a submission: a payload of 70,000 in fragments, a ping between them
	maxFramesHex = 4 * maxFrames
	maxKept      = 8 // submissions of a run
)

// serveWorkbench takes raw bytes that are meant to be WebSocket frames, good or
// bad, and sends exactly these to one of two peers.
//
//	page:   POST /r/{run}/d/frames?to=server&n=4, 81 05 48 65 …   hexadecimal
//	server: 200, what the lab's own /echo said to them, once it has said it
//
//	page:   POST /r/{run}/d/frames?to=browser
//	server: 200, {"id": "f1", "url": "ws://…/d/frames?id=f1"}
//	page:   GET /r/{run}/d/frames?id=f1, Upgrade: websocket
//	server: 101, then the bytes
//
// With writers=2 two writers send the same bytes, taking turns after each slice.
func (l *lab) serveWorkbench(w http.ResponseWriter, r *http.Request, run *Run) error {
	switch r.Method {
	case http.MethodPost:
		return l.submitFrames(w, r, run)
	case http.MethodGet:
		return l.sendFrames(w, r, run)
	}
	return wrongMethod(r, "GET, POST")
}

// A submission is raw bytes for a peer, in the order in which they are written.
type submission struct {
	id     string // "f1"
	writes [][]byte
	gap    time.Duration
}

// submissions are those of a run, the newest ones.
type submissions struct {
	mu   sync.Mutex
	made int
	kept []*submission // oldest first
}

func (s *submissions) keep(n *submission) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	n.id = fmt.Sprintf("f%d", s.made)
	s.kept = append(s.kept, n)
	if len(s.kept) > maxKept {
		s.kept = s.kept[1:]
	}
}

func (s *submissions) find(id string) (*submission, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.kept {
		if n.id == id {
			return n, nil
		}
	}
	return nil, &statusError{
		status:   http.StatusNotFound,
		sentence: fmt.Sprintf("This run has no such frames: POST them to this address first, and send their id; %s was sent.", quote(id)),
	}
}

func (l *lab) submitFrames(w http.ResponseWriter, r *http.Request, run *Run) error {
	v, err := l.values(run, r, "to", "slices", "n", "gap", "writers")
	if err != nil {
		return err
	}
	to := v["to"]
	if to != "browser" && to != "server" {
		return badRequest("to must be browser or server; %s was sent.", quote(to))
	}
	body, err := readBody(w, r, maxFramesHex)
	if err != nil {
		return err
	}
	n, err := newSubmission(v, string(body))
	if err != nil {
		return err
	}
	run.submissions.keep(n)
	if to == "browser" {
		return writeJSON(w, forBrowser{ID: n.id, URL: strings.Replace(scheme(r), "http", "ws", 1) + "://" + r.Host + r.URL.Path + "?id=" + n.id, Writes: n.sizes()})
	}
	said, err := n.toEcho(r, run, l.options.echoSilence)
	if err != nil {
		return err
	}
	return writeJSON(w, said)
}

// forBrowser is the answer to frames for a browser, which opens the URL.
type forBrowser struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Writes []int  `json:"writes"` // bytes of each
}

// newSubmission reads hexadecimal digits, with any white space between bytes.
func newSubmission(v map[string]string, text string) (*submission, error) {
	raw, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, badRequest("The body must be bytes in hexadecimal, two digits each, such as 81 05 48 65 6c 6c 6f; %s was sent.", quote(text))
	}
	if len(raw) == 0 || len(raw) > maxFrames {
		return nil, badRequest("The body must have 1 to %d bytes; %d were sent.", maxFrames, len(raw))
	}
	o, err := slicing(v)
	if err != nil {
		return nil, err
	}
	writers, err := whole(v, "writers", 1, 2, 1)
	if err != nil {
		return nil, err
	}
	ends, _, err := o.cut(raw)
	if err != nil {
		return nil, err
	}
	if err := o.fits(writers * len(ends)); err != nil {
		return nil, err
	}
	return &submission{writes: takingTurns(raw, ends, writers), gap: o.gap}, nil
}

// takingTurns returns what several writers write who all send the same slices.
// Without a lock nothing keeps one from writing into the middle of another's
// frame.
func takingTurns(raw []byte, ends []int, writers int) (writes [][]byte) {
	start := 0
	for _, end := range ends {
		for range writers {
			writes = append(writes, raw[start:end])
		}
		start = end
	}
	return writes
}

func (n *submission) sizes() (list []int) {
	for _, w := range n.writes {
		list = append(list, len(w))
	}
	return list
}

// bytes is all that is written.
func (n *submission) bytes() (all []byte) {
	for _, w := range n.writes {
		all = append(all, w...)
	}
	return all
}

// write writes until an error, which ends the connection for the reader too.
func (n *submission) write(ctx context.Context, run *Run, write func([]byte) error) error {
	for i, p := range n.writes {
		if i > 0 && n.gap > 0 {
			if err := run.pause(ctx, n.gap); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := write(p); err != nil {
			return err
		}
	}
	return nil
}
