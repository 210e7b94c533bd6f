package views

import (
	"fmt"
	"strconv"
)

// seconds writes milliseconds as seconds, to a tenth.
func seconds(ms int) string { return strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64) + " s" }

// came is how many streams came back; a client may come more than once.
func (h BoardHerd) came() (n int) {
	for _, bar := range h.Bars {
		n += bar
	}
	return min(n, h.Streams)
}

// backWords says how far a herd is back.
func (h BoardHerd) backWords() string {
	if came := h.came(); came < h.Streams {
		return fmt.Sprintf("%d of %d so far", came, h.Streams)
	}
	return seconds(h.Last)
}

func (h BoardHerd) jitterWords() string {
	if h.Jitter {
		return "With jitter"
	}
	return "Without jitter"
}

// faultWords says what is being done to all streams.
func (b Board) faultWords() string {
	switch {
	case b.Fault.DownUntil > b.Now:
		return fmt.Sprintf("New streams get 502 for %d s more.", (b.Fault.DownUntil-b.Now+999)/1000)
	case b.Fault.Buffer:
		return "Everything is held back, as by a buffering proxy."
	}
	return "No fault is set."
}
