package server

import (
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Codes and words can be guessed at, so wrong ones are counted for each address:
// with a burst and a refill of ten a minute, at most 20 are tried in any 60 s, of
// some 16,000 codes that there are. Right ones cost nothing, so a whole class may
// join through one router. Wrong secrets are counted apart, and shut no door: a
// right one has 128 bits and opens always (hasSecret).
const (
	guessBurst   = 10
	guessEvery   = time.Minute / 10
	maxGuessers  = 1024 // that are remembered
	guessPrefix6 = 64   // a machine has a whole IPv6 network of addresses
)

// guesses are who has been wrong: addresses, and seats, which are counted for
// themselves. They are in memory only and never logged. The zero value is ready.
type guesses struct {
	mu   sync.Mutex
	full map[string]time.Time // when the bucket is full again
}

// try asks right, unless who has been wrong too often: then wait says how long
// until the next try. right is called under the lock, so that many
// requests at once are counted as they would be one after the other.
func (g *guesses) try(now time.Time, who string, right func() bool) (ok bool, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	full := g.full[who]
	if full.Before(now) {
		full = now
	}
	if missing := full.Sub(now); missing > (guessBurst-1)*guessEvery {
		return false, missing - (guessBurst-1)*guessEvery
	}
	if right() {
		return true, 0
	}
	g.remember(who, full.Add(guessEvery), now)
	return false, 0
}

// remember makes room first: for who is full again, else for who will be soonest.
func (g *guesses) remember(who string, full, now time.Time) {
	if g.full == nil {
		g.full = map[string]time.Time{}
	}
	if _, known := g.full[who]; !known && len(g.full) >= maxGuessers {
		g.forget(now)
	}
	g.full[who] = full
}

func (g *guesses) forget(now time.Time) {
	var soonest string
	for who, full := range g.full {
		if !full.After(now) {
			delete(g.full, who)
		}
		if soonest == "" || full.Before(g.full[soonest]) {
			soonest = who
		}
	}
	if len(g.full) >= maxGuessers {
		delete(g.full, soonest)
	}
}

// addressOf is the address that a request came from, with IPv6 cut to the
// network that one machine chooses from.
func addressOf(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	addr := peer.Addr().Unmap().WithZone("")
	bits := addr.BitLen()
	if addr.Is6() {
		bits = guessPrefix6
	}
	prefix, _ := addr.Prefix(bits) // fails for other lengths than an address has
	return prefix.String()
}
