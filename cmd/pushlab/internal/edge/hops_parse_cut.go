package edge

import (
	"errors"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/tap"
)

func parseCut(value string) (Hop, error) {
	how, at, _ := strings.Cut(value, "@b")
	at, ms, timed := strings.Cut(at, ":")
	n, err := parseNumber("cut", at, 0, maxCut, "")
	switch isHole := how == "blackhole" || how == "half"; {
	case err != nil, timed && !isHole:
	case isHole:
		return parseHole(hole{kind: how, after: n, time: holeTime, deaf: how == "blackhole"}, ms, timed)
	case how == "restart":
		return cut{fault: tap.Fin + tap.Fault(fmt.Sprintf("@restart b%d", n)), after: n, down: downTime}, nil
	case how == "fin", how == "rst":
		return cut{fault: tap.Fault(value), after: n}, nil
	}
	return nil, fmt.Errorf("cut must be fin@bN, rst@bN, restart@bN, blackhole@bN or half@bN, the last two with :MS or without, and N a whole number of bytes from 0 to %d", maxCut)
}

func parseHole(h hole, ms string, timed bool) (Hop, error) {
	if !timed {
		return h, nil
	}
	n, err := parseNumber("the time of "+h.kind, ms, 1, maxTime, " ms")
	h.time = milliseconds(n)
	return h, err
}

// takeDown gives each restart the time of the down that stands beside it.
func takeDown(hops []Hop) error {
	for _, h := range hops {
		if d, ok := h.(down); ok && !d.setIn(hops) {
			return errors.New("down says how long a cut:restart@bN takes, and there is none")
		}
	}
	return nil
}

func (h down) setIn(hops []Hop) (found bool) {
	for i := range hops {
		if c, ok := hops[i].(cut); ok && c.down > 0 {
			c.down, found = h.time, true
			hops[i] = c
		}
	}
	return found
}
