package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/websocket"
)

// A roomStream is one answer as a client puts it together, over as many
// connections as it takes. One goroutine owns it.
type roomStream struct {
	seat *roomSeat
	kind string // sse or ws
	seed int    // each stream's own, so that a mix-up shows

	text  strings.Builder
	seen  []time.Time // when each token came
	last  string      // id of the newest event
	retry time.Duration
	waits int    // since it has heard something
	away  bool   // it lost its connection and has heard nothing since
	done  bool   // whole, by count and hash
	wrong string // why it can not be whole any more
}

// follow reads the answer to its end and comes back after each loss.
func (s *roomStream) follow() error {
	s.retry = 3 * time.Second // until the server says otherwise
	until := s.seat.load.ends().Add(time.Minute)
	for !s.done && s.wrong == "" && time.Now().Before(until) {
		err := s.once()
		if !s.done && s.wrong == "" && s.last == "" {
			s.seat.load.troubles.add("seat %d, %s: %v", s.seat.i, s.kind, err)
		}
		s.away = true
		if !s.done {
			time.Sleep(s.wait())
		}
	}
	return nil // what is not whole is counted at the end
}

// once reads one connection to its end.
func (s *roomStream) once() error {
	if s.kind == "sse" {
		return s.readEvents()
	}
	return s.readMessages()
}

// wait is how long it stays away: an EventSource as long as the server has said,
// the page's own WebSocket as long as the room's profile says.
func (s *roomStream) wait() time.Duration {
	if s.kind == "sse" {
		return s.retry
	}
	s.waits++
	return s.seat.profile.Load().pause(s.waits - 1)
}

// knobs ask for the answer.
func (s *roomStream) knobs() string {
	return fmt.Sprintf("ttft=0&tps=%d&tokens=%d&seed=%d", roomTPS, s.seat.load.tokens(), s.seed)
}

// resume asks for the rest of the answer. The knobs are for the case that the
// server does not know it any more.
func (s *roomStream) resume() []byte {
	return fmt.Appendf(nil, `{"op":"resume","after":%q,"ttft":0,"tps":%d,"tokens":%d,"seed":%d}`, s.last, roomTPS, s.seat.load.tokens(), s.seed)
}

// readMessages reads the WebSocket.
func (s *roomStream) readMessages() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	address := strings.Replace(s.seat.lab, "http", "ws", 1) + "/ws"
	if s.last == "" {
		address += "?" + s.knobs()
	}
	conn, err := websocket.Dial(ctx, address, websocket.DialOptions{Subprotocols: []string{"pushlab.v1"}})
	if err != nil {
		s.refused(err.Error())
		return err
	}
	defer conn.NetConn().Close()
	if s.last != "" {
		err = conn.Write(ctx, websocket.OpText, s.resume())
	}
	for err == nil && !s.done && s.wrong == "" {
		var m websocket.Message
		if m, err = conn.Read(context.Background()); err == nil {
			s.message(m.Data)
		}
	}
	return err
}

// message takes one message of the WebSocket.
func (s *roomStream) message(data []byte) {
	var m struct{ Type, ID, Token, Error string }
	if err := json.Unmarshal(data, &m); err != nil {
		s.fail("a message %.60q", data)
		return
	}
	if m.Type == "" {
		m.Type = "token"
	}
	if m.Error != "" {
		s.fail("%s", m.Error)
		return
	}
	text := m.Token
	if m.Type != "token" {
		text = string(data)
	}
	s.event(m.Type, m.ID, text)
}

// event takes an event of either kind of stream.
func (s *roomStream) event(kind, id, data string) {
	switch kind {
	case "token":
		s.token(id, data)
	case "done":
		s.finish(data)
	case "reset":
		s.reset(id, data)
	}
}

// token takes the next token; any other is a gap or a double.
func (s *roomStream) token(id, text string) {
	_, seq, _ := strings.Cut(id, "-")
	if n, err := strconv.Atoi(seq); err != nil || n != len(s.seen)+1 {
		s.fail("token %s came after %s", id, s.last)
		return
	}
	s.text.WriteString(text)
	s.seen, s.last, s.waits = append(s.seen, time.Now()), id, 0
	if s.away {
		s.away = false
		s.seat.load.herd.came(s)
	}
}

// finish compares the answer with what the server says of it, and with what the
// model says for this seed.
func (s *roomStream) finish(summary string) {
	var said struct {
		Tokens int
		SHA256 string
	}
	sum := sha256.Sum256([]byte(s.text.String()))
	model := llm.Model{Seed: int64(s.seed), Tokens: s.seat.load.tokens()}
	switch err := json.Unmarshal([]byte(summary), &said); {
	case err != nil || said.Tokens != len(s.seen) || said.SHA256 != hex.EncodeToString(sum[:]):
		s.fail("%d tokens, but done says %.100s", len(s.seen), summary)
	case s.text.String() != model.Text():
		s.fail("it is the answer of another")
	default:
		s.done = true
	}
}

func (s *roomStream) fail(format string, args ...any) { s.wrong = fmt.Sprintf(format, args...) }

// refused counts an answer of 429.
func (s *roomStream) refused(text string) {
	if strings.Contains(text, "429") {
		s.seat.load.troubles.refusals.Add(1)
	}
}

// lost says why the answer is not whole, "" when it is.
func (s *roomStream) lost() string {
	if s.wrong == "" && !s.done {
		return fmt.Sprintf("only %d of %d tokens came", len(s.seen), s.seat.load.tokens())
	}
	return s.wrong
}

// target is the path and query of its next request.
func (s *roomStream) target() (*url.URL, error) {
	return url.Parse(s.seat.lab + "/sse?" + s.knobs())
}
