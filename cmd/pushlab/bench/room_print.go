package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// print writes the figures, each with how it was made.
func (l *roomLoad) print(cpu, own time.Duration) {
	tokens, lost := &delays{}, 0
	for _, s := range l.seats {
		for _, stream := range s.streams {
			if why := stream.lost(); why != "" {
				lost++
				l.troubles.add("seat %d, %s: %s", s.i, stream.kind, why)
			}
			stream.delays(tokens, l.begins, l.ends())
		}
	}
	fmt.Printf("join, from its time to the answer:               %s\n", l.joins.text())
	fmt.Printf("click, from its time to the answer:              %s\n", l.clicks.text())
	fmt.Printf("board, from a seat's click to the host's board:  %s; %d not seen\n", l.boards.text(), l.host.unseen())
	fmt.Printf("token, from the time it was due to its arrival:  %s\n", tokens.text())
	fmt.Printf("streams: %d, lost %d; answers of 429: %d; other trouble: %d\n", 2*len(l.seats), lost, l.troubles.refusals.Load(), l.troubles.count())
	fmt.Printf("server: peak RSS %.0f MB, CPU %.1f s of %d s; load program: CPU %.1f s; load average after: %s\n",
		float64(l.p.peakRSS())/1024, cpu.Seconds(), l.o.seconds, own.Seconds(), loadAverage())
	for _, text := range l.troubles.list() {
		fmt.Println("  ", text)
	}
}

// loadAverage is that of the last minute, "?" where the system does not say.
func loadAverage() string {
	text, err := os.ReadFile(filepath.Join("/proc", "loadavg"))
	if fields := strings.Fields(string(text)); err == nil && len(fields) > 0 {
		return fields[0]
	}
	return "?"
}
