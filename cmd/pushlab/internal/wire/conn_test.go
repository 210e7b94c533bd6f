package wire

import (
	"strings"
	"testing"
)

const (
	getA         = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
	headB        = "HEAD /b HTTP/1.1\r\nHost: h\r\n\r\n"
	upgradeC     = "GET /c HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	okFive       = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
	switching    = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	maskedFrame  = "\x81\x81\x00\x00\x00\x00a"
	serverFrames = "\x81\x01b\x01\x01c\x80\x01d"
)

// feed feeds all of p through Next and returns what it left and the kinds of
// the frames.
func feed(c *Conn, dir Direction, p string) (left string, kinds string) {
	for {
		n, frames := c.Next(dir, []byte(p))
		for _, f := range frames {
			kinds += " " + f.Kind.String()
		}
		if p = p[n:]; n == 0 {
			return p, strings.TrimSpace(kinds)
		}
	}
}

// TestNext checks that a call takes at most one frame of the lowest layer.
func TestNext(t *testing.T) {
	c := NewConn("http1")
	all := getA + headB
	n, frames := c.Next(ToServer, []byte(all))
	if n != len(getA) || len(frames) != 1 || frames[0].Kind != KindRequest {
		t.Fatalf("Next took %d bytes and returned %v, want %d and the request", n, frames, len(getA))
	}
	if n, frames := c.Next(ToServer, []byte(all)[n:n+5]); n != 5 || len(frames) != 0 || !c.InHead(ToServer) {
		t.Errorf("Next took %d bytes, returned %v, InHead %v, want 5, nothing and true", n, frames, c.InHead(ToServer))
	}
	c.Next(ToServer, []byte(all)[n+5:])
	if c.InHead(ToServer) {
		t.Error("InHead behind the head")
	}
}

// TestExchanges pairs responses with pipelined requests.
func TestExchanges(t *testing.T) {
	c := NewConn("http1")
	steps := []struct {
		dir      Direction
		p        string
		kinds    string
		exchange int
		over     string // the exchanges that are over
	}{
		{ToServer, getA + headB + "GET", "request request", 3, ""},
		{ToClient, okFive + "hel", "response", 1, ""},
		{ToClient, "lo", "body", 1, "1"},
		{ToClient, "HTTP/1.1 100 Continue\r\n\r\n", "response", 2, "1"},
		{ToClient, okFive, "response", 2, "12"},
		{ToServer, getA[3:], "request", 3, "12"},
		{ToClient, "HTTP/1.1 204 No Content\r\n\r\n", "response", 3, "123"},
		{ToClient, "HTTP/1.1 408 Request Timeout\r\n\r\n", "response", 0, "123"},
	}
	for i, s := range steps {
		left, kinds := feed(c, s.dir, s.p)
		over := ""
		for n, name := range []string{1: "1", 2: "2", 3: "3"} {
			if n > 0 && c.Over(n) {
				over += name
			}
		}
		if left != "" || kinds != s.kinds || c.Exchange(s.dir) != s.exchange || over != s.over {
			t.Errorf("step %d: left %q, frames %q, exchange %d, over %q, want %+v", i, left, kinds, c.Exchange(s.dir), over, s)
		}
	}
}

// TestHold has a client that sends frames before the server has agreed.
func TestHold(t *testing.T) {
	c := NewConn("http1")
	left, kinds := feed(c, ToServer, upgradeC+maskedFrame)
	if left != maskedFrame || kinds != "request" {
		t.Fatalf("left %q, frames %q, want the frame to be held", left, kinds)
	}
	feed(c, ToClient, "HTTP/1.1 103 Early Hints\r\n\r\n")
	if left, _ := feed(c, ToServer, left); left != maskedFrame {
		t.Error("an interim response ended the wait")
	}
	if _, kinds := feed(c, ToClient, switching+serverFrames); kinds != "response frame frame frame message" {
		t.Errorf("frames to the client = %q", kinds)
	}
	if left, kinds := feed(c, ToServer, left); left != "" || kinds != "frame" {
		t.Errorf("left %q, frames %q, want the frame", left, kinds)
	}
	if c.Exchange(ToServer) != 1 || c.Exchange(ToClient) != 1 || c.Over(1) {
		t.Errorf("exchanges %d and %d, over %v, want 1, 1, false", c.Exchange(ToServer), c.Exchange(ToClient), c.Over(1))
	}
}

// TestHoldEnds lists what else lets the bytes behind an upgrade through.
func TestHoldEnds(t *testing.T) {
	for name, release := range map[string]func(*Conn){
		"refused":          func(c *Conn) { feed(c, ToClient, okFive) },
		"refused, no body": func(c *Conn) { feed(c, ToClient, "HTTP/1.1 304 Not Modified\r\n\r\n") },
		"idle":             func(c *Conn) { c.Idle() },
		"end":              func(c *Conn) { c.End(ToClient) },
	} {
		c := NewConn("http1")
		left, _ := feed(c, ToServer, upgradeC+getA)
		if left != getA {
			t.Fatalf("%s: left %q, want the second request", name, left)
		}
		release(c)
		if left, kinds := feed(c, ToServer, left); left != "" || kinds != "request" {
			t.Errorf("%s: left %q, frames %q, want the request", name, left, kinds)
		}
	}
}

// TestEarlySwitch has a server that agrees before it has read the body.
func TestEarlySwitch(t *testing.T) {
	for response, want := range map[string]string{
		switching: "body frame",
		"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n": "body",
	} {
		c := NewConn("http1")
		feed(c, ToServer, strings.Replace(upgradeC, "\r\n", "\r\nContent-Length: 2\r\n", 1)+"a")
		feed(c, ToClient, response)
		if left, kinds := feed(c, ToServer, "b"+maskedFrame); left != "" || kinds != want {
			t.Errorf("left %q, frames %q, want %q", left, kinds, want)
		}
	}
}

// TestIdle has responses that are over by their framing and one that is not.
func TestIdle(t *testing.T) {
	c := NewConn("http1")
	feed(c, ToServer, getA+getA+getA)
	feed(c, ToClient, okFive+"hello")
	if c.Idle(); !c.Over(1) || c.Over(2) {
		t.Error("Idle behind a whole response ended the next exchange")
	}
	feed(c, ToClient, okFive+"hel")
	if c.Idle(); !c.Over(2) || c.Over(3) {
		t.Error("Idle did not end the exchange that its framing left open")
	}
	_, kinds := feed(c, ToClient, okFive)
	if want := "body response"; kinds != want || c.Exchange(ToClient) != 3 {
		t.Errorf("frames %q of exchange %d, want %q of 3", kinds, c.Exchange(ToClient), want)
	}
	feed(c, ToClient, "hello")
	c.Idle()
	if c.Idle(); !c.Over(3) {
		t.Error("the third exchange is not over")
	}
}

func TestReadLimit(t *testing.T) {
	for limit, want := range map[int64]Rule{1: 0, 0: RuleTooBig} {
		c := NewConn("http1")
		c.SetReadLimit(ToServer, limit)
		c.Decode(ToServer, []byte(upgradeC))
		c.Decode(ToClient, []byte(switching))
		ws := NewConn("websocket")
		ws.SetReadLimit(ToServer, limit)
		for _, c := range []*Conn{c, ws} {
			if got := c.Decode(ToServer, []byte(maskedFrame))[0].Err; got != want {
				t.Errorf("limit %d: Err = %q, want %q", limit, got, want)
			}
		}
	}
}

// TestOneWay decodes directions alone.
func TestOneWay(t *testing.T) {
	for _, c := range []struct{ protocol, input, want string }{
		{"http1-request", upgradeC + maskedFrame, "request frame"},
		{"http1-request", getA + getA, "request request"},
		{"http1-response", switching + serverFrames, "response frame frame frame message"},
		{"http1-response", okFive + "hello" + okFive + "hell", "response body response body"},
	} {
		d, err := NewDecoder(c.protocol)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range append(d.Decode([]byte(c.input)), d.End()...) {
			got += " " + f.Kind.String()
		}
		if got[1:] != c.want {
			t.Errorf("%s of %q: frames %q, want %q", c.protocol, c.input, got[1:], c.want)
		}
	}
}

// TestLongLine has a target longer than any buffer on the way.
func TestLongLine(t *testing.T) {
	request := "GET /" + strings.Repeat("x", 100<<10) + " HTTP/1.1\r\nHost: h\r\n\r\n"
	d, _ := NewDecoder("http1-request")
	frames := d.Decode([]byte(request))
	if len(frames) != 1 || frames[0].Err != 0 || frames[0].Len() != len(request) {
		t.Errorf("frames = %v, want one request without error", frames)
	}
}
