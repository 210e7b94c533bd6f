package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// A matrixTable is what came of all trials.
type matrixTable struct {
	mu    sync.Mutex
	cells map[[2]string]*matrixCell // by fault and way
	began time.Time
}

// A matrixCell is one fault on one way: how many trials passed, and the longest
// of what they measured.
type matrixCell struct {
	passed, runs int
	measures
}

func newMatrixTable() *matrixTable {
	return &matrixTable{cells: map[[2]string]*matrixCell{}, began: time.Now()}
}

func (m *matrixTable) add(fault string, o outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cells[[2]string{fault, o.way}]
	if c == nil {
		c = &matrixCell{}
		m.cells[[2]string{fault, o.way}] = c
	}
	c.runs++
	if o.err == nil {
		c.passed++
	}
	c.notice, c.recover = max(c.notice, o.notice), max(c.recover, o.recover)
	c.losses += o.losses
}

// String writes a cell: passed of runs, and the longest time from a loss to the
// next event.
func (c *matrixCell) String() string {
	if c == nil {
		return "none"
	}
	text := fmt.Sprintf("%d/%d", c.passed, c.runs)
	if c.losses > 0 {
		text += ", " + seconds(c.recover)
	}
	return text
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// markdown writes the table, a row for each fault.
func (m *matrixTable) markdown() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	b.WriteString("| fault |")
	for _, w := range ways {
		fmt.Fprintf(&b, " %s |", w.name)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(ways)) + "\n")
	for _, f := range matrixFaults {
		fmt.Fprintf(&b, "| %s %s |", f.name, f.what)
		for _, w := range ways {
			fmt.Fprintf(&b, " %v |", m.cells[[2]string{f.name, w.name}])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// summary is one sentence about all of it.
func (m *matrixTable) summary() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all matrixCell
	whole := 0
	notice := time.Duration(0)
	for key, c := range m.cells {
		all.passed += c.passed
		all.runs += c.runs
		all.recover = max(all.recover, c.recover)
		if c.passed == c.runs {
			whole++
		}
		if key[0] == "F4" {
			notice = max(notice, c.notice)
		}
	}
	return fmt.Sprintf("%d of %d cells, %d of %d runs, in %.0f s. A silence (F4) was noticed within %s, with a heartbeat every %s; the longest way from a loss to the next event was %s.",
		whole, len(matrixFaults)*len(ways), all.passed, all.runs, time.Since(m.began).Seconds(), seconds(notice), seconds(heartbeat), seconds(all.recover))
}

// report puts the table into the test's log, and into the file that was asked
// for.
func (m *matrixTable) report(t *testing.T) {
	t.Helper()
	text := m.markdown() + "\n" + m.summary() + "\n"
	t.Log("\n" + text)
	if *matrixFile == "" {
		return
	}
	if err := os.WriteFile(*matrixFile, []byte(text), 0o644); err != nil {
		t.Error(err)
	}
}
