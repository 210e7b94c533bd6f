package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// measurePcapng fills a run up to its limit of 2 MiB over the real lab, and
// times its two exports.
func measurePcapng(rounds int) error {
	log, err := fullRun()
	if err != nil {
		return err
	}
	fmt.Printf("export of a run of %d events, medians of %d rounds\n", len(log.Events(0)), rounds)
	fmt.Printf("  %-10s %10s %10s\n", "form", "ms", "MB/s")
	for _, form := range []struct {
		name  string
		write func(io.Writer) error
	}{{"pcapng", func(w io.Writer) error { return log.WritePcapng(w, trace.PcapngOptions{}) }}, {"jsonl", log.WriteJSONL}} {
		if err := timeExport(form.name, rounds, form.write); err != nil {
			return err
		}
	}
	return nil
}

func timeExport(name string, rounds int, write func(io.Writer) error) error {
	var times, speeds []float64
	for range rounds {
		var size counter
		began := time.Now()
		if err := write(&size); err != nil {
			return err
		}
		took := time.Since(began).Seconds()
		times, speeds = append(times, took*1000), append(speeds, float64(size)/took/1e6)
	}
	fmt.Printf("  %-10s %10.1f %10.0f\n", name, median(times), median(speeds))
	return nil
}

// A counter counts what is written to it, in bytes.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// fillingAnswers is more than enough: an answer of 1,000 tokens takes a second,
// and a good 200 kB of a trace.
const fillingAnswers = 40

// fullRun lets streams of tokens cross a lab of this process until the trace of
// their run takes no more.
func fullRun() (*trace.Log, error) {
	runs := demo.NewRuns(demo.Config{Key: make([]byte, 32)})
	p, closeLab, err := openLab(runs)
	if err != nil {
		return nil, err
	}
	defer closeLab()
	run := runs.New()
	address := p + "/r/" + run.ID
	full := func(e trace.Event) bool { return e.Kind == "trace.full" }
	for range fillingAnswers {
		if err := drainFrom(address, "sse"); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(run.Log.Events(0), full) {
			return run.Log, nil
		}
	}
	return nil, fmt.Errorf("the trace of the run was not full after %d answers", fillingAnswers)
}
