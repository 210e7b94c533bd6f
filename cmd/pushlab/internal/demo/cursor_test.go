package demo

import (
	"strings"
	"testing"
	"time"
)

// Seed 7 makes five items at 1924, 5169, 5253, 5900 and 7211 ms. A poll every
// 2 s without a cursor is told the newest one, again and again. A request that
// is held hears of what is made meanwhile; a second without one costs item 3.
func TestCursorOff(t *testing.T) {
	for _, row := range []struct{ path, want string }{
		{"poll", "|1-1|1-1|4-4|5-5 done"},
		{"poll?cursor=on", "|1-1||2-4|5-5 done"},
		{"longpoll", "1-1|2-2|5-5 done"},
		{"longpoll?cursor=on", "1-1|2-2|3-4|5-5 done"},
	} {
		t.Run(row.path, func(t *testing.T) {
			c := newClock()
			b := newBench(t, c.config())
			path, cursor, on := strings.Cut(row.path, "?")
			if !on {
				cursor = "cursor=off"
			}
			pause := 2 * time.Second
			if path == "longpoll" {
				pause = time.Second
			}
			if got := b.collect(c, path, cursor+"&every=2000&tokens=5&answer=A", pause); got != row.want {
				t.Errorf("told %q, want %q", got, row.want)
			}
		})
	}
}

// collect asks until it is told done, and says what each response told.
func (b *bench) collect(c *clock, path, knobs string, pause time.Duration) string {
	var told []string
	after := ""
	for range 10 {
		body, _ := b.pollBy(c, path, knobs+after)
		batch, err := parseBatch([]byte(body))
		if err != nil {
			b.t.Fatal(err)
		}
		told = append(told, summary(batch))
		if n := len(batch); n > 0 {
			if batch[n-1].kind == "done" {
				break
			}
			after = "&after=" + batch[n-1].id
		}
		c.move(b.run, pause)
	}
	return strings.Join(told, "|")
}

// An id that was sent all the same is not looked at, and the trace says so.
func TestCursorOffNote(t *testing.T) {
	b := newBench(t, Config{})
	b.makeA(3, "rst@12")
	_, batch, err := b.poll("poll", "answer=A&cursor=off", "a-1")
	if got := summary(batch); err != nil || got != "3-3 done" {
		t.Errorf("told %q, %v, want 3-3 done", got, err)
	}
	notes := b.events("note")
	if len(notes) != 1 || notes[0].Text != `cursor=off: the id "a-1" was not looked at` {
		t.Errorf("notes = %v, want one about the id", notes)
	}
}

// Each address has the knob every, and none lets two paces be set.
func TestEveryKnob(t *testing.T) {
	for name, known := range map[string][]knob{"sse": answerKnobs, "chat": chatKnobs, "ndjson": ndjsonKnobs, "ws": socketKnobs, "poll": pollKnobs, "longpoll": longPollKnobs} {
		k, _, err := parseKnobs([]setting{{name: "every", value: "2000"}}, known)
		if err != nil || k.Every != 2*time.Second {
			t.Errorf("%s: every = %v, %v, want 2s", name, k.Every, err)
		}
	}
}
