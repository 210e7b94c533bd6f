//go:build unix

package progress

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// starveEnv limits the size of every file that the child writes: its writes
// fail in the middle of a commit, as on a disk that is full.
const starveEnv = "PUSHLAB_PROGRESS_LIMIT"

func init() {
	limit, err := strconv.ParseUint(os.Getenv(starveEnv), 10, 64)
	if err != nil {
		return // not the child
	}
	signal.Ignore(syscall.SIGXFSZ) // so that write returns EFBIG
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		panic(err)
	}
	l.Cur = limit
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		panic(err)
	}
	repair = func() {
		l.Cur = l.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l) // the next save tells
	}
}

func TestStarvedWriterAcknowledgesNothing(t *testing.T) {
	dir := t.TempDir()
	must(t, mustOpen(t, dir).Close())
	cmd := childCommand(t.Context(), dir, "starved")
	cmd.Env = append(cmd.Env, starveEnv+"=200000")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(stderr.String(), "saving progress") {
		t.Fatalf("the child ended with %v and said %q, want its error", err, stderr.String())
	}
	if strings.Contains(stderr.String(), "saving starved-repaired") {
		t.Errorf("a failed commit blocks the next one: %s", stderr.String())
	}
	got := mustProgress(t, mustOpen(t, dir), ada).Lessons["01-why-stream"].Predictions
	acks := strings.Fields(strings.ReplaceAll(string(out), "ack ", ""))
	if len(acks) < 2 || !slices.Contains(acks, "starved-repaired-0") { // who is told first is chance
		t.Errorf("acknowledged %q, want some before the limit and the one after it", acks)
	}
	for _, block := range acks {
		if _, ok := got[block]; !ok {
			t.Errorf("%s was acknowledged and is not there", block)
		}
	}
}
