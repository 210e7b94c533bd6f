package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
)

// In F7 and F8 the program ends and is started again with the same data
// directory. What is kept there is the key, so that the address of a run stays
// good, the certificate and the learner's progress. What is not kept is the
// history: answers and traces are in memory. So each client gets one reset, and
// a new answer from its first token.

// F7: nobody can say goodbye.
func killed(t *testing.T, _ *program, seed uint64) []outcome {
	return restarted(t, seed, func(p *program) { p.kill() })
}

// F8: event streams end with goodbye, WebSockets with 1001.
func terminated(t *testing.T, _ *program, seed uint64) []outcome {
	return restarted(t, seed, func(p *program) {
		p.cmd.Process.Signal(syscall.SIGTERM)
		if err := <-p.end(); err != nil {
			t.Errorf("the program ended with %v, want exit code 0; stderr: %s", err, p.stderr)
		}
	})
}

// restarted lets every way read of one program, which is stopped when all of
// them have had a part of their answers.
func restarted(t *testing.T, seed uint64, stop func(*program)) []outcome {
	data, addr := t.TempDir(), lastingAddr(t)
	p := start(t, data, "-addr", addr)
	part := 3 + rand.New(rand.NewPCG(seed, 7)).IntN(20)
	var reading sync.WaitGroup
	reading.Add(len(ways))
	outcomes := make(chan []outcome)
	go func() {
		outcomes <- alongside(t, func(ctx context.Context, w way) (measures, error) {
			return readThrough(ctx, p, w, seed, part, reading.Done)
		})
	}()
	reading.Wait()
	stop(p)
	start(t, data, "-addr", addr)
	return <-outcomes
}

// readThrough reads an answer that the program does not live to end. It tells
// once that it has a part of it, or that it gave up.
func readThrough(ctx context.Context, p *program, w way, seed uint64, part int, told func()) (measures, error) {
	tell := sync.OnceFunc(told)
	defer tell()
	x, err := newTrial(p, w, seed)
	if err != nil {
		return measures{}, err
	}
	defer x.close()
	x.model.Tokens = 400 // none has all of them when the last one has its part
	x.knobs.Set("tps", "40")
	x.onSeen = func(n int) {
		if n >= part {
			tell()
		}
	}
	if err := x.readAndJudge(ctx, 1); err != nil {
		return x.figures, fmt.Errorf("with %d events before the end: %w", part, err)
	}
	return x.figures, nil
}
