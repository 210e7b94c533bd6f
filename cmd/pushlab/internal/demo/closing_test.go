package demo

import (
	"context"
	"errors"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// toldBy reads a WebSocket of the theatre to its end.
func (b *bench) toldBy(query string) (text string, end websocket.CloseError) {
	b.t.Helper()
	conn, err := b.dial("d/closing?" + query)
	if err != nil {
		b.t.Fatal(err)
	}
	for {
		m, err := conn.Read(context.Background())
		if errors.As(err, &end) {
			return text, end
		}
		if err != nil {
			b.t.Fatal(err)
		}
		text += string(m.Data)
	}
}

// ends are the texts of the events that say how the run's connections ended.
func (b *bench) ends(kind string) (list []string) {
	for _, e := range b.events(kind) {
		list = append(list, e.Text)
	}
	return list
}

// Each ending puts its own bytes on the wire, and a strict client says of it
// what a browser says.
func TestClosingEndings(t *testing.T) {
	for _, e := range Endings {
		if e.refuse || e.accept {
			continue
		}
		t.Run(e.Slug, func(t *testing.T) {
			t.Parallel() // some wait for a client that waits too
			b := newBench(t, Config{})
			_, end := b.toldBy("ending=" + e.Slug + "&delay=5")
			code, closed := end.Code, "server fin"
			switch {
			case e.fault != "":
				closed = "lab " + string(e.fault)
			case e.Seen.Code == noClose:
				code = noClose
				if !end.Sent || end.Code < 1002 {
					t.Errorf("the client sent %d, want the code of a rule", end.Code)
				}
			}
			if code != e.Seen.Code || !end.Sent && end.Reason != e.Seen.Reason {
				t.Errorf("closed with %d %q, want %d %q", end.Code, end.Reason, e.Seen.Code, e.Seen.Reason)
			}
			waitUntil(b.hungUp)
			if got := b.crossed(wire.ToClient); !strings.HasPrefix(got, e.Sends) {
				t.Errorf("the trace has % x, want % x first", cutTo(got), cutTo(e.Sends))
			}
			if got := b.ends("conn.close"); len(got) != 1 || got[0] != closed {
				t.Errorf("TCP was ended by %q, want %q", got, closed)
			}
		})
	}
}

// Two endings are answers to the handshake. The trace has them; a client has no
// connection.
func TestClosingHandshakes(t *testing.T) {
	b := newBench(t, Config{})
	for query, want := range map[string]string{
		"ending=401&delay=5":    "401",
		"ending=accept&delay=5": "Sec-WebSocket-Accept",
	} {
		if _, err := b.dial("d/closing?" + query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %s", query, err, want)
		}
	}
	resp, body := b.do("GET", "d/closing?ending=401", "")
	if resp.StatusCode != 401 || resp.Header.Get("WWW-Authenticate") == "" || !strings.HasPrefix(body, "This ending is a 401") {
		t.Errorf("401: %d %q %q", resp.StatusCode, resp.Header, body)
	}
}

// A client may break off without waiting for an answer, and then it is the one
// that ends TCP (RFC 6455 §7.1.7).
func TestClosingClientBreaksOff(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("d/closing?ending=utf8")
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(func() bool { return b.crossed(wire.ToClient) != "" })
	conn.WriteRaw([]byte("\x88\x82\x00\x00\x00\x00\x03\xef")) // 1007
	conn.NetConn().Close()
	waitUntil(b.hungUp)
	if got, want := b.crossed(wire.ToClient), "\x81\x02\xc3\x28"; got != want {
		t.Errorf("the server sent % x, want % x and no answer", got, want)
	}
	if got := b.ends("conn.close"); len(got) != 1 || !strings.HasPrefix(got[0], "client ") {
		t.Errorf("TCP was ended by %q, want the client", got)
	}
}

// With hold the server has said all that it has to say and ends nothing. The
// client waits for it in vain, and then ends TCP.
func TestClosingHold(t *testing.T) {
	for _, by := range []string{byServer, byClient} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, Config{})
			conn, err := b.dial("d/closing?ending=4001&hold=on&by=" + by)
			if err != nil {
				t.Fatal(err)
			}
			if by == byClient {
				conn.Close(4001, "auth")
			}
			var end websocket.CloseError
			if _, err := conn.Read(context.Background()); !errors.As(err, &end) || end.Code != 4001 {
				t.Errorf("read %v, want a close with 4001", err)
			}
			waitUntil(b.hungUp)
			if got := b.ends("conn.close"); len(got) != 1 || got[0] != "client fin" {
				t.Errorf("TCP was ended by %q, want the client's FIN", got)
			}
		})
	}
}

// The client closes, and the server answers with its code and is the first to
// end TCP (RFC 6455 §7.1.1).
func TestClosingByClient(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("d/closing?ending=4001&by=client")
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(4001, "auth"); err != nil {
		t.Error(err)
	}
	waitUntil(b.hungUp)
	if got, want := b.crossed(wire.ToClient), "\x88\x02\x0f\xa1"; got != want {
		t.Errorf("the server sent % x, want % x", got, want)
	}
	if got := b.ends("conn.close"); len(got) != 1 || got[0] != "server fin" {
		t.Errorf("TCP was ended by %q, want the server's FIN", got)
	}
}

// Before the edge cuts there is a text for it to cut behind.
func TestClosingByEdge(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("d/closing?ending=rst&by=edge")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close()
	if m, err := conn.Read(context.Background()); err != nil || string(m.Data) != "now" {
		t.Errorf("read %q %v, want now", m.Data, err)
	}
}

func TestClosingRefusals(t *testing.T) {
	b := newBench(t, Config{})
	const slugs = "1000, 4001, 1011, empty, fin, rst, 401, accept, masked, utf8, 1006, ping126"
	for query, want := range map[string]string{
		"":                            "ending must be one of " + slugs + "; \"\" was sent.\n",
		"ending=1005":                 "ending must be one of " + slugs + "; \"1005\" was sent.\n",
		"ending=utf8&by=me":           "by must be server, client or edge; \"me\" was sent.\n",
		"ending=utf8&by=client":       "Only the server can do this ending; by=\"client\" was sent.\n",
		"ending=1000&by=edge":         "Only the server or the client can do this ending; by=\"edge\" was sent.\n",
		"ending=1000&delay=5001":      "delay must be a whole number from 0 to 5000; \"5001\" was sent.\n",
		"ending=fin&by=edge&delay=-1": "delay must be a whole number from 0 to 5000; \"-1\" was sent.\n",
	} {
		if resp, got := b.do("GET", "d/closing?"+query, ""); resp.StatusCode != 400 || got != want {
			t.Errorf("%s: got %d %s, want 400 %s", query, resp.StatusCode, got, want)
		}
	}
	if resp, _ := b.do("GET", "d/closing?ending=1000", ""); resp.StatusCode != 426 {
		t.Errorf("without Upgrade: %d, want 426", resp.StatusCode)
	}
}
