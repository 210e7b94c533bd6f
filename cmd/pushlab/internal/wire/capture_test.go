package wire

import (
	"encoding/hex"
	"encoding/json"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A capture is what crossed a connection, in the order in which it did.
type capture struct {
	name     string
	protocol string // of NewConn, or of NewDecoder
	steps    []step
}

type step struct {
	dir   Direction
	bytes []byte
}

// stream returns all bytes of one direction.
func (c capture) stream(dir Direction) (b []byte) {
	for _, s := range c.steps {
		if s.dir == dir {
			b = append(b, s.bytes...)
		}
	}
	return b
}

// A cutter says how many of n bytes the next piece has.
type cutter func(n int) int

func whole(n int) int      { return n }
func byteByByte(n int) int { return 1 }

// randomly cuts pieces of random size, small ones more often.
func randomly(r *rand.Rand) cutter {
	return func(n int) int { return 1 + r.Intn(min(n, 1+r.Intn(40))) }
}

// decode decodes a capture and returns the finished frames of each direction.
func (c capture) decode(t testing.TB, cut cutter) (frames [2][]Frame) {
	t.Helper()
	decode, end := c.decoder(t)
	for _, s := range c.steps {
		for p := s.bytes; len(p) > 0; {
			n := cut(len(p))
			frames[s.dir] = fold(frames[s.dir], decode(s.dir, p[:n]))
			p = p[n:]
		}
	}
	for _, dir := range []Direction{ToServer, ToClient} {
		frames[dir] = fold(frames[dir], end(dir))
	}
	return frames
}

func (c capture) decoder(t testing.TB) (decode func(Direction, []byte) []Frame, end func(Direction) []Frame) {
	if c.protocol == "http1" {
		conn := NewConn(c.protocol)
		return conn.Decode, conn.End
	}
	if c.protocol == "http2-both" {
		return newHTTP2Both()
	}
	d, err := NewDecoder(c.protocol)
	if err != nil {
		t.Fatal(err)
	}
	own := c.steps[0].dir
	return func(_ Direction, p []byte) []Frame { return d.Decode(p) },
		func(dir Direction) []Frame {
			if dir != own {
				return nil
			}
			return d.End()
		}
}

// fold puts amended frames in the place of what they amend.
func fold(frames, more []Frame) []Frame {
	for _, f := range more {
		if !f.Amend {
			frames = append(frames, f)
			continue
		}
		f.Amend = false
		for i := len(frames) - 1; i >= 0; i-- {
			if frames[i].Layer == f.Layer && frames[i].Start == f.Start {
				frames[i] = f
				break
			}
		}
	}
	return frames
}

// lowest returns the frames that tile the stream.
func lowest(frames []Frame) (low []Frame) {
	for _, f := range frames {
		if f.Parent < 0 {
			low = append(low, f)
		}
	}
	return low
}

// joined returns the bytes of a frame.
func joined(stream []byte, f Frame, frames []Frame) (b []byte) {
	for _, s := range spansOf(f, frames) {
		b = append(b, stream[s.Offset:s.Offset+s.Length]...)
	}
	return b
}

func spansOf(f Frame, frames []Frame) []Span {
	switch {
	case f.Parent < 0:
		return []Span{{int(f.Start), f.Len()}}
	case f.Layer == Header:
		return []Span{{int(f.Start), f.Len()}}
	case f.Stream > 0:
		return DataSpans(f.Start, f.End, f.Stream, lowest(frames))
	case f.Layer == SSE, f.Layer == Envelope:
		return EventSpans(f.Start, f.End, lowest(frames))
	}
	return MessageSpans(f.Start, f.End, lowest(frames))
}

// captures are all that the tests have.
func captures(t testing.TB) []capture {
	all := append(streamCaptures(t), http2Captures(t)...)
	for _, some := range lessonCaptures(t) {
		all = append(all, some...)
	}
	return all
}

// streamCaptures are every vector but those of HTTP/2, compressed messages, and
// every file of testdata/http.
func streamCaptures(t testing.TB) (all []capture) {
	for _, v := range sseVectors(t) {
		all = append(all, capture{"sse/" + v.Name, "sse", []step{{ToClient, v.Input}}})
	}
	for _, v := range webSocketVectors(t) {
		all = append(all, v.capture())
	}
	for _, c := range packedCases(t) {
		all = append(all, capture{"deflate/" + c.name, "websocket-client+deflate", []step{{ToClient, []byte(c.input)}}})
	}
	return append(all, httpCaptures(t)...)
}

// httpCaptures reads testdata/http: lines with > are bytes to the server, lines
// with < bytes to the client, as a Go string or in hexadecimal.
func httpCaptures(t testing.TB) (all []capture) {
	files, err := filepath.Glob("testdata/http/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := "http/" + strings.TrimSuffix(filepath.Base(file), ".txt")
		all = append(all, capture{name, "http1", parseSteps(t, file, string(text))})
	}
	return all
}

func parseSteps(t testing.TB, file, text string) (steps []step) {
	for line := range strings.Lines(text) {
		mark, data, _ := strings.Cut(strings.TrimSpace(line), " ")
		if mark == "#" {
			continue
		}
		b, err := hex.DecodeString(strings.ReplaceAll(data, " ", ""))
		if strings.HasPrefix(data, `"`) {
			var s string
			s, err = strconv.Unquote(data)
			b = []byte(s)
		}
		dir, known := map[string]Direction{">": ToServer, "<": ToClient}[mark]
		if err != nil || !known {
			t.Fatalf("%s: bad line %q: %v", file, line, err)
		}
		steps = append(steps, step{dir, b})
	}
	return steps
}

type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

type sseVector struct {
	Name        string   `json:"name"`
	Input       hexBytes `json:"input_hex"`
	Chunks      []int    `json:"chunks"`
	ContentType string   `json:"content_type"`
	Expect      struct {
		Opens       bool     `json:"opens"`
		LastEventID string   `json:"last_event_id"`
		RetryMS     *int     `json:"retry_ms"`
		Comments    []string `json:"comments"`
		Events      []struct {
			Type, Data  string
			LastEventID string `json:"lastEventId"`
		} `json:"events"`
	} `json:"expect"`
}

func (v sseVector) events() (events []Dispatch) {
	for _, e := range v.Expect.Events {
		events = append(events, Dispatch{e.Type, e.Data, e.LastEventID})
	}
	return events
}

func (v sseVector) retry() int {
	if v.Expect.RetryMS == nil {
		return -1
	}
	return *v.Expect.RetryMS
}

func sseVectors(t testing.TB) []sseVector {
	var file struct{ Vectors []sseVector }
	readJSON(t, "testdata/sse.json", &file)
	return file.Vectors
}

type webSocketVector struct {
	Name    string   `json:"name"`
	Decoder string   `json:"decoder"`
	Input   hexBytes `json:"input_hex"`
	Expect  struct {
		Events        []webSocketEvent `json:"events"`
		Error         *string          `json:"error"`
		FailCloseCode int              `json:"fail_close_code"`
		AlsoAllowed   []int            `json:"also_allowed_close_codes"`
		Incomplete    bool             `json:"incomplete"`
	} `json:"expect"`
}

type webSocketEvent struct {
	Type      string   `json:"type"`
	Text      string   `json:"text"`
	Hex       hexBytes `json:"hex"`
	RepeatHex hexBytes `json:"repeat_hex"`
	Length    int      `json:"length"`
	Code      int      `json:"code"`
	Reason    string   `json:"reason"`
}

func (v webSocketVector) direction() Direction {
	if v.Decoder == "server" {
		return ToServer
	}
	return ToClient
}

func (v webSocketVector) capture() capture {
	return capture{"websocket/" + v.Name, "websocket-" + v.Decoder, []step{{v.direction(), v.Input}}}
}

func webSocketVectors(t testing.TB) []webSocketVector {
	var file struct{ Vectors []webSocketVector }
	readJSON(t, "testdata/websocket.json", &file)
	return file.Vectors
}

func readJSON(t testing.TB, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}
