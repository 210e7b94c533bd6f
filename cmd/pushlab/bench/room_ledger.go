package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A ledger has what the server said was saved for a seat.
type ledger struct {
	mu     sync.Mutex
	list   []acknowledged
	missed int // how many of them were said to be lost
}

// acknowledged is one thing that was saved: what, and between when.
type acknowledged struct {
	item            string // "predict BLOCK", "answer QUIZ", "pass HASH"
	asked, answered time.Time
}

func (b *ledger) add(item string, asked time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, acknowledged{item, asked, time.Now()})
}

// miss notes how many are lost, and returns how many of them nobody knew of.
func (b *ledger) miss(lost int) (news int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	news, b.missed = max(lost-b.missed, 0), max(lost, b.missed)
	return news
}

func (b *ledger) all() []acknowledged {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.list)
}

// An entry is what the export of a seat has of it.
type entry struct {
	Kind, Item, Run string
	At              int64 // unix milliseconds
}

// is says whether the entry is the thing. The clock is the server's, which is the
// same; the second is for one that is set while it goes. A seat asks for the same
// thing every 15 s, and a pass is told by its run.
func (a acknowledged) is(e entry) bool {
	what := e.Kind + " " + e.Item
	if e.Kind == "pass" {
		what = "pass " + e.Run
	}
	at := time.UnixMilli(e.At)
	return what == a.item && at.After(a.asked.Add(-time.Second)) && at.Before(a.answered.Add(time.Second))
}

// save is a click whose answer is remembered.
func (s *roomSeat) save(k int) {
	asked := time.Now()
	item, err := s.click(k)
	if err == nil && item != "" {
		s.saved.add(item, asked)
	}
	s.load.unsaved(err)
}

// unsaved counts what has no answer, and notes what was refused.
func (l *roomLoad) unsaved(err error) {
	switch {
	case err == nil || l.lives.over.Load():
	case isRefusal(err):
		l.troubles.add("%v", err)
	default:
		l.lives.unanswered.Add(1)
	}
}

// The seven submissions that pass EX03.
var sevenShots = []string{"data: hi\n\n", "event: token\ndata: a\ndata: b\n\n", "data\n\n", "id: 42\n\n", ":\n", "retry: 1500\n", "data:  two\n\n"}

// pass passes EX03 in a run of its own. The verdict is told when it is saved.
func (s *roomSeat) pass() {
	asked := time.Now()
	run, err := s.newRun()
	for i := 0; err == nil && i < len(sevenShots); i++ {
		_, err = s.post(run.Lab+"/emit?check=EX03", sevenShots[i])
	}
	if err == nil {
		err = s.awaitPass(run.Run)
	}
	if err == nil {
		sum := sha256.Sum256([]byte(run.Run))
		s.saved.add("pass "+hex.EncodeToString(sum[:]), asked)
	}
	s.load.unsaved(err)
}

// awaitPass asks how the run's attempt stands, until it is passed.
func (s *roomSeat) awaitPass(run string) (err error) {
	var verdict struct {
		Passed, Over bool
		Rev          string
	}
	for err == nil && !(verdict.Passed && verdict.Over) {
		err = s.get(s.load.site+"/runs/"+run+"/verdict?exercise=EX03&wait=20000&rev="+verdict.Rev, &verdict)
	}
	return err
}

// An account is what was looked for after a kill.
type account struct{ known, passes, lost int }

// audit looks for all that was acknowledged in what the seats can export, eight
// seats at a time: the load goes on.
func (l *roomLoad) audit() (sum account, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, 8)
	for _, s := range l.seats {
		group.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			a, failed := s.audit()
			mu.Lock()
			defer mu.Unlock()
			sum = account{sum.known + a.known, sum.passes + a.passes, sum.lost + a.lost}
			if failed != nil {
				err = fmt.Errorf("seat %d: %w", s.i, failed)
			}
		})
	}
	group.Wait()
	return sum, err
}

// audit takes each entry for one thing and no more. A server that knows nothing of
// the seat has lost all.
func (s *roomSeat) audit() (a account, err error) {
	known := s.saved.all() // before the server is asked
	var export struct{ Entries []entry }
	if err := s.get(s.load.site+"/progress/export", &export); err != nil && !isRefusal(err) {
		return a, err
	}
	for _, k := range known {
		a.known++
		if strings.HasPrefix(k.item, "pass ") {
			a.passes++
		}
		if i := slices.IndexFunc(export.Entries, k.is); i >= 0 {
			export.Entries = slices.Delete(export.Entries, i, i+1)
			continue
		}
		a.lost++
	}
	if news := s.saved.miss(a.lost); news > 0 {
		s.load.troubles.add("seat %d: of %d acknowledged %d more are lost", s.i, a.known, news)
	}
	return a, nil
}
