package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A message is what WebSockets and polls have in place of an event.
type message struct {
	Type, ID, Token, SHA256, Error string
	Retry                          int
}

func hearMessage(r *reading, m message) error {
	if m.Type == "error" {
		return refused{fmt.Errorf("the server says: %s", m.Error)}
	}
	r.hear(seen{kind: cmp.Or(m.Type, "token"), id: m.ID, text: m.Token, sha256: m.SHA256}, m.Retry)
	return nil
}

// readSocket is a WebSocket that begins with its query, or resumes with its
// first message.
func readSocket(ctx context.Context, r *reading) error { return readAnySocket(ctx, r, false) }

func readPackedSocket(ctx context.Context, r *reading) error { return readAnySocket(ctx, r, true) }

func readAnySocket(ctx context.Context, r *reading, deflate bool) error {
	query := url.Values{}
	if r.last == "" {
		query = r.asked()
	}
	if deflate {
		query.Set("deflate", "on")
	}
	conn, err := websocket.Dial(ctx, socketAddress(r.address("/ws", query)),
		websocket.DialOptions{Subprotocols: []string{"pushlab.v1"}, Deflate: deflate, NetDial: r.dial})
	if err != nil {
		return err
	}
	defer conn.NetConn().Close()
	r.sign()
	if conn.Deflate() != deflate {
		return refused{fmt.Errorf("permessage-deflate is %v, want %v", conn.Deflate(), deflate)}
	}
	if r.last != "" {
		if err := conn.Write(ctx, websocket.OpText, object(with(r.asked(), "op", "resume", "after", r.last))); err != nil {
			return err
		}
	}
	return readAnswerOn(ctx, r, conn)
}

func readAnswerOn(ctx context.Context, r *reading, conn *websocket.Conn) error {
	for !r.done {
		got, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		var m message
		if err := json.Unmarshal(got.Data, &m); err != nil {
			return refused{fmt.Errorf("message %q: %w", got.Data, err)}
		}
		if err := hearMessage(r, m); err != nil {
			return err
		}
	}
	return conn.Close(1000, "")
}

// readPolls asks again and again. A body that is not whole is dropped.
func readPolls(ctx context.Context, r *reading) error {
	for !r.done {
		query := r.asked()
		query.Set("hold", "500")
		if r.last != "" {
			query.Set("after", r.last)
		}
		req, err := http.NewRequestWithContext(ctx, "GET", r.address("/longpoll", query), nil)
		if err != nil {
			return refused{err}
		}
		if err := readPoll(r, req); err != nil {
			return err
		}
	}
	return nil
}

func readPoll(r *reading, req *http.Request) error {
	body, err := r.open(req)
	if err != nil {
		return err
	}
	defer body.Close()
	whole, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	var batch []message
	if err := json.Unmarshal(whole, &batch); err != nil {
		return fmt.Errorf("body %q: %w", whole, err) // HTTP/1.1's end without its length may look like an end
	}
	r.sign()
	for _, m := range batch {
		if err := hearMessage(r, m); err != nil {
			return err
		}
	}
	return nil
}
