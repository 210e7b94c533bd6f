//go:build peers

package main

import (
	"os/exec"
	"strings"
	"testing"
)

// curl through a tap in front of another pushlab: the tap has its request, the
// events and both ends of the connection.
func TestPeerCurlThroughATap(t *testing.T) {
	lab := start(t, t.TempDir())
	_, run := newRun(t, lab, nil)
	_, host, _ := strings.Cut(lab.places["lab"], "://")
	p := startTap(t, host)
	address := strings.Replace(run, lab.places["lab"], p.places["tap"], 1) + "/sse?ttft=0&tps=1000&tokens=20"
	out, err := exec.CommandContext(t.Context(), "curl", "-sN", "-H", "Connection: close", address).Output()
	if err != nil || !strings.Contains(string(out), "event: done") {
		t.Fatalf("curl read %q (%v), want a stream that is done", tail(string(out)), err)
	}
	events := tapped(t, p, "http.req", "http.resp", "sse.event", "conn.close")
	if got, want := len(ofKind(events, "sse.event")), strings.Count(string(out), "data: "); got != want {
		t.Errorf("the tap recorded %d events, want the %d that curl read", got, want)
	}
}
