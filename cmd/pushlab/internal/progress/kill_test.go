package progress

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// The tests below need a process that may be killed, traced or starved. It is
// this test binary, started again with childEnv: it saves predictions to the
// directory childEnv names and prints "ack ROUND-N" after each that was saved.
const (
	childEnv  = "PUSHLAB_PROGRESS_CHILD"
	childMode = "PUSHLAB_PROGRESS_MODE" // the round's name
	soloEnv   = "PUSHLAB_PROGRESS_SOLO" // how many to save, from one goroutine
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := child(dir, os.Getenv(childMode), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child saves from four goroutines until something fails, or, with soloEnv,
// from one until the number given is reached.
func child(dir, round string, out io.Writer) error {
	s, err := Open(context.Background(), dir)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(os.Getenv(soloEnv)); err == nil {
		return saveBlocks(s, out, round, 0, 1, n)
	}
	failed := make(chan error)
	for g := range 4 {
		go func() { failed <- saveBlocks(s, out, round, g, 4, math.MaxInt) }()
	}
	err = <-failed
	if repair != nil {
		repair()
		err = errors.Join(err, saveBlocks(s, out, round+"-repaired", 0, 1, 1))
	}
	return err
}

// saveBlocks saves the blocks first, first+step … below end.
func saveBlocks(s *Store, out io.Writer, round string, first, step, end int) error {
	for n := first; n < end; n += step {
		block := fmt.Sprintf("%s-%d", round, n)
		if err := s.Predict(context.Background(), ada, "01-why-stream", block, 1); err != nil {
			return fmt.Errorf("saving %s: %w", block, err)
		}
		fmt.Fprintf(out, "ack %s\n", block) // one write: lines never mix
	}
	return nil
}

// repair, if set, ends the fault that the child lives with.
var repair func()

// childCommand returns the child, not started.
func childCommand(ctx context.Context, dir, round string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+dir, childMode+"="+round)
	return cmd
}

// killAfter starts the child, kills it with SIGKILL after so many
// acknowledgements, and returns all that it gave.
func killAfter(t *testing.T, dir, round string, acks int) (acknowledged []string) {
	t.Helper()
	cmd := childCommand(t.Context(), dir, round)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if block, ok := strings.CutPrefix(lines.Text(), "ack "); ok {
			acknowledged = append(acknowledged, block)
		}
		if len(acknowledged) == acks {
			must(t, cmd.Process.Kill()) // what it wrote before is still in the pipe
		}
	}
	_ = cmd.Wait() // always "signal: killed"
	return acknowledged
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []string
	for round := range 50 {
		acks := killAfter(t, dir, fmt.Sprint("r", round), 1+round*3%40)
		if len(acks) == 0 {
			t.Fatalf("round %d: the child acknowledged nothing", round)
		}
		acknowledged = append(acknowledged, acks...)
	}
	s := mustOpen(t, dir)
	got := mustProgress(t, s, ada).Lessons["01-why-stream"].Predictions
	for _, block := range acknowledged {
		if _, ok := got[block]; !ok {
			t.Errorf("%s was acknowledged and is lost", block)
		}
	}
	var integrity string
	must(t, s.readers.QueryRow("PRAGMA integrity_check").Scan(&integrity))
	if integrity != "ok" {
		t.Errorf("integrity_check = %q, want ok", integrity)
	}
	t.Logf("50 kills, %d rows acknowledged, %d rows there", len(acknowledged), len(got))
}

// Opening right after each kill, with the log as the kill left it, is what a
// restart does.
func TestEachKillCanBeReopened(t *testing.T) {
	dir := t.TempDir()
	for round := range 5 {
		acks := killAfter(t, dir, fmt.Sprint("r", round), 5)
		s, err := Open(t.Context(), dir)
		must(t, err)
		got := mustProgress(t, s, ada).Lessons["01-why-stream"].Predictions
		for _, block := range acks {
			if _, ok := got[block]; !ok {
				t.Errorf("%s was acknowledged and is lost", block)
			}
		}
		must(t, s.Close())
	}
}
