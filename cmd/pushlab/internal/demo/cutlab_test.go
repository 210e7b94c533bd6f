package demo

import (
	"strings"
	"testing"
)

// An EventSource that is made anew says where it was in its address. When it
// reconnects by itself, what it says in the header is newer.
func TestSourceGoesOnAfter(t *testing.T) {
	b := newBench(t, Config{})
	_, events, err := readSSE(b, quick+"&tokens=10&answer=K1", "")
	if err != nil {
		t.Fatal(err)
	}
	epoch := strings.TrimSuffix(events[0].id, "-1")
	for _, row := range []struct{ after, header, want string }{
		{epoch + "-4", "", epoch + "-5"},
		{epoch + "-4", epoch + "-7", epoch + "-8"},
		{"", epoch + "-7", epoch + "-8"},
		{epoch + "-10", "", epoch + "-11"},
	} {
		_, events, err := readSSE(b, quick+"&tokens=10&answer=K1&after="+row.after, row.header)
		if err != nil || len(events) == 0 {
			t.Fatalf("after %q, header %q: %d events, %v", row.after, row.header, len(events), err)
		}
		if got := events[0].id; got != row.want {
			t.Errorf("after %q, header %q: the first event is %s, want %s", row.after, row.header, got, row.want)
		}
	}
	status, _, err := readSSE(b, quick+"&after="+epoch+"-11", "")
	if status != 204 || err == nil {
		t.Errorf("after done: status %d (%v), want 204", status, err)
	}
}
