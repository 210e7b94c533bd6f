package main

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// endless repeats p for ever.
type endless struct {
	p  []byte
	at int
}

func (e *endless) Read(b []byte) (n int, err error) {
	for n < len(b) {
		k := copy(b[n:], e.p[e.at:])
		n, e.at = n+k, (e.at+k)%len(e.p)
	}
	return n, nil
}

// Whatever comes, decode keeps a bounded part of it, and says where it has left
// something out.
func TestDecodeMemoryIsBounded(t *testing.T) {
	tests := map[string]struct {
		protocol      string
		mib           float64 // of input
		begin, repeat string
		want          string // is somewhere in the output
	}{
		"a line without end":         {"sse", 96, "data: ", "x", `"rule":"A line of this block is longer than 4 MiB.`},
		"data without end":           {"sse", 96, "", "data: " + strings.Repeat("y", 1000) + "\n", `"rule":"The data of this event is more than 4 MiB.`},
		"a block without end":        {"sse", 96, "data: a\n", ":" + strings.Repeat("z", 1000) + "\n", `"limit":`},
		"a block of short lines":     {"sse", 4, "data: a\n", "id\n", `"limit":`},
		"a head without end":         {"http1", 96, "GET / HTTP/1.1\r\n", "X-A: b\r\n", `"rule":"This head is longer than 256 KiB`},
		"a field line without end":   {"http1", 96, "HTTP/1.1 200 OK\r\nX: ", "y", `"rule":"This head is longer than 256 KiB`},
		"a body of 2^62 bytes":       {"http1", 96, "HTTP/1.1 200 OK\r\nContent-Length: 4611686018427387904\r\n\r\n", "z", `"limit":`},
		"chunks of a byte":           {"http1", 1, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n", "1\r\nx\r\n", `"kind":"chunk"`},
		"blank lines":                {"http1", 96, "", "\r\n", `"err":`},
		"a message of 2^63-1 bytes":  {"websocket-client", 96, "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", "\x00", `"closeCode":1009`},
		"empty fragments":            {"websocket-client", 0.2, "\x01\x00", "\x00\x00", `"kind":"frame"`},
		"a message without end":      {"websocket-client", 2, "\x02\x01a", "\x00\x7e\x01\x00" + strings.Repeat("b", 256), `"closeCode":1009`},
		"pings inside a message":     {"websocket-client", 0.2, "\x01\x01a", "\x89\x00", `"type":"ping"`},
		"garbage":                    {"websocket-client", 96, "", "\xff", `"closeCode":1002`},
		"a field block without end":  {"http2", 4, "\x00\x00\x00\x01\x00\x00\x00\x00\x01", "\x00\x00\x01\x09\x00\x00\x00\x00\x01\x82", `"code":`},
		"a stream without end":       {"http2", 1, "", "\x00\x00\x01\x00\x00\x00\x00\x00\x01a", `"summary":"DATA stream=1`},
		"garbage behind the preface": {"http2", 96, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\xff", `"code":"FRAME_SIZE_ERROR"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			size := int64(test.mib * (1 << 20))
			in := io.MultiReader(strings.NewReader(test.begin), io.LimitReader(&endless{p: []byte(test.repeat)}, size), strings.NewReader("\n\n"))
			cmd := exec.CommandContext(t.Context(), "pushlab", "decode", "-p", test.protocol)
			found := &finder{want: []byte(test.want)}
			cmd.Stdin, cmd.Stdout = in, found
			if err := cmd.Run(); err != nil {
				t.Fatalf("decode ended with %v", err)
			}
			if !found.found {
				t.Errorf("the output lacks %s", test.want)
			}
			const limit = raceCost * 128 << 10
			if kib := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; kib > limit {
				t.Errorf("decode took %d KiB of memory for %d bytes, want at most %d", kib, size, limit)
			}
		})
	}
}

// A finder looks for bytes in what is written to it, and keeps none of it.
type finder struct {
	want, last []byte
	found      bool
}

func (f *finder) Write(p []byte) (int, error) {
	all := append(f.last, p...)
	f.found = f.found || bytes.Contains(all, f.want)
	f.last = append([]byte(nil), all[max(0, len(all)-len(f.want)):]...)
	return len(p), nil
}
