package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// recordings06 are the runs of "What ChatGPT's page really does".
var recordings06 = []recording{
	{
		lesson: "06-post-and-fetch", name: "post",
		title: "A message ladder: a POST with a JSON body and a key goes to the lab, and the answer comes back as an event stream of four tokens and done.",
		run:   postInReads,
	},
	{
		lesson: "06-post-and-fetch", name: "completions",
		title: "A message ladder: a POST in the form of OpenAI's chat completions; each event is one line of JSON with a piece of text in it, and the last event is the word DONE in brackets.",
		run:   completions,
	},
}

// smallRead is the client's buffer in postInReads: smaller than an event, so
// that no event comes in one read.
const smallRead = 8

// postInReads asks as a chat page does, and reads the body in pieces that end
// nowhere in particular. The lesson draws the reads of the first token.
func postInReads(s *studio) error {
	const knobs = `{"prompt":"Why a POST?","tokens":4,"tps":20,"ttft":400}`
	head := "Content-Type: application/json\r\nAccept: text/event-stream\r\nAuthorization: Bearer pushlab-key\r\n"
	reads, err := s.readPost("chat", head, knobs, smallRead)
	if err != nil {
		return err
	}
	const retry = 2 // reads that the 12 bytes of "retry: 500" and its blank line take
	if len(reads) < 5 || !slices.Equal(reads[retry:5], []int{8, 8, 4}) {
		return fmt.Errorf("the reads were %v, and the lesson draws others", reads)
	}
	return nil
}

// completions asks in the words of OpenAI's clients.
func completions(s *studio) error {
	body, err := json.Marshal(map[string]any{
		"model": "pushlab", "stream": true,
		"messages": []map[string]string{{"role": "user", "content": "Why a POST?"}},
	})
	if err != nil {
		return err
	}
	head := "Content-Type: application/json\r\nAuthorization: Bearer pushlab-key\r\n"
	_, err = s.readPost("v1/chat/completions?tokens=3&tps=20&ttft=400", head, string(body), 4096)
	return err
}

// readPost sends a POST and returns how many bytes each read of its body got.
func (s *studio) readPost(path, header, body string, size int) (reads []int, err error) {
	c, err := s.dial()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	_, err = fmt.Fprintf(c, "POST /r/%s/%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n\r\n%s", s.run.ID, path, recordedHost, header, len(body), body)
	if err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil, err
	}
	for p := make([]byte, size); err == nil; {
		var n int
		if n, err = resp.Body.Read(p); n > 0 {
			reads = append(reads, n)
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return reads, c.hangUp()
}
