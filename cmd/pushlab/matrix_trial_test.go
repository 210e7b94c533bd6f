package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/trace"
)

// A trial is one run of a cell: a fault, a way, and a seed, from which all that
// is left to chance is drawn. The fault makes it with whatever it does to the
// wire.
type trial struct {
	*reading
	program  *program
	run      string
	slowness *slowness
	random   *rand.Rand
	made     int // answers that the server makes in the run
}

// An outcome is what came of a trial.
type outcome struct {
	way string
	measures
	err error
}

// trialTime bounds a trial. It is generous: what is measured is reported.
const trialTime = 90 * time.Second

// each makes one trial of every way, all at once.
func each(do func(ctx context.Context, x *trial) error) func(*testing.T, *program, uint64) []outcome {
	return func(t *testing.T, p *program, seed uint64) []outcome {
		return alongside(t, func(ctx context.Context, w way) (measures, error) {
			x, err := newTrial(p, w, seed)
			if err != nil {
				return measures{}, err
			}
			defer x.close()
			err = do(ctx, x)
			return x.figures, err
		})
	}
}

// alongside does something for every way at once.
func alongside(t *testing.T, do func(ctx context.Context, w way) (measures, error)) []outcome {
	ctx, cancel := context.WithTimeout(t.Context(), trialTime)
	defer cancel()
	outcomes := make([]outcome, len(ways))
	var group sync.WaitGroup
	for i, w := range ways {
		group.Go(func() {
			f, err := do(ctx, w)
			outcomes[i] = outcome{w.name, f, err}
		})
	}
	group.Wait()
	return outcomes
}

// newTrial makes a run, and an application that would read a short and quick
// answer in it.
func newTrial(p *program, w way, seed uint64) (*trial, error) {
	id, at, err := makeRun(p)
	if err != nil {
		return nil, err
	}
	x := &trial{program: p, run: id, slowness: &slowness{}, made: 1, random: rand.New(rand.NewPCG(seed, uint64(len(w.name))))}
	x.reading = &reading{
		way: w, at: at, wait: 500 * time.Millisecond, dial: x.slowness.dial,
		model: llm.Model{Seed: x.random.Int64N(1 << 31), Tokens: 30},
		knobs: url.Values{"ttft": {"0"}, "tps": {"1000"}, "answer": {"A"}},
	}
	x.client = &http.Client{Transport: &http.Transport{
		DialContext: x.dial, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // pushlab's certificate is its own
	}}
	return x, nil
}

// makeRun makes a run and returns its addresses, by place.
func makeRun(p *program) (id string, at map[string]string, err error) {
	resp, err := http.Post(p.places["site"]+"/runs", "", nil)
	if err != nil {
		return "", nil, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&at)
	return at["run"], at, err
}

// readAndJudge reads the whole answer, and compares it with the trace.
func (x *trial) readAndJudge(ctx context.Context, resets int) error {
	if err := x.read(ctx); err != nil {
		return err
	}
	log, err := x.trace()
	if err != nil {
		return err
	}
	return errors.Join(judge(x.reading, log, resets), judgeMade(log, x.made))
}

// trace reads the run's trace.
func (x *trial) trace() (*trace.Log, error) {
	resp, err := http.Get(x.program.places["site"] + "/runs/" + x.run + "/trace.jsonl")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return trace.ReadJSONL(resp.Body)
}

// faulted reads and judges, and then makes sure that the fault was done, and
// noticed where a client can notice it: an array that is shorter is an array.
func (x *trial) faulted(ctx context.Context) error {
	if err := x.readAndJudge(ctx, 0); err != nil {
		return err
	}
	log, err := x.trace()
	if err != nil {
		return err
	}
	if x.figures.losses == 0 && !strings.HasPrefix(x.knobs.Get("fault"), "end@") {
		err = errors.New("the client lost nothing")
	}
	return errors.Join(err, judgeFaulted(log))
}
