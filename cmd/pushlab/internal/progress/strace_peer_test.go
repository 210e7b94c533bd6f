//go:build peers

package progress

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPeerStraceShowsSyncBeforeAck lets the kernel be the witness: in the order
// of the system calls, every acknowledgement that the child writes to its
// standard output stands after the end of a sync of the log, and the log was
// written before that sync began.
func TestPeerStraceShowsSyncBeforeAck(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is missing; install it with: apt-get install strace")
	}
	dir := t.TempDir()
	must(t, mustOpen(t, dir).Close())
	record := filepath.Join(t.TempDir(), "strace")
	runTraced(t, strace, record, dir, 30)
	text, err := os.ReadFile(record)
	must(t, err)
	acks, err := checkOrder(strings.Split(string(text), "\n"))
	if err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	if acks < 30 {
		t.Errorf("strace shows %d acknowledgements, want 30", acks)
	}
}

// runTraced starts the child under strace, one saver only, so that a sync
// belongs to one acknowledgement, and ends it after so many of them.
func runTraced(t *testing.T, strace, record, dir string, acks int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	plain := childCommand(ctx, dir, "traced")
	cmd := exec.CommandContext(ctx, strace, "-f", "-y", "-s", "64", "-o", record,
		"-e", "trace=fsync,fdatasync,write,pwrite64", plain.Path)
	cmd.Env = append(plain.Env, fmt.Sprintf("%s=%d", soloEnv, acks))
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("strace: %v", err)
	}
}

// Lines of strace -f -y; a call that another thread interrupts is two lines:
//
//	812 pwrite64(5</tmp/progress.db-wal>, "…", 24, 0) = 24
//	812 fdatasync(5</tmp/progress.db-wal> <unfinished ...>
//	812 <... fdatasync resumed>) = 0
//	813 write(1<pipe:[9]>, "ack traced-0\n", 13 <unfinished ...>
var (
	logWrite   = regexp.MustCompile(`^\d+ +(?:write|pwrite64)\(\d+<[^>]*progress\.db-wal>`)
	logSync    = regexp.MustCompile(`^(\d+) +f(?:data)?sync\(\d+<[^>]*progress\.db-wal>(.*)`)
	syncEnd    = regexp.MustCompile(`^(\d+) +<\.\.\. f(?:data)?sync resumed>\) += 0`)
	ackStarted = regexp.MustCompile(`^\d+ +write\(1<[^>]*>, "ack `)
)

// checkOrder follows the calls: dirty after a write to the log, clean again
// when a sync that began later has ended with 0. No acknowledgement may begin
// while the log is dirty, nor twice for one sync.
func checkOrder(lines []string) (acks int, err error) {
	writes, syncs := 0, 0     // writes to the log so far; syncs that ended well
	synced, acked := 0, 0     // writes that are on the disk; syncs at the last ack
	begun := map[string]int{} // by thread: writes when its sync began
	ended := func(thread string) { synced = max(synced, begun[thread]); syncs++ }
	for n, line := range lines {
		if logWrite.MatchString(line) {
			writes++
		} else if m := logSync.FindStringSubmatch(line); m != nil {
			begun[m[1]] = writes
			if strings.HasSuffix(m[2], "= 0") {
				ended(m[1])
			}
		} else if m := syncEnd.FindStringSubmatch(line); m != nil {
			ended(m[1])
		} else if ackStarted.MatchString(line) {
			acks++
			if synced < writes || syncs == acked {
				return acks, fmt.Errorf("line %d: acknowledgement %d with %d of %d writes synced, %d syncs since the last one", n+1, acks, synced, writes, syncs-acked)
			}
			acked = syncs
		}
	}
	return acks, nil
}

// checkOrder itself must notice a missing sync.
func TestPeerStraceOrderNotices(t *testing.T) {
	const (
		write = `7 pwrite64(5</d/progress.db-wal>, "x", 1, 0) = 1`
		sync  = `7 fdatasync(5</d/progress.db-wal>) = 0`
		fails = `7 fdatasync(5</d/progress.db-wal>) = -1 EIO`
		half  = `7 fdatasync(5</d/progress.db-wal> <unfinished ...>`
		end   = `7 <... fdatasync resumed>) = 0`
		ack   = `8 write(1<pipe:[9]>, "ack traced-0\n", 13 <unfinished ...>`
	)
	tests := map[string]struct {
		lines []string
		ok    bool
	}{
		"in order":          {[]string{write, sync, ack, write, half, end, ack}, true},
		"no sync":           {[]string{write, ack}, false},
		"ack before":        {[]string{write, ack, sync}, false},
		"write after":       {[]string{write, sync, write, ack}, false},
		"sync failed":       {[]string{write, fails, ack}, false},
		"sync not ended":    {[]string{write, half, ack, end}, false},
		"write during sync": {[]string{write, half, write, end, ack}, false},
		"one sync, two":     {[]string{write, sync, ack, ack}, false},
	}
	for name, test := range tests {
		if _, err := checkOrder(test.lines); (err == nil) != test.ok {
			t.Errorf("%s: checkOrder = %v", name, err)
		}
	}
}
