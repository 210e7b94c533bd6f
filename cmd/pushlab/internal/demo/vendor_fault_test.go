package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// post asks a vendor's address over a connection of its own.
func (b *bench) post(client *http.Client, path, query string) (*http.Response, error) {
	return client.Post(b.url(path+"?"+query), "application/json", strings.NewReader(fmt.Sprintf(asks[path], true)))
}

// A fault counts tokens, in whatever events the vendor wraps them: what ends an
// answer counts as one more, since it stands for done.
func TestVendorFaults(t *testing.T) {
	for path, last := range map[string]string{"v1/chat/completions": "data: [DONE]", "v1/responses": "event: response.completed", "v1/messages": "event: message_stop"} {
		for _, row := range []struct {
			fault  string
			tokens int
			rest   int  // bytes of the event that was cut
			whole  bool // the vendor's last event has crossed
			clean  bool // the body ends with its last chunk
		}{
			{"end@3", 3, 0, false, true},
			{"fin@3", 3, 0, false, false},
			{"rst@3", 3, 0, false, false},
			{"fin@0+7", 0, 7, false, false},
			{"rst@3+20", 3, 20, false, false},
			{"fin@10", 10, 0, false, false},
			{"end@11", 10, 0, true, true},
			{"end@b1", 1, 0, false, true},
		} {
			t.Run(path+" "+row.fault, func(t *testing.T) {
				b := newBench(t, Config{})
				resp, err := b.post(lonely, path, quick+"&tokens=10&fault="+strings.ReplaceAll(row.fault, "+", "%2B"))
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if clean := err == nil; clean != row.clean {
					t.Errorf("reading ended with %v, want a last chunk: %v", err, row.clean)
				}
				if got := tokensOf(t, body); got != row.tokens {
					t.Errorf("%d tokens crossed, want %d", got, row.tokens)
				}
				if got := len(body) - strings.LastIndex(string(body), "\n\n") - 2; got != row.rest {
					t.Errorf("%d bytes of an event that was cut, want %d", got, row.rest)
				}
				if got := strings.Contains(string(body), last); got != row.whole {
					t.Errorf("%q crossed: %v, want %v", last, got, row.whole)
				}
				b.checkFault(t, row.fault, true)
			})
		}
	}
}

// tokensOf counts the events with text.
func tokensOf(t *testing.T, body []byte) (n int) {
	for _, e := range parseEvents(body, "") {
		if deltaOf(t, e.data) != "" {
			n++
		}
	}
	return n
}

// Over HTTP/2 a fault waits for the vendor's event, not for one of ours.
func TestVendorFaultHTTP2(t *testing.T) {
	for path := range asks {
		for _, row := range []struct {
			fault, told string
			tokens      int
		}{{"rst@3", "h2reset@3", 3}, {"end@3", "end@3", 3}, {"fin@11", "h2reset@11", 10}} {
			b := newStreamBench(t)
			resp, err := b.post(b.client, path, quick+"&tokens=10&fault="+row.fault)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if got := tokensOf(t, body); got != row.tokens || (err == nil) != strings.HasPrefix(row.fault, "end") {
				t.Errorf("%s %s: %d tokens, then %v, want %d", path, row.fault, got, err, row.tokens)
			}
			b.checkFault(t, row.told, true)
			if e := b.events("fault"); len(e) == 1 && e[0].Exchange == 0 {
				t.Errorf("%s %s: the fault is of no exchange: its event was not found in the trace", path, row.fault)
			}
		}
	}
}

// When the server stops, the stream says so in the vendor's words; afterwards
// the answer is 503.
func TestVendorGoodbye(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	last := map[string]string{
		"v1/chat/completions": `data: {"error":{"message":"The server is stopping.`,
		"v1/responses":        `data: {"type":"error","code":"server_error","message":"The server is stopping.`,
		"v1/messages":         `data: {"type":"error","error":{"type":"api_error","message":"The server is stopping.`,
	}
	bodies := map[string]io.ReadCloser{}
	for path := range asks {
		resp, err := b.post(lonely, path, "ttft=0&tps=1")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		bodies[path] = resp.Body
	}
	settle(b.run)
	b.runs.Goodbye()
	for path, r := range bodies {
		body, err := io.ReadAll(r)
		blocks := strings.Split(strings.TrimSpace(string(body)), "\n\n")
		if got := blocks[len(blocks)-1]; err != nil || !strings.Contains(got, last[path]) {
			t.Errorf("%s ended with %q, %v, want %q", path, got, err, last[path])
		}
	}
	b.runs.Wait(context.Background())
	resp, got := b.do("POST", "v1/messages", fmt.Sprintf(asks["v1/messages"], true))
	if resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "1" || !strings.HasPrefix(got, `{"type":"error"`) {
		t.Errorf("afterwards: %d %s, want 503", resp.StatusCode, got)
	}
}

// An error that was asked for says so in the trace.
func TestVendorErrorIsNoted(t *testing.T) {
	b := newBench(t, Config{})
	for path, body := range asks {
		b.do("POST", path+"?"+quick+"&tokens=9&error=3", fmt.Sprintf(body, true))
	}
	notes := b.events("note")
	if want := "the model fails after token 3, as error=3 asked"; len(notes) != 3 || notes[0].Text != want {
		t.Errorf("notes = %v, want three: %s", notes, want)
	}
}

// A page of the site may use the vendors' clients, with their headers and ours.
func TestVendorPreflight(t *testing.T) {
	b := newBench(t, Config{})
	asked := "anthropic-dangerous-direct-browser-access,anthropic-version,authorization,content-type,x-api-key,x-pushlab-tokens,x-stainless-lang"
	resp, _ := b.do("OPTIONS", "v1/messages", "", "Origin", siteOrigin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", asked+",x-other")
	if got, want := resp.Header.Get("Access-Control-Allow-Headers"), strings.ReplaceAll(asked, ",", ", "); resp.StatusCode != 204 || got != want {
		t.Errorf("preflight: %d, Access-Control-Allow-Headers = %q, want %q", resp.StatusCode, got, want)
	}
	resp, _ = b.do("POST", "v1/messages?"+quick+"&tokens=1", fmt.Sprintf(asks["v1/messages"], true), "Origin", siteOrigin)
	if got := resp.Header.Get("Access-Control-Expose-Headers"); got != "Request-Id" {
		t.Errorf("Access-Control-Expose-Headers = %q, want Request-Id", got)
	}
}
