package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// recordings02 are the runs of "Ask, ask, ask; or ask and wait".
var recordings02 = []recording{
	{
		lesson: "02-polling", name: "short",
		title: "A message ladder of short polling: a request every five seconds, all over one connection; the first answer is empty, the other two bring three items each.",
		run: func(s *studio) error {
			return s.collect("poll", "every=2000&tokens=6&seed=26&answer=A1", func(int) time.Duration { return 5 * time.Second })
		},
	},
	{
		lesson: "02-polling", name: "long",
		title: "A message ladder of long polling over one connection: each request is held until there is an item; the third comes late and gets two items at once.",
		run: func(s *studio) error {
			return s.collect("longpoll", "every=2000&tokens=6&seed=26&answer=A1", func(asked int) time.Duration {
				if asked == busyAfter {
					return busyFor
				}
				return 0
			})
		},
	},
}

// The client of the long polls is busy once, so that two items wait for it.
const (
	busyAfter = 2 // answers
	busyFor   = 5 * time.Second
)

// An item is an element of the array that answers a poll.
type item struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// collect asks for news over one connection until the last has come. Its cursor
// is the id of the newest item. Behind answer n it waits for pause(n).
func (s *studio) collect(address, query string, pause func(asked int) time.Duration) error {
	c, err := s.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for asked := 1; ; asked++ {
		items, err := s.newsOnce(c, in, address+"?"+query)
		if err != nil {
			return err
		}
		if n := len(items); n > 0 {
			if items[n-1].Type == "done" {
				return c.hangUp()
			}
			query = "after=" + items[n-1].ID
		}
		if err := s.rest(pause(asked)); err != nil {
			return err
		}
	}
}

// newsOnce sends one request and reads its answer to the end.
func (s *studio) newsOnce(c *countedConn, in *bufio.Reader, path string) (items []item, err error) {
	if _, err := fmt.Fprintf(c, "GET /r/%s/%s HTTP/1.1\r\nHost: %s\r\n\r\n", s.run.ID, path, recordedHost); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return items, json.Unmarshal(body, &items)
}

// rest waits on the clock; no time at all is no wait.
func (s *studio) rest(d time.Duration) error {
	if d == 0 {
		return nil
	}
	return s.sleep(d)
}
