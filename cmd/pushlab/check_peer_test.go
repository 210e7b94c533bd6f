//go:build peers

package main

import (
	"os/exec"
	"regexp"
	"testing"

	"pushlab/cmd/pushlab/internal/check"
)

// The command that pushlab check prints first is curl's, and begins an attempt as
// it stands.
func TestCheckBegins(t *testing.T) {
	site := start(t, t.TempDir())
	for _, c := range check.All {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			follower := startCheck(t, c.ID, "-site", site.places["site"])
			command := regexp.MustCompile(`(?m)^Begin with\n  (.+)$`).FindStringSubmatch(follower.text.String())
			if command == nil {
				t.Fatalf("no command is printed:\n%s", follower.text.String())
			}
			begun := exec.CommandContext(t.Context(), "sh", "-c", command[1])
			if err := begun.Start(); err != nil {
				t.Fatal(err)
			}
			follower.until(t, "attempt 1")
			begun.Process.Kill() // an error: it has ended
			begun.Wait()         // as above
		})
	}
}
