package trace

import (
	"bytes"
	"net"
	"strings"
	"testing"
	"time"
)

// Two places, one trace: it says which connection is where, which one goes on
// as which, and what the edge did; the JSON lines keep all of it.
func TestPlaces(t *testing.T) {
	log := NewLog(LogConfig{Began: time.Unix(0, 0)})
	r := NewRecorder(func(string) *Log { return log })
	edge, lab := r.At("edge"), r.At("lab")
	at, client := time.Unix(1, 0), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50001}
	between, direct := &net.TCPAddr{IP: client.IP, Port: 50002}, &net.TCPAddr{IP: client.IP, Port: 50003}
	request := []byte("GET /r/x/sse HTTP/1.1\r\nHost: h\r\n\r\n")
	edge.Opened(1, nil, client, at)
	r.Link(1, between)
	edge.Received(1, request, at)
	for id, remote := range map[uint64]net.Addr{2: between, 3: direct} {
		lab.Opened(id, nil, remote, at)
	}
	lab.Received(2, request, at)
	lab.Received(3, request, at)
	r.Tell(1, "edge.hold", "4096 250", at)
	edge.Closed(1, "lab", "fin", at)
	lab.Closed(3, "lab", "rst", at)
	edge.Gone(1, at)

	var text bytes.Buffer
	if err := log.WriteJSONL(&text); err != nil {
		t.Fatal(err)
	}
	read, err := ReadJSONL(&text)
	if err != nil {
		t.Fatal(err)
	}
	for _, log := range []*Log{log, read} {
		checkPlaces(t, log)
	}
	if len(r.links) != 0 {
		t.Errorf("%d links are left of connections that are gone", len(r.links))
	}
}

func checkPlaces(t *testing.T, log *Log) {
	t.Helper()
	for conn, want := range []struct {
		place string
		link  int
	}{{"", 0}, {"edge", 0}, {"lab", 1}, {"lab", 0}, {"", 0}} {
		if place, link := log.Place(conn), log.Link(conn); place != want.place || link != want.link {
			t.Errorf("connection %d is at %q with link %d, want %q and %d", conn, place, link, want.place, want.link)
		}
	}
	var told []string
	for _, e := range log.Events(0) {
		switch e.Kind {
		case "edge.hold":
			n, held := e.Held()
			if n != 4096 || held != 250*time.Millisecond || e.Exchange != 1 {
				t.Errorf("held %d bytes for %v in exchange %d", n, held, e.Exchange)
			}
		case "conn.open":
			if e.Answer != "" || e.Seq != 0 {
				t.Errorf("a connection opens with the answer %q and the number %d", e.Answer, e.Seq)
			}
		case "conn.close":
			told = append(told, e.Text)
		}
	}
	if got, want := strings.Join(told, ", "), "edge fin, lab rst"; got != want {
		t.Errorf("closed by %s, want %s", got, want)
	}
}

// What the edge does belongs to the exchange that it is at, whoever else waits
// on the connection, and only what comes from it is linked.
func TestPlacesOfOthers(t *testing.T) {
	log := NewLog(LogConfig{Began: time.Unix(0, 0)})
	r := NewRecorder(func(run string) *Log {
		if run == "x" {
			return log
		}
		return nil
	})
	edge, tls := r.At("edge"), r.At("tls")
	at, port := time.Unix(1, 0), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50002}
	edge.Opened(1, nil, &net.TCPAddr{IP: port.IP, Port: 50001}, at)
	r.Link(1, port)
	edge.Received(1, []byte("GET /r/nobody/sse HTTP/1.1\r\nHost: h\r\n\r\nGET /r/x/sse HTTP/1.1\r\nHost: h\r\n\r\n"), at)
	r.Tell(1, "edge.hold", "4096 250", at)
	tls.Opened(2, nil, port, at)
	tls.Received(2, []byte("GET /r/x/sse HTTP/1.1\r\nHost: h\r\n\r\n"), at)
	for _, e := range log.Events(0) {
		if e.Kind == "edge.hold" || e.Link != 0 {
			t.Errorf("the run has %s with link %d, which is another's", e.Kind, e.Link)
		}
	}
}
