package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
)

// A pupil is a seat of a classroom, with what the server said was saved.
type pupil struct {
	class       *classroom
	client      *http.Client
	seat        int
	name, words string

	predicted []int    // options, in order
	passes    []string // hashes of the runs in which EX03 was passed
	state     string   // acknowledged
	asked     string   // sent after it and not answered: it may have been saved
	votes     []int    // options that the room's question may show: the acknowledged one, and one that was not answered
}

// newVisitor is a browser that was never here.
func newVisitor(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// post sends a request and decodes the answer. An error is the end of the
// server: what it refuses ends the test.
func (p *pupil) post(method, address, body string, v any) error {
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}}
	resp, err := p.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		p.class.t.Errorf("seat %d: %s %s = %s: %s", p.seat, method, address, resp.Status, text)
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(text, v)
}

// must is post with a server that is there.
func (p *pupil) must(method, address, body string, v any) {
	p.class.t.Helper()
	if err := p.post(method, address, body, v); err != nil {
		p.class.t.Fatalf("%s %s: %v", method, address, err)
	}
}

// workUntilKilled predicts, votes, says how it stands, and passes EX03, over and
// over. Where it begins is chance: few come as far as the fourth.
func (p *pupil) workUntilKilled(ack func()) {
	defer p.client.CloseIdleConnections() // they lead to a server that is gone
	works := []func(n int) error{p.pass, p.predict, p.vote, p.sayState}
	for n := rand.IntN(len(works)); ; n++ {
		if works[n%len(works)](n) != nil {
			return
		}
		ack()
	}
}

func (p *pupil) predict(n int) error {
	option := 1 + (p.seat+n)%3
	err := p.post("POST", p.class.site()+"/lessons/01-why-stream/predict", fmt.Sprintf("block=first-and-last&option=%d", option), nil)
	if err == nil {
		p.predicted = append(p.predicted, option)
	}
	return err
}

// vote answers the question that the host has asked the room. It is another than
// that of predict, which would count as a vote.
func (p *pupil) vote(n int) error {
	option := 1 + n%3
	p.votes = append(p.votes, option)
	err := p.post("POST", p.class.site()+"/room/vote", fmt.Sprintf("lesson=01-why-stream&block=behind-a-proxy&option=%d", option), nil)
	if err == nil {
		p.votes = []int{option}
	}
	return err
}

func (p *pupil) sayState(n int) error {
	p.asked = []string{"done", "come", "working"}[n%3]
	err := p.post("POST", p.class.site()+"/room/state", "state="+p.asked, nil)
	if err == nil {
		p.state, p.asked = p.asked, ""
	}
	return err
}

// states are those in which the seat may be.
func (p *pupil) states() []string {
	if p.asked == "" {
		return []string{p.state}
	}
	return []string{p.state, p.asked}
}

// The seven shots that pass EX03.
var sevenShots = []string{"data: hi\n\n", "event: token\ndata: a\ndata: b\n\n", "data\n\n", "id: 42\n\n", ":\n", "retry: 1500\n", "data:  two\n\n"}

// pass makes a run and solves EX03 in it. That it is passed is acknowledged by
// the verdict, which the server tells when it has saved it.
func (p *pupil) pass(int) error {
	var run struct{ Run, Lab string }
	err := p.post("POST", p.class.site()+"/runs", "", &run)
	for i := 0; err == nil && i < len(sevenShots); i++ {
		err = p.post("POST", run.Lab+"/emit?check=EX03", sevenShots[i], nil)
	}
	var verdict struct {
		Passed, Over bool
		Rev          string
	}
	for err == nil && !(verdict.Passed && verdict.Over) {
		err = p.post("GET", p.class.site()+"/runs/"+run.Run+"/verdict?exercise=EX03&wait=20000&rev="+verdict.Rev, "", &verdict)
	}
	if err == nil {
		sum := sha256.Sum256([]byte(run.Run))
		p.passes = append(p.passes, hex.EncodeToString(sum[:]))
	}
	return err
}
