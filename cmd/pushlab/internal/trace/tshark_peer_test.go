//go:build peers

package trace

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// tshark dissects a trace and returns, for each packet of a filter, its fields
// in their order; the values of one are joined by '|'.
func tshark(t *testing.T, l *Log, filter string, fields ...string) (packets [][]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace.pcapng")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := l.WritePcapng(f, PcapngOptions{}); err != nil {
		t.Fatal(err)
	}
	args := []string{"-2", "-r", path, "-Y", filter, "-T", "fields", "-E", "aggregator=|", "-E", "separator=/t",
		"-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"}
	if l.IsHTTP2(1) {
		args = append(args, "-d", fmt.Sprintf("tcp.port==%d,http2", capture(t, l)[0].to.Port()))
	}
	for _, field := range fields {
		args = append(args, "-e", field)
	}
	out, err := exec.CommandContext(t.Context(), "tshark", args...).Output()
	if err != nil {
		t.Fatalf("tshark %q: %v", args, err)
	}
	for line := range strings.Lines(string(out)) {
		packets = append(packets, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return packets
}

// unsound is everything that tshark finds fault with.
const unsound = `tcp.analysis.flags || _ws.malformed || _ws.expert.severity == "Error" || tcp.checksum.status != 1 || ip.checksum.status != 1`

func checkUnfaulted(t *testing.T, l *Log) {
	t.Helper()
	if found := tshark(t, l, unsound, "frame.number", "_ws.expert.message"); len(found) > 0 {
		t.Errorf("tshark finds fault with %q", found)
	}
}

func TestPeerTsharkHTTP2(t *testing.T) {
	for n, l := range http2Lab(t) {
		checkUnfaulted(t, l)
		packets := tshark(t, l, "http2", "tcp.srcport", "http2.type", "http2.streamid", "http2.flags.end_stream", "http2.header.name", "http2.header.value")
		client := fmt.Sprint(capture(t, l)[0].from.Port())
		for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
			var got [5][]string
			for _, p := range packets {
				for i, values := range p[1:] {
					if (p[0] == client) == (dir == wire.ToServer) && values != "" {
						got[i] = append(got[i], strings.Split(values, "|")...)
					}
				}
			}
			if want := http2Fields(l, dir); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("run %d %s: tshark has\n%q\nand we have\n%q", n+1, dir, got, want)
			}
		}
	}
}

// http2Fields returns what the trace has of a direction: the types of frames,
// their streams, END_STREAM of those that can have it, names and values.
func http2Fields(l *Log, dir wire.Direction) (fields [5][]string) {
	for _, e := range l.Events(0) {
		f := e.Frame
		if !e.IsFrame() || e.Dir != dir {
			continue
		}
		if f.Layer == wire.HTTP2 && f.Kind == wire.KindHTTP2 {
			fields[0] = append(fields[0], strconv.Itoa(int(f.Opcode)))
			fields[1] = append(fields[1], fmt.Sprint(f.Stream))
			if f.Opcode == wire.HTTP2Headers || f.Opcode == wire.HTTP2Data {
				fields[2] = append(fields[2], map[bool]string{false: "0", true: "1"}[f.Fin])
			}
		}
		if f.Layer == wire.Header {
			for _, line := range l.Head(e).Header {
				fields[3], fields[4] = append(fields[3], line.Name), append(fields[4], line.Value)
			}
		}
	}
	return fields
}

// What is missing shows as segments that were not captured, and as nothing else.
func TestPeerTsharkShowsWhatIsLost(t *testing.T) {
	s := newScript()
	s.log = NewLog(LogConfig{Began: time.Unix(0, 0), Limit: reserved + 2000})
	s.in(getEvents)
	s.out(plainHead)
	for range 40 {
		s.out("data: " + strings.Repeat("x", 50) + "\n\n")
	}
	l := s.finish()
	lost := tshark(t, l, "tcp.analysis.lost_segment", "frame.comment")
	if len(lost) != 2 || !strings.HasPrefix(lost[0][0], "the trace is full") {
		t.Errorf("lost segments: %q, want one in each direction and why", lost)
	}
	others := tshark(t, l, "("+unsound+") && !tcp.analysis.lost_segment && !tcp.analysis.ack_lost_segment", "frame.number", "_ws.expert.message")
	if len(others) > 0 {
		t.Errorf("tshark also finds fault with %q", others)
	}
}

func TestPeerTsharkReadsIPv6(t *testing.T) {
	s := newScript()
	for n := range uint64(3) {
		s.r.Opened(n+1, address("[::1]:8081"), address("[::1]:50001"), s.tick())
		s.r.Received(n+1, []byte("GET /r/x HTTP/1.1\r\nHost: [::1]:8081\r\n\r\n"), s.tick())
		s.r.Sent(n+1, []byte("HTTP/1.1 204 No Content\r\n\r\n"), s.tick())
	}
	checkUnfaulted(t, s.log)
	got := tshark(t, s.log, "http", "tcp.stream", "ipv6.src", "tcp.srcport", "http.request.uri", "http.response.code")
	want := "[[0 ::1 50001 /r/x ] [0 ::1 8081  204] [1 ::1 50002 /r/x ] [1 ::1 8081  204] [2 ::1 50003 /r/x ] [2 ::1 8081  204]]"
	if fmt.Sprint(got) != want {
		t.Errorf("tshark reads %v, want %s", got, want)
	}
}
