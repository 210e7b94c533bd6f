// Command pushlab is a lab for server push: it streams a simulated model's
// answer over SSE and WebSocket, records every byte, and shows them.
//
//	pushlab [serve] [flags]
//	pushlab help [command]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// A command is one subcommand; its help text stands next to its code.
type command struct {
	name  string
	short string // one line for "pushlab help"
	long  string // for "pushlab help NAME"
	run   func(ctx context.Context, io stdio, args []string) error
}

// stdio is what a command reads and writes, so that a test can stand in.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// commands returns the subcommands in the order in which help lists them.
func commands() []command {
	return []command{serveCommand, doctorCommand, decodeCommand, tapCommand, recordCommand, checkCommand, versionCommand}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, stdio{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run chooses the command and returns the exit code: 0 done, 1 it went wrong,
// 2 it was called in a way that it does not know.
func run(ctx context.Context, io stdio, args []string) int {
	name := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	if name == "help" {
		return help(io, args)
	}
	c, ok := find(name)
	if !ok {
		fmt.Fprintf(io.err, "pushlab: unknown command %q\n%s", name, usage())
		return 2
	}
	err := c.run(ctx, io, args)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, new(refusal)):
		fmt.Fprintf(io.err, "pushlab: %v\n", err)
		return 2
	case errors.As(err, new(usageError)):
		fmt.Fprintf(io.err, "pushlab: %v\nRun 'pushlab help %s'.\n", err, name)
		return 2
	default:
		fmt.Fprintf(io.err, "pushlab: %v\n", err)
		return 1
	}
}

// A usageError is a call that the command does not know.
type usageError struct{ error }

func find(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// parse reads flags without printing; the caller says what was wrong once.
func parse(set *flag.FlagSet, io stdio, usage string, args []string) error {
	set.SetOutput(discard{})
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(io.out, usage)
		return err
	}
	if err != nil {
		return usageError{err}
	}
	if set.NArg() > 0 {
		return usageError{fmt.Errorf("%s takes no argument %q", set.Name(), set.Arg(0))}
	}
	return nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
