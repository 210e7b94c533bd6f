package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

var pollNames atomic.Int64

// pollWith polls until it is told done, or that it has all. Before it has an id
// it has a name for the answer.
func pollWith(path string) func(b *bench, knobs, lastID string) (int, []told, error) {
	return func(b *bench, knobs, lastID string) (int, []told, error) {
		if !strings.Contains(knobs, "answer=") {
			knobs += fmt.Sprintf("&answer=P%d", pollNames.Add(1))
		}
		var all []told
		for {
			status, batch, err := b.poll(path, knobs, lastID)
			all = append(all, batch...)
			if err != nil || status != http.StatusOK || len(all) > 0 && all[len(all)-1].kind == "done" {
				return status, all, err
			}
			if len(batch) > 0 {
				lastID = batch[len(batch)-1].id
			}
		}
	}
}

// poll asks once. A body that was cut is no JSON, and says nothing.
func (b *bench) poll(path, knobs, lastID string) (int, []told, error) {
	if lastID != "" {
		knobs += "&after=" + lastID
	}
	resp, err := lonely.Get(b.url(path + "?" + knobs))
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if resp.StatusCode == http.StatusNoContent || err != nil {
		return resp.StatusCode, nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil, errors.New(string(body))
	}
	batch, err := parseBatch(body)
	return resp.StatusCode, batch, err
}

func parseBatch(body []byte) (batch []told, err error) {
	var objects []json.RawMessage
	if err := json.Unmarshal(body, &objects); err != nil {
		return nil, err
	}
	for _, object := range objects {
		e, err := parseMessage(object)
		if err != nil {
			return nil, err
		}
		batch = append(batch, e)
	}
	return batch, nil
}

// wholeLongPoll repeats a poll that broke: what was cut is told again.
func wholeLongPoll(b *bench, knobs string) (text string, visits int, err error) {
	lastID := ""
	breaks := 0
	for visits = 1; breaks < maxVisits; visits++ {
		_, batch, err := b.poll("longpoll", knobs, lastID)
		if err != nil {
			breaks++
		}
		for _, e := range batch {
			if e.kind == "done" {
				return text, visits, nil
			}
			if err := follows(lastID, e.id); err != nil {
				return text, visits, err
			}
			lastID = e.id
			text += e.data
		}
	}
	return text, visits, errors.New("never done")
}

// makeA makes the answer A of the run, to its end, with its fault still to come.
func (b *bench) makeA(tokens int, fault string) {
	b.t.Helper()
	f, err := parseFault(fault)
	if err != nil {
		b.t.Fatal(err)
	}
	k := Knobs{Seed: 7, Tokens: tokens, TPS: 1000, Answer: "A", Log: tokens, IDs: true, Fault: f}
	a := b.run.newAnswer(k, nil)
	b.run.speak(a, k)
	waitUntil(a.done)
}

// A short poll says what is there, a long one waits for something and then says
// it at once: five tokens a second, from the beginning.
func TestPollInTime(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	knobs := "ttft=1000&tps=5&tokens=6&answer=A"
	for _, step := range []struct {
		path string
		wait time.Duration // before it
		held time.Duration // by it
		want string
	}{
		{"poll", 0, 0, ""},
		{"poll", 900 * time.Millisecond, 0, ""},
		{"longpoll?hold=50", 0, 50 * time.Millisecond, ""},
		{"longpoll?hold=25000", 0, 50 * time.Millisecond, "1-1"},
		{"longpoll", 0, 200 * time.Millisecond, "2-2"},
		{"longpoll?hold=0", 0, 0, ""},
		{"longpoll", 400 * time.Millisecond, 0, "3-4"},
		{"poll", 0, 0, ""},
		{"poll", 400 * time.Millisecond, 0, "5-6 done"},
	} {
		c.move(b.run, step.wait)
		path, more, _ := strings.Cut(step.path, "?")
		body, held := b.pollBy(c, path, knobs+"&"+more)
		batch, err := parseBatch([]byte(body))
		if got := summary(batch); err != nil || got != step.want || (held-step.held).Abs() > step.held/5 { // the model's pauses vary
			t.Errorf("%s: told %q after %v, %v, want %q after %v", step.path, got, held, err, step.want, step.held)
		}
		if len(batch) > 0 {
			knobs = "after=" + batch[len(batch)-1].id
		}
	}
	if status, _, _ := b.poll("poll", knobs, ""); status != http.StatusNoContent {
		t.Errorf("status after done = %d, want 204", status)
	}
	if got := len(b.events("gen.start")); got != 1 {
		t.Errorf("%d answers were made, want 1", got)
	}
}

// pollBy asks and moves the clock by 10 ms until the response is there. It says
// for how long it was held.
func (b *bench) pollBy(c *clock, path, knobs string) (body string, held time.Duration) {
	answer, before := make(chan string, 1), len(b.events("http.req"))
	go func() {
		_, text := b.do("GET", path+"?"+knobs, "")
		answer <- text
	}()
	ended := func() bool { return len(b.events("http.end")) == len(b.events("http.req")) }
	// The poll has a reader before and behind the look: what has settled is one that
	// is held, and not one that has not begun or is over by now.
	reads := func() bool { return b.readers() == 1 }
	waitUntil(func() bool { return len(b.events("http.req")) > before })
	for {
		waitUntil(func() bool { return ended() || reads() && b.run.Settled() && reads() })
		if ended() {
			return <-answer, held
		}
		c.move(b.run, 10*time.Millisecond)
		held += 10 * time.Millisecond
	}
}

// Between two polls the answer goes on for 10 s.
func TestPollGrace(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		9900 * time.Millisecond: "3-12", 10 * time.Second: "reset cancelled",
	} {
		c := newClock()
		b := newBench(t, c.config())
		if _, _, err := b.poll("poll", "ttft=0&tps=1&tokens=20&answer=A", ""); err != nil {
			t.Fatal(err)
		}
		c.move(b.run, 1500*time.Millisecond)
		_, batch, err := b.poll("poll", "answer=A", "")
		if got := summary(batch); err != nil || got != "1-2" {
			t.Fatalf("told %q, %v, want 1-2", got, err)
		}
		c.move(b.run, wait)
		_, batch, err = b.poll("poll", "answer=A&ttft=60000", batch[1].id)
		if got := summary(batch); err != nil || got != want {
			t.Errorf("after %v: told %q, %v, want %q", wait, got, err, want)
		}
	}
}

// A hold ends by its own timer, or with the first token.
func TestHold(t *testing.T) {
	for _, row := range []struct {
		ttft, hold, took time.Duration
		want             int // events
	}{
		{time.Minute, 25 * time.Second, 25 * time.Second, 0},
		{time.Minute, 0, 0, 0},
		{2 * time.Second, 25 * time.Second, 2 * time.Second, 1},
		{3 * time.Second, 2999 * time.Millisecond, 2999 * time.Millisecond, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			rs := NewRuns(Config{Key: testKey})
			run := rs.New()
			k := defaultKnobs()
			k.TTFT = row.ttft
			start := time.Now()
			r, _ := run.read(k, "")
			ctx, stop := r.hold(t.Context(), row.hold)
			batch := r.batch(ctx, stop)
			if took := time.Since(start); took != row.took || len(batch) != row.want {
				t.Errorf("hold of %v with ttft %v: %d events after %v, want %d after %v", row.hold, row.ttft, len(batch), took, row.want, row.took)
			}
			stop()
			r.close()
			rs.Goodbye()
			rs.Wait(t.Context())
		})
	}
}

// One JSON array with its length in front, an object a line.
func TestPollBody(t *testing.T) {
	b := newBench(t, Config{})
	if _, _, err := readSSE(b, quick+"&tokens=2&answer=A", ""); err != nil {
		t.Fatal(err)
	}
	epoch, texts := b.events("gen.start")[0].Answer, llm.Model{Seed: 7, Tokens: 2}.TokenTexts()
	_, sum, _ := strings.Cut(b.events("gen.end")[0].Text, " ")
	for path, want := range map[string]string{
		"poll?answer=A": fmt.Sprintf(`[{"id":"%[1]s-1","token":%[2]s},`+"\n"+`{"id":"%[1]s-2","token":%[3]s},`+"\n"+
			`{"type":"done","id":"%[1]s-3","tokens":2,"sha256":"%[4]s"}]`+"\n", epoch, appendString(nil, texts[0]), appendString(nil, texts[1]), sum),
		"poll?ttft=60000":                "[]\n",
		"longpoll?after=" + epoch + "-2": fmt.Sprintf(`[{"type":"done","id":"%s-3","tokens":2,"sha256":"%s"}]`+"\n", epoch, sum),
	} {
		resp, got := b.do("GET", path, "")
		if got != want || resp.ContentLength != int64(len(want)) {
			t.Errorf("%s: Content-Length %d,\n%swant\n%s", path, resp.ContentLength, got, want)
		}
		if media := resp.Header.Get("Content-Type"); media != "application/json" || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Content-Type = %q, Cache-Control = %q, want application/json and no-store", path, media, resp.Header.Get("Cache-Control"))
		}
	}
}

// A poll that is cut says nothing: half an array is no JSON. A clean end behind
// an object is an array that is shorter.
func TestFaultPoll(t *testing.T) {
	for _, row := range []struct {
		fault string
		body  string // lines of it that crossed; / ends one that was cut
		told  string
		clean bool
	}{
		{"end@3", "3]", "1-3", true},
		{"fin@3", "3", "", false},
		{"rst@3", "3", "", false},
		{"end@3+5", "4/", "", true},
		{"fin@3+5", "4/", "", false},
		{"rst@0+1", "1/", "", false},
		{"fin@11", "11", "", false},
		{"rst@12", "11]", "1-10 done", true}, // there is no object 12
		{"end@b1", "1]", "1-1", true},
		{"end@b9999", "11]", "1-10 done", true},
		{"rst@b9999", "11]", "1-10 done", true},
	} {
		t.Run(row.fault, func(t *testing.T) {
			b := newBench(t, Config{})
			b.makeA(10, row.fault)
			resp, err := lonely.Get(b.url("longpoll?answer=A"))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if clean := err == nil; clean != row.clean {
				t.Errorf("reading ended with %v, want a proper end: %v", err, row.clean)
			}
			batch, _ := parseBatch(body)
			if got := summary(batch); got != row.told {
				t.Errorf("told %q, want %q", got, row.told)
			}
			if got := shape(string(body)); got != row.body {
				t.Errorf("%q is %s, want %s", body, got, row.body)
			}
			b.checkFault(t, row.fault, row.fault != "rst@12" && !strings.Contains(row.fault, "b9999"))
		})
	}
}

// shape counts the lines of an array and says how it ends.
func shape(body string) string {
	end := "/"
	switch {
	case strings.HasSuffix(body, "]\n"):
		body, end = strings.TrimSuffix(body, "\n"), "]"
	case strings.HasSuffix(body, "}"):
		end = ""
	}
	return fmt.Sprint(strings.Count(body, "\n")+1) + end
}

// What a server that stops says to who waits.
func TestGoodbyePoll(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	body := make(chan string, 1)
	go func() {
		_, text := b.do("GET", "longpoll?ttft=60000", "")
		body <- text
	}()
	waitUntil(func() bool { return b.readers() == 1 })
	settle(b.run)
	b.runs.Goodbye()
	checkGoodbyeObject(t, <-body, nil)
}

// A client that leaves while it is held loses nothing.
func TestPollLeft(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", b.url("longpoll?answer=A&ttft=1000&tps=1000&tokens=5"), nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := lonely.Do(req)
		ended <- err
	}()
	waitUntil(func() bool { return b.readers() == 1 })
	leave()
	if err := <-ended; err == nil {
		t.Error("the poll has an answer, want none")
	}
	waitUntil(func() bool { return b.run.streams.Load() == 0 })
	c.move(b.run, 2*time.Second)
	_, batch, err := b.poll("longpoll", "answer=A", "")
	if got := summary(batch); err != nil || got != "1-5 done" {
		t.Errorf("told %q, %v, want 1-5 done", got, err)
	}
}

// Polls share a connection that is kept alive.
func TestPollsShareAConnection(t *testing.T) {
	b := newBench(t, Config{})
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for range 5 {
		resp, err := client.Get(b.url("poll?answer=A"))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	waitUntil(func() bool { return len(b.events("http.end")) == 5 })
	if got := len(b.events("conn.open")); got != 1 {
		t.Errorf("%d connections for 5 polls, want 1", got)
	}
}
