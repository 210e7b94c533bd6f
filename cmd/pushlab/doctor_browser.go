package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"time"
)

// A knownBrowser is one that the pages are written for.
type knownBrowser struct {
	name   string
	oldest int      // major version from which it knows CSS light-dark(), the youngest thing the pages need
	files  []string // programs in PATH, or where a system installs it
}

var browsers = []knownBrowser{
	{"Chromium", 123, []string{"chromium", "chromium-browser", "/Applications/Chromium.app/Contents/MacOS/Chromium"}},
	{"Chrome", 123, []string{"google-chrome", "google-chrome-stable",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", `${ProgramFiles}\Google\Chrome\Application\chrome.exe`}},
	{"Firefox", 120, []string{"firefox", "firefox-esr",
		"/Applications/Firefox.app/Contents/MacOS/firefox", `${ProgramFiles}\Mozilla Firefox\firefox.exe`}},
	{"Edge", 123, []string{"microsoft-edge", "microsoft-edge-stable",
		"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", `${ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe`}},
}

// browser looks for the first browser that is there and young enough.
func (machine) browser(ctx context.Context) finding {
	old := ""
	for _, b := range browsers {
		path := firstProgram(b.files)
		if path == "" {
			continue
		}
		version := versionOf(ctx, path)
		if major := firstNumber(version); major > 0 && major < b.oldest {
			old = fmt.Sprintf("%s %s is older than %d", b.name, version, b.oldest)
			continue
		}
		return good(fmt.Sprintf("%s %s", b.name, cmp.Or(version, "(it does not tell its version)")))
	}
	if old != "" {
		return doubtful(old, "bring it up to date: the pages need CSS that it does not know")
	}
	return doubtful("no Chromium, Chrome, Firefox or Edge found",
		"install one; where you have one all the same, open the printed address in it (Safari: 17.5 or later)")
}

// firstProgram returns the first of the programs that is there.
func firstProgram(names []string) string {
	for _, name := range names {
		if path, err := exec.LookPath(os.Expand(name, os.Getenv)); err == nil {
			return path
		}
	}
	return ""
}

var versionNumber = regexp.MustCompile(`\d+(\.\d+)+`)

// versionOf asks a program for its version; "" when it does not say. A browser
// for Windows opens a window instead, and is not asked.
func versionOf(ctx context.Context, path string) string {
	if runtime.GOOS == "windows" && filepath.Ext(path) == ".exe" {
		return ""
	}
	out, err := output(ctx, path, "--version")
	if err != nil {
		return ""
	}
	return versionNumber.FindString(out)
}

// output runs a program that should answer at once.
func output(ctx context.Context, path string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = time.Second // a child of its own may hold its output open
	out, err := cmd.Output()
	return string(out), err
}

func firstNumber(version string) int {
	n, _ := strconv.Atoi(regexp.MustCompile(`^\d+`).FindString(version)) // 0 when there is none
	return n
}
