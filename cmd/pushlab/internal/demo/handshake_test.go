package demo

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// httpLines ends lines as HTTP does, with the blank line behind them.
func httpLines(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") + "\r\n" }

// sendRaw has the raw client send a request to the lab.
func (b *bench) sendRaw(request string) (said fromRaw) {
	b.t.Helper()
	resp, text := b.do("POST", "d/handshake?send=lab", request)
	if err := json.Unmarshal([]byte(text), &said); err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("POST d/handshake?send=lab: %d %s", resp.StatusCode, text)
	}
	return said
}

// why is the newest handshake of the run, once the trace has all of it.
func (b *bench) why() Crossing {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
	defer cancel()
	for e := range b.run.Log.Follow(ctx, 0) {
		if e.Kind != "http.end" && e.Kind != "ws.open" && e.Kind != "conn.close" {
			continue
		}
		if c, ok := b.run.LastHandshake(); ok && c.Response != "" {
			return c
		}
	}
	b.t.Fatal("the run has no handshake")
	return Crossing{}
}

// firstBroken is the first rule that is not kept.
func (c Crossing) firstBroken() string {
	for _, r := range c.Rulings {
		if !r.OK {
			return r.Side + ": " + r.Rule
		}
	}
	return ""
}

// What the raw client sends crosses byte for byte, and the lab's refusal comes back
// with the rule that was broken.
func TestHandshakeByHand(t *testing.T) {
	for _, c := range []struct {
		name, from, to string // what is replaced in a request that is in order
		status         int
		broken         string
	}{
		{"in order", "", "", 101, ""},
		{"a method other than GET", "GET", "POST", 405, "server: The method is GET"},
		{"HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400, "server: The version is HTTP/1.1 or higher"},
		{"without Upgrade", "Upgrade: websocket\n", "", 426, "server: Upgrade has websocket"},
		{"without Connection", "Connection: Upgrade\n", "", 400, "server: Connection has Upgrade"},
		{"version 8", "Version: 13", "Version: 8", 426, "server: Sec-WebSocket-Version is 13"},
		{"without a key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", "", 400, "server: Sec-WebSocket-Key is 16 bytes in base64"},
		{"a short key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==", 400, "server: Sec-WebSocket-Key is 16 bytes in base64"},
		{"without Host", "Host: {host}\n", "", 400, "server: There is a Host"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, Config{})
			said := b.sendRaw(httpLines(strings.Replace(RightRequest, c.from, c.to, 1)))
			if head, ok := wire.ParseHead([]byte(said.Head + "\r\n\r\n")); !ok || head.Status != c.status {
				t.Errorf("the lab answers %q, want %d", said.Head, c.status)
			}
			told := b.why()
			if told.Request != said.Request {
				t.Errorf("the trace has %q, and %q was sent", told.Request, said.Request)
			}
			if got := told.firstBroken(); got != c.broken {
				t.Errorf("the first rule that is broken: %q, want %q", got, c.broken)
			}
			if c.status == 101 && !strings.Contains(said.Head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
				t.Errorf("the accept value of RFC 6455 §1.3 is missing in %q", said.Head)
			}
		})
	}
}

// The raw client goes nowhere but to the addresses of handshakes of its own run.
func TestHandshakeRefuses(t *testing.T) {
	b := newBench(t, Config{})
	other := b.runs.New().ID
	for _, c := range []struct{ query, body, want string }{
		{"?send=lab", "", "The body must have the bytes of a request or of a response; none were sent."},
		{"?send=lab", "hello", `The first line must be METHOD TARGET VERSION; "hello" was sent.`},
		{"?send=lab", "GET / HTTP/1.1\r\n\r\n", `The target must be /r/{run}/ws or /r/{run}/echo of this run; "/" was sent.`},
		{"?send=lab", "GET /r/" + other + "/ws HTTP/1.1\r\n\r\n", "The target must be /r/{run}/ws or /r/{run}/echo of this run"},
		{"?send=lab", "POST /r/{run}/d/handshake HTTP/1.1\r\n\r\n", "The target must be /r/{run}/ws or /r/{run}/echo of this run"},
		{"?send=lab", "GET /r/{run}/ws HTTP/1.1\r\n\r\nGET /r/" + other + "/sse HTTP/1.1\r\n\r\n", "One request can be sent at a time; behind its blank line stands another."},
		{"?send=lab", "GET /r/{run}/ws HTTP/1.1\nHost: lab\n\r\nGET /r/" + other + "/sse HTTP/1.1\r\n\r\n", "One request can be sent at a time; behind its blank line stands another."},
		{"?send=moon", "GET /r/{run}/ws HTTP/1.1\r\n\r\n", `send must be lab or edge; "moon" was sent.`},
		{"?send=edge", "GET /r/{run}/ws HTTP/1.1\r\n\r\n", "This server has no edge to send through."},
	} {
		resp, text := b.do("POST", "d/handshake"+c.query, c.body)
		if resp.StatusCode != http.StatusBadRequest || !strings.HasPrefix(text, c.want) {
			t.Errorf("%s %.40q: %d %q, want 400 %q", c.query, c.body, resp.StatusCode, text, c.want)
		}
	}
	if resp, text := b.do("GET", "d/handshake?id=h1", ""); resp.StatusCode != http.StatusNotFound || !strings.Contains(text, "POST its bytes to this address first") {
		t.Errorf("an id that nobody has: %d %q, want 404 and a sentence", resp.StatusCode, text)
	}
	b.run = b.runs.New()
	if c, ok := b.run.LastHandshake(); ok {
		t.Errorf("a run without a handshake has %+v", c)
	}
}

// A run keeps its newest responses, and no more.
func TestHandshakesAreBounded(t *testing.T) {
	var h handshakes
	for range maxHandshakes + 3 {
		h.keep([]byte("x"))
	}
	if got, want := len(h.kept), maxHandshakes; got != want {
		t.Errorf("%d responses are kept, want %d", got, want)
	}
	if _, err := h.find("h3"); err == nil {
		t.Error("the third is still there, want the newest only")
	}
}

// dialPreset opens a WebSocket of our own to the response of a preset.
func (b *bench) dialPreset(p HandshakePreset) (*websocket.Conn, error) {
	b.t.Helper()
	response := p.Response
	if response == "" {
		response = RightResponse
	}
	if !strings.Contains(response, "\n\n") {
		response += "\n"
	}
	resp, text := b.do("POST", "d/handshake", strings.ReplaceAll(response, "\n", "\r\n"))
	var kept keptHandshake
	if err := json.Unmarshal([]byte(text), &kept); err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("POST d/handshake: %d %s", resp.StatusCode, text)
	}
	var offered []string
	for p := range strings.FieldsFuncSeq(p.Protocols, func(r rune) bool { return r == ',' || r == ' ' }) {
		offered = append(offered, p)
	}
	return websocket.Dial(context.Background(), kept.URL, websocket.DialOptions{Subprotocols: offered})
}

// The rules of the console agree with those of our own client, but for the one that
// only browsers have.
func TestHandshakeRulesAgreeWithOurClient(t *testing.T) {
	for _, p := range HandshakePresets {
		if p.To != "answer" {
			continue
		}
		t.Run(p.Slug, func(t *testing.T) {
			b := newBench(t, Config{})
			conn, err := b.dialPreset(p)
			if err == nil {
				defer conn.NetConn().Close()
			}
			told := b.why()
			broken := ""
			for _, r := range told.Rulings {
				if !r.OK && r.Section != browserSection {
					broken = r.Rule
				}
			}
			if (err != nil) != (broken != "") {
				t.Errorf("our client says %v, and the rules %q", err, broken)
			}
			if want := p.Slug != "good"; (told.firstBroken() != "") != want {
				t.Errorf("the first rule that is broken: %q, want one: %t", told.firstBroken(), want)
			}
		})
	}
}

// Behind a 101 by hand the lab sends texts back, and answers a Close before it ends
// TCP (RFC 6455 §7.1.1).
func TestHandshakeThenFrames(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dialPreset(HandshakePresets[0])
	if err != nil {
		t.Fatal(err)
	}
	tell(t, conn, "Hello")
	if got := next(t, conn); got != "Hello" {
		t.Errorf("the lab sends %q back, want Hello", got)
	}
	if err := conn.Close(1000, "done"); err != nil {
		t.Errorf("closing: %v, want a Close in answer", err)
	}
}

// The bytes of a response are written as they are, whatever they are.
func TestHandshakeBytesAsTheyAre(t *testing.T) {
	b := newBench(t, Config{})
	const raw = "HTTP/9.9 \x00 what\nno header\r\n\r\n\xff tail {accept}"
	_, text := b.do("POST", "d/handshake", raw)
	var kept keptHandshake
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 16))
	_, target, _ := strings.Cut(kept.URL, b.server.Listener.Addr().String())
	if _, err := conn.Write([]byte("GET " + target + " HTTP/1.1\r\nHost: lab\r\nSec-WebSocket-Key: " + key + "\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(raw, acceptMark, websocket.AcceptKey(key), 1)
	got := make([]byte, len(want))
	if n, err := io.ReadFull(conn, got); err != nil || string(got[:n]) != want {
		t.Errorf("read %q (%v), want %q", got[:n], err, want)
	}
}

// A page can be sent to the address, and must not become what the bytes say.
func TestHandshakeBytesForHandshakesOnly(t *testing.T) {
	b := newBench(t, Config{})
	b.do("POST", "d/handshake", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")
	resp, text := b.do("GET", "d/handshake?id=h1", "")
	if want := "Your bytes answer handshakes only, and this request has no Sec-WebSocket-Key.\n"; resp.StatusCode != http.StatusBadRequest || text != want {
		t.Errorf("without a key: %d %q, want 400 %q", resp.StatusCode, text, want)
	}
}

// Each preset has a name of its own.
func TestHandshakePresetNames(t *testing.T) {
	var slugs []string
	for _, p := range HandshakePresets {
		slugs = append(slugs, p.Slug)
	}
	slices.Sort(slugs)
	if n := len(slices.Compact(slugs)); n != len(HandshakePresets) || n < 9 {
		t.Errorf("%d names for %d presets, want one each and nine or more", n, len(HandshakePresets))
	}
}
