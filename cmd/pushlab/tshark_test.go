//go:build peers

package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// An export is a run in the two forms in which it can be taken along: our own,
// read again, and a capture file.
type export struct {
	log    *trace.Log
	pcapng string // the file's path
}

// exported downloads a run when its trace has as many events of a kind as are
// waited for.
func exported(t *testing.T, p *program, run, kind string, n int) export {
	t.Helper()
	address := p.places["site"] + "/runs/" + run + "/"
	deadline := time.Now().Add(time.Minute)
	for {
		lines := get(t, address+"trace.jsonl")
		if strings.Count(lines, `{"kind":"`+kind+`"`) >= n {
			log, err := trace.ReadJSONL(strings.NewReader(lines))
			if err != nil {
				t.Fatal(err)
			}
			return export{log, savePcapng(t, address+"trace.pcapng")}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the trace has not %d events of the kind %s:\n%s", n, kind, lines)
		}
	}
}

func savePcapng(t *testing.T, url string) (path string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	body := readBody(t, resp)
	if media := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || media != "application/x-pcapng" {
		t.Fatalf("GET %s = %s, %s", url, resp.Status, media)
	}
	path = filepath.Join(t.TempDir(), "trace.pcapng")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A packet is what tshark says of one: all values of each field, as text.
type packet map[string][]string

func (p packet) one(field string) string { return strings.Join(p[field], ",") }

// flag says whether the packet has a boolean field set.
func (p packet) flag(field string) bool { return p.one(field) == "1" }

// toClient says whether the lab sent the packet.
func (p packet) toClient(port string) bool { return p.one("tcp.srcport") == port }

// tshark dissects the export in two passes and returns the fields asked for of
// the packets for which a filter holds, "" for all. More options stand before
// the fields, as pairs.
func (x export) tshark(t *testing.T, filter string, options []string, fields ...string) (packets []packet) {
	t.Helper()
	args := []string{"-2", "-r", x.pcapng, "-T", "json", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"}
	args = append(args, options...)
	if filter != "" {
		args = append(args, "-Y", filter)
	}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "tshark", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark %q: %v\n%s", args, err, &stderr)
	}
	var list []struct {
		Source struct{ Layers packet } `json:"_source"`
	}
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("tshark %q wrote %q: %v", args, out, err)
	}
	for _, p := range list {
		packets = append(packets, p.Source.Layers)
	}
	return packets
}

// all joins the values of a field over packets.
func all(packets []packet, field string) (values []string) {
	for _, p := range packets {
		values = append(values, p[field]...)
	}
	return values
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); g != w {
		t.Errorf("%s: tshark has\n%s\nand we have\n%s", what, g, w)
	}
}

// unsound is everything that tshark finds fault with. A checksum's status is 1
// when it is right.
const unsound = `tcp.analysis.flags || _ws.malformed || _ws.expert.severity == "Error" || tcp.checksum.status != 1 || ip.checksum.status != 1`

func (x export) checkSound(t *testing.T) {
	t.Helper()
	for _, p := range x.tshark(t, unsound, nil, "frame.number", "_ws.expert.message") {
		t.Errorf("packet %s: %s", p.one("frame.number"), p.one("_ws.expert.message"))
	}
}

// checkStreams compares TCP: connections, bytes, times and ends.
func (x export) checkStreams(t *testing.T) {
	t.Helper()
	packets := x.tshark(t, "", nil, "tcp.stream", "tcp.srcport", "tcp.payload", "tcp.flags.fin", "tcp.flags.reset", "frame.time_relative")
	conns := len(slices.Compact(slices.Sorted(slices.Values(all(packets, "tcp.stream")))))
	opens := slices.DeleteFunc(x.log.Events(0), func(e trace.Event) bool { return e.Kind != "conn.open" })
	equal(t, "number of connections", strconv.Itoa(conns), strconv.Itoa(len(opens)))
	for _, open := range opens {
		own := slices.DeleteFunc(slices.Clone(packets), func(p packet) bool { return p.one("tcp.stream") != strconv.Itoa(open.Conn-1) })
		x.checkEnd(t, own, open.Conn)
		for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
			sent := slices.DeleteFunc(slices.Clone(own), func(p packet) bool { return p.toClient(x.port()) != (dir == wire.ToClient) })
			name := fmt.Sprintf("connection %d %s", open.Conn, dir)
			equal(t, "bytes of "+name, strings.Join(all(sent, "tcp.payload"), ""), hex.EncodeToString(x.log.Stream(open.Conn, dir)))
			x.checkTimes(t, name, sent, open.Conn, dir)
		}
	}
}

// checkEnd compares who ended a connection, and how.
func (x export) checkEnd(t *testing.T, packets []packet, conn int) {
	t.Helper()
	var got, want []string
	for _, p := range packets {
		by := "client "
		if p.toClient(x.port()) {
			by = "server "
		}
		if p.flag("tcp.flags.fin") {
			got = append(got, by+"fin")
		}
		if p.flag("tcp.flags.reset") {
			got = append(got, by+"rst")
		}
	}
	for _, e := range x.log.Events(0) {
		if e.Kind == "conn.close" && e.Conn == conn {
			want = append(want, strings.Replace(e.Text, "lab", "server", 1))
		}
	}
	equal(t, fmt.Sprintf("end of connection %d", conn), got, want)
}

// checkTimes compares when the bytes of each packet came. Times count from the
// first packet there and from the run's beginning here; JSON lines have them in
// microseconds.
func (x export) checkTimes(t *testing.T, name string, packets []packet, conn int, dir wire.Direction) {
	t.Helper()
	events := x.log.Events(0)
	first := events[slices.IndexFunc(events, func(e trace.Event) bool { return e.Kind == "conn.open" })].At
	at := int64(0)
	for _, p := range packets {
		if len(p["tcp.payload"]) == 0 {
			continue
		}
		i := slices.IndexFunc(events, func(e trace.Event) bool {
			return e.Kind == "bytes" && e.Conn == conn && e.Dir == dir && e.Frame.Start <= at && at < e.Frame.End
		})
		if i < 0 {
			t.Errorf("%s: tshark has a byte %d, and we do not", name, at)
			return
		}
		got, err := time.ParseDuration(p.one("frame.time_relative") + "s")
		if want := events[i].At - first; err != nil || (got-want).Abs() > 2*time.Microsecond {
			t.Errorf("%s, byte %d: tshark has it at %v (%v), and we at %v", name, at, got, err, want)
		}
		at += int64(len(p.one("tcp.payload")) / 2)
	}
}

// port is the lab's, as the first request names it.
func (x export) port() string {
	for _, e := range x.log.Events(0) {
		if e.Kind == "http.req" {
			h, _ := wire.ParseHead(x.log.Bytes(e))
			return h.Get("Host")[strings.LastIndex(h.Get("Host"), ":")+1:]
		}
	}
	return ""
}

// checkHeads compares the heads of HTTP/1.1.
func (x export) checkHeads(t *testing.T, options ...string) {
	t.Helper()
	requests := x.tshark(t, "http.request", options, "http.request.method", "http.request.uri", "http.request.version", "http.request.line")
	responses := x.tshark(t, "http.response", options, "http.response.version", "http.response.code", "http.response.phrase", "http.response.line")
	var wantRequests, wantResponses []string
	for _, e := range x.log.Events(0) {
		h, _ := wire.ParseHead(x.log.Bytes(e))
		var lines []string
		for _, line := range h.Header {
			lines = append(lines, line.Name+": "+line.Value+"\r\n")
		}
		switch e.Kind {
		case "http.req":
			wantRequests = append(wantRequests, h.Method, h.Target, h.Proto, fmt.Sprintf("%q", lines))
		case "http.resp":
			wantResponses = append(wantResponses, h.Proto, strconv.Itoa(h.Status), h.Reason, fmt.Sprintf("%q", lines))
		}
	}
	var gotRequests, gotResponses []string
	for _, p := range requests {
		gotRequests = append(gotRequests, p.one("http.request.method"), p.one("http.request.uri"), p.one("http.request.version"), fmt.Sprintf("%q", p["http.request.line"]))
	}
	for _, p := range responses {
		gotResponses = append(gotResponses, p.one("http.response.version"), p.one("http.response.code"), p.one("http.response.phrase"), fmt.Sprintf("%q", p["http.response.line"]))
	}
	equal(t, "requests", gotRequests, wantRequests)
	equal(t, "responses", gotResponses, wantResponses)
}

// checkChunks compares the sizes and the data of all chunks.
func (x export) checkChunks(t *testing.T) {
	t.Helper()
	packets := x.tshark(t, "http.chunk_size", nil, "http.chunk_size", "http.chunk_data")
	var sizes, data []string
	for _, e := range x.log.Events(0) {
		if e.Kind != "http.chunk" {
			continue
		}
		b := x.log.Bytes(e)
		payload := b[e.Frame.Head : len(b)-e.Frame.Tail]
		if e.Frame.Kind == wire.KindLastChunk {
			payload = nil
		} else {
			data = append(data, hex.EncodeToString(payload))
		}
		sizes = append(sizes, strconv.Itoa(len(payload)))
	}
	equal(t, "sizes of chunks", all(packets, "http.chunk_size"), sizes)
	equal(t, "data of chunks", all(packets, "http.chunk_data"), data)
}
