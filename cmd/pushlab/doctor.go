package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
)

var doctorUsage = fmt.Sprintf(`usage: pushlab doctor [flags]

Looks at this machine before a workshop, and prints a line for each thing:

  ok|warn|fail  NAME  what was found; what to do

It asks nobody outside this machine, and leaves nothing behind. The exit code is
0 when nothing failed, and 1 when something did.

Flags:
  -addr HOST:PORT  the address with which you will serve (default localhost:8080)
  -data DIR        the data directory with which you will serve
                   (default %s)
  -phone           open a small page on the network, show its address and a QR
                   code, and wait until a phone has loaded it

Example:
  pushlab doctor -phone
`, dataDir())

var doctorCommand = command{
	name:  "doctor",
	short: "look at this machine before a workshop",
	long:  doctorUsage,
	run:   runDoctor,
}

// runDoctor prints what each check found, and waits for a phone if asked.
func runDoctor(ctx context.Context, io stdio, args []string) error {
	set := flag.NewFlagSet("doctor", flag.ContinueOnError)
	addr := set.String("addr", "", "")
	data := set.String("data", dataDir(), "")
	phone := set.Bool("phone", false, "")
	if err := parse(set, io, doctorUsage, args); err != nil {
		return err
	}
	m, err := thisMachine(*addr, *data)
	if err != nil {
		return usageError{err}
	}
	failed := m.examine(ctx, io.out)
	if *phone && !m.waitForPhone(ctx, io.out) {
		failed++
	}
	if failed > 0 {
		return errors.New(failures(failed))
	}
	return nil
}

func failures(n int) string {
	if n == 1 {
		return "1 check failed; its line says what to do"
	}
	return fmt.Sprintf("%d checks failed; their lines say what to do", n)
}
