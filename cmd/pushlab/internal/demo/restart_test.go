package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// Several faults are done in order, one an exchange, and a client that resumes
// has the whole text in the end.
func TestFaultList(t *testing.T) {
	const faults = "fin@3,rst@5+7,end@9"
	want := llm.Model{Seed: 7, Tokens: 20}.Text()
	for name, whole := range map[string]func(*bench, string) (string, int, error){
		"sse": wholeSSE, "ws": wholeWS, "ndjson": wholeNDJSON, "longpoll": wholeLongPoll,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, Config{})
			list := faults
			if name == "ws" {
				list = strings.ReplaceAll(faults, "end@9", "fin@9") // a Close is an end to wholeWS
			}
			got, visits, err := whole(b, quick+"&tokens=20&answer=K1&fault="+strings.ReplaceAll(list, "+", "%2B"))
			if err != nil || got != want || visits < 4 {
				t.Errorf("%d visits, %v, text = %q, want 4 and %q", visits, err, got, want)
			}
			if done := b.faults(); done != list {
				t.Errorf("the trace has %s, want %s", done, list)
			}
			if made := len(b.events("gen.start")); made != 1 {
				t.Errorf("%d answers made, want 1", made)
			}
		})
	}
}

// faults are those that were done, in order.
func (b *bench) faults() string {
	var list []string
	for _, e := range b.events("fault") {
		list = append(list, e.Text)
	}
	return strings.Join(list, ",")
}

// A step is one request: the last id in it, of the step before (0: none), and
// what its client is told.
type step struct {
	after int
	want  string
}

// take makes the steps with the same knobs, and returns the epoch of each.
func (b *bench) take(t *testing.T, tr transport, knobs string, steps []step) (epochs []string) {
	t.Helper()
	epoch := ""
	for i, s := range steps {
		id := ""
		if s.after > 0 {
			id = fmt.Sprintf("%s-%d", epoch, s.after)
		}
		_, events, _ := tr.read(b, knobs, id)
		if got := summary(events); got != s.want {
			t.Fatalf("request %d, after %q: told %q, want %q", i+1, id, got, s.want)
		}
		epoch = epochOf(events)
		epochs = append(epochs, epoch)
	}
	return epochs
}

// An answer that takes the place of another gets what is left of its faults.
func TestFaultListOverReset(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name, func(t *testing.T) {
			b := newBench(t, Config{})
			knobs := quick + "&tokens=20&answer=K1&log=2&fault=fin@3,rst@5"
			b.take(t, tr, knobs, []step{{0, "1-3"}})
			waitUntil(func() bool { return len(b.events("gen.end")) == 1 })
			epoch := b.events("gen.start")[0].Answer
			_, events, _ := tr.read(b, knobs, epoch+"-3")
			if got, want := summary(events), "reset old 1-5"; got != want {
				t.Fatalf("told %q, want %q", got, want)
			}
			waitUntil(func() bool { return len(b.events("gen.end")) == 2 })
			_, events, _ = tr.read(b, knobs, epochOf(events)+"-5")
			if got, want := summary(events), "reset old 1-20 done"; got != want {
				t.Errorf("told %q, want %q", got, want)
			}
		})
	}
}

// epoch=bump: the first fault is a restart, the second one is not.
func TestEpochBump(t *testing.T) {
	for _, tr := range transports {
		for _, row := range []struct {
			name, knobs string
			steps       []step
			epochs      int
		}{
			{"one cut", "fault=rst@3", []step{{0, "1-3"}, {3, "reset restart 1-20 done"}, {20, "done"}}, 2},
			{"inside an event", "fault=fin@3%2B4", []step{{0, "1-3"}, {3, "reset restart 1-20 done"}}, 2},
			{"two cuts", "fault=fin@3,fin@5", []step{{0, "1-3"}, {3, "reset restart 1-5"}, {5, "6-20 done"}}, 2},
			{"no id", "fault=fin@3", []step{{0, "1-3"}, {0, "1-20 done"}}, 2},
			{"no fault", "", []step{{0, "1-20 done"}, {3, "4-20 done"}}, 1},
		} {
			t.Run(tr.name+"/"+row.name, func(t *testing.T) {
				b := newBench(t, Config{})
				epochs := b.take(t, tr, quick+"&tokens=20&answer=K1&epoch=bump&"+row.knobs, row.steps)
				if got := len(slices.Compact(epochs)); got != row.epochs {
					t.Errorf("epochs %v, want %d", epochs, row.epochs)
				}
				if got := len(b.events("gen.start")); got != row.epochs {
					t.Errorf("%d answers made, want %d", got, row.epochs)
				}
			})
		}
	}
}

// An id of the answer before a restart stays worth nothing.
func TestEpochBumpIsForGood(t *testing.T) {
	b := newBench(t, Config{})
	knobs := quick + "&tokens=20&answer=K1&epoch=bump&fault=fin@3"
	_, first, _ := readSSE(b, knobs, "")
	for range 2 {
		_, events, err := readSSE(b, knobs, epochOf(first)+"-3")
		if got, want := summary(events), "reset restart 1-20 done"; err != nil || got != want {
			t.Errorf("told %q, %v, want %q", got, err, want)
		}
	}
	if got := len(b.events("gen.start")); got != 2 {
		t.Errorf("%d answers made, want 2", got)
	}
}

// What a restart takes with it is the model too: it makes no more tokens.
func TestEpochBumpStopsTheModel(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := getSSE(b, "ttft=0&tps=5&tokens=20&epoch=bump&fault=fin@3", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	c.move(b.run, time.Minute)
	waitUntil(func() bool { return len(b.events("gen.end")) == 1 })
	if end := b.events("gen.end")[0]; end.Seq != 3 || !strings.HasPrefix(end.Text, whyCancel) {
		t.Errorf("the model ended with %q at token %d, want cancel at 3", end.Text, end.Seq)
	}
	if notes := b.events("note"); len(notes) != 1 || !strings.HasPrefix(notes[0].Text, "epoch=bump: the answer ") {
		t.Errorf("notes = %v, want one that says so", notes)
	}
}

// seed=random: the same answer has the same words, and another one others; the
// trace has the seed with which they can be made again.
func TestSeedRandom(t *testing.T) {
	b := newBench(t, Config{})
	read := func(knobs string) string {
		_, events, err := readSSE(b, quick+"&tokens=30&"+knobs, "")
		if err != nil {
			t.Fatal(err)
		}
		return text(events)
	}
	first, again, other := read("seed=random&answer=A"), read("seed=random&answer=A"), read("seed=random&answer=B")
	if first != again || first == other {
		t.Errorf("the words are\n%q\n%q\n%q, want the same twice and then others", first, again, other)
	}
	var epoch string
	var seed int
	notes := b.events("note")
	if len(notes) != 2 {
		t.Fatalf("notes = %v, want one an answer", notes)
	}
	if _, err := fmt.Sscanf(notes[1].Text, "seed=random: the answer %s has the seed %d", &epoch, &seed); err != nil {
		t.Fatal(notes[1].Text, err)
	}
	if got := read(fmt.Sprint("seed=", seed)); got != other {
		t.Errorf("with the seed %d the words are %q, want %q", seed, got, other)
	}
}

// Two answers in a row of seed=random never begin alike, though models have few
// openings.
func TestOtherWords(t *testing.T) {
	rs := NewRuns(Config{Key: testKey})
	for seed, n := int64(7), 0; n < 300; n++ {
		next := rs.otherWords(seed)
		if a, b := (llm.Model{Seed: seed, Tokens: 12}).Text(), (llm.Model{Seed: next, Tokens: 12}).Text(); a == b {
			t.Fatalf("seeds %d and %d both begin with %q", seed, next, a)
		}
		seed = next
	}
}
