package main

import (
	"context"
	"flag"
	"fmt"

	"pushlab/lessons"
)

const recordUsage = `usage: pushlab record [-dir DIR]

Runs each lesson's script against the real handlers with a clock that steps,
and writes into the lesson's folder what came of it: NAME.jsonl, the ladder as
NAME-light.svg and NAME-dark.svg, and the transcript in README.md. It also
writes lessons/README.md, the index. The result is the same to the byte on
every machine.

Flags:
  -dir DIR   the folder of the lessons (default lessons)
`

var recordCommand = command{
	name:  "record",
	short: "write the lessons' recorded runs again",
	long:  recordUsage,
	run:   record,
}

func record(ctx context.Context, io stdio, args []string) error {
	set := flag.NewFlagSet("record", flag.ContinueOnError)
	dir := set.String("dir", "lessons", "")
	if err := parse(set, io, recordUsage, args); err != nil {
		return err
	}
	for _, r := range recordings {
		log, err := perform(ctx, r)
		if err != nil {
			return fmt.Errorf("recording %s/%s: %w", r.lesson, r.name, err)
		}
		if err := r.write(*dir, log); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s/%s.jsonl\n", r.lesson, r.name)
	}
	for _, d := range drawings {
		if err := d.write(*dir); err != nil {
			return err
		}
	}
	return lessons.WriteIndex(*dir)
}
