package main

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
)

// streamsPerRun is how many streams a run may have. They follow one answer.
const streamsPerRun = 16

// measureIdle opens n streams, 16 a run that follow one answer, lets each receive
// its first token, and counts what each costs the server once the garbage is
// collected: its connection, its share of the recording, and a sixteenth of the
// run and of the answer, of which one token comes each second.
func measureIdle(kind string, n int) error {
	path, err := buildPushlab()
	if err != nil {
		return err
	}
	defer os.Remove(path)
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p, err := startProcess([]string{"site", "lab"}, path, "-addr", "127.0.0.1:0", "-data", dir)
	if err != nil {
		return err
	}
	defer p.stop()
	return idle(p, kind, n)
}

func idle(p *process, kind string, n int) error {
	before, err := p.counters()
	if err != nil {
		return err
	}
	rss := p.rss()
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	lab := ""
	for i := range n {
		if i%streamsPerRun == 0 {
			if lab, err = p.newRun(); err != nil {
				return err
			}
		}
		c, err := openStream(lab, kind)
		if err != nil {
			return err
		}
		conns = append(conns, c)
	}
	after, err := p.counters()
	if err != nil {
		return err
	}
	per := func(a, b int) float64 { return float64(a-b) / float64(n) }
	fmt.Printf("idle %s, %d streams: %.1f kB each on heap and stacks (heap %.1f, stacks %.1f), %.2f goroutines, resident %.1f kB each\n",
		kind, n, per(after.Heap+after.Stack, before.Heap+before.Stack)/1024, per(after.Heap, before.Heap)/1024,
		per(after.Stack, before.Stack)/1024, per(after.Goroutines, before.Goroutines), per(p.rss(), rss))
	return nil
}

// openStream opens one stream on a raw connection and reads up to its first token.
func openStream(lab, kind string) (net.Conn, error) {
	u, err := url.Parse(lab)
	if err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", strings.Replace(u.Host, "localhost", "127.0.0.1", 1))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(c, "GET %s/%s?ttft=0&tps=1&tokens=1024&answer=A HTTP/1.1\r\nHost: %s\r\n", u.Path, kind, u.Host)
	if kind == "ws" {
		fmt.Fprint(c, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: pushlab.v1\r\n")
	}
	fmt.Fprint(c, "\r\n")
	return c, readToken(bufio.NewReaderSize(c, 512), kind)
}

// readToken reads until the first token has come.
func readToken(r *bufio.Reader, kind string) error {
	mark := "data: "
	if kind == "ws" {
		mark = `"token":`
	}
	var seen strings.Builder
	for !strings.Contains(seen.String(), mark) {
		b, err := r.ReadByte()
		if err != nil {
			return fmt.Errorf("after %q: %w", seen.String(), err)
		}
		seen.WriteByte(b)
	}
	return nil
}
