package demo

import (
	"net/http"
	"strings"
	"testing"
)

// A second request with the same key gets the same answer, and the model starts
// once; without a key, or with another, it starts again.
func TestIdempotencyKey(t *testing.T) {
	const (
		plain     = `{"tokens":5}`
		openai    = `{"model":"pushlab","messages":[{"role":"user","content":"a"}],"stream":true}`
		responses = `{"model":"pushlab","input":"a","stream":true}`
		anthropic = `{"model":"pushlab","max_tokens":9,"messages":[{"role":"user","content":"a"}],"stream":true}`
	)
	for _, c := range []struct {
		name, path, body string
		keys             []string // of the requests; "" = none
		starts           int
	}{
		{"chat", "chat", plain, []string{"k1", "k1", "k1"}, 1},
		{"chat-other", "chat", plain, []string{"k1", "k2", "k1"}, 2},
		{"chat-none", "chat", plain, []string{"", ""}, 2},
		{"chat-uuid", "chat", plain, []string{`"8e03978e-40d5-43dd-bc93-6894a57f9324"`, `"8e03978e-40d5-43dd-bc93-6894a57f9324"`}, 1},
		{"chat-whole", "chat", `{"tokens":5,"stream":false}`, []string{"k1", "k1"}, 1},
		{"broken", "d/postchat", plain, []string{"k1", "k1"}, 1},
		{"openai-chat", "v1/chat/completions?tokens=5", openai, []string{"k1", "k1"}, 1},
		{"openai-none", "v1/chat/completions?tokens=5", openai, []string{"", ""}, 2},
		{"openai-responses", "v1/responses?tokens=5", responses, []string{"k1", "k1"}, 1},
		{"anthropic", "v1/messages?tokens=5", anthropic, []string{"k1", "k1"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newStillBench(t)
			bodies := map[string]string{}
			for _, key := range c.keys {
				resp, body := b.do("POST", c.path, c.body, keyHeader(key)...)
				if resp.StatusCode != http.StatusOK || body == "" {
					t.Fatalf("status %d, want 200 with a body: %s", resp.StatusCode, body)
				}
				if before, ok := bodies[key]; ok && key != "" && body != before {
					t.Errorf("the second answer is %q, want %q as the first", body, before)
				}
				bodies[key] = body
			}
			if got := len(b.events("gen.start")); got != c.starts {
				t.Errorf("the model started %d times, want %d", got, c.starts)
			}
		})
	}
}

func keyHeader(key string) []string {
	if key == "" {
		return nil
	}
	return []string{"Idempotency-Key", key}
}

// A key holds within its run: another run's answer is another.
func TestIdempotencyKeyStaysInItsRun(t *testing.T) {
	b := newStillBench(t)
	b.do("POST", "chat", `{"tokens":5}`, "Idempotency-Key", "k1")
	first := b.run
	b.run = b.runs.New()
	b.do("POST", "chat", `{"tokens":5}`, "Idempotency-Key", "k1")
	for _, run := range []*Run{first, b.run} {
		b.run = run
		if got := len(b.events("gen.start")); got != 1 {
			t.Errorf("a run's model started %d times, want 1", got)
		}
	}
}

func TestIdempotencyKeyRefused(t *testing.T) {
	b := newStillBench(t)
	for _, c := range []struct {
		path, key, want string
	}{
		{"chat", "", "Idempotency-Key must be 1 to 255 printable ASCII characters"},
		{"chat", strings.Repeat("k", 256), "Idempotency-Key must be 1 to 255 printable ASCII characters"},
		{"chat", "schlüssel", "Idempotency-Key must be 1 to 255 printable ASCII characters"},
		{"chat?answer=A", "k1", "Idempotency-Key and answer both name the answer: send one of them."},
	} {
		resp, body := b.do("POST", c.path, "", "Idempotency-Key", c.key)
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, c.want) {
			t.Errorf("%s with key %.20q: %d %q, want 400 with %q", c.path, c.key, resp.StatusCode, body, c.want)
		}
	}
	if got := len(b.events("gen.start")); got != 0 {
		t.Errorf("the model started %d times for what was refused, want 0", got)
	}
}

// A page may send the header: the preflight of a browser says so.
func TestIdempotencyKeyPreflight(t *testing.T) {
	b := newStillBench(t)
	resp, _ := b.do("OPTIONS", "chat", "", "Origin", siteOrigin, "Access-Control-Request-Method", "POST",
		"Access-Control-Request-Headers", "content-type,idempotency-key")
	if got, want := resp.Header.Get("Access-Control-Allow-Headers"), "content-type, idempotency-key"; got != want {
		t.Errorf("Access-Control-Allow-Headers = %q, want %q", got, want)
	}
}

// The broken envelope is broken as its comment says.
func TestPostChatIsBroken(t *testing.T) {
	b := newStillBench(t)
	_, body := b.do("POST", "d/postchat", `{"tokens":300}`)
	if !strings.HasPrefix(body, "data:") || strings.Contains(body, "id:") || strings.Contains(body, "event:") {
		t.Errorf("the body is %.120q, want bare data lines", body)
	}
	if !strings.Contains(body, "\n\ndata: ") {
		t.Errorf("the body is %.120q, want a token's own space behind a colon", body)
	}
	if !strings.Contains(body, "data:\n\n\n\n") {
		t.Errorf("the body is %q, want a token of two line feeds as it is", body)
	}
}
