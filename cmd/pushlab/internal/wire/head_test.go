package wire

import (
	"reflect"
	"testing"
)

func TestParseHead(t *testing.T) {
	for _, c := range []struct {
		input string
		want  Head
		ok    bool
	}{
		{"GET /r/1?a=b HTTP/1.1\r\nHost: h\r\nX:\t a b \r\n\r\nbody", Head{Method: "GET", Target: "/r/1?a=b", Proto: "HTTP/1.1", Header: []HeaderLine{{"Host", "h"}, {"X", "a b"}}}, true},
		{"\r\nHTTP/1.0 404 Not Found\nbad line\nA: \n\n", Head{Proto: "HTTP/1.0", Status: 404, Reason: "Not Found", Header: []HeaderLine{{"A", ""}}}, true},
		{"GET / HTTP/1.1\r\nHost: h", Head{Method: "GET", Target: "/", Proto: "HTTP/1.1"}, true},
		{"GET / HTTP/1.1", Head{}, false},
		{"\x16\x03\x01\n", Head{}, false},
		{"", Head{}, false},
	} {
		got, ok := ParseHead([]byte(c.input))
		if ok != c.ok || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("ParseHead(%q) = %+v, %v, want %+v, %v", c.input, got, ok, c.want, c.ok)
		}
	}
	head := Head{Header: []HeaderLine{{"Accept", "a"}, {"accept", "b"}}}
	if got := head.Get("ACCEPT"); got != "a" {
		t.Errorf("Get(ACCEPT) = %q, want the first value a", got)
	}
	if got := head.Get("x"); got != "" {
		t.Errorf("Get(x) = %q, want none", got)
	}
}

// TestHeadRules has the rule that each head breaks and what can still be read.
func TestHeadRules(t *testing.T) {
	const host = "Host: h\r\n"
	for _, c := range []struct {
		name, protocol, input string
		rule                  Rule
		then                  Kind // of the frame behind the head
	}{
		{"fine", "http1-request", "GET / HTTP/1.1\r\n" + host + "\r\nGET", 0, KindRequest},
		{"no target", "http1-request", "GET HTTP/1.1\r\n\r\n.", RuleRequestLine, KindGarbage},
		{"lower case", "http1-request", "GET / http/1.1\r\n\r\n.", RuleRequestLine, KindGarbage},
		{"control in target", "http1-request", "GET /\x00 HTTP/1.1\r\n\r\n.", RuleRequestLine, KindGarbage},
		{"HTTP/2", "http1-request", "PRI * HTTP/2.0\r\n\r\n.", RuleVersion, KindGarbage},
		{"no host", "http1-request", "GET / HTTP/1.1\r\n\r\nGET", RuleHost, KindRequest},
		{"two hosts", "http1-request", "GET / HTTP/1.1\r\n" + host + host + "\r\nGET", RuleHost, KindRequest},
		{"HTTP/1.0 needs no host", "http1-request", "GET / HTTP/1.0\r\n\r\nGET", 0, KindRequest},
		{"not chunked", "http1-request", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, gzip\r\n\r\n.", RuleTransferEncoding, KindGarbage},
		{"chunked in another line", "http1-request", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\ntransfer-encoding: , Chunked\r\n\r\n1\r\na\r\n", 0, KindChunk},
		{"chunked in HTTP/1.0", "http1-request", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", RuleTransferEncoding10, KindChunk},
		{"two lengths", "http1-request", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", RuleTwoLengths, KindChunk},
		{"length with sign", "http1-response", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n.", RuleContentLength, KindGarbage},
		{"length too long", "http1-response", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n.", RuleContentLength, KindGarbage},
		{"lengths differ", "http1-response", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n.", RuleContentLength, KindGarbage},
		{"status of two digits", "http1-response", "HTTP/1.1 20 OK\r\n\r\n.", RuleStatusLine, KindGarbage},
		{"no reason, no space", "http1-response", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\n.", RuleStatusLine, KindBody},
		{"empty reason", "http1-response", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\n.", 0, KindBody},
		{"NUL in a value", "http1-response", "HTTP/1.1 200 OK\r\nA: \x00\r\nContent-Length: 1\r\n\r\n.", RuleFieldValue, KindBody},
		{"last coding is another", "http1-response", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n.", 0, KindBody},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, _ := NewDecoder(c.protocol)
			frames := append(d.Decode([]byte(c.input)), d.End()...)
			if len(frames) != 2 || frames[0].Err != c.rule || frames[1].Kind != c.then {
				t.Errorf("frames = %s, want rule %q, then %s", list([2][]Frame{frames}), c.rule, c.then)
			}
		})
	}
}
