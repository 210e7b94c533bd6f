package main

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
)

// cutTwice ends all streams at once, with the jitter of the room and without it.
// An event stream was told when it opened how long to stay away, so a cut that
// does not count comes between the two: behind it all know of the change.
func (l *roomLoad) cutTwice() error {
	if err := l.cut("cut of all streams, with jitter"); err != nil {
		return err
	}
	if _, err := l.post(l.host.client, l.site+"/room/profile", url.Values{"jitter": {"no"}}); err != nil {
		return err
	}
	time.Sleep(time.Second) // the pages hear of it
	if err := l.cut(""); err != nil {
		return err
	}
	return l.cut("cut of all streams, without jitter")
}

// cut cuts and waits until all are back. It prints what it saw under a title, if
// it has one.
func (l *roomLoad) cut(title string) error {
	l.herd.begin(2 * len(l.seats))
	if _, err := l.post(l.host.client, l.site+"/room/fault", url.Values{"kind": {"cut"}}); err != nil {
		return err
	}
	l.herd.await(backWithin)
	if title != "" {
		fmt.Printf("%s: %s\n", title, l.herd.text())
	}
	return nil
}

// A herd counts who comes back after a cut or a kill: a stream at the first token
// that it gets after it, a seat's control socket when it is told of the room.
type herd struct {
	mu    sync.Mutex
	began time.Time
	want  int
	seen  map[any]bool // who is back: to break once more is no second time
	bars  []int        // of 100 ms each
	back  delays
	all   chan struct{} // closed when all are back
}

func (h *herd) begin(want int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.began, h.want, h.bars, h.back, h.all = time.Now(), want, nil, delays{}, make(chan struct{})
	h.seen = map[any]bool{}
}

// came counts one who is back.
func (h *herd) came(who any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil || h.seen[who] {
		return
	}
	h.seen[who] = true
	took := time.Since(h.began)
	bar := int(took / (100 * time.Millisecond))
	for len(h.bars) <= bar {
		h.bars = append(h.bars, 0)
	}
	h.bars[bar]++
	h.back.add(took)
	if h.want--; h.want == 0 {
		close(h.all)
	}
}

func (h *herd) await(most time.Duration) {
	select {
	case <-h.all:
	case <-time.After(most):
	}
}

// backs is how many are back, and when the last of them was.
func (h *herd) backs() (n int, last time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.back.mu.Lock()
	defer h.back.mu.Unlock()
	if len(h.back.list) == 0 {
		return 0, 0
	}
	return len(h.back.list), h.back.rank(100)
}

// text is the histogram of the herd, a number for each 100 ms.
func (h *herd) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	peak, bars := 0, make([]string, len(h.bars))
	for i, n := range h.bars {
		peak, bars[i] = max(peak, n), fmt.Sprint(n)
	}
	return fmt.Sprintf("%s; %d not back; peak %d in 100 ms\n   per 100 ms: %s", h.back.text(), h.want, peak, strings.Join(bars, " "))
}
