// Command bench measures what the README and the notes say of pushlab: how long
// a start takes, what an idle stream costs, what the tap costs a token, how fast
// the decoders are beside those of others, how long an export takes, and how many
// round trips a first token takes over each transport, and how a full room fares.
//
//	make bench
//	make bench ARGS='-only decode,pcapng -rounds 3'
//	make bench ARGS='-only room -seats 300 -seconds 60 -cut'
//	make bench ARGS='-only room -seats 300 -kills 20'
//
// The server is a process of its own, so that its CPU time and memory are its
// own. Loops are bounded, and all traffic stays on loopback.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// A scenario is a set of figures that can be asked for by name.
type scenario struct {
	name string
	run  func(o options) error
}

// options is what the flags say.
type options struct {
	streams int // idle streams of each kind
	rounds  int // of each measurement
	room    roomOptions
}

var scenarios = []scenario{
	{"start", func(o options) error { return measureStart(o.rounds) }},
	{"idle", func(o options) error {
		return eachKind(func(kind string) error { return measureIdle(kind, o.streams) })
	}},
	{"tokens", func(o options) error {
		return eachKind(func(kind string) error { return measureTokens(kind, o.rounds) })
	}},
	{"decode", func(o options) error { return measureDecode(o.rounds) }},
	{"pcapng", func(o options) error { return measurePcapng(o.rounds) }},
	{"rtt", func(o options) error { return measureRTT(o.rounds) }},
	{"room", func(o options) error { return measureRoom(o.room) }},
}

// eachKind measures both kinds of streams.
func eachKind(measure func(kind string) error) error {
	for _, kind := range []string{"sse", "ws"} {
		if err := measure(kind); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func main() {
	role := flag.String("role", "all", "all, or lab: serve only the lab's handlers (used by bench itself)")
	tapped := flag.Bool("tap", true, "with -role lab: record")
	only := flag.String("only", "", "these scenarios, with commas between: start, idle, tokens, decode, pcapng, rtt, room")
	streams := flag.Int("n", 1000, "idle streams of each kind")
	rounds := flag.Int("rounds", 5, "rounds of each measurement")
	var room roomOptions
	flag.IntVar(&room.seats, "seats", 300, "seats of the room")
	flag.IntVar(&room.seconds, "seconds", 60, "how long the room is under load")
	flag.BoolVar(&room.cut, "cut", false, "cut all streams of the room after it, with jitter and without")
	flag.IntVar(&room.kills, "kills", 0, "kill -9 the room's server so often amid the load, and look for what it had acknowledged (in place of -seconds and -cut)")
	flag.Parse()
	if *role == "lab" {
		serveLab(*tapped)
		return
	}
	if err := measure(*only, options{*streams, *rounds, room}); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure runs the scenarios that are named, or all.
func measure(only string, o options) error {
	names := strings.Split(only, ",")
	for _, name := range names {
		if name != "" && !slices.ContainsFunc(scenarios, func(s scenario) bool { return s.name == name }) {
			return fmt.Errorf("no scenario is called %q", name)
		}
	}
	fmt.Println(machine())
	for _, s := range scenarios {
		if only != "" && !slices.Contains(names, s.name) {
			continue
		}
		if err := s.run(o); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// machine says on what the figures were measured.
func machine() string {
	model := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo") // elsewhere the architecture has to do
	if m := cpuModel.FindSubmatch(text); m != nil {
		model = string(m[1])
	}
	return fmt.Sprintf("%s, %d CPUs, %s/%s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

var cpuModel = regexp.MustCompile(`model name\s*: (.+)`)
