package server

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// An eventSource reads an answer as an EventSource does: it comes back when it was told,
// with the id of the last event, until the answer is done.
type eventSource struct {
	*restarted
	path string
	herd *reconnects

	lastID string
	text   string
	next   int // of the token
	retry  time.Duration
}

// reconnects is what all sources were told and have done.
type reconnects struct {
	mu      sync.Mutex
	retries []int // in ms: at each opening, and with a goodbye
	opened  int   // streams, and sources that are done
}

func (h *reconnects) told(retry int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.retries = append(h.retries, retry)
}

func (h *reconnects) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened++
}

// await waits until so many have opened, or are done and open no more.
func (h *reconnects) await(t *testing.T, want int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		h.mu.Lock()
		got := h.opened
		h.mu.Unlock()
		if got >= want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d streams have opened, want %d", got, want)
		}
	}
}

// check says whether the times lie in the spread, and no tenth of a second of it
// has more than a quarter of them.
func (h *reconnects) check(t *testing.T, base, spread int) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	tenths := map[int]int{}
	for _, ms := range h.retries {
		if ms < base || ms > base+spread {
			t.Errorf("retry %d, want %d to %d", ms, base, base+spread)
		}
		tenths[ms/100]++
	}
	for tenth, n := range tenths {
		if 4*n > len(h.retries) {
			t.Errorf("%d of %d come back %d00 ms after, want them spread", n, len(h.retries), tenth)
		}
	}
}

func (c *eventSource) follow() {
	for deadline := time.Now().Add(2 * time.Minute); !c.read(); time.Sleep(c.retry) {
		if time.Now().After(deadline) {
			c.Errorf("%s is not done in 2 minutes", c.path)
			return
		}
	}
}

// read reads one stream, and says whether the answer is done.
func (c *eventSource) read() (done bool) {
	req, err := http.NewRequest("GET", c.lab()+c.path, nil)
	if err != nil {
		c.Error(err)
		return true
	}
	if c.lastID != "" {
		req.Header.Set("Last-Event-ID", c.lastID)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return false // the server is not back
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		c.Errorf("%s = %s, want 200", c.path, resp.Status)
		return true
	}
	var event eventFields
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if lines.Text() != "" {
			event.add(lines.Text())
			continue
		}
		if c.take(event) {
			return true
		}
		event = eventFields{}
	}
	return false
}

// eventFields are the fields of an event.
type eventFields struct {
	id, kind string
	retry    int
	data     []string
}

func (f *eventFields) add(line string) {
	name, value, _ := strings.Cut(line, ": ")
	switch strings.TrimSuffix(name, ":") {
	case "id":
		f.id = value
	case "event":
		f.kind = value
	case "data":
		f.data = append(f.data, value)
	case "retry":
		fmt.Sscan(value, &f.retry)
	}
}

func (c *eventSource) take(f eventFields) (done bool) {
	if f.retry > 0 {
		if c.herd.told(f.retry); f.kind == "" {
			c.herd.open()
		}
		c.retry = time.Duration(f.retry) * time.Millisecond
	}
	if f.id != "" {
		c.lastID = f.id
	}
	data := strings.Join(f.data, "\n")
	switch {
	case f.kind == "reset":
		c.text, c.next = "", 1
	case f.kind == "done":
		c.herd.open()
		sum := sha256.Sum256([]byte(c.text))
		if want := fmt.Sprintf(`{"tokens":%d,"sha256":"%s"}`, c.next-1, hex.EncodeToString(sum[:])); data != want {
			c.Errorf("%s is done with %s, and %s came", c.path, data, want)
		}
		return true
	case f.kind == "" && f.data != nil:
		if !strings.HasSuffix(f.id, fmt.Sprintf("-%d", c.next)) {
			c.Errorf("%s: the event %s came where token %d was to come", c.path, f.id, c.next)
		}
		c.text += data
		c.next++
	}
	return false
}
