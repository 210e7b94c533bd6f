package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The fault matrix: whichever way a wire is lost, an answer is whole in the end,
// or its reader is told, once, to begin again. Six transports by nine faults.
var (
	matrixSeeds = flag.Int("matrix", 1, "trials of each cell of the fault matrix; more than one: cuts at every byte, too")
	matrixFile  = flag.String("matrix.md", "", "file for the fault matrix, in Markdown")
)

func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	before := warmUp(t, p)
	table := newMatrixTable()
	t.Run("cells", func(t *testing.T) {
		for seed := range *matrixSeeds {
			for _, f := range matrixFaults {
				t.Run(fmt.Sprintf("%s seed %d", f.name, seed), func(t *testing.T) {
					t.Parallel()
					for _, o := range f.try(t, p, uint64(seed)) {
						table.add(f.name, o)
						if o.err != nil {
							t.Errorf("%s, %s, over %s: %v", f.name, f.what, o.way, o.err)
						}
					}
				})
			}
		}
	})
	table.report(t)
	checkNothingLeft(t, p, before)
}

// TestCutAtEveryByte ends the wire behind each of the first bytes of a response,
// in `make test` behind some of them.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	before := warmUp(t, p)
	stride := 37
	if *matrixSeeds > 1 {
		stride = 1
	}
	t.Run("ways", func(t *testing.T) {
		for _, w := range ways {
			t.Run(w.name, func(t *testing.T) {
				t.Parallel()
				whole, cuts := 0, 0
				for n := 1; n <= firstBytes; n += stride {
					cuts++
					if err := cutOnce(t.Context(), p, w, n); err != nil {
						t.Errorf("cut behind byte %d: %v", n, err)
						continue
					}
					whole++
				}
				t.Logf("%s: %d of %d answers that were cut were whole in the end", w.name, whole, cuts)
			})
		}
	})
	checkNothingLeft(t, p, before)
}

func cutOnce(ctx context.Context, p *program, w way, n int) error {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	x, err := newTrial(p, w, uint64(n))
	if err != nil {
		return err
	}
	defer x.close()
	x.wait, x.fixed = time.Millisecond, true // there are many of them
	return x.cutAt(ctx, "fin", n)
}

// counted is what a program holds.
type counted struct {
	Goroutines, OpenFiles, Heap int
	Runs                        struct{ Runs, Streams int }
}

// What may be left behind.
const (
	spareGoroutines = 5
	spareFiles      = 3
	spareHeap       = 1_000_000
)

// warmUp reads an answer over every way, so that what a program makes once is
// made, and counts what it holds then.
func warmUp(t *testing.T, p *program) counted {
	t.Helper()
	for _, o := range each(func(ctx context.Context, x *trial) error { return x.readAndJudge(ctx, 0) })(t, p, 0) {
		if o.err != nil {
			t.Fatalf("%s, without a fault: %v", o.way, o.err)
		}
	}
	fillRuns(t, p)
	now, last := count(t, p), counted{}
	for range 100 {
		if last, now = now, count(t, p); now.Goroutines == last.Goroutines && now.OpenFiles == last.OpenFiles {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return now
}

// runsInMemory is how many runs a program holds at most, demo's maxRuns.
const runsInMemory = 1000

// fillRuns makes so many empty runs that no other is held any more.
func fillRuns(t *testing.T, p *program) {
	t.Helper()
	for range runsInMemory {
		if _, _, err := makeRun(p); err != nil {
			t.Fatal(err)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func count(t *testing.T, p *program) (c counted) {
	t.Helper()
	if err := json.Unmarshal([]byte(get(t, p.places["site"]+"/debug/counters?gc=1")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// settleTime bounds the wait for what a program still holds. net/http keeps an
// HTTP/2 connection that broke with streams on it for its IdleTimeout, a minute.
const settleTime = 100 * time.Second

// checkNothingLeft waits until a program holds what it held before.
func checkNothingLeft(t *testing.T, p *program, before counted) {
	t.Helper()
	fillRuns(t, p)
	after := count(t, p)
	for deadline := time.Now().Add(settleTime); !after.near(before) && time.Now().Before(deadline); after = count(t, p) {
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("before %+v, after %+v", before, after)
	if !after.near(before) {
		t.Errorf("the program holds %+v, and before it held %+v", after, before)
	}
	p.kill() // so that nothing is written any more
	if stderr := p.stderr.String(); strings.Contains(stderr, "DATA RACE") {
		t.Errorf("the program says: %s", stderr)
	}
}

func (c counted) near(before counted) bool {
	return c.Runs.Streams == 0 && c.Runs.Runs <= runsInMemory && c.Goroutines <= before.Goroutines+spareGoroutines && c.OpenFiles <= before.OpenFiles+spareFiles && c.Heap <= before.Heap+spareHeap
}
