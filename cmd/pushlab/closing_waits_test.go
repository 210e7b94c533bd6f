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
		var waits []string
		for try := 0; ; try++ { // a machine that stands still takes the second frame and open too late, and waits look shorter
			wire, page := b.waitForFIN(t, p, fmt.Sprint(query, try), query+"&hold=on", then)
			if wire >= 1500*time.Millisecond && page >= 1500*time.Millisecond {
				break
			}
			if waits = append(waits, fmt.Sprint(wire, " and ", page)); try == 2 {
				t.Errorf("%s: behind the second Close frame the browser ended TCP, and told the page behind open, after %q, want 2 s", query, waits)
				break
			}
		}
	}
}

// waitForFIN lets the server leave TCP open behind both Close frames: wire is the
// time from the second one to the client's FIN, page that from open to close.
func (b *tab) waitForFIN(t *testing.T, p *program, name, query, then string) (wire, page time.Duration) {
	t.Helper()
	got, log := b.ending(t, p, name, query, then)
	if got.Code != 4001 || !got.WasClean {
		t.Errorf("%s: the page was told %d clean %v, want 4001 and clean", name, got.Code, got.WasClean)
	}
	frames, end := framesIn(log), eventsOf(log, "conn.close")[0]
	if len(frames) != 2 || end.Text != "client fin" {
		t.Fatalf("%s: %d frames, then %q, want two and the client's FIN", name, len(frames), end.Text)
	}
	return end.At - frames[1].at, time.Duration((got.Closed - got.Opened) * float64(time.Millisecond))
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
