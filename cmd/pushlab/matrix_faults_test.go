package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A matrixFault is a row of the matrix. try makes one trial of each way.
type matrixFault struct {
	name, what string
	try        func(t *testing.T, p *program, seed uint64) []outcome
}

// matrixFaults are the rows of the matrix.
var matrixFaults = []matrixFault{
	{"F1", "clean end between tokens", each(cleanEnd)},
	{"F2", "reset at a random byte", each(resetAnywhere)},
	{"F3", "FIN at a byte of the first 600", each(finEarly)},
	{"F4", "silence, TCP open", each(silence)},
	{"F5", "300 ± 200 ms, a byte at a time", each(latency)},
	{"F6", "reads nothing for 10 s, then 2 kB/s", each(slowReader)},
	{"F7", "kill -9, started again", killed},
	{"F8", "SIGTERM, started again", terminated},
	{"F9", "confused client", each(confused)},
}

// F1: the server ends its response, or closes its WebSocket, between two tokens.
func cleanEnd(ctx context.Context, x *trial) error {
	x.knobs.Set("fault", fmt.Sprintf("end@%d", 1+x.random.IntN(x.model.Tokens-1)))
	return x.faulted(ctx)
}

// firstBytes is the part of a response in which F2 and F3 fall: it is shorter
// than each of them.
const firstBytes = 600

// F2: the connection is reset, whatever is on its way.
func resetAnywhere(ctx context.Context, x *trial) error {
	return x.cutAt(ctx, "rst", 1+x.random.IntN(firstBytes))
}

// F3: FIN in the middle of anything.
func finEarly(ctx context.Context, x *trial) error {
	return x.cutAt(ctx, "fin", 1+x.random.IntN(firstBytes))
}

// cutAt ends the wire behind so many bytes of the first response: at the edge,
// or, where that can not read along, at the lab.
func (x *trial) cutAt(ctx context.Context, how string, n int) error {
	if x.way.name == "long polling" {
		if err := x.makeAll(ctx); err != nil { // so that one poll has it
			return err
		}
	}
	if x.way.place == "tls" {
		x.knobs.Set("fault", fmt.Sprintf("%s@b%d", how, n))
	} else {
		x.hops = fmt.Sprintf("cut:%s@b%d", how, n)
	}
	return x.faulted(ctx)
}

// makeAll lets the model make the whole answer, by asking for it in one piece.
func (x *trial) makeAll(ctx context.Context) error {
	body := strings.TrimSuffix(string(object(x.asked())), "}") + `,"stream":false}`
	req, err := http.NewRequestWithContext(ctx, "POST", x.at["lab"]+"/chat", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	whole, err := x.open(req)
	if err != nil {
		return err
	}
	return whole.Close()
}

// heartbeat is how often a server that has nothing to say says so, in F4.
const heartbeat = 400 * time.Millisecond

// F4: nothing passes any more, and nobody says so; behind an event, or at a byte
// of the TCP connection.
func silence(ctx context.Context, x *trial) error {
	x.alert = 2 * heartbeat
	x.knobs.Set("heartbeat", fmt.Sprint(heartbeat.Milliseconds()))
	if x.random.IntN(2) == 0 {
		return x.cutAt(ctx, "blackhole", 1+x.random.IntN(firstBytes))
	}
	x.knobs.Set("fault", fmt.Sprintf("blackhole@%d", 1+x.random.IntN(x.model.Tokens-1)))
	return x.faulted(ctx)
}

// F5: every byte comes alone, and late.
func latency(ctx context.Context, x *trial) error {
	if x.way.place != "tls" {
		x.hops = "latency:300~200,slice:1"
	} else {
		x.slowness.jitter = x.random
	}
	err := x.readAndJudge(ctx, 0)
	if err == nil && x.figures.losses > 0 {
		err = fmt.Errorf("%d losses, want none: late is not lost", x.figures.losses)
	}
	return err
}

// F6: a client that takes its time. The answer is made while it sleeps: of one that
// is made at once a poll may have all before the client is asleep.
func slowReader(ctx context.Context, x *trial) error {
	x.model.Tokens = 120
	x.knobs.Set("tps", "20")
	x.onSeen = func(n int) {
		if n == 1 {
			x.slowness.fallAsleep()
		}
	}
	began := time.Now()
	err := x.readAndJudge(ctx, 0)
	if took := time.Since(began); err == nil && took < sleepTime {
		err = fmt.Errorf("it was read in %v: the client did not sleep", took)
	}
	return err
}
