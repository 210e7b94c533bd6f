package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/views"
)

// Every vector that breaks a rule, against the running lab: the code of RFC 6455
// in its Close frame on the wire, the same rule in the inspector at the row of
// the frame that broke it, and the run goes on.
func TestMalformedFramesInTheLab(t *testing.T) {
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-echo-limit", fmt.Sprint(wire.DefaultReadLimit))
	vectorsOf(t, "websocket.json", func(t *testing.T, v webSocketVector, deliver func(io.Reader) io.Reader) {
		if v.Expect.Error == nil {
			return
		}
		input := fromHex(t, v.Input)
		if v.Decoder == "client" {
			input = turnMasks(input)
		}
		run, lab := newRun(t, p, nil)
		c := dialEcho(t, lab)
		go io.Copy(onlyWrites{c}, deliver(onlyReads{bytes.NewReader(input)})) // it may be closed meanwhile
		reason := ""
		for _, e := range webSocketEvents(readEcho(t, c)) {
			if e.Type == "close" {
				reason = e.Reason
				if e.Code != v.Expect.Code && !slices.Contains(v.Expect.Allowed, e.Code) {
					t.Errorf("closed with %d, want %d", e.Code, v.Expect.Code)
				}
			}
		}
		c.Close()
		closedTrace(t, p, run)
		if broken := brokenRows(t, p, run); len(broken) == 0 || broken[0].Err != reason || reason == "" || !strings.HasPrefix(broken[0].Spec, "RFC ") {
			t.Errorf("the inspector has %s, want first a row with %q and the section that says so", saidOf(broken), reason)
		}
		checkEchoOf(t, lab)
	})
}

// saidOf shows what the inspector says of rows.
func saidOf(list []views.Detail) string {
	var words []string
	for _, d := range list {
		words = append(words, fmt.Sprintf("row %d %s: %s (%s)", d.Row.N, d.Row.Label, d.Err, d.Spec))
	}
	return strings.Join(words, "; ")
}

// brokenRows are the rows of a run in which a client broke a rule, as the
// inspector shows them.
func brokenRows(t *testing.T, p *program, run string) (list []views.Detail) {
	t.Helper()
	for n := 1; ; n++ {
		resp, err := http.Get(fmt.Sprintf("%s/runs/%s/rows/%d", p.places["site"], run, n))
		if err != nil {
			t.Fatal(err)
		}
		body := readBody(t, resp)
		if resp.StatusCode != http.StatusOK {
			return list
		}
		var d views.Detail
		if err := json.Unmarshal([]byte(body), &d); err != nil {
			t.Fatalf("row %d: %v", n, err)
		}
		if d.Row.Err != "" && d.Row.Dir == "c" {
			list = append(list, d)
		}
	}
}

// checkEchoOf wants Hello back from a new connection of the run.
func checkEchoOf(t *testing.T, lab string) {
	t.Helper()
	c := dialEcho(t, lab)
	io.WriteString(c, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58")
	back := make([]byte, 7)
	if _, err := io.ReadFull(c, back); err != nil || string(back) != "\x81\x05Hello" {
		t.Errorf("another echo of the run: % x, %v, want Hello", back, err)
	}
	c.Close()
}

// A handshake that is not in order gets the status of RFC 6455 §4.2 and a
// sentence, and the run goes on.
func TestMalformedHandshakesInTheLab(t *testing.T) {
	p := start(t, t.TempDir())
	_, lab := newRun(t, p, nil)
	for _, row := range []struct {
		name, old, new string // of the request
		status         int
	}{
		{"no key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400},
		{"a key of 15 bytes", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j", 400},
		{"a key that is no base64", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZ!==", 400},
		{"version 12", "Version: 13", "Version: 12", 426},
		{"no version", "Sec-WebSocket-Version: 13\r\n", "", 426},
		{"no Upgrade", "Upgrade: websocket\r\n", "", 426},
		{"Upgrade to something else", "Upgrade: websocket", "Upgrade: h2c", 426},
		{"no Connection: Upgrade", "Connection: Upgrade\r\n", "", 400},
		{"POST", "GET ", "POST ", 405},
		{"HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400},
		{"a foreign origin", "\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n", 403},
	} {
		status, sentence := knock(t, lab, row.old, row.new)
		if status != row.status || len(strings.Fields(sentence)) < 3 {
			t.Errorf("%s: %d %q, want %d and a sentence", row.name, status, sentence, row.status)
		}
		checkEchoOf(t, lab)
	}
}

// knock sends a handshake in which one thing was replaced.
func knock(t *testing.T, lab, old, new string) (status int, sentence string) {
	t.Helper()
	u, err := url.Parse(lab)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", "127.0.0.1:"+u.Port())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	head := fmt.Sprintf("GET %s/echo HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", u.Path, u.Host)
	io.WriteString(c, strings.Replace(head, old, new, 1))
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, readBody(t, resp)
}
