package server

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// However the tries are spread, no minute has more than 20 of them.
func TestGuessesOfAMinute(t *testing.T) {
	t.Parallel()
	for _, every := range []time.Duration{0, time.Millisecond, 6 * time.Millisecond, time.Second, 3 * time.Second, 6 * time.Second} {
		t.Run(every.String(), func(t *testing.T) {
			var g guesses
			now := time.Unix(1e9, 0)
			var tried []time.Time
			for range 10_000 {
				g.try(now, "a", func() bool { tried = append(tried, now); return false })
				now = now.Add(every)
			}
			if got := mostInAMinute(tried); got < guessBurst || got > 20 {
				t.Errorf("tried %d times in a minute, want %d to 20", got, guessBurst)
			}
		})
	}
}

func mostInAMinute(times []time.Time) (most int) {
	first := 0
	for i, at := range times {
		for at.Sub(times[first]) >= time.Minute {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// Right guesses cost nothing, others are not counted, and time heals.
func TestGuessesAreCountedApart(t *testing.T) {
	t.Parallel()
	var g guesses
	now := time.Unix(1e9, 0)
	right, wrong := func() bool { return true }, func() bool { return false }
	for range 300 {
		if ok, _ := g.try(now, "a", right); !ok {
			t.Fatal("a right one was refused")
		}
	}
	for range guessBurst {
		g.try(now, "a", wrong)
	}
	ok, wait := g.try(now, "a", right)
	if ok || wait <= 0 || wait > guessEvery {
		t.Errorf("after %d wrong ones: ok = %v, wait = %v, want no, and at most %v", guessBurst, ok, wait, guessEvery)
	}
	if ok, _ := g.try(now, "b", right); !ok {
		t.Error("another one was refused for it")
	}
	if ok, _ := g.try(now.Add(wait), "a", right); !ok {
		t.Errorf("refused still after %v", wait)
	}
}

// A script that comes from everywhere fills no memory, and who has been wrong a
// moment ago is not forgotten for it.
func TestGuessersAreBounded(t *testing.T) {
	t.Parallel()
	var g guesses
	now := time.Unix(1e9, 0)
	for range guessBurst {
		g.try(now, "the one", func() bool { return false })
	}
	for i := range 3 * maxGuessers {
		g.try(now, strconv.Itoa(i), func() bool { return false })
	}
	if got := len(g.full); got > maxGuessers {
		t.Errorf("remembers %d, want at most %d", got, maxGuessers)
	}
	if ok, _ := g.try(now, "the one", func() bool { return true }); ok {
		t.Error("who had been wrong most was forgotten")
	}
}

func TestAddressOf(t *testing.T) {
	t.Parallel()
	for remote, want := range map[string]string{
		"192.168.1.7:4711":          "192.168.1.7/32",
		"[::ffff:192.168.1.7]:4711": "192.168.1.7/32",
		"[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"@":                         "unknown",
	} {
		if got := addressOf(&http.Request{RemoteAddr: remote}); got != want {
			t.Errorf("addressOf(%q) = %q, want %q", remote, got, want)
		}
	}
}
