package wire

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestHeadsLikeNetHTTP has two requests behind each other, the first with a head
// that is not in order. The server of this program is net/http: where that finds
// the second request, the decoder finds it too.
func TestHeadsLikeNetHTTP(t *testing.T) {
	const line, next = "POST /a HTTP/1.1\r\n", "GET /b HTTP/1.1\r\nHost: h\r\n\r\n"
	for name, c := range map[string]struct{ head, body string }{
		"folded coding":           {"Host: h\r\nTransfer-Encoding:\r\n chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"},
		"folded twice":            {"Host: h\r\nTransfer-Encoding:\r\n \r\n\tchunked\r\n", "3\r\nabc\r\n0\r\n\r\n"},
		"folded length":           {"Host: h\r\nContent-Length:\r\n\t3\r\n", "abc"},
		"folded host":             {"Host:\r\n h\r\nContent-Length: 3\r\n", "abc"},
		"folded other":            {"Host: h\r\nX: a\r\n Content-Length: 9\r\nContent-Length: 3\r\n", "abc"},
		"coding in LF lines":      {"Host: h\nTransfer-Encoding: chunked\n", "3\r\nabc\r\n0\r\n\r\n"},
		"length twice":            {"Host: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n", "abc"},
		"coding beside length":    {"Host: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"},
		"coding in capitals":      {"Host: h\r\nTRANSFER-ENCODING: CHUNKED\r\n", "3\r\nabc\r\n0\r\n\r\n"},
		"trailers":                {"Host: h\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nX: 1\r\n\r\n"},
		"extensions of the chunk": {"Host: h\r\nTransfer-Encoding: chunked\r\n", "3;a=\"b\"\r\nabc\r\n0;c\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			input := line + c.head + "\r\n" + c.body + next
			r := bufio.NewReader(strings.NewReader(input))
			first, err := http.ReadRequest(r)
			if err != nil {
				t.Fatalf("net/http refuses the first request: %v", err)
			}
			if body, err := io.ReadAll(first.Body); string(body) != "abc" || err != nil {
				t.Fatalf("net/http reads the body %q, %v", body, err)
			}
			if second, err := http.ReadRequest(r); err != nil || second.URL.Path != "/b" {
				t.Fatalf("net/http does not find the second request: %v", err)
			}
			d, _ := NewDecoder("http1-request")
			frames := append(d.Decode([]byte(input)), d.End()...)
			last := frames[len(frames)-1]
			if last.Kind != KindRequest || last.Start != int64(len(input)-len(next)) {
				t.Errorf("frames:\n%swant the last one to be the request at %d", list([2][]Frame{frames}), len(input)-len(next))
			}
		})
	}
}

// TestFoldedValues joins folded lines in the header of a head.
func TestFoldedValues(t *testing.T) {
	for lines, want := range map[string]string{
		"A: 1\r\n 2\r\n\t 3 \r\nB: 4\r\n": "A=1 2 3;B=4;",
		"A:\r\n 1\r\n":                    "A=1;",
		"A: 1\r\n \r\n":                   "A=1;",
		" 1\r\nA: 2\r\n":                  "A=2;",
		"bad\r\n 1\r\nA: 2\r\n":           "A=2;",
		"A: 1\r\nbad\r\n 2\r\n":           "A=1;",
	} {
		head, ok := ParseHead([]byte("GET / HTTP/1.1\r\n" + lines + "\r\n"))
		got := ""
		for _, h := range head.Header {
			got += h.Name + "=" + h.Value + ";"
		}
		if got != want || !ok {
			t.Errorf("%q: header %q, %v, want %q", lines, got, ok, want)
		}
	}
}
