package main

import (
	"fmt"
	"time"
)

const killLine = "%4v %9v %9v %9v %11v %11v %11v %13v %8v %5v\n"

// printKillHead says what the columns are; killing has their meanings.
func printKillHead() {
	fmt.Printf(killLine, "", "listens", "sockets", "streams", "seats back", "streams", "of them", "acknowledged", "of them", "")
	fmt.Printf(killLine, "kill", "again, s", "back, s", "back, s", "by cookie", "back", "begun anew", "so far", "passes", "lost")
}

func (k killing) print(n int) {
	fmt.Printf(killLine, n, seconds(k.up), seconds(k.sockets), seconds(k.streams), k.byCookie, k.streamed, k.anew, k.known, k.passes, k.lost)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

// printKills sums the kills up.
func (l *roomLoad) printKills(list []killing) {
	fmt.Printf("\n%-52s %8s %8s %8s\n", fmt.Sprintf("over %d kills of a room of %d seats:", len(list), len(l.seats)), "least", "median", "most")
	printSpread("from the kill until the server listens again, s", list, func(k killing) time.Duration { return k.up })
	printSpread("until the last control socket is back, s", list, func(k killing) time.Duration { return k.sockets })
	printSpread("until the last stream is back, s", list, func(k killing) time.Duration { return k.streams })
	last := list[len(list)-1]
	sum := l.total(list)
	fmt.Printf("acknowledged: %d, of them %d passes; lost %d\n", last.known, last.passes, sum.lost)
	fmt.Printf("seats back by cookie: %d of %d; streams back: %d of %d, of them %d begun anew after a reset\n",
		sum.byCookie, len(list)*len(l.seats), sum.streamed, 2*len(list)*len(l.seats), sum.anew)
	fmt.Printf("not answered, since the server was gone: %d; answers of 429: %d; other trouble: %d\n",
		l.lives.unanswered.Load(), l.troubles.refusals.Load(), l.troubles.count())
	fmt.Printf("server: peak RSS %.0f MB; load average after: %s\n", float64(l.lives.peak)/1024, loadAverage())
	for _, text := range l.troubles.list() {
		fmt.Println("  ", text)
	}
}

// total adds the kills up. What was lost once is missed after each later kill, and
// counts once.
func (l *roomLoad) total(list []killing) (sum killing) {
	for _, k := range list {
		sum.byCookie += k.byCookie
		sum.streamed += k.streamed
		sum.anew += k.anew
		sum.lost = max(sum.lost, k.lost)
	}
	return sum
}

func printSpread(name string, list []killing, of func(killing) time.Duration) {
	times := make([]time.Duration, len(list))
	for i, k := range list {
		times[i] = of(k)
	}
	middle := median(times) // which sorts them
	fmt.Printf("  %-50s %8s %8s %8s\n", name, seconds(times[0]), seconds(middle), seconds(times[len(times)-1]))
}
