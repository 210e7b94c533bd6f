package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"testing"
)

// vectorsOf reads a file of vectors; each is given to check whole and byte by byte.
func vectorsOf[V any](t *testing.T, name string, check func(t *testing.T, v V, deliver func(io.Reader) io.Reader)) {
	t.Helper()
	text, err := os.ReadFile("internal/wire/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Count   int
		Vectors []V
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) != file.Count || file.Count == 0 {
		t.Fatalf("%s has %d vectors and says %d", name, len(file.Vectors), file.Count)
	}
	for _, v := range file.Vectors {
		for how, deliver := range deliveries {
			t.Run(reflect.ValueOf(v).FieldByName("Name").String()+"/"+how, func(t *testing.T) { check(t, v, deliver) })
		}
	}
}

func fromHex(t *testing.T, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The vectors of event streams. Where the vector's Content-Type makes the
// connection fail, decode has nothing to say, for it is given a body: that such
// a type opens no stream is IsEventStream's, which wire and the page test.
func TestDecodeEventStreamVectors(t *testing.T) {
	type vector struct {
		Name   string
		Input  string `json:"input_hex"`
		Expect struct {
			Opens       bool
			Events      []dispatchLine
			LastEventID string `json:"last_event_id"`
			Retry       *int   `json:"retry_ms"`
		}
	}
	vectorsOf(t, "sse.json", func(t *testing.T, v vector, deliver func(io.Reader) io.Reader) {
		body := fromHex(t, v.Input)
		lines := decodeLines(t, deliver(bytes.NewReader(body)), "-p", "sse")
		checkTiles(t, lines, int64(len(body)))
		var events []dispatchLine
		for _, l := range lines {
			if l.Dispatch != nil {
				events = append(events, *l.Dispatch)
			}
		}
		if !v.Expect.Opens {
			return
		}
		if !slices.Equal(events, v.Expect.Events) {
			t.Errorf("events = %+v, want %+v", events, v.Expect.Events)
		}
		want := stateLine{LastEventID: v.Expect.LastEventID, Retry: v.Expect.Retry}
		if last := lines[len(lines)-1]; last.State == nil || !reflect.DeepEqual(*last.State, want) {
			t.Errorf("the last line is %+v, want the state %+v", last, want)
		}
	})
}

// A webSocketEvent is what a vector expects: text binary ping pong close.
type webSocketEvent struct {
	Type, Text, Hex string
	Repeat          string `json:"repeat_hex"`
	Length          int
	Code            int
	Reason          string
}

// plain writes out what the vector repeats.
func (e webSocketEvent) plain(t *testing.T) webSocketEvent {
	t.Helper()
	data := bytes.Repeat(fromHex(t, e.Repeat), e.Length)
	switch e.Type {
	case "text":
		e.Text += string(data)
	case "binary":
		e.Hex += hex.EncodeToString(data)
	case "close":
		e.Hex = ""
	}
	e.Repeat, e.Length = "", 0
	return e
}

type webSocketVector struct {
	Name, Decoder string
	Input         string `json:"input_hex"`
	Expect        struct {
		Events     []webSocketEvent
		Error      *string
		Code       int   `json:"fail_close_code"`
		Allowed    []int `json:"also_allowed_close_codes"`
		Incomplete bool
	}
}

func TestDecodeWebSocketVectors(t *testing.T) {
	vectorsOf(t, "websocket.json", func(t *testing.T, v webSocketVector, deliver func(io.Reader) io.Reader) {
		input := fromHex(t, v.Input)
		lines := decodeLines(t, deliver(bytes.NewReader(input)), "-p", "websocket-"+v.Decoder)
		checkTiles(t, lines, int64(len(input)))
		var want []webSocketEvent
		for _, e := range v.Expect.Events {
			want = append(want, e.plain(t))
		}
		if got := webSocketEvents(lines); !slices.Equal(got, want) {
			t.Errorf("events = %.300s, want %.300s", fmt.Sprint(got), fmt.Sprint(want))
		}
		code, incomplete := 0, false
		for _, l := range lines {
			if l.Error != nil {
				code = l.Error.CloseCode
			}
			incomplete = incomplete || l.Incomplete
		}
		if code != v.Expect.Code && !slices.Contains(v.Expect.Allowed, code) {
			t.Errorf("closeCode = %d, want %d or one of %v", code, v.Expect.Code, v.Expect.Allowed)
		}
		if incomplete != v.Expect.Incomplete {
			t.Errorf("incomplete = %t, want %t", incomplete, v.Expect.Incomplete)
		}
	})
}

// webSocketEvents are the messages and control frames of decode's output.
func webSocketEvents(lines []line) (events []webSocketEvent) {
	for _, l := range lines {
		switch {
		case l.Message != nil && l.Message.Text != nil:
			events = append(events, webSocketEvent{Type: l.Message.Type, Text: *l.Message.Text})
		case l.Message != nil:
			events = append(events, webSocketEvent{Type: l.Message.Type, Hex: *l.Message.Hex})
		case l.Frame != nil && l.Frame.Type == "close":
			events = append(events, webSocketEvent{Type: "close", Code: l.Frame.Code, Reason: *l.Frame.Reason})
		case l.Frame != nil && l.Frame.Type != "":
			events = append(events, webSocketEvent{Type: l.Frame.Type, Hex: *l.Frame.Hex})
		}
	}
	return events
}

func TestDecodeHTTP2Vectors(t *testing.T) {
	type vector struct {
		Name   string
		Input  string `json:"input_hex"`
		Expect struct {
			Frames     []string
			Incomplete bool
			Scope      string `json:"error_scope"`
			Code       string `json:"error_code"`
		}
	}
	vectorsOf(t, "http2.json", func(t *testing.T, v vector, deliver func(io.Reader) io.Reader) {
		input := fromHex(t, v.Input)
		lines := decodeLines(t, deliver(bytes.NewReader(input)), "-p", "http2")
		checkTiles(t, lines, int64(len(input)))
		got := v.Expect
		got.Frames, got.Incomplete, got.Scope, got.Code = []string{}, false, "", ""
		for _, l := range lines {
			switch {
			case l.Frame != nil && l.Frame.Summary != "":
				got.Frames = append(got.Frames, l.Frame.Summary)
			case l.Error != nil:
				got.Scope, got.Code = l.Error.Scope, l.Error.Code
			}
			got.Incomplete = got.Incomplete || l.Incomplete
		}
		if !reflect.DeepEqual(got, v.Expect) {
			t.Errorf("decode says %+v, want %+v", got, v.Expect)
		}
	})
}
