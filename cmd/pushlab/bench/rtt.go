package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/edge"
	"pushlab/cmd/pushlab/internal/websocket"
)

// firstKnobs asks for an answer that begins at once.
const firstKnobs = "ttft=0&tps=1000&tokens=2"

// A way is one transport's way to a first token, as a client asks for it: cold,
// on a connection of its own, and warm, again on the same one.
type way struct {
	name string
	ask  func(c *client, hops string, again bool) error // returns with the first token
}

var ways = []way{
	{"GET, event stream", func(c *client, hops string, _ bool) error {
		return c.http("GET", "sse?"+firstKnobs+"&"+hops, "", "data: ")
	}},
	{"POST, event stream", func(c *client, hops string, _ bool) error {
		return c.http("POST", "chat?"+firstKnobs+"&"+hops, "{}", "data: ")
	}},
	{"POST with preflight", func(c *client, hops string, again bool) error {
		if !again { // then the browser remembers it
			if err := c.http("OPTIONS", "chat?"+hops, "", ""); err != nil {
				return err
			}
		}
		return c.http("POST", "chat?"+firstKnobs+"&"+hops, "{}", "data: ")
	}},
	{"POST, NDJSON", func(c *client, hops string, _ bool) error {
		return c.http("POST", "ndjson?"+firstKnobs+"&"+hops, "{}", `"token":`)
	}},
	{"WebSocket", (*client).webSocket},
}

// measureRTT times the first token of each transport over the edge, cold and
// warm, at two lengths of the way.
func measureRTT(rounds int) error {
	runs := demo.NewRuns(demo.Config{Key: make([]byte, 32)})
	address, closeLab, err := openLab(runs)
	if err != nil {
		return err
	}
	defer closeLab()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p := edge.New(edge.Config{To: strings.TrimPrefix(address, "http://"), HTTP: &edge.HTTP{}})
	go p.Serve(l) // ends with Close
	defer p.Close()
	for _, rtt := range []int{0, 100} {
		for _, w := range ways {
			if err := w.measure(l.Addr().String(), runs, rtt, rounds); err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
		}
	}
	return nil
}

// measure prints the medians of one transport.
func (w way) measure(edge string, runs *demo.Runs, rtt, rounds int) error {
	var cold, warm []time.Duration
	hops := ""
	if rtt > 0 {
		hops = fmt.Sprintf("edge=latency:%d", rtt)
	}
	for range rounds {
		began := time.Now()
		c, err := dial(edge, runs.New().ID)
		if err != nil {
			return err
		}
		err = w.ask(c, hops, false)
		cold = append(cold, time.Since(began))
		if err == nil {
			err = c.rest()
		}
		began = time.Now()
		if err == nil {
			err = w.ask(c, hops, true)
		}
		warm = append(warm, time.Since(began))
		c.Close()
		if err != nil {
			return err
		}
	}
	fmt.Printf("first token, RTT %3d ms, median of %d: cold %6.1f ms, warm %6.1f ms  %s\n",
		rtt, rounds, ms(median(cold)), ms(median(warm)), w.name)
	return nil
}

// A client is a connection to a run, and what of a response is still to be read.
type client struct {
	net.Conn
	r      *bufio.Reader
	run    string
	body   io.ReadCloser
	socket *websocket.Conn
}

func dial(address, run string) (*client, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	c.SetDeadline(time.Now().Add(time.Minute))
	return &client{Conn: c, r: bufio.NewReader(c), run: run}, nil
}

// http sends a request and reads up to a text in the response's body.
func (c *client) http(method, target, body, until string) error {
	fmt.Fprintf(c, "%s /r/%s/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		method, c.run, target, len(body), body)
	res, err := http.ReadResponse(c.r, &http.Request{Method: method, URL: &url.URL{}})
	if err != nil {
		return err
	}
	c.body = res.Body
	if until == "" {
		return c.rest()
	}
	var got []byte
	for part := make([]byte, 4096); ; {
		n, err := c.body.Read(part)
		if got = append(got, part[:n]...); bytes.Contains(got, []byte(until)) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s ended with %q: %w", target, got, err)
		}
	}
}

// rest reads the answer to its end, so that the connection is free.
func (c *client) rest() error {
	if c.body == nil {
		return nil
	}
	_, err := io.Copy(io.Discard, c.body)
	return err
}

// webSocket asks over a WebSocket, which a handshake opens first. The second
// answer takes the place of the first one, on the same connection.
func (c *client) webSocket(hops string, again bool) error {
	ctx := context.Background()
	if !again {
		o := websocket.DialOptions{NetDial: func(context.Context, string, string) (net.Conn, error) { return c.Conn, nil }}
		conn, err := websocket.Dial(ctx, fmt.Sprintf("ws://%s/r/%s/ws?%s", c.RemoteAddr(), c.run, hops), o)
		if err != nil {
			return err
		}
		c.socket = conn
	}
	if err := c.socket.Write(ctx, websocket.OpText, []byte(`{"op":"start","ttft":0,"tps":10,"tokens":300}`)); err != nil {
		return err
	}
	for {
		m, err := c.socket.Read(ctx)
		if err != nil || bytes.Contains(m.Data, []byte(`-1","token":`)) {
			return err
		}
	}
}
