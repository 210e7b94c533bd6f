package main

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// The load with kills.
const (
	killWithin    = 5 * time.Second        // of the moment when all were back from the kill before, at random
	backAfterKill = time.Minute            // for all to be back, before those who are not count as gone
	passEvery     = 500 * time.Millisecond // of the room: the next seat passes an exercise
	// lastingSeconds is how long an answer is, so that a kill finds it unfinished: as
	// long as one can be with roomTPS.
	lastingSeconds = 102
)

// lives is what is counted over the lives of the server.
type lives struct {
	over       atomic.Bool  // the load ends, and nobody comes back any more
	sockets    herd         // control sockets of seats
	anew       atomic.Int64 // answers that began anew after a reset
	unanswered atomic.Int64 // clicks and passes: whether they were saved is not known
	peak       int          // kB of the server that used most
}

// A killing is what was seen of one. The times count from the kill.
type killing struct {
	up       time.Duration // until the server said where it listens
	sockets  time.Duration // until the last seat was told of the room
	streams  time.Duration // until the last stream had a token
	byCookie int           // seats that are who they were
	streamed int           // streams that are back
	anew     int64         // of them those that were told to begin anew
	account
}

// runKilled puts the room under the load until the server has been killed as
// often as was asked for, and prints what each kill has cost.
func (l *roomLoad) runKilled() error {
	if err := l.startLasting(); err != nil {
		return err
	}
	printKillHead()
	var list []killing
	for n := range l.o.kills {
		time.Sleep(rand.N(killWithin))
		k, err := l.kill()
		if err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
		list = append(list, k)
		k.print(n + 1)
	}
	l.lives.peak = max(l.lives.peak, l.p.peakRSS())
	l.lives.over.Store(true)
	l.p.stop() // ends what still reads
	l.work.Wait()
	l.printKills(list)
	return l.judge(list)
}

// startLasting sets going what the seats do until the load is over, and waits
// until all streams run.
func (l *roomLoad) startLasting() error {
	l.herd.begin(2 * len(l.seats))
	for i, s := range l.seats {
		part := float64(i) / float64(len(l.seats))
		for _, stream := range s.streams {
			l.at(time.Duration(part*float64(streamWithin)), nil, stream.persist)
		}
		l.every(time.Duration(part*float64(clickEvery)), clickEvery, s.save)
	}
	l.every(0, actEvery, func(k int) { l.unsaved(l.seats[k%len(l.seats)].say(stateOf(k / len(l.seats)))) })
	l.every(0, passEvery, func(k int) { l.seats[k%len(l.seats)].pass() })
	l.herd.await(backAfterKill)
	if n, _ := l.herd.backs(); n < 2*len(l.seats) {
		return fmt.Errorf("%d of %d streams have begun within %v: %w", n, 2*len(l.seats), backAfterKill, l.troubles.first())
	}
	return nil
}

// every does something again and again until the load is over, each time at its
// time, without waiting for the time before.
func (l *roomLoad) every(first, pause time.Duration, do func(k int)) {
	l.work.Go(func() {
		for k := 0; ; k++ {
			time.Sleep(time.Until(l.begins.Add(first + time.Duration(k)*pause)))
			if l.lives.over.Load() {
				return
			}
			l.work.Go(func() { do(k) })
		}
	})
}

// kill ends the server without a word (SIGKILL), starts another on its port and
// its data, and waits until everybody is back.
func (l *roomLoad) kill() (k killing, err error) {
	l.lives.peak = max(l.lives.peak, l.p.peakRSS())
	anew, began := l.lives.anew.Load(), time.Now()
	l.lives.sockets.begin(len(l.seats))
	l.herd.begin(2 * len(l.seats))
	l.p.stop()
	if err := l.open(); err != nil {
		return k, err
	}
	k.up = time.Since(began)
	l.lives.sockets.await(backAfterKill)
	l.herd.await(backAfterKill)
	k.byCookie, k.sockets = l.lives.sockets.backs()
	k.streamed, k.streams = l.herd.backs()
	k.anew = l.lives.anew.Load() - anew
	k.account, err = l.audit()
	return k, err
}

// judge says what must not be: something acknowledged that is lost, or somebody
// who did not come back.
func (l *roomLoad) judge(list []killing) error {
	for n, k := range list {
		switch {
		case k.lost > 0:
			return fmt.Errorf("after kill %d, %d of %d acknowledged were lost", n+1, k.lost, k.known)
		case k.byCookie < len(l.seats):
			return fmt.Errorf("after kill %d, %d of %d seats were back by their cookies", n+1, k.byCookie, len(l.seats))
		case k.streamed < 2*len(l.seats):
			return fmt.Errorf("after kill %d, %d of %d streams were back", n+1, k.streamed, 2*len(l.seats))
		}
	}
	if last := list[len(list)-1]; last.passes == 0 || last.known == last.passes {
		return fmt.Errorf("%d were acknowledged, of them %d passes, and some of both are wanted: else nothing was looked for", last.known, last.passes)
	}
	return nil
}
