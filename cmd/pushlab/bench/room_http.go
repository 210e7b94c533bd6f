package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A refusal is an answer of 400 or above.
type refusal struct {
	method, address, status string
	answer                  []byte
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("%s %s: %s: %.100s", r.method, r.address, r.status, r.answer)
	return strings.TrimRight(text, ": \n")
}

// get asks for a page or, for v, for JSON.
func (s *roomSeat) get(address string, v any) error {
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		return err
	}
	answer, err := s.load.do(s.client, r)
	if err != nil || v == nil {
		return err
	}
	return json.Unmarshal(answer, v)
}

func (s *roomSeat) post(address string, body any) ([]byte, error) {
	return s.load.post(s.client, address, body)
}

// post sends a form, JSON, or the text of an exercise, and takes any answer below 400.
func (l *roomLoad) post(client *http.Client, address string, body any) ([]byte, error) {
	text, kind := "", "application/x-www-form-urlencoded"
	switch v := body.(type) {
	case url.Values:
		text = v.Encode()
	case json.RawMessage:
		text, kind = string(v), "application/json"
	case string:
		text, kind = v, "text/plain"
	}
	r, err := http.NewRequest("POST", address, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header = http.Header{"Content-Type": {kind}, "Origin": {l.site}, "Accept": {"application/json"}}
	return l.do(client, r)
}

// do sends a request and reads the answer to its end. What is not whole was not
// answered.
func (l *roomLoad) do(client *http.Client, r *http.Request) ([]byte, error) {
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if resp.StatusCode == http.StatusTooManyRequests {
		l.troubles.refusals.Add(1)
	}
	if err == nil && resp.StatusCode >= 400 {
		err = &refusal{r.Method, r.URL.String(), resp.Status, answer}
	}
	return answer, err
}

// dialControl opens a page's control socket with its first orders.
func dialControl(client *http.Client, site string, orders ...map[string]any) (*websocket.Conn, error) {
	u, err := url.Parse(site)
	if err != nil {
		return nil, err
	}
	r := http.Request{Header: http.Header{"Origin": {site}}}
	for _, c := range client.Jar.Cookies(u) {
		r.AddCookie(c)
	}
	conn, err := websocket.Dial(context.Background(), "ws://"+u.Host+"/control", websocket.DialOptions{
		Header: r.Header, Subprotocols: []string{"pushlab.control.v1"}, Limit: 4 << 20,
	})
	for i := 0; err == nil && i < len(orders); i++ {
		var text []byte
		if text, err = json.Marshal(orders[i]); err == nil {
			err = conn.Write(context.Background(), websocket.OpText, text)
		}
	}
	return conn, err
}
