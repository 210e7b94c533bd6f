package edge

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// One connection too many gets an answer, and its page may read it. When another
// has ended, the next one passes.
func TestFull(t *testing.T) {
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") })
	b.proxy.mu.Lock()
	b.proxy.config.Most = 1
	b.proxy.mu.Unlock()
	const request = "GET / HTTP/1.1\r\nHost: x\r\nOrigin: http://page\r\nConnection: close\r\n\r\n"
	first := b.dial()
	io.WriteString(first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	first.Read(make([]byte, 1)) // it passes
	get := func() string {
		c := b.dial()
		defer c.Close()
		io.WriteString(c, request)
		all, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("the response ends with %v", err)
		}
		return string(all)
	}
	got := get()
	for _, want := range []string{"HTTP/1.1 503 ", "Access-Control-Allow-Origin: http://page", "The edge passes 1 connections already."} {
		if !strings.Contains(got, want) {
			t.Errorf("the second got %q, want %q in it", got, want)
		}
	}
	first.Close()
	for end := time.Now().Add(time.Minute); !strings.HasSuffix(get(), "hello"); {
		if time.Now().After(end) {
			t.Fatal("a minute behind the end of the first no other passes")
		}
	}
}
