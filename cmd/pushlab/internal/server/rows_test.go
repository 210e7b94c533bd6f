package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/lessons"
	"pushlab/views"
)

// captureLog reads a recorded run of a lesson.
func captureLog(t *testing.T, file string) *trace.Log {
	t.Helper()
	log, err := readCapture(lessons.FS, file)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// The rows of a run as its page gets them, when each of its exchanges is over: the
// last bytes of a response are recorded behind their writing.
func rowsOf(t *testing.T, s *Server, c *http.Client, run runAddress) []views.Row {
	t.Helper()
	awaitEnds(t, s, run)
	var answer struct{ Rows []views.Row }
	_, body := ask(t, c, "GET", s.Places()[0].URL+run.Inspector+"/rows", "")
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("rows = %q: %v", body, err)
	}
	return answer.Rows
}

// awaitEnds waits until every exchange of a run has ended.
func awaitEnds(t *testing.T, s *Server, run runAddress) {
	t.Helper()
	live, err := s.runs.Get(run.Run)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range live.Log.Follow(ctx, 0) {
		open := 0
		for _, e := range live.Log.Events(0) {
			switch e.Kind {
			case "http.req":
				open++
			case "http.end":
				open--
			}
		}
		if open == 0 {
			return
		}
	}
	t.Fatal("after a minute an exchange goes on")
}

// rowNo is the number of the first row of a kind. Where that stands is chance: when
// a side had to wait for a core, the silence before it is a row as well.
func rowNo(t *testing.T, rows []views.Row, kind string) int {
	t.Helper()
	i := slices.IndexFunc(rows, func(r views.Row) bool { return r.Kind == kind })
	if i < 0 {
		t.Fatalf("no row is of the kind %q: %v", kind, rows)
	}
	return rows[i].N
}

// Every row says what speaks in it, and rows are numbered from 1.
func TestRowsNameProtocolAndExchange(t *testing.T) {
	t.Parallel()
	rows := allRows(captureLog(t, "05-resume/cut.jsonl"))
	protos := map[string]string{"http": "http/1.1", "sse": "sse", "tcp": "tcp", "fault": "", "gap": "", "note": ""}
	for i, r := range rows {
		if r.N != i+1 {
			t.Fatalf("row %d has number %d", i+1, r.N)
		}
		if want, ok := protos[r.Kind]; !ok || r.Proto != want {
			t.Errorf("row %d (%s): proto = %q, want %q", r.N, r.Kind, r.Proto, want)
		}
		if r.Kind == "sse" && (r.Exchange == 0 || r.Conn == 0) {
			t.Errorf("row %d: exchange %d on connection %d, want both", r.N, r.Exchange, r.Conn)
		}
	}
	failed := slices.IndexFunc(rows, func(r views.Row) bool { return r.Failed })
	if failed < 0 || rows[failed].Label != "TCP reset by the lab (RST)" {
		t.Errorf("the first row that failed is %d, want the reset", failed+1)
	}
}

func TestHTTP2Labels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		frame  string // in hexadecimal
		want   string
		failed bool
	}{
		{"00000c 04 00 00000000 0003 00000064 0004 0000ffff", "SETTINGS MAX_CONCURRENT_STREAMS=100 INITIAL_WINDOW_SIZE=65535", false},
		{"000000 04 01 00000000", "SETTINGS ACK", false},
		{"000006 04 00 00000000 4242 00000001", "SETTINGS 0x4242=1", false},
		{"000004 08 00 00000000 0000ffff", "WINDOW_UPDATE +65535", false},
		{"000008 06 00 00000000 0102030405060708", "PING 0102030405060708", false},
		{"000008 06 01 00000000 0102030405060708", "PING ACK", false},
		{"000004 03 00 00000005 00000008", "RST_STREAM CANCEL", true},
		{"000004 03 00 00000005 00000000", "RST_STREAM NO_ERROR", false},
		{"000008 07 00 00000000 00000003 00000001", "GOAWAY PROTOCOL_ERROR, last stream 3", true},
		{"000008 07 00 00000000 00000003 00000000", "GOAWAY NO_ERROR, last stream 3", false},
		{"000002 00 00 00000001 6869", "DATA 2 bytes", false},
		{"000000 00 01 00000001", "DATA 0 bytes, END_STREAM", false},
		{"000002 03 00 00000001 0000", "RST_STREAM 2 bytes", false}, // too short to say more
	} {
		b := unhex(t, test.frame)
		if got := http2Label(b); got != test.want {
			t.Errorf("label of %s = %q, want %q", test.frame, got, test.want)
		}
		if got := http2Failed(b); got != test.failed {
			t.Errorf("%s failed = %t, want %t", test.want, got, test.failed)
		}
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	var b []byte
	if _, err := fmt.Sscanf(strings.ReplaceAll(text, " ", ""), "%x", &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEnvelopeLabels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ envelope, want string }{
		{"\x00\x00\x00\x00\x02{}", "message of 2 bytes {}"},
		{"\x01\x00\x00\x00\x02ab", "message of 2 bytes, compressed"},
		{"\x02\x00\x00\x00\x02{}", "end of stream, 2 bytes {}"},
		{"\x80\x00\x00\x00\x0egrpc-status:0\n", "end of stream, 14 bytes grpc-status:0⏎"},
		{"\x00\x00", "an envelope that was cut off"},
	} {
		if got := envelopeLabel([]byte(test.envelope)); got != test.want {
			t.Errorf("label of %q = %q, want %q", test.envelope, got, test.want)
		}
	}
}

func TestCarriers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		media string
		want  bool
	}{
		{"text/event-stream", true}, {"Text/Event-Stream; charset=utf-8", true}, {"application/connect+json", true},
		{"application/grpc-web+proto", true}, {"application/json", false}, {"", false},
	} {
		if got := carries(test.media); got != test.want {
			t.Errorf("carries(%q) = %t, want %t", test.media, got, test.want)
		}
	}
}

func TestWellClosed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		payload string
		want    bool
	}{{"", true}, {"\x03\xe8done", true}, {"\x03\xe9", true}, {"\x03\xea", false}, {"\x03\xf3", false}} {
		if got := wellClosed([]byte(test.payload)); got != test.want {
			t.Errorf("wellClosed(%q) = %t, want %t", test.payload, got, test.want)
		}
	}
}

// Over TLS and HTTP/2 the rows of an answer have the lane of its stream, and no
// chunks.
func TestRowsOverHTTP2(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	if _, body := ask(t, trusting(t, s, true), "GET", run.TLS+"/sse?tokens=20&ttft=0&tps=200", ""); !strings.Contains(body, "event: done") {
		t.Fatalf("the answer over TLS = %q", body)
	}
	rows := rowsOf(t, s, c, run)
	var labels []string
	for _, r := range rows {
		if r.Kind == "sse" && (r.Proto != "sse" || r.Lane == 0) {
			t.Errorf("row %d: proto %q, lane %d, want sse on a stream", r.N, r.Proto, r.Lane)
		}
		if strings.Contains(r.Label, "chunk") {
			t.Errorf("row %d is %q, want no chunks", r.N, r.Label)
		}
		labels = append(labels, r.Label)
	}
	all := strings.Join(labels, "\n")
	for _, want := range []string{"connection preface", "SETTINGS ACK", "GET /sse", "200  text/event-stream", "DATA 0 bytes, END_STREAM"} {
		if !strings.Contains(all, want) {
			t.Errorf("no row says %q:\n%s", want, all)
		}
	}
}

func TestDetailHasStateAndPlace(t *testing.T) {
	t.Parallel()
	log := captureLog(t, "05-resume/cut.jsonl")
	rows := allRows(log)
	n := slices.IndexFunc(rows, func(r views.Row) bool { return r.Token != "" }) + 1
	found, ok := findRow(log, n)
	if !ok {
		t.Fatal("no row has a token")
	}
	d := explain(log, found)
	if d.Stream != "s1" || d.Start <= 0 || !d.Bounds {
		t.Errorf("stream %q from %d, bounds %t, want s1 from behind the head, and bounds", d.Stream, d.Start, d.Bounds)
	}
	id, data := d.Parse[0].State, d.Parse[1].State
	if id.ID != rows[n-1].Token || id.Data != "" || data.Data == "" || data.Retry != -1 {
		t.Errorf("the parser holds %+v, then %+v", id, data)
	}
	if last := d.Parse[len(d.Parse)-1].State; last.Data != "" || last.ID != id.ID {
		t.Errorf("after the blank line it holds %+v, want no data and the id", last)
	}
	e := found.event
	stream := trace.Event{Kind: "bytes", Conn: e.Conn, Dir: e.Dir, Frame: wire.Frame{Start: d.Start, End: d.Start + int64(len(d.Hex)/2)}}
	if got := log.Bytes(stream); !bytes.Equal(got, unhex(t, d.Hex)) {
		t.Errorf("the stream at %d has % x, want the dump", d.Start, got)
	}
}

// The wrong parsers fire where the right one does not, and what comes after is
// not theirs alone.
func TestParsersDisagree(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	c := browser(t)
	run := makeRun(t, s, c)
	ask(t, c, "POST", run.Lab+"/emit", "id: 1\ndata: a\n\n: beat\n\ndata: b\n\n", "Origin", s.Places()[0].URL)
	ask(t, c, "GET", run.Lab+"/emit?id=e1", "")
	want := map[string][3]int{"id: 1⏎data: a": {1, 1, 1}, ": beat": {0, 0, 0}, "blank line": {0, 1, 1}, "data: b": {1, 1, 1}}
	for _, r := range rowsOf(t, s, c, run) {
		counts, ok := want[r.Label]
		if !ok {
			continue
		}
		delete(want, r.Label)
		var d views.Detail
		_, body := ask(t, c, "GET", fmt.Sprintf("%s%s/rows/%d?parsers=all", s.Places()[0].URL, run.Inspector, r.N), "")
		if err := json.Unmarshal([]byte(body), &d); err != nil || len(d.Parsers) != 3 {
			t.Fatalf("detail of %q: %d parsers, %v", r.Label, len(d.Parsers), err)
		}
		got := [3]int{len(d.Parsers[0].Events), len(d.Parsers[1].Events), len(d.Parsers[2].Events)}
		if got != counts {
			t.Errorf("%q fires %v, want %v", r.Label, got, counts)
		}
	}
	if len(want) > 0 {
		t.Errorf("no rows for %v", want)
	}
}
