package edge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

func parseHop(word string, s Slicing) (Hop, error) {
	name, value, _ := strings.Cut(word, ":")
	switch name {
	case "latency":
		return parseLatency(value, s.Seed)
	case "idle":
		n, err := parseNumber(name, value, 1, maxTime, " ms")
		return idle{milliseconds(n)}, err
	case "slice":
		return parseSlice(value, s)
	case "merge", "refuse", "strip", "http10", "nagle":
		if word != name {
			return nil, fmt.Errorf("%s stands alone", name)
		}
		return alone[name], nil
	case "stall":
		return parseStall(value)
	case "throttle":
		n, err := parseNumber(name, value, 1, maxRate, " bytes a second")
		return throttle{n}, err
	case "down":
		n, err := parseNumber(name, value, 1, maxTime, " ms")
		return down{time: milliseconds(n)}, err
	case "hold":
		return parseHold(value)
	case "cut":
		return parseCut(value)
	}
	return nil, errors.New("a hop is latency:MS, latency:MS~MS, idle:MS, slice:N, slice:cr, slice:utf8, slice:random, merge, hold:N, hold:MSms, stall:MS@bN, throttle:N, refuse, strip, http10, nagle, cut:KIND@bN with fin, rst, restart, blackhole or half, or down:MS")
}

// alone are the hops that have no value.
var alone = map[string]Hop{"merge": hold{}, "refuse": refuse{}, "strip": strip{}, "http10": http10{}, "nagle": nagle{}}

func parseLatency(value string, seed uint64) (Hop, error) {
	trip, spread, jitters := strings.Cut(value, "~")
	n, err := parseNumber("latency", trip, 0, maxTrip, " ms")
	h := latency{roundTrip: milliseconds(n), seed: seed}
	if err == nil && jitters {
		n, err = parseNumber("the jitter of latency", spread, 0, n, " ms")
		h.jitter = milliseconds(n)
	}
	return h, err
}

func parseStall(value string) (Hop, error) {
	ms, at, _ := strings.Cut(value, "@b")
	n, err := parseNumber("stall", ms, 1, maxTime, " ms")
	if err != nil {
		return nil, err
	}
	after, err := parseNumber("stall's N in stall:MS@bN", at, 0, maxCut, " bytes")
	return stall{milliseconds(n), after}, err
}

func parseSlice(value string, s Slicing) (Hop, error) {
	switch value {
	case "cr":
		return slice{cut: afterCR, gap: s.Gap}, nil
	case "utf8":
		return slice{cut: inCharacters, gap: s.Gap}, nil
	case "random":
		return slice{cut: atRandom(s.Seed), gap: s.Gap}, nil
	}
	n, err := parseNumber("slice", value, 1, maxSlice, " bytes, or cr, utf8 or random")
	return slice{cut: every(n), gap: s.Gap}, err
}

func parseHold(value string) (Hop, error) {
	if ms, ok := strings.CutSuffix(value, "ms"); ok {
		n, err := parseNumber("hold", ms, 1, maxTime, " ms")
		return hold{time: milliseconds(n)}, err
	}
	n, err := parseNumber("hold", value, 1, maxHold, " bytes, or a time such as 200ms")
	return hold{bytes: n}, err
}

func parseNumber(name, value string, least, most int, unit string) (int, error) {
	n, err := strconv.ParseUint(value, 10, 31)
	if err != nil || int(n) < least || int(n) > most {
		return 0, fmt.Errorf("%s must be a whole number from %d to %d%s", name, least, most, unit)
	}
	return int(n), nil
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// quote shows what was sent, cut to a length that a sentence can carry.
func quote(s string) string {
	const most = 60
	if len(s) <= most {
		return strconv.Quote(s)
	}
	return fmt.Sprintf("%q and so on (%d bytes)", strings.ToValidUTF8(s[:most], ""), len(s))
}
