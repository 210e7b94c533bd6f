package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// The load of one seat. What it does and when is fixed before the first byte is
// sent: a server that answers late does not get less to do for it.
const (
	roomTPS      = 10                     // tokens a second of each of its two streams
	clickEvery   = 5 * time.Second        // a place, a prediction, an answer, by turns
	actEvery     = 100 * time.Millisecond // of the room: one seat says "done" or "working"
	joinWithin   = 10 * time.Second       // all seats
	streamWithin = 2 * time.Second        // all streams, from the start of the load
	backWithin   = 15 * time.Second       // all streams after a cut, before it counts as one that failed
)

// A roomLoad is an open room, its host and its seats.
type roomLoad struct {
	o       roomOptions
	command []string // starts the server
	p       *process
	site    string
	host    *roomHost
	seats   []*roomSeat

	begins time.Time // of the load
	work   sync.WaitGroup

	joins, clicks, boards delays
	troubles              troubles
	herd                  herd // of streams
	lives                 lives
}

// measureRoom fills a room and prints what its people would have waited for.
//
//	join   one seat after the other, within 10 s
//	load   a control socket each that watches the seat's run, an EventSource and
//	       a WebSocket with 10 tokens a second, a click every 5 s
//	cut    all streams at once, with the jitter of the room and without it
//	kills  in place of both: kill -9 of the server amid the load, again and again
func measureRoom(o roomOptions) error {
	if o.cut && o.kills > 0 {
		return errors.New("-cut and -kills are two loads: give one of them")
	}
	path, err := buildPushlab()
	if err != nil {
		return err
	}
	defer os.Remove(path)
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	addr, err := o.addr()
	if err != nil {
		return err
	}
	l := &roomLoad{o: o, command: []string{path, "serve", "-room", "-addr", addr, "-data", dir}}
	if err := l.open(); err != nil {
		return err
	}
	defer func() { l.p.stop() }() // which may be another by then
	l.site = l.p.places["site"]
	fmt.Printf("room of %d seats, %s; load average of the machine before: %s\n", o.seats, o.length(), loadAverage())
	return l.run()
}

// open starts the server.
func (l *roomLoad) open() error {
	p, err := startProcess([]string{"site", "lab", "join", "host"}, l.command[0], l.command[1:]...)
	if err != nil {
		return err
	}
	l.p = p
	return nil
}

func (l *roomLoad) run() (err error) {
	if l.host, err = l.takeHost(); err != nil {
		return err
	}
	l.join()
	if err := l.troubles.first(); err != nil {
		return fmt.Errorf("joining: %w", err)
	}
	l.begins = time.Now().Add(time.Second)
	if l.o.kills > 0 {
		return l.runKilled()
	}
	cpu, own := l.p.cpu(), ownCPU()
	l.start()
	time.Sleep(time.Until(l.ends()))
	cpu, own = l.p.cpu()-cpu, ownCPU()-own
	if l.o.cut {
		err = l.cutTwice()
	}
	l.work.Wait()
	l.print(cpu, own)
	return err
}

// ends is when the load is over. The streams go on where a cut follows.
func (l *roomLoad) ends() time.Time {
	return l.begins.Add(time.Duration(l.o.seconds) * time.Second)
}

// tokens is how long each answer is: as long as the load, and as what follows.
func (l *roomLoad) tokens() int {
	seconds := l.o.seconds
	switch {
	case l.o.cut:
		seconds += 30
	case l.o.kills > 0:
		seconds = lastingSeconds
	}
	return min(seconds*roomTPS, 1024)
}

// join lets the seats in on their schedule.
func (l *roomLoad) join() {
	l.seats = make([]*roomSeat, l.o.seats)
	begins := time.Now()
	var group sync.WaitGroup
	for i := range l.seats {
		group.Go(func() {
			due := begins.Add(joinWithin * time.Duration(i) / time.Duration(l.o.seats))
			time.Sleep(time.Until(due))
			l.seats[i] = l.newSeat(i)
			if err := l.seats[i].join(); err != nil {
				l.troubles.add("seat %d: %v", i, err)
			}
			l.joins.add(time.Since(due))
		})
	}
	group.Wait()
}

// start sets going all that the seats do, each thing at its own time.
func (l *roomLoad) start() {
	length := time.Duration(l.o.seconds) * time.Second
	for i, s := range l.seats {
		part := float64(i) / float64(len(l.seats))
		for _, stream := range s.streams {
			l.at(time.Duration(part*float64(streamWithin)), nil, stream.follow)
		}
		for k, first := 0, time.Duration(part*float64(clickEvery)); first+time.Duration(k)*clickEvery < length; k++ {
			l.at(first+time.Duration(k)*clickEvery, &l.clicks, func() error { _, err := s.click(k); return err })
		}
	}
	for k := range int(length / actEvery) {
		l.at(time.Duration(k)*actEvery, nil, func() error { return l.host.act(l.seats[k%len(l.seats)], k/len(l.seats)) })
	}
}

// at does something at its time, without waiting for what was done before, and
// notes how long after that time it was done.
func (l *roomLoad) at(offset time.Duration, took *delays, do func() error) {
	due := l.begins.Add(offset)
	l.work.Go(func() {
		time.Sleep(time.Until(due))
		if err := do(); err != nil {
			l.troubles.add("%v", err)
			return
		}
		if took != nil {
			took.add(time.Since(due))
		}
	})
}
