package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// A reading is an application that reads one answer over one transport. It comes
// back, behind the last event that it had whole, until it has all of it.
type reading struct {
	way   way
	at    map[string]string // the addresses of the run, by place
	model llm.Model         // what it asks for
	knobs url.Values        // and the rest
	hops  string            // what the edge does to the first exchange
	wait  time.Duration     // before it comes back; a server may say another
	fixed bool              // wait stays as it is
	alert time.Duration     // a silence as long as this is a loss; 0: none is

	last string // the id of the last event that came whole
	seen []seen
	done bool

	client *http.Client
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)
	onSeen func(n int) // told of each event, with the number of them

	heard    time.Time   // when the last sign of life came
	watchdog *time.Timer // of this exchange
	lost     time.Time   // when the last loss was noticed; zero: nothing is lost
	figures  measures
}

// measures are what a reading measured: the longest of each.
type measures struct {
	notice  time.Duration // from the last sign of life to the loss
	recover time.Duration // from there to the next event
	losses  int
}

// A seen is what an application was given: an event, or the message that it is
// over another transport.
type seen struct {
	kind   string // "token", "done", "reset"
	id     string
	text   string // of a token
	sha256 string // of done
}

// The kinds of events that are about the stream, not about the answer.
const (
	kindHeartbeat = "heartbeat"
	kindGoodbye   = "goodbye"
)

// errSilent is why an exchange was given up whose TCP connection is whole.
var errSilent = errors.New("no sign of life")

// A refused is an answer that coming back does not mend.
type refused struct{ error }

// read reads until the application has the whole answer.
func (r *reading) read(ctx context.Context) error {
	for {
		err := r.exchange(ctx)
		switch {
		case r.done:
			return nil
		case errors.As(err, new(refused)):
			return err
		case ctx.Err() != nil:
			return fmt.Errorf("out of time with %d events, the last %q; the last exchange ended with %w", len(r.seen), r.last, err)
		}
		r.lose()
		select {
		case <-time.After(r.wait):
		case <-ctx.Done():
		}
		// Over HTTP/2 the next request would go into the same silence. A page has
		// no such call: it waits for the browser to find out.
		r.client.CloseIdleConnections()
	}
}

// exchange makes one exchange, under the watchdog.
func (r *reading) exchange(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.heard = time.Now()
	if r.alert > 0 {
		r.watchdog = time.AfterFunc(r.alert, func() { cancel(errSilent) })
		defer r.watchdog.Stop()
	}
	return r.way.exchange(ctx, r)
}

func (r *reading) lose() {
	r.lost = time.Now()
	r.figures.losses++
	r.figures.notice = max(r.figures.notice, r.lost.Sub(r.heard))
}

// sign is a sign of life.
func (r *reading) sign() {
	r.heard = time.Now()
	if r.watchdog != nil {
		r.watchdog.Reset(r.alert)
	}
}

// hear takes an event. Whatever was cut never gets here.
func (r *reading) hear(s seen, retry int) {
	r.sign()
	r.comeBackAfter(retry)
	if s.kind == kindHeartbeat || s.kind == kindGoodbye {
		return
	}
	if !r.lost.IsZero() {
		r.figures.recover = max(r.figures.recover, time.Since(r.lost))
		r.lost = time.Time{}
	}
	r.seen = append(r.seen, s)
	if s.id != "" {
		r.last = s.id
	}
	r.done = s.kind == "done"
	if r.onSeen != nil {
		r.onSeen(len(r.seen))
	}
}

func (r *reading) comeBackAfter(ms int) {
	if ms > 0 && !r.fixed {
		r.wait = time.Duration(ms) * time.Millisecond
	}
}

// address is that of the next exchange: the same for all, as EventSource has it.
func (r *reading) address(path string, query url.Values) string {
	place := r.way.place
	if r.hops != "" {
		place, query = "edge", with(query, "edge", r.hops, "edgeonce", "matrix")
	}
	return r.at[place] + path + "?" + query.Encode()
}

// asked are the knobs of the answer.
func (r *reading) asked() url.Values {
	knobs := maps.Clone(r.knobs)
	knobs.Set("seed", strconv.FormatInt(r.model.Seed, 10))
	knobs.Set("tokens", strconv.Itoa(r.model.Tokens))
	return knobs
}

// with adds settings to values.
func with(values url.Values, settings ...string) url.Values {
	values = maps.Clone(values)
	if values == nil {
		values = url.Values{}
	}
	for i := 0; i < len(settings); i += 2 {
		values.Set(settings[i], settings[i+1])
	}
	return values
}

// twin is another tab with the same page, in which the same was seen.
func (r *reading) twin() *reading {
	twin := *r
	twin.seen = slices.Clone(r.seen)
	return &twin
}

// close ends the connections that are kept for another exchange.
func (r *reading) close() { r.client.CloseIdleConnections() }

// socketAddress is an address with the scheme of WebSocket.
func socketAddress(address string) string { return strings.Replace(address, "http://", "ws://", 1) }
