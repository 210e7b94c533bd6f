package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"pushlab/cmd/pushlab/internal/check"
)

const checkUsage = `usage: pushlab check EXNN [-site URL]
       pushlab check -list

Makes a run for an exercise, prints its addresses and a first command, and waits
while you or your program work on it. Each condition is printed as it changes,
with the sentences of the page.

The exit code is 0 when the exercise is passed, 1 when it is not (interrupt ends
the waiting), and 2 when something else went wrong.

Flags:
  -site URL   the site of a pushlab that serves (default http://localhost:8080;
              where nothing serves, check opens a lab of its own)
  -list       print the exercises

Example:
  pushlab check EX06
`

var checkCommand = command{
	name:  "check",
	short: "do an exercise from a terminal",
	long:  checkUsage,
	run:   runCheck,
}

// runCheck does an exercise, or lists them.
func runCheck(ctx context.Context, io stdio, args []string) error {
	order, err := parseCheck(io, args)
	if err != nil {
		return err
	}
	if order.list {
		listExercises(io.out)
		return nil
	}
	c, ok := check.Find(order.exercise)
	if !ok {
		return oneLine(fmt.Errorf("there is no exercise %q; pushlab check -list prints those that there are", order.exercise))
	}
	site, stop, err := findSite(ctx, io, order.site)
	if err != nil {
		return oneLine(err)
	}
	defer stop()
	passed, err := site.follow(ctx, io.out, c)
	switch {
	case err != nil:
		return oneLine(err)
	case !passed:
		return fmt.Errorf("%s is not passed", c.ID)
	}
	return nil
}

// A checkOrder is what the command line asks for.
type checkOrder struct {
	exercise string
	site     string
	list     bool
}

// parseCheck takes flags before and behind the exercise.
func parseCheck(io stdio, args []string) (o checkOrder, err error) {
	set := flag.NewFlagSet("check", flag.ContinueOnError)
	set.StringVar(&o.site, "site", "", "")
	set.BoolVar(&o.list, "list", false, "")
	args, o.exercise = takeExercise(args)
	if err := parse(set, io, checkUsage, args); err != nil {
		return o, err
	}
	if o.exercise == "" && !o.list {
		return o, usageError{errors.New("check needs an exercise, such as EX01")}
	}
	return o, nil
}

// takeExercise takes the first argument that is neither a flag nor its value.
func takeExercise(args []string) (others []string, exercise string) {
	for i, a := range args {
		if !strings.HasPrefix(a, "-") && (i == 0 || strings.TrimLeft(args[i-1], "-") != "site") {
			return append(args[:i:i], args[i+1:]...), a
		}
	}
	return args, ""
}

func listExercises(out io.Writer) {
	for _, c := range check.All {
		fmt.Fprintf(out, "%-6s %s\n", c.ID, c.Title)
	}
}
