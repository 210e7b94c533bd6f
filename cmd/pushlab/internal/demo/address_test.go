package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
)

// do sends a request and returns the response with its body read.
func (b *bench) do(method, path, body string, headers ...string) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url(path), strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := lonely.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp, string(text)
}

// What each address refuses, in the words that the client reads.
func TestRefusals(t *testing.T) {
	b := newBench(t, Config{})
	for _, row := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "sse?tokens=0", "", 400, "tokens must be a whole number from 1 to 1024; \"0\" was sent.\n"},
		{"POST", "sse", "", 405, "This address takes GET; \"POST\" was sent.\n"},
		{"HEAD", "sse", "", 405, ""},
		{"GET", "ack", "", 405, "This address takes POST; \"GET\" was sent.\n"},
		{"GET", "nothing", "", 404, "A run has the addresses sse, chat, ndjson, poll, longpoll, ws, echo, emit, ack, proof, v1/chat/completions, v1/responses and v1/messages; \"nothing\" was asked for.\n"},
		{"GET", "", "", 404, runPlaces + "\n"},
		{"GET", "sse/x", "", 404, "A run has the addresses sse, chat, ndjson, poll, longpoll, ws, echo, emit, ack, proof, v1/chat/completions, v1/responses and v1/messages; \"sse/x\" was asked for.\n"},
		{"GET", "ws", "", 426, "This address speaks WebSocket: the request needs Upgrade: websocket.\n"},
		{"GET", "ws?check=EX01", "", 400, "check is for another address: EX01 begins at sse or chat; \"EX01\" was sent.\n"},
		{"GET", "ndjson", "", 405, `{"error":"This address takes POST; \"GET\" was sent."}` + "\n"},
		{"POST", "ndjson", `{"tokens":0}`, 400, `{"error":"tokens must be a whole number from 1 to 1024; \"0\" was sent."}` + "\n"},
		{"POST", "ndjson", `{"after":42}`, 400, `{"error":"after must be a JSON string; \"42\" was sent."}` + "\n"},
		{"POST", "ndjson", `[]`, 400, `{"error":"The body must be one JSON object such as {\"tokens\": 100}; \"[]\" was sent."}` + "\n"},
		{"POST", "ndjson", `{"check":"EX01"}`, 400, `{"error":"check is for another address: EX01 begins at sse or chat; \"EX01\" was sent."}` + "\n"},
		{"POST", "poll", "", 405, `{"error":"This address takes GET; \"POST\" was sent."}` + "\n"},
		{"GET", "poll?after=a-1&after=a-2", "", 400, `{"error":"after must be sent once; it was sent again as \"a-2\"."}` + "\n"},
		{"GET", "poll?fault=rst@", "", 400, `{"error":"fault ` + strings.ReplaceAll(errFault.Error(), `"`, `\"`) + `; \"rst@\" was sent."}` + "\n"},
		{"GET", "longpoll?hold=60001", "", 400, `{"error":"hold must be a whole number from 0 to 60000; \"60001\" was sent."}` + "\n"},
		{"GET", "longpoll?hold=-1", "", 400, `{"error":"hold must be a whole number from 0 to 60000; \"-1\" was sent."}` + "\n"},
		{"GET", "longpoll?check=EX01", "", 400, `{"error":"check is for another address: EX01 begins at sse or chat; \"EX01\" was sent."}` + "\n"},
		{"POST", "chat", `{"tokens":0}`, 400, `{"error":"tokens must be a whole number from 1 to 1024; \"0\" was sent."}` + "\n"},
		{"POST", "chat", `{"tokens":5,"tokens":6}`, 400, `{"error":"tokens must be sent once; it was sent again as \"6\"."}` + "\n"},
		{"POST", "chat?tokens=5", `{"tokens":6}`, 400, `{"error":"tokens must be sent once; it was sent again as \"6\"."}` + "\n"},
		{"POST", "chat", `prompt=x`, 400, `{"error":"The body must be one JSON object such as {\"tokens\": 100}; \"prompt=x\" was sent."}` + "\n"},
		{"POST", "chat", `{"prompt":"` + strings.Repeat("a", 70_000) + `"}`, 413, `{"error":"The body may have 65536 bytes; more were sent."}` + "\n"},
		{"POST", "chat", `{"prompt":{"a":1}}`, 400, `{"error":"prompt must be a JSON string; \"{\\\"a\\\":1}\" was sent."}` + "\n"},
		{"POST", "chat", `{"prompt":["a"]}`, 400, `{"error":"prompt must be a JSON string; \"[\\\"a\\\"]\" was sent."}` + "\n"},
		{"POST", "chat", `{"prompt":null}`, 400, `{"error":"prompt must be a JSON string; \"null\" was sent."}` + "\n"},
		{"POST", "chat", `{"answer":12}`, 400, `{"error":"answer must be a JSON string; \"12\" was sent."}` + "\n"},
		{"GET", "chat", "", 405, `{"error":"This address takes POST; \"GET\" was sent."}` + "\n"},
		{"POST", "ack", "K7Q2XH", 409, "No challenge is open in this run. Ask for the stream with check=EX01 first, and read on until its event: challenge.\n"},
		{"POST", "ack", strings.Repeat("a", 2000), 413, "The body may have 1024 bytes; more were sent.\n"},
	} {
		resp, got := b.do(row.method, row.path, row.body)
		if resp.StatusCode != row.status || got != row.want {
			t.Errorf("%s %s %.40s:\n got %d %s\nwant %d %s", row.method, row.path, row.body, resp.StatusCode, got, row.status, row.want)
		}
	}
	b.run = &Run{ID: strings.Repeat("a", 40)}
	if resp, got := b.do("GET", "sse", ""); resp.StatusCode != 404 || got != ErrNoRun.Error()+"\n" {
		t.Errorf("a wrong MAC: got %d %s, want 404 and what to do", resp.StatusCode, got)
	}
	if resp, got := b.do("POST", "chat", ""); resp.StatusCode != 404 || !strings.HasPrefix(got, `{"error":`) {
		t.Errorf("a wrong MAC: got %d %s, want 404 as JSON", resp.StatusCode, got)
	}
}

func TestChat(t *testing.T) {
	b := newBench(t, Config{})
	want := llm.Model{Seed: 3, Tokens: 60}.Text()
	resp, got := b.do("POST", "chat", `{"prompt":"why?","tokens":60,"seed":3,"ttft":0,"tps":1000}`)
	if events := parseEvents([]byte(got), ""); text(events) != want || summary(events) != "1-60 done" {
		t.Errorf("streamed %q, want %q", text(events), want)
	}
	if media := resp.Header.Get("Content-Type"); media != "text/event-stream" {
		t.Errorf("Content-Type = %q, want text/event-stream", media)
	}
	resp, got = b.do("POST", "chat?answer=A", `{"tokens":60,"seed":3,"ttft":0,"tps":1000,"stream":false}`)
	var whole struct {
		ID, Text, SHA256 string
		Tokens           int
	}
	if err := json.Unmarshal([]byte(got), &whole); err != nil || whole.Text != want || whole.Tokens != 60 || len(whole.SHA256) != 64 {
		t.Errorf("answered %s, %v, want all of %q", got, err, want)
	}
	if resp.ContentLength != int64(len(got)) || len(resp.TransferEncoding) > 0 {
		t.Errorf("Content-Length = %d %v, want %d", resp.ContentLength, resp.TransferEncoding, len(got))
	}
	if !strings.HasSuffix(whole.ID, "-61") {
		t.Errorf("id = %q, want that of done", whole.ID)
	}
	_, again := b.do("POST", "chat?answer=A", "")
	if text(parseEvents([]byte(again), "")) != want || len(b.events("gen.start")) != 2 {
		t.Error("the stream of an answer that was made at once differs from it")
	}
	if _, got = b.do("POST", "chat?"+quick+"&tokens=1&ids=off&stream=false", ""); !strings.HasPrefix(got, `{"text":"`) {
		t.Errorf("with ids=off: %s, want no id", got)
	}
	resp, _ = b.do("POST", "chat", "", "Last-Event-ID", whole.ID)
	if resp.StatusCode != http.StatusNoContent {
		t.Errorf("status after done = %d, want 204", resp.StatusCode)
	}
}

func TestUnknownNamesAreNoted(t *testing.T) {
	b := newBench(t, Config{})
	if _, _, err := readSSE(b, quick+"&tokens=1&speed=9&a=1&b=2&c=3&d=4&e=5", ""); err != nil {
		t.Fatal(err)
	}
	notes := b.events("note")
	want := `ignored, since this address has no such knob: "speed", "a", "b", "c", "d", and 1 more`
	if len(notes) != 1 || notes[0].Text != want {
		t.Errorf("notes = %v, want one: %s", notes, want)
	}
}

func TestCORS(t *testing.T) {
	b := newBench(t, Config{})
	resp, _ := b.do("POST", "chat", `{"tokens":1,"ttft":0}`, "Origin", siteOrigin)
	if got := resp.Header.Get("Access-Control-Allow-Origin"); got != siteOrigin || resp.Header.Get("Vary") != "Origin" {
		t.Errorf("Access-Control-Allow-Origin = %q, Vary = %q, want %s and Origin", got, resp.Header.Get("Vary"), siteOrigin)
	}
	resp, _ = b.do("GET", "sse?tokens=0", "", "Origin", siteOrigin)
	if got := resp.Header.Get("Access-Control-Allow-Origin"); resp.StatusCode != 400 || got != siteOrigin {
		t.Errorf("of a refusal: %d, Access-Control-Allow-Origin = %q, want 400 and %s", resp.StatusCode, got, siteOrigin)
	}
	resp, _ = b.do("POST", "ack", "x", "Origin", "http://evil.test")
	if got := resp.Header.Values("Access-Control-Allow-Origin"); got != nil {
		t.Errorf("another origin is allowed: %q", got)
	}
	resp, body := b.do("OPTIONS", "chat", "", "Origin", siteOrigin, "Access-Control-Request-Method", "POST",
		"Access-Control-Request-Headers", "content-type, last-event-id,x-stainless-os, x-evil, Authorization")
	h := resp.Header
	got := fmt.Sprint(resp.StatusCode, h.Get("Access-Control-Allow-Origin"), h.Get("Access-Control-Allow-Methods"), h.Get("Access-Control-Allow-Headers"), h.Get("Access-Control-Max-Age"), body)
	if want := fmt.Sprint(204, siteOrigin, "GET, POST", "content-type, last-event-id, x-stainless-os, Authorization", "600", ""); got != want {
		t.Errorf("preflight = %s, want %s", got, want)
	}
	resp, _ = b.do("OPTIONS", "chat", "", "Origin", "http://evil.test", "Access-Control-Request-Method", "POST")
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("preflight of another origin = %d, want 403", resp.StatusCode)
	}
}

func TestSocketOrigins(t *testing.T) {
	b := newBench(t, Config{})
	for origin, want := range map[string]bool{"": true, siteOrigin: true, b.server.URL: true, "http://evil.test": false, "null": false} {
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		for _, path := range []string{"ws?tokens=1&ttft=0", "echo"} {
			conn, err := websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(b.url(path), "http"), websocket.DialOptions{Header: h})
			if got := err == nil; got != want {
				t.Errorf("Origin %q at %s is taken: %v, %v, want %v", origin, path, got, err, want)
			}
			if err == nil {
				conn.Close(1000, "")
			}
		}
	}
	if got := len(b.events("gen.start")); got != 3 {
		t.Errorf("%d answers were begun, want 3: a refused handshake begins none", got)
	}
}

// The 17th live stream of a run is refused, over every address; another run's
// is not.
func TestStreamCap(t *testing.T) {
	b := newBench(t, Config{})
	for i := range maxStreams {
		if i%2 == 0 {
			resp, err := getSSE(b, "ttft=60000", "")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			continue
		}
		conn, err := b.dial("echo")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.NetConn().Close()
	}
	for path, method := range map[string]string{"sse": "GET", "chat": "POST", "ndjson": "POST", "poll": "GET", "longpoll": "GET"} {
		resp, got := b.do(method, path, "")
		if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "5" || !strings.Contains(got, "16 live streams") {
			t.Errorf("%s: %d, Retry-After %q, %s, want 429", path, resp.StatusCode, resp.Header.Get("Retry-After"), got)
		}
	}
	for _, path := range []string{"ws", "echo"} {
		_, err := b.dial(path)
		if refused, ok := err.(*websocket.HandshakeError); !ok || refused.Status != 429 {
			t.Errorf("%s: %v, want 429", path, err)
		}
	}
	b.run = b.runs.New()
	if _, _, err := readSSE(b, quick+"&tokens=1", ""); err != nil {
		t.Errorf("another run: %v", err)
	}
}

func TestEcho(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("echo?size=5")
	if err != nil {
		t.Fatal(err)
	}
	for op, size := range map[websocket.Opcode]int{websocket.OpText: 65_536, websocket.OpBinary: 0} {
		sent := strings.Repeat("a", size)
		conn.Write(context.Background(), op, []byte(sent))
		m, err := conn.Read(context.Background())
		if err != nil || m.Opcode != op || string(m.Data) != sent {
			t.Errorf("echo of %d bytes = %d bytes of opcode %d, %v", size, len(m.Data), m.Opcode, err)
		}
	}
	conn.Write(context.Background(), websocket.OpText, make([]byte, 65_537))
	if _, err := conn.Read(context.Background()); ended(err) == nil || !strings.Contains(err.Error(), "1009") {
		t.Errorf("65,537 bytes: %v, want a Close with 1009", err)
	}
	if notes := b.events("note"); len(notes) != 1 || !strings.Contains(notes[0].Text, `"size"`) {
		t.Errorf("notes = %v, want one about size", notes)
	}
}

// Two runs on one connection: neither has a byte of the other's.
func TestTwoBenchesShareAConnection(t *testing.T) {
	b := newBench(t, Config{})
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	other := b.runs.New()
	for i := range 6 {
		run := []*Run{b.run, other}[i%2]
		resp, err := client.Get(fmt.Sprintf("%s/r/%s/sse?%s&tokens=20&seed=%d", b.server.URL, run.ID, quick, i%2))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	for i, run := range []*Run{b.run, other} {
		mine := &bench{t: t, run: run}
		waitUntil(func() bool { return len(mine.events("http.end")) == 3 })
		if got := len(mine.events("conn.open")); got != 1 {
			t.Errorf("run %d has %d connections, want 1", i, got)
		}
		want := llm.Model{Seed: int64(i), Tokens: 20}.Text()
		all := string(traceBytes(run.Log))
		if strings.Contains(all, []*Run{other, b.run}[i].ID) {
			t.Errorf("run %d has bytes of the other's", i)
		}
		if got := mine.texts(); got != want+want+want {
			t.Errorf("run %d streamed %q, want 3 times %q", i, got, want)
		}
	}
}

func traceBytes(log *trace.Log) (all []byte) {
	for _, e := range log.Events(0) {
		if e.Kind == "bytes" {
			all = append(all, log.Bytes(e)...)
		}
	}
	return all
}

// texts joins the tokens that the trace saw.
func (b *bench) texts() string {
	var all []byte
	for _, e := range b.events("sse.event") {
		all = append(all, b.run.Log.Bytes(e)...)
	}
	return text(parseEvents(all, ""))
}

// Who comes to the root of the lab, or of a run, is told where to go on.
func TestRoots(t *testing.T) {
	b := newBench(t, Config{})
	for path, words := range map[string][]string{
		"/r/" + b.run.ID:       {"/sse", "/chat", "/ndjson", "/poll", "/longpoll", "/ws", "/echo", "/ack"},
		"/r/" + b.run.ID + "/": {"/sse", "/chat", "/ndjson", "/poll", "/longpoll", "/ws", "/echo", "/ack"},
		"/":                    {"the lab of pushlab", "POST to /runs"},
		"/favicon.ico":         {"the lab of pushlab"},
	} {
		resp, err := lonely.Transport.RoundTrip(httptest.NewRequest("GET", b.server.URL+path, nil)) // follows no redirect
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if media := resp.Header.Get("Content-Type"); resp.StatusCode != 404 || media != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d, %s, want 404 in plain text", path, resp.StatusCode, media)
		}
		for _, word := range words {
			if !strings.Contains(string(text), word) {
				t.Errorf("%s: %s, want %q in it", path, text, word)
			}
		}
	}
}
