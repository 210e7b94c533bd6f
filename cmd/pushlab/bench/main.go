// Command bench measures what the README and the notes say of pushlab: how long
// a start takes, what an idle stream costs, what the tap costs a token.
//
//	make bench
//
// The server is a process of its own, so that its CPU time and memory are its
// own. Loops are bounded, and all traffic stays on loopback.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	role := flag.String("role", "all", "all, or lab: serve only the lab's handlers (used by bench itself)")
	tapped := flag.Bool("tap", true, "with -role lab: record")
	streams := flag.Int("n", 1000, "idle streams of each kind")
	rounds := flag.Int("rounds", 5, "rounds of each CPU measurement")
	flag.Parse()
	if *role == "lab" {
		serveLab(*tapped)
		return
	}
	if err := measure(*streams, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(streams, rounds int) error {
	if err := measureStart(rounds); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	for _, kind := range []string{"sse", "ws"} {
		if err := measureIdle(kind, streams); err != nil {
			return fmt.Errorf("idle %s: %w", kind, err)
		}
	}
	for _, kind := range []string{"sse", "ws"} {
		if err := measureTokens(kind, rounds); err != nil {
			return fmt.Errorf("tokens over %s: %w", kind, err)
		}
	}
	return nil
}
