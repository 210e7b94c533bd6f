package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// After both Close frames TCP is the server's to end (RFC 6455 §7.1.1). If it
// does not, Chromium waits 2 s, whoever began, and only then tells its page.
func TestChromiumWaitsForTheServersFIN(t *testing.T) {
	t.Parallel()
	b := openTab(t, 800, 600)
	p := b.closeTheatre(t)
	for query, then := range map[string]string{
		"ending=4001&by=server": "null",
		"ending=4001&by=client": `(s) => s.close(4001, "auth")`,
	} {
		got, log := b.ending(t, p, query, query+"&hold=on", then)
		if got.Code != 4001 || !got.WasClean {
			t.Errorf("%s: the page was told %d clean %v, want 4001 and clean", query, got.Code, got.WasClean)
		}
		frames, end := framesIn(log), eventsOf(log, "conn.close")[0]
		if len(frames) != 2 || end.Text != "client fin" {
			t.Fatalf("%s: %d frames, then %q, want two and the client's FIN", query, len(frames), end.Text)
		}
		if wait := end.At - frames[1].at; wait < 1500*time.Millisecond {
			t.Errorf("%s: the browser ended TCP %v after the second Close frame, want 2 s", query, wait)
		}
		if waited := got.Closed - got.Opened; waited < 1500 {
			t.Errorf("%s: the page was told after %.0f ms, want 2 s", query, waited)
		}
	}
}

// One message of two fragments: the browser answers the ping between them before
// it has the message, and its page hears of the message only. Byte by byte the
// second fragment takes longer than a slow browser to answer.
func TestChromiumAnswersAPingBetweenFragments(t *testing.T) {
	t.Parallel()
	b := openTab(t, 800, 600)
	p := b.closeTheatre(t)
	run, lab := newRun(t, p, nil)
	url := eval[string](b, fmt.Sprintf(`(async () => (await (await fetch(%q, {method: "POST", body: "01 03 48 65 6c 89 03 6d 69 64 80 02 6c 6f"})).json()).url)()`, lab+"/d/frames?to=browser&slices=5,5,1,1,1,1&gap=1000"))
	eval[bool](b, fmt.Sprintf(`(end("fragments", %q, null), told.fragments.socket.addEventListener("message", () => told.fragments.socket.close(1000)), true)`, url))
	b.until("the page was told", `told.fragments.closed`)
	log := closedTrace(t, p, run)
	if got := eval[told](b, `(({socket, ...rest}) => rest)(told.fragments)`); !slices.Equal(got.Messages, []string{"Hello"}) {
		t.Errorf("the page heard %q, want one Hello", got.Messages)
	}
	var order []string
	for _, f := range framesIn(log) {
		order = append(order, fmt.Sprint(f.dir, f.opcode, f.payload))
	}
	want := fmt.Sprint(wire.ToClient, 1, "Hel ", wire.ToClient, 9, "mid ", wire.ToServer, 10, "mid ", wire.ToClient, 0, "lo")
	if got := strings.Join(order[:min(4, len(order))], " "); got != want {
		t.Errorf("frames %s, want %s", got, want)
	}
}

// Handshakes to one host run one after another (RFC 6455 §4.1), and a socket
// whose handshake fails is told nothing but 1006.
func TestChromiumOpensOneAfterAnother(t *testing.T) {
	t.Parallel()
	b := openTab(t, 800, 600)
	p := b.closeTheatre(t)
	_, lab := newRun(t, p, nil)
	ws := "ws" + strings.TrimPrefix(lab, "http") + "/d/closing?ending="
	eval[bool](b, fmt.Sprintf(`(end("first", %q, null), end("second", %q, null), true)`, ws+"401&delay=1500", ws+"1000"))
	b.until("both are over", `told.first.closed && told.second.closed`)
	first, second := eval[told](b, `(({socket, ...rest}) => rest)(told.first)`), eval[told](b, `(({socket, ...rest}) => rest)(told.second)`)
	if first.Code != 1006 || second.Code != 1000 || second.Opened < first.Closed-50 {
		t.Errorf("the first ended at %.0f ms with %d, the second opened at %.0f ms and ended with %d; want 1006, then 1000", first.Closed, first.Code, second.Opened, second.Code)
	}
}
