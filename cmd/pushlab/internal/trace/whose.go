package trace

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxAside is how many bytes are set aside for a request line.
const maxAside = 16 << 10

// setAside keeps the first bytes of a request, and returns the exchange when
// they name a run.
func (e *exchange) setAside(p []byte, frames []wire.Frame, r *redactor, dir wire.Direction) *exchange {
	if dir == wire.ToClient {
		return nil // an answer to half a request line
	}
	from := len(e.aside)
	e.aside = append(e.aside, p...)
	if r != nil {
		r.redact(e.aside[from:])
	}
	e.frames = append(e.frames, frames...)
	return e.named()
}

// named says whether the bytes set aside name a run: then it returns e. When
// they never will, the exchange is nobody's.
func (e *exchange) named() *exchange {
	line, _, whole := bytes.Cut(bytes.TrimLeft(e.aside, "\r\n"), []byte("\n"))
	if !whole {
		if len(line) > maxAside {
			e.disown()
		}
		return nil
	}
	if e.run = runOf(line); e.run == "" {
		e.disown()
		return nil
	}
	return e
}

func (e *exchange) disown() { e.nobodys, e.aside, e.frames = true, nil, nil }

// runOf returns the run in a request line: method, target, version. The target
// is /r/RUN/…, alone or in a whole URL (RFC 9112 §3.2).
func runOf(line []byte) string {
	fields := strings.Fields(string(line))
	if len(fields) < 2 {
		return ""
	}
	return runOfTarget(fields[1])
}

// runOfTarget returns the run in a target, "" when it names none.
func runOfTarget(s string) string {
	target, err := url.ParseRequestURI(s)
	if err != nil {
		return ""
	}
	rest, ok := strings.CutPrefix(target.Path, "/r/")
	if !ok {
		return ""
	}
	run, _, _ := strings.Cut(rest, "/")
	return run
}

// assign gives the exchange to the run of log, nil for nobody, and keeps there
// what was set aside.
func (c *conn) assign(e *exchange, log *Log, at time.Time) {
	if c.http2 != nil {
		c.http2.assign(e, log, at)
		return
	}
	g := c.guest(log)
	if g == nil {
		e.disown()
		return
	}
	e.belong(g)
	var b batch
	defer func() { b.end() }()
	c.join(&b, e, wire.ToServer, c.at[wire.ToServer]-int64(len(e.aside)), at)
	b.keep(e.aside, e.frames, e, nil)
	e.aside, e.frames, e.run = nil, nil, ""
}

// guest returns the guest that a run is on the connection, nil when it is none,
// or has no room for one more connection. The run is told of the connection at
// its first exchange.
func (c *conn) guest(log *Log) *guest {
	if log == nil {
		return nil
	}
	for _, g := range c.guests {
		if g.log == log {
			return g.orNone()
		}
	}
	c.guests = slices.DeleteFunc(c.guests, (*guest).gone)
	g := &guest{log: log, conn: log.open(c.opened, c.remote.String(), c.place, c.recorder.linked(c, log))}
	c.guests = append(c.guests, g)
	return g.orNone()
}

func (g *guest) orNone() *guest {
	if g.conn == 0 {
		return nil
	}
	return g
}

// gone says whether the run has been dropped: it takes nothing more.
func (g *guest) gone() bool {
	g.log.mu.Lock()
	defer g.log.mu.Unlock()
	return g.log.closed
}
