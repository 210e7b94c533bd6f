//go:build peers

package main

import (
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// EX07 and EX08 by bash, with /dev/tcp, printf and openssl: the programs that the
// lessons print. pushlab check follows them, and what it says at the end is the
// golden file of feedback.
func TestPeerBashByHand(t *testing.T) {
	site := start(t, t.TempDir())
	tools := onlyTools(t, "openssl", "od")
	for _, row := range []struct {
		exercise string
		want     *regexp.Regexp // of what the program prints
	}{
		{"EX07", regexp.MustCompile(`^HTTP/1\.1 101 Switching Protocols\n(?s:.*)Sec-WebSocket-Accept: \S{28}\n`)},
		{"EX08", regexp.MustCompile(`^a is \w{6}, b is \w{6}\n`)},
	} {
		t.Run(row.exercise, func(t *testing.T) {
			t.Parallel()
			follower := startCheck(t, row.exercise, "-site", site.places["site"])
			program := exec.CommandContext(t.Context(), "bash", filepath.Join("testdata", "hand", row.exercise+".sh"), follower.lab)
			program.Env = []string{"PATH=" + tools}
			out, err := program.Output()
			if err != nil || !row.want.Match(out) {
				t.Errorf("%v: it printed %q, want %v", err, out, row.want)
			}
			if row.exercise == "EX08" {
				checkEchoed(t, string(out))
			}
			if code := follower.end(t); code != 0 {
				t.Errorf("exit code %d, want 0:\n%s%s", code, follower.text.String(), follower.errors.String())
			}
		})
	}
}

// onlyTools makes a folder that has some tools and no others.
func onlyTools(t *testing.T, names ...string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for _, name := range names {
		tool, err := exec.LookPath(name)
		if err == nil {
			err = os.Symlink(tool, filepath.Join(folder, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// checkEchoed reads the dump of od: the lab's frames, none of them masked. The
// pong may overtake nothing, since the ping stands before the end of b.
func checkEchoed(t *testing.T, out string) {
	t.Helper()
	said := regexp.MustCompile(`^a is (\w+), b is (\w+)`).FindStringSubmatch(out)
	var dump strings.Builder
	for _, line := range strings.Split(out, "\n")[1:] {
		bytes, _, _ := strings.Cut(line, " >")
		dump.WriteString(strings.ReplaceAll(bytes, " ", ""))
	}
	want := hex.EncodeToString([]byte("\x81\x06" + said[1] + "\x8a\x00" + "\x81\x06" + said[2] + "\x82\x7e\x00\xc8" + strings.Repeat(" ", 200) + "\x88\x00"))
	if dump.String() != want {
		t.Errorf("the lab sent back %s, want %s", dump.String(), want)
	}
}
