package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"pushlab/cmd/pushlab/internal/server"
)

var serveUsage = fmt.Sprintf(`usage: pushlab [serve] [flags]

Opens the lab and serves until it is interrupted. It prints one line per
place, "NAME URL", in this order:

  site  pages, progress and the bench's control socket
  lab   the recorded place: every stream of the lessons
  edge  a proxy in front of it, which holds, cuts and slices what passes
  tls   the same as lab over TLS, with HTTP/2

With -lan or -room it opens a room, or the one that was open, and prints further:

  lan   the site as others on the network reach it, one line per address
  join  where learners take a seat
  host  makes a browser the host's: the board; keep it to yourself
  help  makes a browser a helper's

Flags:
  -addr HOST:PORT      address of the site; lab and edge take the next ports, tls
                       the fifth after it; port 0 picks free ones
                       (default localhost:8080)
  -host NAME           also answer to this host name (repeatable)
  -allow-origin URL    let pages of this origin read the lab (repeatable)
  -data DIR            where the database, the keys and the certificate are kept
                       (default %s)
  -echo-limit BYTES    largest message that /echo takes (default 65536)
  -open                open the site in the browser
  -room                open a room on the addresses that are served
  -lan                 open a room and every place to all IPv4 addresses of this
                       machine, over plain HTTP
`, dataDir())

var serveCommand = command{
	name:  "serve",
	short: "open the lab (what pushlab alone does)",
	long:  serveUsage,
	run:   serve,
}

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string     { return fmt.Sprint(*l) }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func serve(ctx context.Context, io stdio, args []string) error {
	config, open, err := serveFlags(io, args)
	if err != nil {
		return err
	}
	limitMemory()
	s, err := server.New(ctx, config)
	if err != nil {
		return err
	}
	if err := printOpen(io, s, config.LAN); err != nil {
		return err
	}
	if open {
		openBrowser(io, s.Places()[0].URL)
	}
	return s.Serve(ctx)
}

// serveFlags reads the flags; open: the site shall be opened in the browser.
func serveFlags(io stdio, args []string) (c server.Config, open bool, err error) {
	set := flag.NewFlagSet("serve", flag.ContinueOnError)
	var hosts, origins list
	set.StringVar(&c.Addr, "addr", "", "")
	set.StringVar(&c.DataDir, "data", dataDir(), "")
	set.Int64Var(&c.EchoLimit, "echo-limit", 0, "")
	set.BoolVar(&open, "open", false, "")
	set.BoolVar(&c.Room, "room", false, "")
	set.BoolVar(&c.LAN, "lan", false, "")
	set.Var(&hosts, "host", "")
	set.Var(&origins, "allow-origin", "")
	if err := parse(set, io, serveUsage, args); err != nil {
		return c, false, err
	}
	if c.EchoLimit < 0 {
		return c, false, usageError{fmt.Errorf("-echo-limit %d is less than 0", c.EchoLimit)}
	}
	c.Hosts, c.AllowOrigins = hosts, origins
	c.Opened = func(links server.Links) { _ = printRoom(io, links) } // what it could say is on the page too
	c.Log = slog.New(slog.NewTextHandler(io.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return c, open, checkOrigins(origins)
}

func checkOrigins(origins []string) error {
	for _, origin := range origins {
		if u, err := url.Parse(origin); err != nil || u.Host == "" || origin != u.Scheme+"://"+u.Host {
			return usageError{fmt.Errorf("-allow-origin %q is not an origin, such as https://lab.example", origin)}
		}
	}
	return nil
}

// printOpen prints what is open, and how to come into the room if there is one.
func printOpen(io stdio, s *server.Server, lan bool) error {
	for _, p := range s.Places() {
		fmt.Fprintf(io.out, "%s %s\n", p.Name, p.URL)
	}
	if lan {
		sayOpen(io, s.Places())
	}
	if links, ok := s.Links(); ok {
		return printRoom(io, links)
	}
	return nil
}

// dataDir is the user's data directory as the system names it.
func dataDir() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "pushlab")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "pushlab-data"
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "pushlab")
	case "windows":
		return filepath.Join(home, "AppData", "Local", "pushlab")
	}
	return filepath.Join(home, ".local", "share", "pushlab")
}

// openBrowser starts the system's opener. That it fails is no reason to stop:
// the address stands on the screen.
func openBrowser(io stdio, url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(io.err, "pushlab: could not open a browser (%v); open %s yourself\n", err, url)
		return
	}
	go cmd.Wait() // reaps the opener, which ends by itself
}
