package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"

	"pushlab/cmd/pushlab/internal/server"
)

const tapUsage = `usage: pushlab tap -to HOST:PORT [flags]

Stands between your own program and its clients, passes every byte on as it is,
and records both directions. Let the clients connect to the address that it
prints behind "tap"; the inspector and the exports are those of the lessons:

  site  the inspector
  tap   the recorded address, and where its bytes go
  run   the page of the recording; /trace.jsonl and /trace.pcapng behind it
        are the exports

Flags:
  -to HOST:PORT        your program; an address of this machine's own, unless
                       -allow names it
  -listen HOST:PORT    where clients connect (default a free port of localhost)
  -allow HOST:PORT     let bytes go to this address too (repeatable)
  -addr HOST:PORT      address of the site (default localhost:8080)
  -data DIR            where the database and the keys are kept
                       (default %s)

Example:
  pushlab tap -listen localhost:9000 -to localhost:3000
`

var tapCommand = command{
	name:  "tap",
	short: "record the connections of your own program",
	long:  fmt.Sprintf(tapUsage, dataDir()),
	run:   runTap,
}

// runTap opens the site and the tap and serves until it is interrupted.
func runTap(ctx context.Context, io stdio, args []string) error {
	set := flag.NewFlagSet("tap", flag.ContinueOnError)
	var allow list
	to := set.String("to", "", "")
	listen := set.String("listen", "localhost:0", "")
	addr := set.String("addr", "", "")
	data := set.String("data", dataDir(), "")
	set.Var(&allow, "allow", "")
	if err := parse(set, io, fmt.Sprintf(tapUsage, dataDir()), args); err != nil {
		return err
	}
	if *to == "" {
		return oneLine(errors.New("tap needs -to HOST:PORT, the address of your program"))
	}
	tap := server.Tap{Listen: *listen, To: *to, Allow: allow}
	if err := tap.Check(ctx); err != nil {
		return oneLine(err)
	}
	s, err := server.New(ctx, server.Config{
		Addr:    *addr,
		DataDir: *data,
		Tap:     &tap,
		Log:     slog.New(slog.NewTextHandler(io.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	for _, p := range s.Places() {
		where := ""
		if p.Name == "tap" {
			where = " → " + *to
		}
		fmt.Fprintf(io.out, "%s %s%s\n", p.Name, p.URL, where)
	}
	fmt.Fprintf(io.out, "run %s\n", s.TapRun())
	return s.Serve(ctx)
}
