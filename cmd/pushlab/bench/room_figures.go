package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// delays are how long something took, each time.
type delays struct {
	mu   sync.Mutex
	list []time.Duration
}

func (d *delays) add(took time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = append(d.list, took)
}

// text has the percentiles by nearest rank, and of how many.
func (d *delays) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.list) == 0 {
		return "none"
	}
	return fmt.Sprintf("p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms of %d", ms(d.rank(50)), ms(d.rank(95)), ms(d.rank(99)), ms(d.rank(100)), len(d.list))
}

// rank is a percentile; mu is held, and there is one.
func (d *delays) rank(percent int) time.Duration {
	slices.Sort(d.list)
	return d.list[(len(d.list)*percent+99)/100-1]
}

// troubles are what went wrong. Only the first of them are kept in words.
type troubles struct {
	refusals atomic.Int64 // answers of 429
	mu       sync.Mutex
	n        int
	texts    []string
}

func (t *troubles) add(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n++; len(t.texts) < 10 {
		t.texts = append(t.texts, fmt.Sprintf(format, args...))
	}
}

func (t *troubles) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

func (t *troubles) list() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.texts)
}

// first is the first of them as an error, nil when all went well.
func (t *troubles) first() error {
	if list := t.list(); len(list) > 0 {
		return fmt.Errorf("%s (%d in all)", list[0], t.count())
	}
	return nil
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakRSS is the most memory, in kB, that was ever resident.
func (p *process) peakRSS() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	m := peakLine.FindSubmatch(text)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb
}

// ownCPU is what this process has used, user and system.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
