package trace

import (
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// newWhole returns a script whose run has all of the connection.
func newWhole() *script {
	s := &script{now: time.Unix(0, 0)}
	s.log = NewLog(LogConfig{Began: s.now})
	s.r = NewWholeRecorder(s.log)
	s.r.Opened(1, address("127.0.0.1:8081"), address("127.0.0.1:50001"), s.now)
	return s
}

// framesAre lists the kinds of events but for bytes.
func framesAre(l *Log) string {
	var kinds []string
	for _, e := range l.Events(0) {
		if e.Kind != "bytes" {
			kinds = append(kinds, e.Kind)
		}
	}
	return strings.Join(kinds, " ")
}

// A run that has all gets requests for anything, from the opening of the
// connection on, and all of its bytes.
func TestWhole(t *testing.T) {
	client, server := newSpeaker(), newSpeaker()
	tests := map[string]struct {
		say  func(s *script)
		want string
	}{
		"nothing": {func(*script) {}, "conn.open conn.close"},
		"HTTP/1.1": {func(s *script) {
			s.in("GET /a HTTP/1.1\r\nHost: h\r\nCookie: hush\r\n\r\n")
			s.out(chunkedHead + chunk("data: 1\n\n") + "0\r\n\r\n")
			s.in("GET /r/x/b HTTP/1.1\r\nHost: h\r\n\r\n")
			s.out("HTTP/1.1 204 No Content\r\n\r\n")
		}, "conn.open http.req http.resp sse.event http.chunk http.chunk http.end http.req http.resp http.end conn.close"},
		"HTTP/2": {func(s *script) {
			s.out(settings) // a server may speak first
			s.in(preface + frame(wire.HTTP2Priority, 0, 3, 0, 0, 0, 0, 1) + client.get(1, "/a", "cookie", "hush"))
			s.out(settingsAck + server.headers(1, false, streamHead...) + data(1, true, "data: 1\n\n"))
			s.in(frame(wire.HTTP2WindowUpdate, 0, 1, 0, 0, 0, 9))
		}, "conn.open h2.frame h2.frame h2.frame h2.frame h2.frame http.req h2.frame h2.frame http.resp h2.frame sse.event http.end h2.frame conn.close"},
		"a greeting": {func(s *script) {
			s.out("220 mail\r\n")
			s.in("EHLO me\r\n")
		}, "conn.open conn.close http.req http.resp"},
		"noise": {func(s *script) { s.in("\x16\x03\x01\x00") }, "conn.open http.req conn.close"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := newWhole()
			var said [2]int
			test.say(s)
			l := s.finish()
			if got := framesAre(l); name[0] != 'a' && name != "noise" && got != test.want {
				t.Errorf("events:\n%s\nwant:\n%s", got, test.want)
			}
			for dir := range said {
				at := int64(0)
				for _, e := range l.Events(0) {
					if low := e.Frame.Layer == wire.HTTP || e.Frame.Layer == wire.HTTP2; e.IsFrame() && int(e.Dir) == dir && low {
						if e.Frame.Start != at {
							t.Errorf("%s begins at %d, want %d", e.Kind, e.Frame.Start, at)
						}
						at = e.Frame.End
					}
				}
				if got := l.Stream(1, wire.Direction(dir)); int64(len(got)) != at {
					t.Errorf("%q, but the frames end at %d", got, at)
				}
			}
			if strings.Contains(written(t, l), "hush") || s.r.OpenExchanges() != 0 {
				t.Errorf("a secret is kept, or %d exchanges are open", s.r.OpenExchanges())
			}
			checkRoundTrip(t, l)
		})
	}
}
