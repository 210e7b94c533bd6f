package demo

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// With framing=eof the end of the body is the end of the connection.
func TestFraming(t *testing.T) {
	b := newBench(t, Config{})
	for _, row := range []struct{ method, path string }{{"GET", "sse"}, {"POST", "chat"}, {"POST", "ndjson"}} {
		req, err := http.NewRequest(row.method, b.url(row.path+"?framing=eof&tokens=3&"+quick), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.Contains(string(body), "sha256") || len(resp.TransferEncoding) > 0 || !resp.Close {
			t.Errorf("%s: %q, %v, chunks %v, close %v, want a body that ends with its connection", row.path, body, err, resp.TransferEncoding, resp.Close)
		}
	}
	if _, events, err := readSSE(b, quick+"&framing=eof&tokens=9&fault=fin@3", ""); err != nil || summary(events) != "1-3" {
		t.Errorf("cut by FIN: told %q, %v, want 1-3 and no error: it looks like an end", summary(events), err)
	}
}
