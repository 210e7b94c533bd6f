package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// readEvents reads the event stream as an EventSource does (WHATWG HTML §9.2):
// the same address each time, with Last-Event-ID.
func (s *roomStream) readEvents() error {
	conn, body, err := s.openEvents()
	if err != nil {
		return err
	}
	defer conn.Close()
	var e struct{ kind, id, data string }
	lines := bufio.NewScanner(body)
	for !s.done && s.wrong == "" && lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.kind = value
		case "data":
			e.data += value + "\n"
		case "retry":
			n, _ := strconv.Atoi(value)
			s.retry = time.Duration(n) * time.Millisecond
		case "": // the empty line behind an event, or a comment
			if e.data != "" {
				s.event(kindOf(e.kind), e.id, strings.TrimSuffix(e.data, "\n"))
			}
			e.kind, e.data = "", ""
		}
	}
	return lines.Err()
}

// kindOf is the type of an event: one without is a token.
func kindOf(event string) string {
	if event == "" {
		return "token"
	}
	return event
}

// openEvents asks for the stream on a connection of its own.
func (s *roomStream) openEvents() (net.Conn, io.Reader, error) {
	u, err := s.target()
	if err != nil {
		return nil, nil, err
	}
	conn, err := net.Dial("tcp", strings.Replace(u.Host, "localhost", "127.0.0.1", 1))
	if err != nil {
		return nil, nil, err
	}
	r := &http.Request{Method: "GET", URL: u, Host: u.Host, Header: http.Header{"Accept": {"text/event-stream"}, "Origin": {s.seat.load.site}}}
	if s.last != "" {
		r.Header.Set("Last-Event-ID", s.last)
	}
	if err := r.Write(conn); err != nil {
		conn.Close()
		return nil, nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 1024), r)
	if err == nil && resp.StatusCode != http.StatusOK {
		s.refused(resp.Status)
		err = &refusal{method: "GET", address: "sse", status: resp.Status}
	}
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, resp.Body, nil
}
