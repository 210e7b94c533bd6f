package demo

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A handshake begins an attempt though it is refused, and those that follow
// belong to it.
func TestHandshakeBegins(t *testing.T) {
	var began []string
	b := newBench(t, Config{OnAttempt: func(_ *Run, exercise string) { began = append(began, exercise) }})
	for _, step := range []struct {
		path   string
		status int
		said   string
		want   []string
	}{
		{"echo?check=EX07&tokens=5", 426, "Upgrade: websocket", []string{"start EX07"}},
		{"ws?check=EX07", 426, "Upgrade: websocket", []string{"start EX07"}},
		{"ws?check=EX07&tokens=5", 400, "check=EX07 sets its own knobs: leave out tokens", []string{"start EX07"}},
		{"ws?check=EX08", 400, "check is for another address: EX08 begins at echo;", []string{"start EX07"}},
		{"echo?check=EX01", 400, "check is for another address: EX01 begins at sse or chat;", []string{"start EX07"}},
		{"echo", 426, "Upgrade: websocket", []string{"start EX07"}},
		{"echo?check=EX08", 426, "Upgrade: websocket", []string{"start EX07", "end EX07, another attempt began", "start EX08"}},
	} {
		resp, text := b.do("GET", step.path, "")
		if got := b.attempts(); resp.StatusCode != step.status || !strings.Contains(text, step.said) || !slices.Equal(got, step.want) {
			t.Errorf("%s: %d %s, attempts %q; want %d, %q, %q", step.path, resp.StatusCode, text, got, step.status, step.said, step.want)
		}
	}
	if want := []string{"EX07", "EX08"}; !slices.Equal(began, want) {
		t.Errorf("OnAttempt heard %q, want %q", began, want)
	}
}

// Behind the 101 come the nonces, others on each connection, and then the echo.
func TestNonces(t *testing.T) {
	b := newBench(t, Config{})
	seen := map[string]bool{}
	for range 2 {
		conn := b.mustDial(t, "echo?check=EX08")
		var message map[string]string
		if err := json.Unmarshal([]byte(next(t, conn)), &message); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a", "b"} {
			if value := message[name]; len(value) != nonceLength || seen[value] {
				t.Errorf("%s = %q, want a new nonce of %d characters", name, value, nonceLength)
			}
			seen[message[name]] = true
		}
		tell(t, conn, "Hello")
		if got := next(t, conn); message["type"] != "nonce" || len(message) != 3 || got != "Hello" {
			t.Errorf("the lab sent %v and then %q, want the nonces a and b, and Hello", message, got)
		}
	}
}

func (b *bench) mustDial(t *testing.T, path string) *websocket.Conn {
	t.Helper()
	conn, err := b.dial(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.NetConn().Close() })
	return conn
}

// On ws the answer streams as it does without an attempt, and no message begins
// one of which the handshake is a part.
func TestHandshakeOnWS(t *testing.T) {
	b := newBench(t, Config{})
	conn := b.mustDial(t, "ws?check=EX07")
	if got := next(t, conn); !strings.Contains(got, `"token":`) {
		t.Errorf("the first message is %s, want a token", got)
	}
	conn = b.mustDial(t, "ws")
	tell(t, conn, `{"op":"start","check":"EX07"}`)
	want := `{"type":"error","error":"check=EX07 belongs into the address of the WebSocket: its handshake is a part of the exercise."}`
	if got := next(t, conn); got != want {
		t.Errorf("a start with check=EX07 is answered by %s, want %s", got, want)
	}
	if got, want := b.attempts(), []string{"start EX07"}; !slices.Equal(got, want) {
		t.Errorf("attempts %q, want %q", got, want)
	}
}

// The last 1,000 keys are known again, of all runs, and no older one.
func TestUsedKeys(t *testing.T) {
	key := func(n int) string {
		return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n)))
	}
	var u usedKeys
	for n := range mostKeys + 1 {
		if u.use(key(n)) {
			t.Fatalf("key %d is known before it came", n)
		}
	}
	for _, row := range []struct {
		n    int
		want bool
	}{{1, true}, {mostKeys / 2, true}, {mostKeys, true}, {0, false}, {1, false}} { // the last two take the places of 1 and 2
		if got := u.use(key(row.n)); got != row.want {
			t.Errorf("key %d is known: %v, want %v", row.n, got, row.want)
		}
	}
	for _, text := range []string{"", "no base64", "AAAA", key(1)[:23]} {
		for range 2 {
			if u.use(text) {
				t.Errorf("%q is known, and it is no key", text)
			}
		}
	}
	if len(u.seen) != mostKeys || len(u.ring) != mostKeys {
		t.Errorf("%d keys are kept in %d places, want %d", len(u.seen), len(u.ring), mostKeys)
	}
}

// The lab notes a key that comes again in an attempt, and only there.
func TestKeyAgain(t *testing.T) {
	b := newBench(t, Config{})
	for _, path := range []string{"echo", "echo", "echo?check=EX07"} {
		b.do("GET", path, "", "Sec-WebSocket-Key", "bWFkZSBmb3IgYSB0ZXN0IQ==")
	}
	var notes []string
	for _, e := range b.events("note") {
		notes = append(notes, e.Text)
	}
	if want := []string{"this Sec-WebSocket-Key was used before: bWFkZSBmb3IgYSB0ZXN0IQ=="}; !slices.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}
