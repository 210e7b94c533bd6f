package server

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"pushlab/cmd/pushlab/internal/websocket"
)

// An answer that goes on when its client leaves.
const tripKnobs = "ttft=0&tps=10&tokens=50"

// byPost asks for a first token with a POST. Its connection ends then: HTTP/1.1 has
// no other way to leave a response.
func (c tripClient) byPost(ctx context.Context, a *tripAnswer) ([]tripMark, error) {
	w := newTripWatch()
	conn, err := c.dial(ctx, w)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	agreed := conn.ConnectionState()
	a.TLS, a.ALPN = tls.VersionName(agreed.Version), agreed.NegotiatedProtocol
	h := tripHTTP{client: c, conn: conn, reader: bufio.NewReader(conn)}
	if c.warm {
		if err := h.whole(http.MethodPost, "ttft=0&tps=1000&tokens=1"); err != nil {
			return nil, err
		}
		w = newTripWatch()
	}
	if c.preflight {
		w.mark("question")
		if err := h.whole(http.MethodOptions, tripKnobs); err != nil {
			return nil, err
		}
		w.mark("allowed")
	}
	w.mark("asked")
	if err := h.firstToken(); err != nil {
		return nil, err
	}
	w.mark("token")
	return w.marks, nil
}

// tripHTTP is one connection with one request after the other on it.
type tripHTTP struct {
	client tripClient
	conn   net.Conn
	reader *bufio.Reader
}

// ask sends a request, and reads the head of its response.
func (h tripHTTP) ask(method, knobs string) (*http.Response, error) {
	r, err := http.NewRequest(method, "https://"+h.client.host+h.client.path+"/chat?"+knobs, strings.NewReader("{}"))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Origin", h.client.origin)
	switch {
	case method == http.MethodOptions: // Fetch, CORS-preflight fetch
		r.Body, r.ContentLength = nil, 0
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		r.Header.Set("Access-Control-Request-Headers", "content-type")
	case h.client.preflight:
		r.Header.Set("Content-Type", "application/json")
	}
	if err := r.Write(h.conn); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(h.reader, r)
	if err == nil && resp.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("the lab answered %s", resp.Status)
	}
	return resp, err
}

// whole reads a response to its end: the connection is free for the next request.
func (h tripHTTP) whole(method, knobs string) error {
	resp, err := h.ask(method, knobs)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func (h tripHTTP) firstToken() error {
	resp, err := h.ask(http.MethodPost, tripKnobs)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		if bytes.HasPrefix(lines.Bytes(), []byte("data:")) {
			return nil
		}
	}
	return cmp.Or(lines.Err(), errors.New("the answer ended without a token"))
}

// bySocket asks for a first token over a WebSocket.
func (c tripClient) bySocket(ctx context.Context) ([]tripMark, error) {
	w := newTripWatch()
	ws, err := websocket.Dial(ctx, "ws://"+c.host+c.path+"/ws", websocket.DialOptions{
		Header: http.Header{"Origin": {c.origin}},
		// With wss Dial would do TLS itself, and not say when that is done.
		NetDial: func(ctx context.Context, _, _ string) (net.Conn, error) { return c.dial(ctx, w) },
	})
	if err != nil {
		return nil, err
	}
	defer ws.Close(1000, "done")
	w.mark("open")
	if c.warm {
		w = newTripWatch()
	}
	w.mark("start")
	if err := ws.Write(ctx, websocket.OpText, []byte(`{"op":"start","ttft":0,"tps":10,"tokens":50}`)); err != nil {
		return nil, err
	}
	for {
		m, err := ws.Read(ctx)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(m.Data, []byte(`"token"`)) {
			w.mark("token")
			return w.marks, nil
		}
	}
}
