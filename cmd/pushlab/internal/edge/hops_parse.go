package edge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

func parseHop(word string, s Slicing) (Hop, error) {
	name, value, _ := strings.Cut(word, ":")
	switch name {
	case "latency":
		n, err := parseNumber(name, value, 0, maxTrip, " ms")
		return latency{milliseconds(n)}, err
	case "idle":
		n, err := parseNumber(name, value, 1, maxTime, " ms")
		return idle{milliseconds(n)}, err
	case "slice":
		return parseSlice(value, s)
	case "merge":
		if word != name {
			return nil, errors.New("merge stands alone")
		}
		return hold{}, nil
	case "hold":
		return parseHold(value)
	case "cut":
		return parseCut(value)
	}
	return nil, errors.New("a hop is latency:MS, idle:MS, slice:N, slice:cr, slice:utf8, slice:random, merge, hold:N, hold:MSms, cut:fin@bN or cut:rst@bN")
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

func parseCut(value string) (Hop, error) {
	how, at, _ := strings.Cut(value, "@b")
	n, err := parseNumber("cut", at, 0, maxCut, "")
	if fault := tap.Fault(how); err == nil && (fault == tap.Fin || fault == tap.Rst) {
		return cut{tap.Fault(value), n}, nil
	}
	return nil, fmt.Errorf("cut must be fin@bN or rst@bN, and N a whole number of bytes from 0 to %d", maxCut)
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
