package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// A machine is what the checks look at. A test fills in its own.
type machine struct {
	addr  string        // as given with -addr
	host  string        // on which pushlab will listen
	ports []server.Port // that it will ask for
	data  string        // its directory
	built time.Time     // when this program was made; zero when nobody knows
	now   time.Time     // by the wall clock
	lan   []lanAddress
	files uint64 // how many the program may have open; 0 when nobody knows

	patience time.Duration // with a phone
}

// thisMachine is the one that pushlab runs on.
func thisMachine(addr, data string) (m machine, err error) {
	m = machine{addr: addr, data: data, built: builtAt(), now: time.Now(), files: fileLimit(), patience: 2 * time.Minute}
	if m.host, m.ports, err = server.Ports(addr); err != nil {
		return m, err
	}
	m.lan, err = lanAddresses()
	return m, err
}

// A finding is what a check says.
type finding struct {
	grade string // "ok", "warn" or "fail"
	found string
	do    string // "" when there is nothing to do
}

// good, doubtful and bad make findings.
func good(found string) finding         { return finding{"ok", found, ""} }
func doubtful(found, do string) finding { return finding{"warn", found, do} }
func bad(found, do string) finding      { return finding{"fail", found, do} }

// checks has them in the order in which they are printed.
var checks = []struct {
	name string
	look func(machine, context.Context) finding
}{
	{"browser", machine.browser},
	{"curl", machine.curl},
	{"nc", machine.nc},
	{"go", machine.golang},
	{"ports", machine.portsFree},
	{"clock", machine.clock},
	{"addresses", machine.addresses},
	{"files", machine.openFiles},
	{"data", machine.dataDirectory},
	{"database", machine.database},
}

// examine prints a line for each check, and counts those that failed.
func (m machine) examine(ctx context.Context, out io.Writer) (failed int) {
	for _, c := range checks {
		f := c.look(m, ctx)
		f.print(out, c.name)
		if f.grade == "fail" {
			failed++
		}
	}
	return failed
}

func (f finding) print(out io.Writer, name string) {
	text := f.found
	if f.do != "" {
		text += "; " + f.do
	}
	fmt.Fprintf(out, "%-4s  %-9s  %s\n", f.grade, name, text)
}
